"""Orders are closed when nothing of them is left to do; derived from their lines, so running it again is safe."""

from collections.abc import Iterable

from nonet.books.orders.selectors.progress import UNFINISHED
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_CLOSE = f"""
UPDATE orders_order o SET closed_at = now()
WHERE o.company_id = %s AND o.id = ANY(%s) AND o.state = 'confirmed' AND o.closed_at IS NULL AND NOT EXISTS (
    SELECT FROM orders_orderline l WHERE l.order_id = o.id AND ({UNFINISHED}))
"""


def close_finished(order_ids: Iterable[int]) -> int:
    """Close the confirmed orders of which everything was handed over or cancelled, and invoiced; return how many.

    A transfer is finished when its goods have arrived.
    """
    return sql.execute(_CLOSE, (current_company_id(), sorted(set(order_ids))))
