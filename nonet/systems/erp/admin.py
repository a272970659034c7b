"""The ERP on the desk: orders, deliveries, receipts, invoices and payments with the verbs that move them on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nonet.books.money.admin import InvoiceAdmin, PaymentAdmin
from nonet.books.money.models import InvoiceLine, OpenItem
from nonet.books.money.services import billing as money_billing
from nonet.books.money.services import cancelling as money_cancelling
from nonet.books.money.services import invoicing
from nonet.books.money.tasks import LAND
from nonet.books.orders.admin import DeliveryAdmin, ReceiptAdmin
from nonet.books.orders.models import Delivery, Order, OrderLine, Receipt
from nonet.books.orders.services import cancelling as orders_cancelling
from nonet.books.orders.services import copying, releasing
from nonet.books.stock.admin import AdjustmentAdmin, BalanceAdmin, CountAdmin, LotAdmin
from nonet.books.stock.models import Adjustment, Balance, Count, Lot
from nonet.books.stock.services import counting as stock_counting
from nonet.books.stock.services import issuing, picking, reserving, unpicking
from nonet.books.stock.services import receiving as stock_receiving
from nonet.kit.admin import LineTable, VerbAction
from nonet.kit.admin.tasks import Field, StartedByTask, TaskForm
from nonet.systems.erp import models
from nonet.systems.erp.entries import returns as returns_entry
from nonet.systems.erp.entries import trade
from nonet.systems.erp.entries import transfers as transfers_entry
from nonet.systems.erp.order_pages import OrderAdmin
from nonet.systems.erp.services import (
    cancelling,
    carrying_through,
    credit,
    dispatching,
    purchasing,
    returns,
    sales,
    stocktaking,
    transfers,
)
from nonet.systems.erp.services import shipping as erp_shipping
from nonet.systems.erp.tasks import adjusting, billing, counting, paying, receiving, shipping
from nonet.systems.erp.tasks.stock import statuses


def _is_open(order: Order) -> bool:
    """Return whether anything of an order is still to be done."""
    return order.closed_at is None


SURE = _("What is still open will be given up. Go on?")
CONFIRMED = ("confirmed",)
CANCEL = VerbAction(
    "cancel",
    _("Cancel the rest"),
    cancelling.cancel_orders,
    ("draft", "confirmed"),
    primary=False,
    confirm=SURE,
    when=_is_open,
)
RESERVE = VerbAction(
    "reserve", _("Reserve stock"), reserving.reserve_orders, CONFIRMED, primary=False, when=_is_open
)
RELEASE = VerbAction(
    "release", _("Release to deliver"), releasing.release_orders, CONFIRMED, primary=False, when=_is_open
)
INVOICE = VerbAction(
    "invoice",
    _("Invoice what is shipped"),
    invoicing.invoice_orders,
    CONFIRMED,
    primary=False,
    when=_is_open,
    made="erp_salesinvoice",
)


SELL_AT_ONCE = VerbAction(
    "sell",
    pgettext_lazy("button", "Sell at once"),
    carrying_through.sell_orders_at_once,
    ("draft", "confirmed"),
    primary=False,
    confirm=_("The goods leave stock and the invoices are posted today. Go on?"),
    when=_is_open,
)


# Copying one order is begun from its page, where the copy can be altered first; this is for many at once.
COPY = VerbAction("copy", _("Copy as drafts"), copying.copy_orders, primary=False, when=lambda order: False)


@admin.register(models.SalesOrder)
class SalesOrderAdmin(OrderAdmin):
    document = "sales_order"
    entry = trade.SALES
    where = {"kind": "sales"}
    verbs = (
        VerbAction("confirm", _("Confirm"), sales.confirm_sales_orders, ("draft",)),
        VerbAction(
            "exceed",
            _("Confirm beyond the credit"),
            credit.exceed_customer_credit,
            ("draft",),
            primary=False,
            form=TaskForm(fields=(Field("reason", _("Reason"), required=True),)),
        ),
        *(SELL_AT_ONCE, RESERVE, RELEASE, INVOICE, COPY, CANCEL),
    )


@admin.register(models.PurchaseOrder)
class PurchaseOrderAdmin(OrderAdmin):
    document = "purchase_order"
    entry = trade.PURCHASE
    where = {"kind": "purchase"}
    verbs = (
        VerbAction("confirm", _("Confirm"), purchasing.confirm_purchase_orders, ("draft",)),
        VerbAction("approve", _("Approve"), purchasing.approve_purchase_orders, ("draft",), primary=False),
        VerbAction(
            "receive",
            _("Receive"),
            purchasing.receive_purchases,
            CONFIRMED,
            when=_is_open,
            form=receiving.RECEIVE,
        ),
        VerbAction(
            "bill",
            _("Enter bill"),
            money_billing.bill_receipts,
            CONFIRMED,
            primary=False,
            when=_is_open,
            form=billing.BILL_ORDERS,
        ),
        COPY,
        CANCEL,
    )


@admin.register(models.TransferOrder)
class TransferOrderAdmin(OrderAdmin):
    document = "transfer_order"
    entry = transfers_entry.TRANSFER
    where = {"kind": "transfer"}
    list_display = ("number", "progress", "site", "to_site", "ordered_on", "due_on")
    facts = ("number", "site", "to_site", "ordered_on", "due_on", "note", "created_by", "created_at")
    totals = ()
    tables = (
        LineTable(
            OrderLine, "order", ("position", "item", "quantity", "unit", "reserved", "shipped", "cancelled")
        ),
    )
    verbs = (
        VerbAction("confirm", _("Confirm"), transfers.confirm_transfer_orders, ("draft",)),
        RESERVE,
        RELEASE,
        VerbAction(
            "receive", _("Receive all"), transfers.receive_transfers, CONFIRMED, primary=False, when=_is_open
        ),
        VerbAction(
            "dispatch", _("Send off"), dispatching.dispatch_transfers, CONFIRMED, primary=False, when=_is_open
        ),
        VerbAction(
            "receivepart",
            _("Receive in part"),
            dispatching.receive_transfer_goods,
            CONFIRMED,
            primary=False,
            when=_is_open,
            form=receiving.RECEIVE_TRANSFERS,
        ),
        CANCEL,
    )


@admin.register(models.SalesReturn)
class SalesReturnAdmin(OrderAdmin):
    document = "sales_return"
    entry = returns_entry.SALES_RETURN
    where = {"kind": "sales_return"}
    verbs = (
        VerbAction(
            "receive",
            _("Receive"),
            returns.receive_returns,
            CONFIRMED,
            when=_is_open,
            form=receiving.RECEIVE_RETURNS,
        ),
        VerbAction(
            "credit",
            _("Credit what came back"),
            invoicing.invoice_orders,
            CONFIRMED,
            primary=False,
            when=_is_open,
        ),
        CANCEL,
    )


@admin.register(models.PurchaseReturn)
class PurchaseReturnAdmin(OrderAdmin):
    document = "purchase_return"
    entry = returns_entry.PURCHASE_RETURN
    where = {"kind": "purchase_return"}
    verbs = (RESERVE, RELEASE, CANCEL)


@admin.register(Delivery)
class ErpDeliveryAdmin(DeliveryAdmin):
    verbs = (
        VerbAction("pick", _("Pick"), picking.pick_deliveries, ("released",)),
        VerbAction("ship", _("Ship"), issuing.ship_deliveries, ("picked",)),
        VerbAction(
            "shipform",
            _("Ship with waybill or in part"),
            erp_shipping.ship_deliveries,
            ("released", "picked"),
            primary=False,
            form=shipping.SHIP,
        ),
        VerbAction(
            "invoice",
            _("Invoice"),
            erp_shipping.invoice_deliveries,
            ("shipped",),
            when=erp_shipping.is_to_be_invoiced,
            made="erp_salesinvoice",
        ),
        VerbAction("unpick", _("Put back"), unpicking.unpick_deliveries, ("picked",), primary=False),
        VerbAction(
            "cancel",
            _("Cancel"),
            orders_cancelling.cancel_deliveries,
            ("released",),
            primary=False,
            confirm=SURE,
        ),
    )


def _status_told(line: Any) -> Any:
    """Return the status of received goods as the stock book names it."""
    return dict(statuses()).get(line.status, line.status)


@admin.register(Receipt)
class ErpReceiptAdmin(ReceiptAdmin):
    # The statuses of goods are the stock book's, which stands above receipts.
    tables = (*(replace(each, shows={"status": _status_told}) for each in ReceiptAdmin.tables),)
    verbs = (
        VerbAction("post", _("Post"), stock_receiving.post_receipts, ("draft",)),
        VerbAction(
            "bill", _("Enter bill"), money_billing.bill_receipts, ("posted",), form=billing.BILL_RECEIPTS
        ),
        replace(LAND, states=("posted",)),
    )


INVOICE_LINES = (
    "item",
    "description",
    "quantity",
    "price",
    "tax_code",
    "tax_rate",
    "net_amount",
    "tax_amount",
)


class ErpInvoiceAdmin(InvoiceAdmin):
    """Invoices with their lines and the verb that posts them."""

    tables = (LineTable(InvoiceLine, "invoice", INVOICE_LINES),)
    verbs: Sequence[VerbAction] = (
        VerbAction("post", _("Post"), invoicing.post_invoices, ("draft",)),
        VerbAction(
            "cancel",
            _("Cancel"),
            money_cancelling.cancel_invoices,
            ("draft",),
            primary=False,
            confirm=SURE,
        ),
    )


def _pay(action: VerbAction) -> VerbAction:
    """Return a payment as a verb of the posted document that it pays, while anything of it is open."""
    return replace(action, states=("posted",), when=_is_owed)


def _is_owed(invoice: Any) -> bool:
    return bool(OpenItem.objects.filter(invoice_id=invoice.pk).exclude(open_amount=0).exists())


@admin.register(models.SalesInvoice)
class SalesInvoiceAdmin(ErpInvoiceAdmin):
    document = "sales_invoice"
    where = {"kind": "sales_invoice"}
    verbs = (*ErpInvoiceAdmin.verbs, _pay(paying.RECEIVE))


@admin.register(models.CreditNote)
class CreditNoteAdmin(ErpInvoiceAdmin):
    document = "credit_note"
    where = {"kind": "credit_note"}
    verbs = (*ErpInvoiceAdmin.verbs, _pay(paying.REFUND))


@admin.register(models.PurchaseBill)
class PurchaseBillAdmin(ErpInvoiceAdmin):
    document = "purchase_bill"
    where = {"kind": "purchase_bill"}
    verbs = (*ErpInvoiceAdmin.verbs, _pay(paying.PAY))


@admin.register(models.SupplierCredit)
class SupplierCreditAdmin(ErpInvoiceAdmin):
    document = "supplier_credit"
    where = {"kind": "supplier_credit"}
    verbs = (*ErpInvoiceAdmin.verbs, _pay(paying.REFUNDED))


@admin.register(models.CustomerPayment)
class CustomerPaymentAdmin(StartedByTask, PaymentAdmin):
    start = paying.RECEIVE
    document = "payment"
    where = {"kind__in": ["received", "refund_paid"]}


@admin.register(models.SupplierPayment)
class SupplierPaymentAdmin(StartedByTask, PaymentAdmin):
    start = paying.PAY
    document = "payment"
    where = {"kind__in": ["made", "refund_received"]}


@admin.register(Balance)
class ErpBalanceAdmin(BalanceAdmin):
    verbs = adjusting.BALANCE_VERBS


@admin.register(Lot)
class ErpLotAdmin(LotAdmin):
    verbs = (adjusting.RECALL,)


@admin.register(Adjustment)
class ErpAdjustmentAdmin(StartedByTask, AdjustmentAdmin):
    start = adjusting.ADJUST


@admin.register(Count)
class ErpCountAdmin(StartedByTask, CountAdmin):
    start = counting.BEGIN
    verbs = (
        VerbAction(
            "enter",
            _("Enter what was counted"),
            stock_counting.enter_counts,
            ("counting",),
            form=counting.ENTER,
        ),
        VerbAction(
            "finish", _("Finish counting"), stock_counting.finish_counts, ("counting",), primary=False
        ),
        VerbAction(
            "post", _("Post differences"), stocktaking.post, ("counting", "counted"), form=counting.POST
        ),
        VerbAction(
            "recount",
            _("Count again"),
            stock_counting.recount_lines,
            ("counting", "counted"),
            primary=False,
            form=counting.RECOUNT,
        ),
        VerbAction(
            "cancel", _("Cancel"), stock_counting.cancel_counts, ("counting", "counted"), primary=False
        ),
    )
