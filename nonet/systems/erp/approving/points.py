"""The steps of the ERP and its books that can be made to need approval."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from nonet.books.money.services.matching import match_payments
from nonet.kernel.approvals.points import Point, Way
from nonet.systems.erp.approving import facts


def match_paid(kept: Mapping[int, Mapping[str, Any]]) -> None:
    """Match payments, posted at last, with the invoices they were meant for."""
    if kept:
        match_payments(payments={id_: work.get("invoice_ids") or () for id_, work in kept.items()})


POINTS: tuple[Point, ...] = (
    Point(
        "sales_order",
        _("Sales order"),
        _("Sales orders"),
        (
            Way("erp.confirm_sales_orders"),
            Way("erp.change_sales_orders", key="order_id"),
            Way("erp.sell_at_once", drafts=True),
        ),
        facts.orders,
        document="sales_order",
        page="erp_salesorder",
        read="orders.read",
    ),
    Point(
        "purchase_order",
        _("Purchase order"),
        _("Purchase orders"),
        (Way("erp.confirm_purchase_orders"), Way("erp.change_purchase_orders", key="order_id")),
        facts.orders,
        document="purchase_order",
        page="erp_purchaseorder",
        read="orders.read",
    ),
    Point(
        "sales_invoice",
        _("Sales invoice or credit note"),
        _("Sales invoices and credit notes"),
        (Way("money.post_invoices"),),
        facts.invoices,
        document="sales_invoice",
        page="erp_salesinvoice",
        read="money.read",
    ),
    Point(
        "purchase_bill",
        _("Purchase bill"),
        _("Purchase bills"),
        (Way("money.bill_receipts", drafts=True, aligned=False),),
        facts.invoices,
        document="purchase_bill",
        page="erp_purchasebill",
        read="money.read",
    ),
    Point(
        "payment",
        _("Payment"),
        _("Payments"),
        (Way("money.post_payments"),),
        facts.payments,
        document="payment",
        page="erp_supplierpayment",
        read="money.read",
        after=match_paid,
    ),
    Point(
        "stock_adjustment",
        _("Stock adjustment"),
        _("Stock adjustments"),
        (Way("stock.adjust_stock", drafts=True),),
        facts.adjustments,
        document="adjustment",
        page="stock_adjustment",
        read="stock.read",
    ),
    Point(
        "stock_count",
        _("Stock count"),
        _("Stock counts"),
        (Way("stock.post_counts"),),
        facts.counts,
        document="count",
        page="stock_count",
        read="stock.read",
    ),
    Point(
        "credit_release",
        _("Release from hold"),
        _("Releases of customers from hold"),
        (Way("erp.release_customer_credit"),),
        facts.customers,
        page="parties_party",
        read="parties.read",
    ),
)
