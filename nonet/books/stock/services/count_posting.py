"""Posting counts: the differences become moves, found goods in, lost goods out."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.books.stock.events import CountsPosted, StockAdjusted
from nonet.books.stock.models import Count
from nonet.books.stock.services.counting import lock_in_state, set_state
from nonet.books.stock.services.drafts import MoveDraft
from nonet.books.stock.services.fitting import fit
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reservations import lift_promises
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.places.selectors import counterpart_places

_DIFFERENCES = """
SELECT l.id, l.count_id, l.item_id, l.place_id, l.lot_id, l.handling_unit_id, l.status, l.owner_id,
    l.counted_quantity - l.book_quantity AS difference
FROM stock_countline l WHERE l.company_id = %s AND l.count_id = ANY(%s) AND l.counted_quantity <> l.book_quantity
ORDER BY l.count_id, l.id
"""


@verb("stock.post_counts")
def post_counts(*, count_ids: Sequence[int]) -> Outcome:
    """Post the differences of finished counts, dated on the day of the count.

    A count is refused as a whole when goods it found missing have left meanwhile (recount those lines), when its
    day is closed, or when a serial number it found stands elsewhere. What was promised and is not there is
    released, the newest promises first.
    """
    outcome = Outcome()
    counts = lock_in_state(count_ids, (Count.State.COUNTED,), outcome)
    loss_id = counterpart_places()["loss"]
    documents: dict[int, list[MoveDraft]] = {id_: [] for id_ in outcome.done}
    for row in sql.rows(_DIFFERENCES, (current_company_id(), outcome.done)):
        documents[row.count_id].append(_draft(row, counts[row.count_id].counted_on, loss_id))
    verdict = fit(documents, promises_yield=True)
    outcome.refused |= verdict.refused
    outcome.done = [id_ for id_ in outcome.done if id_ not in verdict.refused]
    lift_promises(verdict.overdrawn, "count")
    moves = post_moves([draft for id_ in outcome.done for draft in documents[id_]])
    set_state(outcome.done, Count.State.POSTED)
    if moves:
        events.publish(StockAdjusted(tuple(moves)))
    if outcome.done:
        events.publish(CountsPosted(tuple(outcome.done)))
    return outcome


def _draft(row: Any, counted_on: Any, loss_id: int) -> MoveDraft:
    found = row.difference > Decimal(0)
    return MoveDraft(
        item_id=row.item_id,
        quantity=abs(row.difference),
        from_place_id=loss_id if found else row.place_id,
        to_place_id=row.place_id if found else loss_id,
        moved_on=counted_on,
        reason="count",
        lot_id=row.lot_id,
        from_status=row.status,
        to_status=row.status,
        from_handling_unit_id=None if found else row.handling_unit_id,
        to_handling_unit_id=row.handling_unit_id if found else None,
        owner_id=row.owner_id,
        count_line_id=row.id,
    )
