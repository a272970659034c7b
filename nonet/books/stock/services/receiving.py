"""Goods receipt: what a receipt lists enters stock from its supplier, customer, transit or the shop floor."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from nonet.books.orders.errors import MoreThanOpen
from nonet.books.orders.services.recording import change_counters
from nonet.books.stock.errors import LotMissing
from nonet.books.stock.events import GoodsReceived
from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError, WrongState
from nonet.kernel.unlocking import is_unlocked
from nonet.kernel.verbs import Outcome, verb

# Orders first, as whoever cancels or changes them does; then the receipts; what is open is read after that.
_LOCK = """
WITH orders AS MATERIALIZED (
    SELECT o.id FROM orders_order o WHERE o.company_id = %(company)s AND o.id IN (
        SELECT ol.order_id FROM orders_receiptline l JOIN orders_orderline ol ON ol.id = l.order_line_id
        WHERE l.receipt_id = ANY(%(ids)s))
    ORDER BY o.id FOR NO KEY UPDATE
)
SELECT r.id FROM orders_receipt r WHERE (SELECT count(*) FROM orders) IS NOT NULL AND r.company_id = %(company)s
    AND r.id = ANY(%(ids)s) ORDER BY r.id FOR NO KEY UPDATE
"""

# Goods come from the counterpart of their order's kind; to the line's place, else the site's.
_LINES = """
SELECT r.id AS receipt_id, r.number, r.state, r.site_id, r.received_on, r.party_id, l.id AS line_id, l.order_line_id,
    ol.origin_line_id, o.kind, l.item_id, i.code AS item, i.kind AS item_kind, i.tracking, l.quantity, l.status,
    l.lot_code, l.expires_on, ol.quantity - ol.shipped - ol.cancelled AS open, source.id AS from_place_id,
    coalesce(l.place_id, target.id) AS to_place_id
FROM orders_receipt r JOIN orders_receiptline l ON l.receipt_id = r.id JOIN items_item i ON i.id = l.item_id
JOIN orders_orderline ol ON ol.id = l.order_line_id JOIN orders_order o ON o.id = ol.order_id
LEFT JOIN places_place source ON source.company_id = r.company_id AND source.site_id IS NULL
    AND source.kind = CASE o.kind WHEN 'purchase' THEN 'supplier' WHEN 'sales_return' THEN 'customer'
        WHEN 'production' THEN 'production' ELSE 'transit' END
LEFT JOIN LATERAL (SELECT p.id FROM places_place p WHERE p.site_id = r.site_id AND p.kind = %(kind)s AND p.active
    ORDER BY p.sequence, p.id LIMIT 1) target ON true
WHERE r.company_id = %(company)s AND r.id = ANY(%(ids)s) ORDER BY r.id, l.id
"""

# Updating a lot that is there already changes nothing, but waits for whoever is making it and returns it.
_LOTS = """
INSERT INTO stock_lot AS lot (company_id, item_id, code, expires_on, is_serial, supplier_id)
SELECT DISTINCT ON (item_id, code) %s::bigint, item_id, code, expires_on, is_serial, supplier_id
FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::bool[], %s::bigint[])
    AS w (item_id, code, expires_on, is_serial, supplier_id)
ORDER BY item_id, code
ON CONFLICT (item_id, code) DO UPDATE SET code = lot.code RETURNING id, item_id, code
"""


@verb("stock.post_receipts")
def post_receipts(*, receipt_ids: Sequence[int]) -> Outcome:
    """Take the goods of draft receipts into stock and count the order lines as handed over.

    Refused are receipts that lack the lot or serial number of an item kept by one. Publishes
    ``GoodsReceived``, upon which the money book values the moves. A number of statements that does not grow.
    """
    outcome = Outcome()
    asked = {
        "company": current_company_id(),
        "ids": sorted(set(receipt_ids)),
        "kind": "inbound" if is_unlocked("wms") else "bin",
    }
    sql.rows(_LOCK, asked)
    rows = sql.rows(_LINES, asked)
    outcome.refuse_missing(receipt_ids, (row.receipt_id for row in rows))
    lines = _judge(rows, outcome)
    if not outcome.done:
        return outcome
    lots = _lots(lines)
    goods = [row for row in lines if row.item_kind == "stock"]
    moves = post_moves([_draft(row, lots) for row in goods])
    change_counters([change for row in lines for change in _counters(row)])
    _write_posted(outcome.done)
    events.publish(GoodsReceived(tuple(outcome.done), tuple(moves)))
    return outcome


def _judge(rows: Sequence[Any], outcome: Outcome) -> list[Any]:
    fit: list[Any] = []
    taken: dict[int, Decimal] = {}
    for receipt_id, group in groupby(rows, attrgetter("receipt_id")):
        lines = list(group)
        refusal = _refusal(lines, taken)
        if refusal is not None:
            outcome.refused[receipt_id] = refusal
            continue
        for row in lines:
            taken[row.order_line_id] = taken.get(row.order_line_id, Decimal(0)) + row.quantity
        outcome.done.append(receipt_id)
        fit += lines
    return fit


def _refusal(lines: Sequence[Any], taken: dict[int, Decimal]) -> NonetError | None:
    """Return why a receipt cannot be posted; ``taken`` is what earlier receipts of the batch take of each line."""
    if lines[0].state != "draft":
        return WrongState(lines[0].number, lines[0].state)
    sums = dict(taken)
    for row in lines:
        if row.tracking != "none" and not row.lot_code:
            return LotMissing(row.item)
        sums[row.order_line_id] = sums.get(row.order_line_id, Decimal(0)) + row.quantity
        if row.kind != "transfer" and sums[row.order_line_id] > row.open:
            return MoreThanOpen(row.number, row.item, row.quantity, row.open)
    return None


def _lots(lines: Sequence[Any]) -> dict[tuple[int, str], int]:
    """Find or make the lots named on the lines; return their ids by item and code."""
    wanted = sorted(
        {
            (row.item_id, row.lot_code, row.expires_on, row.tracking == "serial", row.party_id)
            for row in lines
            if row.lot_code and row.tracking != "none"
        },
        key=lambda lot: lot[:2],
    )
    if not wanted:
        return {}
    found = sql.rows(_LOTS, (current_company_id(), *sql.columns(wanted, 5)))
    return {(each.item_id, each.code): each.id for each in found}


def _draft(row: Any, lots: dict[tuple[int, str], int]) -> MoveDraft:
    return MoveDraft(
        item_id=row.item_id,
        quantity=row.quantity,
        from_place_id=row.from_place_id,
        to_place_id=row.to_place_id,
        moved_on=row.received_on,
        reason="receive",
        lot_id=lots.get((row.item_id, row.lot_code)),
        to_status=row.status,
        receipt_line_id=row.line_id,
    )


def _counters(row: Any) -> list[tuple[int, str, Decimal]]:
    if row.kind == "transfer":  # counted as handed over when the goods left their site
        return []
    changes = [(row.order_line_id, "shipped", row.quantity)]
    if row.kind == "sales_return" and row.origin_line_id:
        changes.append((row.origin_line_id, "returned", row.quantity))
    return changes


def _write_posted(receipt_ids: Sequence[int]) -> None:
    sql.execute(
        "UPDATE orders_receipt SET state = 'posted' WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), list(receipt_ids)),
    )
