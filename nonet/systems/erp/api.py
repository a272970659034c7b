"""The ERP for programs: orders, deliveries, receipts, invoices and payments with their verbs."""

from collections.abc import Sequence
from dataclasses import replace

from nonet.books.money import api as money
from nonet.books.money.models import Invoice, Payment
from nonet.books.orders import api as orders
from nonet.books.orders.models import Order
from nonet.books.orders.services import copying
from nonet.books.stock import api as stock
from nonet.kit.api import Resource, Verb
from nonet.systems.erp.services import (
    cancelling,
    carrying_through,
    changing,
    credit,
    dispatching,
    purchasing,
    quoting,
    returns,
    revising,
    sales,
    selling_at_once,
    shipping,
    stocktaking,
    transfers,
)


def _orders(path: str, kind: str, verbs: Sequence[Verb] = ()) -> Resource:
    return Resource(
        path,
        Order,
        fields=orders.ORDER_FIELDS,
        filters=orders.ORDER_FILTERS,
        where={"kind": kind},
        lines=(orders.ORDER_LINES,),
        verbs=verbs,
        document=kind if kind.endswith("return") else f"{kind}_order",
        newest_first=True,
    )


def _invoices(path: str, kind: str, verbs: Sequence[Verb] = ()) -> Resource:
    return Resource(
        path,
        Invoice,
        fields=money.INVOICE_FIELDS,
        filters=money.INVOICE_FILTERS,
        where={"kind": kind},
        lines=(money.INVOICE_LINES,),
        verbs=verbs,
        document=kind,
        newest_first=True,
    )


HAND_OVER = (*stock.ORDER_VERBS, *orders.ORDER_VERBS)
CANCEL = Verb("cancel", cancelling.cancel_orders)
COPY = Verb("copy", copying.copy_orders)
RESOURCES = (
    _orders(
        "sales-orders",
        "sales",
        (
            Verb("create", sales.create_sales_orders, creates=True),
            Verb("sell-at-once", selling_at_once.sell_at_once, creates=True),
            Verb("carry-at-once", carrying_through.sell_orders_at_once),
            Verb("confirm", sales.confirm_sales_orders),
            Verb("exceed-credit", credit.exceed_customer_credit),
            Verb("change", changing.change_sales_orders),
            Verb("change-whole", revising.change_sales_orders_whole),
            Verb("quote", quoting.quote_sales_orders),
            COPY,
            *HAND_OVER,
            *money.ORDER_VERBS,
            CANCEL,
        ),
    ),
    _orders(
        "purchase-orders",
        "purchase",
        (
            Verb("create", purchasing.create_purchase_orders, creates=True),
            Verb("confirm", purchasing.confirm_purchase_orders),
            Verb("approve", purchasing.approve_purchase_orders),
            Verb("change", changing.change_purchase_orders),
            Verb("change-whole", revising.change_purchase_orders_whole),
            Verb("quote", quoting.quote_purchase_orders),
            COPY,
            Verb("receive", purchasing.receive_purchases, creates=True),
            CANCEL,
        ),
    ),
    _orders(
        "transfer-orders",
        "transfer",
        (
            Verb("create", transfers.create_transfer_orders, creates=True),
            Verb("confirm", transfers.confirm_transfer_orders),
            *HAND_OVER,
            Verb("receive", transfers.receive_transfers),
            Verb("dispatch", dispatching.dispatch_transfers),
            Verb("receive-goods", dispatching.receive_transfer_goods, creates=True),
            CANCEL,
        ),
    ),
    _orders(
        "sales-returns",
        "sales_return",
        (
            Verb("authorise", returns.authorise_sales_returns, creates=True),
            Verb("receive", returns.receive_returns, creates=True),
            Verb("exchange", returns.exchange_goods, creates=True),
            *money.ORDER_VERBS,
            CANCEL,
        ),
    ),
    _orders(
        "purchase-returns",
        "purchase_return",
        (
            Verb("authorise", returns.authorise_purchase_returns, creates=True),
            *HAND_OVER,
            CANCEL,
        ),
    ),
    replace(
        orders.DELIVERY,
        verbs=(
            *stock.DELIVERY_VERBS,
            *orders.DELIVERY_VERBS,
            Verb("send", shipping.ship_deliveries),
            Verb("invoice", shipping.invoice_deliveries),
        ),
    ),
    replace(orders.RECEIPT, verbs=(*orders.RECEIPT_VERBS, *stock.RECEIPT_VERBS)),
    _invoices("sales-invoices", "sales_invoice", money.INVOICE_VERBS),
    _invoices("credit-notes", "credit_note", money.INVOICE_VERBS),
    _invoices("purchase-bills", "purchase_bill", money.BILL_VERBS),
    _invoices("supplier-credits", "supplier_credit", money.SUPPLIER_CREDIT_VERBS),
    Resource(
        "payments",
        Payment,
        fields=money.PAYMENT_FIELDS,
        filters=money.PAYMENT_FILTERS,
        verbs=money.PAYMENT_VERBS,
        document="payment",
        newest_first=True,
    ),
)
VERBS = (
    Verb("customers/hold", credit.hold_customers),
    Verb("customers/release", credit.release_customers),
    Verb("desk-adjustments/adjust", stocktaking.adjust, creates=True),
    Verb("desk-adjustments/move", stocktaking.adjust_places, creates=True),
    Verb("desk-adjustments/change-status", stocktaking.adjust_status, creates=True),
)
