"""The way back from picking: what stands picked for a delivery returns to the places it was taken from."""

from collections.abc import Sequence
from typing import Any

from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

_PICKED = """
SELECT d.id AS delivery_id, d.number, d.state, l.id AS line_id, m.id AS move_id, m.item_id, m.lot_id, m.from_place_id,
    m.to_place_id, m.from_handling_unit_id, m.to_handling_unit_id, m.owner_id,
    m.quantity - coalesce((SELECT sum(r.quantity) FROM stock_move r WHERE r.reverses_id = m.id), 0) AS quantity
FROM orders_delivery d LEFT JOIN orders_deliveryline l ON l.delivery_id = d.id
LEFT JOIN stock_move m ON m.delivery_line_id = l.id AND m.reason = 'pick'
WHERE d.company_id = %s AND d.id = ANY(%s) ORDER BY d.id, m.id FOR NO KEY UPDATE OF d
"""

_WRITE = """
WITH put_back AS (UPDATE orders_deliveryline SET picked = 0 WHERE delivery_id = ANY(%(ids)s))
UPDATE orders_delivery SET state = 'released' WHERE company_id = %(company)s AND id = ANY(%(ids)s)
"""


@verb("stock.unpick_deliveries")
def unpick_deliveries(*, delivery_ids: Sequence[int]) -> Outcome:
    """Put the goods of picked deliveries back where they were taken from; the deliveries are released again.

    Each move back names the pick that it reverses. A number of statements that does not grow with the deliveries.
    """
    outcome = Outcome()
    rows = sql.rows(_PICKED, (current_company_id(), sorted(set(delivery_ids))))
    outcome.refuse_missing(delivery_ids, (row.delivery_id for row in rows))
    for row in rows:
        if row.state != "picked":
            outcome.refused[row.delivery_id] = WrongState(row.number, row.state)
    fit = [row for row in rows if row.delivery_id not in outcome.refused]
    outcome.done = sorted({row.delivery_id for row in fit})
    if outcome.done:
        post_moves([_back(row) for row in fit if row.quantity], allocated=True)
        sql.execute(_WRITE, {"company": current_company_id(), "ids": outcome.done})
    return outcome


def _back(row: Any) -> MoveDraft:
    return MoveDraft(
        item_id=row.item_id,
        quantity=row.quantity,
        from_place_id=row.to_place_id,
        to_place_id=row.from_place_id,
        moved_on=today(),
        reason="unpick",
        lot_id=row.lot_id,
        from_handling_unit_id=row.to_handling_unit_id,
        to_handling_unit_id=row.from_handling_unit_id,
        owner_id=row.owner_id,
        delivery_line_id=row.line_id,
        reverses_id=row.move_id,
    )
