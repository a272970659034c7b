"""Picking at the desk: what a delivery needs is taken from the bins, oldest expiry first, to the outbound place.

A company with the WMS picks by tasks instead; both write the same moves.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.stock.errors import StockNotAvailable
from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

OUTBOUND = """(SELECT p.id FROM places_place p WHERE p.site_id = {site} AND p.kind = 'outbound' AND p.active
    ORDER BY p.sequence, p.id LIMIT 1)"""
"""The place of a site from which goods go out."""

_DUE = f"""
SELECT d.id AS delivery_id, d.number, d.state, d.site_id, {OUTBOUND.format(site="d.site_id")} AS outbound_id,
    l.id AS line_id, l.item_id, l.quantity - l.picked AS wanted, i.code AS item, l.order_line_id,
    ol.reserved
    - (SELECT sum(x.picked - x.shipped) FROM orders_deliveryline x WHERE x.order_line_id = ol.id) AS promised
FROM orders_delivery d JOIN orders_deliveryline l ON l.delivery_id = d.id JOIN items_item i ON i.id = l.item_id
JOIN orders_orderline ol ON ol.id = l.order_line_id
WHERE d.company_id = %s AND d.id = ANY(%s) ORDER BY d.id, l.id FOR NO KEY UPDATE OF d
"""

_STOCK = """
SELECT b.id, b.item_id, p.site_id, b.place_id, p.kind, p.sequence, b.lot_id, lot.expires_on, b.handling_unit_id,
    b.status, b.owner_id, b.on_hand - b.allocated AS free
FROM stock_balance b JOIN places_place p ON p.id = b.place_id LEFT JOIN stock_lot lot ON lot.id = b.lot_id
WHERE b.company_id = %s AND b.item_id = ANY(%s) AND p.site_id = ANY(%s) AND p.kind IN ('bin', 'inbound', 'outbound')
    AND (b.on_hand > 0 OR p.kind = 'outbound')
ORDER BY b.id FOR NO KEY UPDATE OF b
"""

_WRITE = """
WITH picked AS (
    UPDATE orders_deliveryline l SET picked = l.picked + w.quantity
    FROM unnest(%s::bigint[], %s::numeric[]) AS w (id, quantity) WHERE l.id = w.id
)
UPDATE orders_delivery SET state = 'picked' WHERE company_id = %s AND id = ANY(%s)
"""


@dataclass(slots=True)
class Source:
    """One balance to pick from, with what is left of it during this pass."""

    place_id: int
    lot_id: int | None
    handling_unit_id: int | None
    free: Decimal


@verb("stock.pick_deliveries")
def pick_deliveries(*, delivery_ids: Sequence[int]) -> Outcome:
    """Move what released deliveries need from bins to the outbound place of their site.

    First expiry first, then in order of lot and place; what is picked is allocated there. A delivery whose goods
    cannot all be found, or are no longer reserved for it, is refused with the first item short; the others are
    picked.
    """
    outcome = Outcome()
    rows = sql.rows(_DUE, (current_company_id(), sorted(set(delivery_ids))))
    outcome.refuse_missing(delivery_ids, (row.delivery_id for row in rows))
    due: dict[int, list[Any]] = {}
    for row in rows:
        if row.state != "released":
            outcome.refused[row.delivery_id] = WrongState(row.number, row.state)
        else:
            due.setdefault(row.delivery_id, []).append(row)
    drafts = allot_goods(due, lock_sources(due), outcome)
    if outcome.done:
        post_moves(drafts, allocating=True)
        _write_picked(due, outcome.done)
    return outcome


def lock_sources(due: Mapping[int, Sequence[Any]]) -> dict[tuple[int, int], list[Source]]:
    """Lock all balances of the wanted items at their sites, and return the usable ones in picking order."""
    rows = [row for of_delivery in due.values() for row in of_delivery]
    if not rows:
        return {}
    items, sites = sorted({row.item_id for row in rows}), sorted({row.site_id for row in rows})
    locked = sql.rows(_STOCK, (current_company_id(), items, sites))
    sources: dict[tuple[int, int], list[Source]] = {}
    for each in sorted(_usable(locked, today()), key=_picking_order):
        sources.setdefault((each.item_id, each.site_id), []).append(
            Source(each.place_id, each.lot_id, each.handling_unit_id, each.free)
        )
    return sources


def _usable(balances: Iterable[Any], on: dt.date) -> list[Any]:
    return [
        balance
        for balance in balances
        if balance.kind != "outbound"
        and balance.status == "available"
        and balance.owner_id is None
        and balance.free > 0
        and (balance.expires_on is None or balance.expires_on >= on)
    ]


def _picking_order(balance: Any) -> tuple[Any, ...]:
    """First expiry first, then the older lot, shelves before the inbound place, then along the walk."""
    return (
        balance.expires_on or dt.date.max,
        balance.lot_id or 0,
        balance.kind,
        balance.sequence,
        balance.id,
    )


def allot_goods(
    due: Mapping[int, Sequence[Any]], sources: dict[tuple[int, int], list[Source]], outcome: Outcome
) -> list[MoveDraft]:
    """Return the moves that bring each delivery's goods to the outbound place; refuse those that lack some.

    A row has item_id and its code ``item``, site_id, outbound_id, line_id of the delivery line, number, ``wanted``
    and ``promised``.
    """
    drafts: list[MoveDraft] = []
    on = today()
    for delivery_id, rows in due.items():
        taken: list[tuple[Source, Decimal]] = []
        of_delivery: list[MoveDraft] = []
        short = _take_rows(rows, sources, taken, of_delivery, on)
        if short is not None:
            for source, quantity in taken:
                source.free += quantity
            outcome.refused[delivery_id] = short
            continue
        drafts += of_delivery
        outcome.done.append(delivery_id)
    return drafts


def _take_rows(
    rows: Sequence[Any],
    sources: dict[tuple[int, int], list[Source]],
    taken: list[tuple[Source, Decimal]],
    drafts: list[MoveDraft],
    on: dt.date,
) -> StockNotAvailable | None:
    """Take each row's quantity from the sources in order; return what is short, else None."""
    for row in rows:
        if row.promised < row.wanted:
            return StockNotAvailable(row.item, row.wanted, row.promised, row.number)
        wanted = row.wanted
        for source in sources.get((row.item_id, row.site_id), ()):
            quantity = min(wanted, source.free)
            if quantity > 0:
                source.free -= quantity
                wanted -= quantity
                taken.append((source, quantity))
                drafts.append(_draft(row, source, quantity, on))
            if not wanted:
                break
        if wanted:
            return StockNotAvailable(row.item, row.wanted, row.wanted - wanted, row.number)
    return None


def _draft(row: Any, source: Source, quantity: Decimal, on: dt.date) -> MoveDraft:
    return MoveDraft(
        item_id=row.item_id,
        quantity=quantity,
        from_place_id=source.place_id,
        to_place_id=row.outbound_id,
        moved_on=on,
        reason="pick",
        lot_id=source.lot_id,
        from_handling_unit_id=source.handling_unit_id,
        delivery_line_id=row.line_id,
    )


def _write_picked(due: dict[int, list[Any]], done: Sequence[int]) -> None:
    lines = [(row.line_id, row.wanted) for delivery_id in done for row in due[delivery_id]]
    sql.execute(_WRITE, (*sql.columns(lines, 2), current_company_id(), list(done)))
