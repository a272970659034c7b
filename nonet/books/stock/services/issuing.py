"""Goods issue: picked deliveries leave the outbound place for the customer (or for transit to another site)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.books.orders.services.recording import change_counters
from nonet.books.stock.events import GoodsIssued
from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

# Orders first, as whoever cancels or invoices them does; then the deliveries; what is picked is read after that.
_LOCK = """
WITH orders AS MATERIALIZED (
    SELECT o.id FROM orders_order o WHERE o.company_id = %(company)s AND o.id IN (
        SELECT ol.order_id FROM orders_deliveryline l JOIN orders_orderline ol ON ol.id = l.order_line_id
        WHERE l.delivery_id = ANY(%(ids)s))
    ORDER BY o.id FOR NO KEY UPDATE
)
SELECT d.id FROM orders_delivery d WHERE (SELECT count(*) FROM orders) IS NOT NULL AND d.company_id = %(company)s
    AND d.id = ANY(%(ids)s) ORDER BY d.id FOR NO KEY UPDATE
"""

# What stands in the outbound place for each line: its picks less what was put back, by lot.
_PICKED = """
SELECT d.id AS delivery_id, d.number, d.state, d.site_id, l.id AS line_id, l.order_line_id, l.item_id, o.kind,
    ol.origin_line_id, m.lot_id, m.to_handling_unit_id, m.to_place_id AS outbound_id, to_place.id AS to_place_id,
    m.quantity - coalesce((SELECT sum(r.quantity) FROM stock_move r WHERE r.reverses_id = m.id), 0) AS quantity
FROM orders_delivery d JOIN orders_deliveryline l ON l.delivery_id = d.id
JOIN orders_orderline ol ON ol.id = l.order_line_id JOIN orders_order o ON o.id = ol.order_id
LEFT JOIN stock_move m ON m.delivery_line_id = l.id AND m.reason = 'pick'
LEFT JOIN places_place to_place ON to_place.company_id = d.company_id AND to_place.site_id IS NULL
    AND to_place.kind = CASE o.kind WHEN 'sales' THEN 'customer' WHEN 'purchase_return' THEN 'supplier'
        ELSE 'transit' END
WHERE d.company_id = %(company)s AND d.id = ANY(%(ids)s) ORDER BY d.id, l.id
"""

_WRITE = """
WITH shipped AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS s (line_id, order_line_id, quantity)
), lines AS (
    UPDATE orders_deliveryline l SET shipped = l.shipped + s.quantity FROM shipped s WHERE l.id = s.line_id
), held AS (
    SELECT r.id, r.quantity, s.quantity AS wanted, coalesce(sum(r.quantity) OVER
        (PARTITION BY r.order_line_id ORDER BY r.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM stock_reservation r
    JOIN (SELECT order_line_id, sum(quantity) AS quantity FROM shipped GROUP BY order_line_id) s USING (order_line_id)
    WHERE r.state = 'active'
), used AS (
    UPDATE stock_reservation r SET quantity = r.quantity - least(h.quantity, h.wanted - h.before),
        state = CASE WHEN h.wanted - h.before >= h.quantity THEN 'consumed' ELSE r.state END
    FROM held h WHERE r.id = h.id AND h.wanted > h.before
), counted AS (
    UPDATE orders_orderline l SET shipped = l.shipped + s.quantity, reserved = l.reserved - s.quantity
    FROM (SELECT order_line_id, sum(quantity) AS quantity FROM shipped GROUP BY order_line_id) s
    WHERE l.id = s.order_line_id
)
UPDATE orders_delivery SET state = 'shipped', shipped_on = %s WHERE company_id = %s AND id = ANY(%s)
"""


@verb("stock.ship_deliveries")
def ship_deliveries(*, delivery_ids: Sequence[int], shipped_on: dt.date | None = None) -> Outcome:
    """Post the goods issue of picked deliveries, on a business date (today when none is given).

    Uses up their reservations, counts the order lines as shipped and publishes ``GoodsIssued``, upon which
    the money book values the moves. A number of statements that does not grow with the deliveries.
    """
    outcome = Outcome()
    asked = {"company": current_company_id(), "ids": sorted(set(delivery_ids))}
    sql.rows(_LOCK, asked)
    rows = sql.rows(_PICKED, asked)
    outcome.refuse_missing(delivery_ids, (row.delivery_id for row in rows))
    picked = _judge(rows, outcome)
    if not picked:
        return outcome
    on = shipped_on or today()
    moves = post_moves([_draft(row, on) for row in picked], allocated=True, reserved=_reserved(picked))
    _write_shipped(picked, outcome.done, on)
    change_counters([(row.origin_line_id, "returned", row.quantity) for row in picked if _goes_back(row)])
    events.publish(GoodsIssued(tuple(outcome.done), tuple(moves)))
    return outcome


def _judge(rows: Sequence[Any], outcome: Outcome) -> list[Any]:
    fit = []
    for row in rows:
        if row.state != "picked":
            outcome.refused[row.delivery_id] = WrongState(row.number, row.state)
        elif row.quantity:
            fit.append(row)
    outcome.done = sorted({row.delivery_id for row in fit})
    return fit


def _reserved(picked: Sequence[Any]) -> dict[tuple[int, int], Decimal]:
    sums: dict[tuple[int, int], Decimal] = {}
    for row in picked:
        key = (row.item_id, row.site_id)
        sums[key] = sums.get(key, Decimal(0)) + row.quantity
    return sums


def _goes_back(row: Any) -> bool:
    return bool(row.kind == "purchase_return" and row.origin_line_id)


def _draft(row: Any, on: dt.date) -> MoveDraft:
    return MoveDraft(
        item_id=row.item_id,
        quantity=row.quantity,
        from_place_id=row.outbound_id,
        to_place_id=row.to_place_id,
        moved_on=on,
        reason="ship",
        lot_id=row.lot_id,
        from_handling_unit_id=row.to_handling_unit_id,
        delivery_line_id=row.line_id,
    )


def _write_shipped(picked: Sequence[Any], done: Sequence[int], on: dt.date) -> None:
    sums: dict[tuple[int, int], Decimal] = {}
    for row in picked:
        key = (row.line_id, row.order_line_id)
        sums[key] = sums.get(key, Decimal(0)) + row.quantity
    lines = [(*key, quantity) for key, quantity in sums.items()]
    sql.execute(_WRITE, (*sql.columns(lines, 3), on, current_company_id(), list(done)))
