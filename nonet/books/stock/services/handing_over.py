"""Goods handed over as they are sold: reserved, picked and shipped at once, judged as the steps judge."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from nonet.books.stock.services.drafts import MoveDraft
from nonet.books.stock.services.fitting import lock_sites
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.picking import OUTBOUND, allot_goods, lock_sources
from nonet.books.stock.services.reserving import allot
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome


class Want(NamedTuple):
    """What one line of a delivery to be wants of an item at a site; ``number`` is how a refusal calls its order."""

    line_id: int
    order_line_id: int
    item_id: int
    item: str
    site_id: int
    outbound_id: int
    wanted: Decimal
    promised: Decimal
    number: str
    customer_id: int


class WayOut(NamedTuple):
    """From which place goods leave a site, and where they are once they have left."""

    outbound_id: int
    customer_id: int


def ways_out(site_ids: Iterable[int]) -> dict[int, WayOut]:
    """Return the way out of each site; one statement."""
    found = sql.rows(
        f"SELECT s.id, {OUTBOUND.format(site='s.id')} AS outbound_id, c.id AS customer_id FROM places_site s"
        " JOIN places_place c ON c.company_id = s.company_id AND c.site_id IS NULL AND c.kind = 'customer'"
        " WHERE s.company_id = %s AND s.id = ANY(%s)",
        (current_company_id(), sorted(set(site_ids))),
    )
    return {each.id: WayOut(each.outbound_id, each.customer_id) for each in found}


def allot_at_once(wants: Mapping[int, Sequence[Want]], outcome: Outcome) -> list[MoveDraft]:
    """Lock what the documents want, first the sites' stock, then the shelves; return the moves of their picks.

    Each document gets all it wants or is refused with the first item it lacks. ``outcome`` tells which got it.
    """
    sites = lock_sites((want.item_id, want.site_id) for of_one in wants.values() for want in of_one)
    free = {key: state.on_hand - state.reserved for key, state in sites.items()}
    promised = Outcome()
    allot(wants, {}, free, promised, whole_orders=True)
    fit = {key: wants[key] for key in promised.done}
    picks = allot_goods(fit, lock_sources(fit), outcome)
    outcome.refused |= promised.refused
    return picks


def hand_over(picks: Sequence[MoveDraft], wants: Iterable[Want], on: dt.date) -> list[int]:
    """Write the picks of what was wanted, and the moves by which the goods leave; return the ids of the latter."""
    customers = {want.line_id: want.customer_id for want in wants}
    picks = [pick for pick in picks if pick.delivery_line_id in customers]
    ships = [
        MoveDraft(
            item_id=pick.item_id,
            quantity=pick.quantity,
            from_place_id=pick.to_place_id,
            to_place_id=customers[pick.delivery_line_id or 0],
            moved_on=on,
            reason="ship",
            lot_id=pick.lot_id,
            delivery_line_id=pick.delivery_line_id,
        )
        for pick in picks
    ]
    return post_moves([*picks, *ships])[len(picks) :]


def write_consumed(wants: Iterable[Want]) -> None:
    """Write the reservations of the order lines, used up."""
    records = [(want.order_line_id, want.item_id, want.site_id) for want in wants]
    sql.execute(
        "INSERT INTO stock_reservation (company_id, order_line_id, item_id, site_id, quantity, state)"
        " SELECT %s::bigint, *, 0, 'consumed' FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])",
        (current_company_id(), *sql.columns(records, 3)),
    )
