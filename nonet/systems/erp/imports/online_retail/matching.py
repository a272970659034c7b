"""Which sale a return belongs to: the file of returns names none, so customer, description and price must do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.systems.erp.imports.online_retail.shape import CHANNEL

Key = tuple[str, str, Decimal]
Sales = dict[Key, list["Sale"]]

_SALES = """
WITH wanted AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::numeric[]) AS w (customer, description, price))
SELECT w.customer, w.description, w.price, o.id AS order_id, l.id AS line_id, o.ordered_on,
    l.shipped - coalesce((SELECT sum(x.quantity - x.cancelled) FROM orders_orderline x
        JOIN orders_order r ON r.id = x.order_id AND r.kind = 'sales_return' AND r.state <> 'cancelled'
        WHERE x.origin_line_id = l.id), 0) AS free
FROM wanted w JOIN parties_party p ON p.company_id = %s AND p.code = w.customer
JOIN orders_order o ON o.party_id = p.id AND o.kind = 'sales' AND o.channel = %s AND o.state = 'confirmed'
JOIN orders_orderline l ON l.order_id = o.id AND l.description = w.description AND l.price = w.price
ORDER BY o.ordered_on, o.id, l.position
"""


@dataclass(slots=True)
class Sale:
    """A line that was sold, with what of it has not come back yet."""

    order_id: int
    line_id: int
    sold_on: dt.date
    free: Decimal


def find_sales(rows: Sequence[Mapping[str, Any]]) -> Sales:
    """Return, for each customer, description and price among the rows, what was sold so, oldest first."""
    keys = sorted({key_of(each) for each in rows})
    found = sql.rows(_SALES, (*sql.columns(keys, 3), current_company_id(), CHANNEL))
    sales: Sales = {}
    for each in found:
        sale = Sale(each.order_id, each.line_id, each.ordered_on, each.free)
        sales.setdefault((each.customer, each.description, each.price), []).append(sale)
    return sales


def key_of(row: Mapping[str, Any]) -> Key:
    """Return what a return and its sale have in common."""
    return row["customer"], row["description"], row["price"]


def take_back(sales: Sales, row: Mapping[str, Any]) -> tuple[list[tuple[Sale, Decimal]], Decimal]:
    """Take a row's quantity off the oldest sales up to its day; return what came of each, and what found none."""
    left: Decimal = row["quantity"]
    taken: list[tuple[Sale, Decimal]] = []
    for sale in sales.get(key_of(row), ()):
        if not left or sale.sold_on > row["moment"].date():
            break
        quantity = min(left, sale.free)
        if quantity > 0:
            sale.free -= quantity
            left -= quantity
            taken.append((sale, quantity))
    return taken, left
