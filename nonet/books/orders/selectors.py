"""Reads of the promise book."""

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
