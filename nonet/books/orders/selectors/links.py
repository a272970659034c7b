"""From one document of the promise book to another."""

from collections.abc import Iterable

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def orders_of_deliveries(delivery_ids: Iterable[int], kind: str) -> list[int]:
    """Return the ids of the orders of one kind whose goods are in these deliveries, sorted."""
    found = sql.rows(
        "SELECT DISTINCT o.id FROM orders_deliveryline d JOIN orders_orderline l ON l.id = d.order_line_id"
        " JOIN orders_order o ON o.id = l.order_id"
        " WHERE d.company_id = %s AND d.delivery_id = ANY(%s) AND o.kind = %s ORDER BY o.id",
        (current_company_id(), sorted(set(delivery_ids)), kind),
    )
    return [each.id for each in found]


def orders_of_receipts(receipt_ids: Iterable[int], kind: str) -> list[int]:
    """Return the ids of the orders of one kind whose goods these receipts took in, sorted."""
    found = sql.rows(
        "SELECT DISTINCT o.id FROM orders_receiptline r JOIN orders_orderline l ON l.id = r.order_line_id"
        " JOIN orders_order o ON o.id = l.order_id"
        " WHERE r.company_id = %s AND r.receipt_id = ANY(%s) AND o.kind = %s ORDER BY o.id",
        (current_company_id(), sorted(set(receipt_ids)), kind),
    )
    return [each.id for each in found]


def lines_of_orders(order_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids of the lines of orders, in their order, by order."""
    found = sql.rows(
        "SELECT order_id, id FROM orders_orderline WHERE company_id = %s AND order_id = ANY(%s)"
        " ORDER BY order_id, position",
        (current_company_id(), sorted(set(order_ids))),
    )
    lines: dict[int, list[int]] = {}
    for each in found:
        lines.setdefault(each.order_id, []).append(each.id)
    return lines
