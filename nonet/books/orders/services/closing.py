"""Orders are closed when nothing of them is left to do; derived from their lines, so running it again is safe."""

from collections.abc import Iterable

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_CLOSE = """
UPDATE orders_order o SET closed_at = now()
WHERE o.company_id = %s AND o.id = ANY(%s) AND o.state = 'confirmed' AND o.closed_at IS NULL AND NOT EXISTS (
    SELECT FROM orders_orderline l WHERE l.order_id = o.id AND (l.shipped + l.cancelled < l.quantity
        OR (o.kind IN ('sales', 'purchase', 'sales_return', 'purchase_return') AND l.invoiced < l.shipped)))
"""


def close_finished(order_ids: Iterable[int]) -> int:
    """Close the confirmed orders of which everything was handed over or cancelled, and invoiced; return how many."""
    return sql.execute(_CLOSE, (current_company_id(), sorted(set(order_ids))))
