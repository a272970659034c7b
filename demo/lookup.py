"""What the demo says of things: names, numbers, amounts."""

from decimal import Decimal
from typing import Any

from demo import items
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.money import format_money


def money(amount: Decimal) -> str:
    """Return an amount of the company's currency."""
    return format_money(amount, "CNY")


def stock_value() -> Decimal:
    """Return what all stock is worth."""
    found = sql.row(
        "SELECT coalesce(sum(value), 0) AS value FROM money_itemcost WHERE company_id = %s",
        (current_company_id(),),
    )
    assert found is not None
    return Decimal(found.value)


def name_of(item: str) -> str:
    """Return an item's name."""
    return next(str(row[1]) for row in items.GOODS if row[0] == item)


def number_of(order: int) -> str:
    """Return an order's number."""
    found = sql.row("SELECT number FROM orders_order WHERE id = %s", (order,))
    assert found is not None
    return str(found.number)


def line_of(orders: list[int], customer: str, item: str) -> Any:
    """Return the line of an item in a customer's order."""
    return sql.row(
        "SELECT l.id, l.quantity FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id"
        " JOIN parties_party p ON p.id = o.party_id JOIN items_item i ON i.id = l.item_id"
        " WHERE o.id = ANY(%s) AND p.code = %s AND i.code = %s",
        (orders, customer, item),
    )
