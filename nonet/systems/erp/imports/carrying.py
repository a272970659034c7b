"""Sales orders carried from draft to paid invoice by the verbs a company's people would use, as of one business day."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import on_day
from nonet.kernel.policy import is_automatic
from nonet.systems.erp.services.sales import confirm_sales_orders

_WITH_GOODS = """
SELECT DISTINCT l.order_id FROM orders_orderline l JOIN items_item i ON i.id = l.item_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) AND i.kind = 'stock'
"""
_DELIVERIES = """
SELECT DISTINCT d.id FROM orders_orderline l JOIN orders_deliveryline dl ON dl.order_line_id = l.id
JOIN orders_delivery d ON d.id = dl.delivery_id
WHERE l.company_id = %s AND l.order_id = ANY(%s) AND d.state = 'released' ORDER BY d.id
"""
_NOT_INVOICED = """
SELECT DISTINCT order_id FROM orders_orderline
WHERE company_id = %s AND order_id = ANY(%s) AND invoiced < quantity - cancelled
"""
_INVOICES = """
SELECT DISTINCT v.id, v.state, v.party_id, v.currency, v.gross_total, o.external_number
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN money_invoiceline vl ON vl.order_line_id = l.id
JOIN money_invoice v ON v.id = vl.invoice_id WHERE l.company_id = %s AND l.order_id = ANY(%s) ORDER BY v.id
"""


def carry_to_cash(order_ids: Sequence[int], on: dt.date) -> None:
    """Confirm, reserve, pick, ship, invoice, post and collect draft orders, all dated ``on``.

    What the company's policy does by itself is not done twice. Nothing is left half-way: the first refusal is
    raised, and the caller's transaction takes all back.
    """
    with on_day(on):
        confirm_sales_orders(order_ids=order_ids).require_all()
        _hand_over(order_ids, on)
        _collect(_claim(order_ids, on), on)


def _ids(query: str, order_ids: Sequence[int]) -> list[int]:
    return [each[0] for each in sql.rows(query, (current_company_id(), list(order_ids)))]


def _hand_over(order_ids: Sequence[int], on: dt.date) -> None:
    """Ship all goods of the orders; orders of services alone have none."""
    with_goods = _ids(_WITH_GOODS, order_ids)
    if not with_goods:
        return
    if not is_automatic("reserve"):
        reserve_orders(order_ids=with_goods, whole_orders=True).require_all()
    deliveries = _ids(_DELIVERIES, with_goods)
    if not deliveries:
        release_orders(order_ids=with_goods).require_all()
        deliveries = _ids(_DELIVERIES, with_goods)
    pick_deliveries(delivery_ids=deliveries).require_all()
    ship_deliveries(delivery_ids=deliveries, shipped_on=on).require_all()


def _claim(order_ids: Sequence[int], on: dt.date) -> list[sql.Row]:
    """Invoice the orders and post the invoices; return them."""
    if due := _ids(_NOT_INVOICED, order_ids):
        invoice_orders(order_ids=due, issued_on=on).require_all()
    found = sql.rows(_INVOICES, (current_company_id(), list(order_ids)))
    if drafts := [each.id for each in found if each.state == "draft"]:
        post_invoices(invoice_ids=drafts).require_all()
    return found


def _collect(invoices: Sequence[sql.Row], on: dt.date) -> None:
    """Receive the money for each invoice, and match the two."""
    payments = [
        PaymentDraft(
            "received",
            each.party_id,
            None,
            on,
            each.currency,
            each.gross_total,
            each.external_number,
            [each.id],
        )
        for each in invoices
        if each.gross_total > 0
    ]
    if payments:
        receive_payments(payments=payments)
