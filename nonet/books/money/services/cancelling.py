"""Draft invoices are given up: what they were to charge can be invoiced anew.

Posted ones are corrected by credit notes.
"""

from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

_LOCK = """
SELECT id, state, coalesce(number, '') AS number FROM money_invoice WHERE company_id = %s AND id = ANY(%s)
    AND kind IN ('sales_invoice', 'credit_note') ORDER BY id FOR NO KEY UPDATE
"""

# Services counted as handed over with their invoice, and as returned with their credit note.
_CANCEL = """
WITH gone AS (
    SELECT l.order_line_id, sum(l.quantity) AS quantity FROM money_invoiceline l WHERE l.invoice_id = ANY(%(ids)s)
        AND l.order_line_id IS NOT NULL GROUP BY l.order_line_id
), lines AS (
    UPDATE orders_orderline o SET invoiced = o.invoiced - g.quantity,
        shipped = o.shipped - CASE WHEN i.kind = 'service' THEN g.quantity ELSE 0 END
    FROM gone g, items_item i WHERE o.id = g.order_line_id AND i.id = o.item_id RETURNING o.order_id
), back AS (
    UPDATE orders_orderline o SET returned = o.returned - b.quantity
    FROM (SELECT r.origin_line_id, sum(g.quantity) AS quantity FROM gone g
        JOIN orders_orderline r ON r.id = g.order_line_id JOIN items_item i ON i.id = r.item_id
        WHERE i.kind = 'service' AND r.origin_line_id IS NOT NULL GROUP BY r.origin_line_id) b
    WHERE o.id = b.origin_line_id
), orders AS (
    UPDATE orders_order SET closed_at = NULL WHERE id IN (SELECT order_id FROM lines)
)
UPDATE money_invoice SET state = 'cancelled' WHERE company_id = %(company)s AND id = ANY(%(ids)s)
"""


@verb("money.cancel_invoices")
def cancel_invoices(*, invoice_ids: Sequence[int]) -> Outcome:
    """Give up draft sales invoices and credit notes; two statements, however many."""
    outcome = Outcome()
    locked = sql.rows(_LOCK, (current_company_id(), sorted(set(invoice_ids))))
    outcome.refuse_missing(invoice_ids, (each.id for each in locked))
    for each in locked:
        if each.state == "draft":
            outcome.done.append(each.id)
        else:
            outcome.refused[each.id] = WrongState(each.number, each.state)
    if outcome.done:
        sql.execute(_CANCEL, {"company": current_company_id(), "ids": outcome.done})
    return outcome
