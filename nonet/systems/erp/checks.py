"""The statements by which ``nonet check`` re-proves what no single book can: promises, goods and claims together."""

from nonet.kernel.checks import Invariant

SHIPPED_IS_MOVED = Invariant(
    "erp.shipped_is_moved",
    "What a delivery line says left is the sum of its moves out; what is picked is picks less what was put back.",
    """
    SELECT l.id, l.delivery_id, l.picked, l.shipped, m.picked AS picked_moves, m.shipped AS shipped_moves
    FROM orders_deliveryline l LEFT JOIN (
        SELECT delivery_line_id, coalesce(sum(quantity) FILTER (WHERE reason = 'ship'), 0) AS shipped,
            coalesce(sum(CASE reason WHEN 'pick' THEN quantity WHEN 'unpick' THEN -quantity END), 0) AS picked
        FROM stock_move WHERE company_id = %(company)s AND delivery_line_id IS NOT NULL GROUP BY delivery_line_id
    ) m ON m.delivery_line_id = l.id
    WHERE l.company_id = %(company)s
        AND (l.shipped <> coalesce(m.shipped, 0) OR l.picked <> coalesce(m.picked, 0))
    """,
)

RECEIVED_IS_MOVED = Invariant(
    "erp.received_is_moved",
    "What a posted receipt line says came in is the sum of its moves; drafts and cancelled receipts moved nothing.",
    """
    SELECT l.id, l.receipt_id, r.state, l.quantity, coalesce(m.quantity, 0) AS moved FROM orders_receiptline l
    JOIN orders_receipt r ON r.id = l.receipt_id JOIN items_item i ON i.id = l.item_id
    LEFT JOIN (SELECT receipt_line_id, sum(CASE WHEN reverses_id IS NULL THEN quantity ELSE 0 END) AS quantity
        FROM stock_move WHERE company_id = %(company)s AND receipt_line_id IS NOT NULL GROUP BY receipt_line_id) m
        ON m.receipt_line_id = l.id
    WHERE l.company_id = %(company)s
        AND coalesce(m.quantity, 0) <> CASE WHEN r.state = 'posted' AND i.kind = 'stock' THEN l.quantity ELSE 0 END
    """,
)

INVOICED_IS_INVOICES = Invariant(
    "erp.invoiced_is_invoices",
    "What an order line says was invoiced is the sum of its lines in invoices that were not cancelled.",
    """
    SELECT l.id, l.order_id, l.invoiced, coalesce(i.quantity, 0) AS on_invoices FROM orders_orderline l
    LEFT JOIN (SELECT x.order_line_id, sum(x.quantity) AS quantity FROM money_invoiceline x
        JOIN money_invoice h ON h.id = x.invoice_id AND h.state <> 'cancelled'
        WHERE x.company_id = %(company)s AND x.order_line_id IS NOT NULL GROUP BY x.order_line_id) i
        ON i.order_line_id = l.id
    WHERE l.company_id = %(company)s AND l.invoiced <> coalesce(i.quantity, 0)
    """,
)

RETURNS_ADD_UP = Invariant(
    "erp.returns_add_up",
    "A sale returned in full is credited in full, to the last digit.",
    """
    SELECT l.id, l.order_id, l.net_amount, l.tax_amount, b.net, b.tax FROM orders_orderline l
    JOIN (SELECT x.origin_line_id, sum(x.quantity) AS quantity, sum(x.net_amount) AS net, sum(x.tax_amount) AS tax
        FROM orders_orderline x JOIN orders_order o ON o.id = x.order_id
            AND o.kind IN ('sales_return', 'purchase_return') AND o.state <> 'cancelled'
        WHERE x.company_id = %(company)s AND x.cancelled = 0 GROUP BY x.origin_line_id) b ON b.origin_line_id = l.id
    WHERE l.company_id = %(company)s AND b.quantity = l.quantity
        AND (b.net <> l.net_amount OR b.tax <> l.tax_amount)
    """,
)

INVARIANTS = (SHIPPED_IS_MOVED, RECEIVED_IS_MOVED, INVOICED_IS_INVOICES, RETURNS_ADD_UP)
