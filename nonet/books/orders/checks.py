"""The statements by which ``nonet check`` re-proves the promise book from its lines."""

from nonet.books.orders.selectors.progress import RECEIVED, UNFINISHED
from nonet.kernel.checks import Invariant

LINES_ADD_UP = Invariant(
    "orders.lines_add_up",
    "What was ordered is what was handed over, what is open and what was cancelled; no more is reserved than is open.",
    """
    SELECT id, order_id, quantity, shipped, cancelled, reserved, invoiced, returned FROM orders_orderline
    WHERE company_id = %(company)s AND (shipped + cancelled + reserved > quantity OR invoiced > quantity
        OR returned > shipped OR least(shipped, cancelled, reserved, released, invoiced, returned) < 0)
    """,
)

SHIPPED_IS_DELIVERIES = Invariant(
    "orders.shipped_is_deliveries",
    "What an outgoing line says was handed over is the sum of its delivery lines; services go with their invoice.",
    """
    SELECT l.id, o.number, l.shipped, l.invoiced, coalesce(d.shipped, 0) AS delivered FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id JOIN items_item i ON i.id = l.item_id
    LEFT JOIN (SELECT order_line_id, sum(shipped) AS shipped FROM orders_deliveryline
        WHERE company_id = %(company)s GROUP BY order_line_id) d ON d.order_line_id = l.id
    WHERE o.company_id = %(company)s AND o.kind IN ('sales', 'transfer', 'purchase_return')
        AND l.shipped <> CASE WHEN i.kind = 'service' THEN l.invoiced ELSE coalesce(d.shipped, 0) END
    """,
)

RECEIVED_IS_RECEIPTS = Invariant(
    "orders.received_is_receipts",
    "What an incoming line says was handed over is the sum of its posted receipt lines.",
    f"""
    SELECT l.id, o.number, l.shipped, {RECEIVED} AS received FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id JOIN items_item i ON i.id = l.item_id
    WHERE o.company_id = %(company)s AND o.kind IN ('purchase', 'sales_return', 'production')
        AND (l.shipped > 0 OR EXISTS (SELECT FROM orders_receiptline x WHERE x.order_line_id = l.id))
        AND l.shipped <> {RECEIVED} AND NOT (i.kind = 'service' AND l.shipped = l.invoiced)
    """,
)

TRANSFERS_ARRIVE = Invariant(
    "orders.transfers_arrive",
    "No more arrives of a transfer than was shipped.",
    f"""
    SELECT l.id, o.number, l.shipped, {RECEIVED} AS received FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id
    WHERE o.company_id = %(company)s AND o.kind = 'transfer' AND {RECEIVED} > l.shipped
    """,
)

RELEASED_IS_DELIVERIES = Invariant(
    "orders.released_is_deliveries",
    "What a line says was released is the sum of its lines in deliveries that were not cancelled.",
    """
    SELECT l.id, l.order_id, l.released, coalesce(d.quantity, 0) AS in_deliveries FROM orders_orderline l
    LEFT JOIN (SELECT x.order_line_id, sum(x.quantity) AS quantity FROM orders_deliveryline x
        JOIN orders_delivery d ON d.id = x.delivery_id AND d.state <> 'cancelled'
        WHERE x.company_id = %(company)s GROUP BY x.order_line_id) d ON d.order_line_id = l.id
    WHERE l.company_id = %(company)s AND l.released <> coalesce(d.quantity, 0)
    """,
)

RELEASED_IS_RESERVED = Invariant(
    "orders.released_is_reserved",
    "What stands in a delivery and has not left is reserved.",
    """
    SELECT id, order_id, released, shipped, reserved FROM orders_orderline
    WHERE company_id = %(company)s AND released > 0 AND released - shipped > reserved
    """,
)

RETURNED_IS_RETURNS = Invariant(
    "orders.returned_is_returns",
    "What a line says came back is the sum of what was handed over of the returns made from it.",
    """
    SELECT l.id, l.order_id, l.returned, coalesce(r.shipped, 0) AS came_back FROM orders_orderline l
    LEFT JOIN (SELECT b.origin_line_id, sum(b.shipped) AS shipped FROM orders_orderline b
        JOIN orders_order o ON o.id = b.order_id AND o.kind IN ('sales_return', 'purchase_return')
        WHERE b.company_id = %(company)s AND b.origin_line_id IS NOT NULL GROUP BY b.origin_line_id) r
        ON r.origin_line_id = l.id
    WHERE l.company_id = %(company)s AND l.returned <> coalesce(r.shipped, 0)
    """,
)

TOTALS_ARE_LINES = Invariant(
    "orders.totals_are_lines",
    "The totals of an order are the sums of its lines.",
    """
    SELECT o.id, o.number, o.net_total, o.tax_total, o.gross_total, t.net, t.tax FROM orders_order o
    JOIN (SELECT order_id, sum(net_amount) AS net, sum(tax_amount) AS tax FROM orders_orderline
        WHERE company_id = %(company)s GROUP BY order_id) t ON t.order_id = o.id
    WHERE o.company_id = %(company)s
        AND (o.net_total <> t.net OR o.tax_total <> t.tax OR o.gross_total <> o.net_total + o.tax_total)
    """,
)

CLOSED_IS_FINISHED = Invariant(
    "orders.closed_is_finished",
    "Of a closed order nothing is left to do.",
    f"""
    SELECT o.id, o.number, l.id AS line_id, l.quantity, l.shipped, l.cancelled, l.invoiced FROM orders_order o
    JOIN orders_orderline l ON l.order_id = o.id
    WHERE o.company_id = %(company)s AND o.state = 'confirmed' AND o.closed_at IS NOT NULL AND ({UNFINISHED})
    """,
)

CANCELLED_IS_EMPTY = Invariant(
    "orders.cancelled_is_empty",
    "Of a cancelled order nothing was handed over, invoiced or reserved, and all is cancelled.",
    """
    SELECT o.id, o.number, l.id AS line_id FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
    WHERE o.company_id = %(company)s AND o.state = 'cancelled'
        AND (l.shipped > 0 OR l.invoiced > 0 OR l.reserved > 0 OR l.released > 0 OR l.cancelled <> l.quantity)
    """,
)

DELIVERIES_FIT_THEIR_STATE = Invariant(
    "orders.deliveries_fit_their_state",
    "A shipped delivery shipped what was picked; a released or cancelled one has nothing picked.",
    """
    SELECT d.id, d.number, d.state, l.id AS line_id, l.quantity, l.picked, l.shipped FROM orders_delivery d
    JOIN orders_deliveryline l ON l.delivery_id = d.id
    WHERE d.company_id = %(company)s AND ((d.state = 'shipped' AND l.shipped <> l.picked)
        OR (d.state <> 'shipped' AND l.shipped > 0) OR (d.state IN ('released', 'cancelled') AND l.picked > 0))
    """,
)

INVARIANTS = (
    LINES_ADD_UP,
    SHIPPED_IS_DELIVERIES,
    RECEIVED_IS_RECEIPTS,
    TRANSFERS_ARRIVE,
    RELEASED_IS_DELIVERIES,
    RELEASED_IS_RESERVED,
    RETURNED_IS_RETURNS,
    TOTALS_ARE_LINES,
    CLOSED_IS_FINISHED,
    CANCELLED_IS_EMPTY,
    DELIVERIES_FIT_THEIR_STATE,
)
