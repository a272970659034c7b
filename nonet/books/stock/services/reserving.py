"""Reserving: stock of a site is promised to order lines, under lock, never more than there is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from nonet.books.stock.errors import StockNotAvailable
from nonet.books.stock.events import StockReserved
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

ZERO = Decimal(0)

# Waiting for an order's lock may outlast another's change of its lines, so what is open is read after it.
_LOCK_ORDERS = """
SELECT o.id AS order_id, o.number, o.state, o.site_id, l.id AS line_id, l.item_id, i.code AS item, i.kind,
    l.quantity - l.shipped - l.cancelled - l.reserved AS wanted
FROM orders_order o LEFT JOIN orders_orderline l ON l.order_id = o.id LEFT JOIN items_item i ON i.id = l.item_id
WHERE o.company_id = %s AND o.id = ANY(%s) AND o.kind IN ('sales', 'transfer', 'purchase_return')
ORDER BY o.id, l.position FOR NO KEY UPDATE OF o
"""

_LOCK_SITES = """
SELECT l.id AS line_id, l.quantity - l.shipped - l.cancelled - l.reserved AS wanted, s.item_id, s.site_id,
    s.on_hand - s.reserved AS free
FROM orders_orderline l JOIN unnest(%s::bigint[], %s::bigint[]) AS w (line_id, site_id) ON w.line_id = l.id
JOIN stock_sitestock s ON s.item_id = l.item_id AND s.site_id = w.site_id
WHERE s.company_id = %s ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s
"""

_WRITE = """
WITH got AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[])
        AS g (line_id, item_id, site_id, quantity)
), written AS (
    INSERT INTO stock_reservation (company_id, order_line_id, item_id, site_id, quantity, expires_at)
    SELECT %s::bigint, line_id, item_id, site_id, quantity, %s::timestamptz FROM got
), counted AS (
    UPDATE orders_orderline l SET reserved = l.reserved + g.quantity FROM got g WHERE l.id = g.line_id
)
UPDATE stock_sitestock s SET reserved = s.reserved + g.quantity
FROM (SELECT item_id, site_id, sum(quantity) AS quantity FROM got GROUP BY item_id, site_id) g
WHERE s.item_id = g.item_id AND s.site_id = g.site_id AND s.company_id = %s
"""


@verb("stock.reserve_orders")
def reserve_orders(
    *, order_ids: Sequence[int], expires_at: dt.datetime | None = None, whole_orders: bool = False
) -> Outcome:
    """Reserve what confirmed orders still lack, in order of their ids, as far as stock reaches.

    With ``whole_orders`` an order gets all or nothing; else lines take what there is. An order that gets
    nothing is refused with the first item it lacks. Three statements, however many orders.
    """
    outcome = Outcome()
    rows = sql.rows(_LOCK_ORDERS, (current_company_id(), sorted(set(order_ids))))
    outcome.refuse_missing(order_ids, (row.order_id for row in rows))
    lines = _judge(rows, outcome)
    wanted, free = _read_open(lines)
    got = allot(lines, wanted, free, outcome, whole_orders)
    if got:
        company = current_company_id()
        sql.execute(_WRITE, (*sql.columns(got, 4), company, expires_at, company))
    if outcome.done:
        events.publish(StockReserved(tuple(outcome.done)))
    return outcome


def _judge(rows: Sequence[Any], outcome: Outcome) -> dict[int, list[Any]]:
    """Group the lines of confirmed orders that want stock; services and kits need none of their own."""
    by_order: dict[int, list[Any]] = {}
    for row in rows:
        if row.state != "confirmed":
            outcome.refused[row.order_id] = WrongState(row.number, row.state)
            continue
        lines = by_order.setdefault(row.order_id, [])
        if row.line_id and row.kind == "stock":
            lines.append(row)
    return by_order


def _read_open(
    lines: dict[int, list[Any]],
) -> tuple[dict[int, Decimal], dict[tuple[int, int], Decimal]]:
    """Lock the sites' stock; return what each line still wants and what is free by item and site.

    Lines of items that the site never had are absent; they want what they wanted.
    """
    keys = sorted((row.line_id, row.site_id) for of_order in lines.values() for row in of_order)
    locked = sql.rows(_LOCK_SITES, (*sql.columns(keys, 2), current_company_id())) if keys else []
    wanted = {each.line_id: each.wanted for each in locked}
    return wanted, {(each.item_id, each.site_id): each.free for each in locked}


def allot(
    lines: Mapping[int, Sequence[Any]],
    wanted: Mapping[int, Decimal],
    free: dict[tuple[int, int], Decimal],
    outcome: Outcome,
    whole_orders: bool,
) -> list[tuple[int, int, int, Decimal]]:
    """Give each order its share of the locked stock; lower ``free`` by what is given.

    Returns line, item, site and quantity of what is given; ``outcome`` tells which orders got something.
    """
    got: list[tuple[int, int, int, Decimal]] = []
    for order_id, of_order in lines.items():
        given, short = _share(of_order, wanted, free)
        if short is not None and (whole_orders or not given):
            outcome.refused[order_id] = short
            continue
        for _, item_id, site_id, quantity in given:
            free[item_id, site_id] -= quantity
        got += given
        outcome.done.append(order_id)
    return got


def _share(
    of_order: Sequence[Any], wanted: Mapping[int, Decimal], free: dict[tuple[int, int], Decimal]
) -> tuple[list[tuple[int, int, int, Decimal]], StockNotAvailable | None]:
    given: list[tuple[int, int, int, Decimal]] = []
    taken: dict[tuple[int, int], Decimal] = {}
    short: StockNotAvailable | None = None
    for row in of_order:
        key = (row.item_id, row.site_id)
        left = free.get(key, ZERO) - taken.get(key, ZERO)
        open_quantity = wanted.get(row.line_id, row.wanted)
        quantity = min(open_quantity, left)
        if quantity < open_quantity and short is None:
            short = StockNotAvailable(row.item, open_quantity, max(left, ZERO), row.number)
        if quantity > 0:
            taken[key] = taken.get(key, ZERO) + quantity
            given.append((row.line_id, row.item_id, row.site_id, quantity))
    return given, short
