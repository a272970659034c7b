"""How far orders have come: derived from the quantities of their lines, for one order or a page of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

RECEIVED = """coalesce((SELECT sum(rl.quantity) FROM orders_receiptline rl JOIN orders_receipt r ON r.id = rl.receipt_id
    WHERE rl.order_line_id = l.id AND r.state = 'posted'), 0)"""
"""What has arrived of the line ``l`` of a transfer."""

UNFINISHED = f"""l.shipped + l.cancelled < l.quantity
    OR (o.kind IN ('sales', 'purchase', 'sales_return', 'purchase_return') AND l.invoiced < l.shipped)
    OR (o.kind = 'transfer' AND {RECEIVED} < l.shipped)"""
"""Whether something is left to do of the line ``l`` of the confirmed order ``o``."""

# Services are handed over with their invoice, so they do not make an order look half shipped.
STATE = """
CASE WHEN o.state <> 'confirmed' THEN o.state
    WHEN o.closed_at IS NOT NULL THEN 'closed'
    WHEN coalesce(t.goods_shipped, 0) > 0 AND t.goods_open > 0 THEN 'partly_shipped'
    WHEN coalesce(t.goods_shipped, 0) > 0 AND t.uninvoiced > 0 AND o.kind <> 'transfer' THEN 'shipped'
    WHEN coalesce(t.goods_shipped, 0) > 0 AND o.kind = 'transfer' THEN 'shipped'
    WHEN coalesce(t.invoiced, 0) > 0 AND t.uninvoiced = 0 THEN 'invoiced'
    WHEN t.goods_open > 0 AND t.reserved = t.goods_open THEN 'reserved'
    ELSE 'open' END
"""

SUMS = """
SELECT l.order_id, sum(l.quantity) AS ordered, sum(l.reserved) AS reserved, sum(l.released) AS released,
    sum(l.shipped) AS shipped, sum(l.invoiced) AS invoiced, sum(l.returned) AS returned, sum(l.cancelled) AS cancelled,
    sum(l.quantity - l.shipped - l.cancelled) AS open, sum(l.quantity - l.cancelled - l.invoiced) AS uninvoiced,
    coalesce(sum(l.shipped) FILTER (WHERE i.kind <> 'service'), 0) AS goods_shipped,
    coalesce(sum(l.quantity - l.shipped - l.cancelled) FILTER (WHERE i.kind <> 'service'), 0) AS goods_open
FROM orders_orderline l JOIN items_item i ON i.id = l.item_id
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order has come, and the sums of its lines' quantities.

    ``state`` is one of draft, open, reserved, partly_shipped, shipped, invoiced, closed, cancelled; ``shipped``
    means handed over, whichever way the goods go.
    """

    order_id: int
    state: str
    ordered: Decimal
    open: Decimal
    reserved: Decimal
    released: Decimal
    shipped: Decimal
    invoiced: Decimal
    returned: Decimal
    cancelled: Decimal


def progress_of(order_ids: Iterable[int]) -> dict[int, Progress]:
    """Return how far orders have come, by id; one statement, however many."""
    names = ", ".join(f"coalesce(t.{name}, 0)" for name in Progress.__dataclass_fields__ if name not in _OWN)
    found = sql.rows(
        f"SELECT o.id, {STATE} AS state, {names} FROM orders_order o LEFT JOIN ("
        f"{SUMS} WHERE l.company_id = %(company)s AND l.order_id = ANY(%(ids)s) GROUP BY l.order_id) t"
        " ON t.order_id = o.id WHERE o.company_id = %(company)s AND o.id = ANY(%(ids)s)",
        {"company": current_company_id(), "ids": sorted(set(order_ids))},
    )
    return {each[0]: Progress(*each) for each in found}


_OWN = ("order_id", "state")
