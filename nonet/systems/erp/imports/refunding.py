"""Goods back and money back: returns authorised, received, credited and refunded by the verbs, as of one day."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import on_day
from nonet.systems.erp.services.returns import Inspected, Return, authorise_sales_returns, receive_returns

_GOODS = """
SELECT l.order_id, l.id, l.quantity FROM orders_orderline l JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) AND i.kind = 'stock' ORDER BY l.order_id, l.id
"""
_NOT_CREDITED = """
SELECT DISTINCT order_id FROM orders_orderline
WHERE company_id = %s AND order_id = ANY(%s) AND invoiced < quantity - cancelled
"""
_CREDITS = """
SELECT DISTINCT v.id, v.state, v.party_id, v.currency, v.gross_total
FROM orders_orderline l JOIN money_invoiceline vl ON vl.order_line_id = l.id
JOIN money_invoice v ON v.id = vl.invoice_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) AND v.kind = 'credit_note' ORDER BY v.id
"""


def carry_to_refund(returns: Sequence[Return], on: dt.date) -> list[int]:
    """Take goods back and pay the money back, all dated ``on``; return the return orders.

    What the company's policy does by itself is not done twice. Nothing is left half-way: the first refusal is
    raised, and the caller's transaction takes all back.
    """
    with on_day(on):
        order_ids = authorise_sales_returns(returns=returns).require_all().done
        _take_in(order_ids, on)
        _credit(order_ids, on)
        _refund(order_ids, on)
    return order_ids


def _take_in(order_ids: Sequence[int], on: dt.date) -> None:
    """Receive the goods; services, such as postage, are only credited."""
    receipts: dict[int, list[Inspected]] = {}
    for each in sql.rows(_GOODS, (current_company_id(), list(order_ids))):
        receipts.setdefault(each.order_id, []).append(Inspected(each.id, each.quantity))
    if receipts:
        receive_returns(receipts=list(receipts.values()), received_on=on).require_all()


def _credit(order_ids: Sequence[int], on: dt.date) -> None:
    due = [each.order_id for each in sql.rows(_NOT_CREDITED, (current_company_id(), list(order_ids)))]
    if due:
        invoice_orders(order_ids=due, issued_on=on).require_all()
    if drafts := [each.id for each in _credit_notes(order_ids) if each.state == "draft"]:
        post_invoices(invoice_ids=drafts).require_all()


def _refund(order_ids: Sequence[int], on: dt.date) -> None:
    """Pay back each credit note, and match the two."""
    payments = [
        PaymentDraft("refund_paid", v.party_id, None, on, v.currency, v.gross_total, "", [v.id])
        for v in _credit_notes(order_ids)
        if v.gross_total > 0
    ]
    if payments:
        receive_payments(payments=payments)


def _credit_notes(order_ids: Sequence[int]) -> list[sql.Row]:
    return sql.rows(_CREDITS, (current_company_id(), list(order_ids)))
