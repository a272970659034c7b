"""The ERP for programs: orders, deliveries, receipts, invoices and payments with their verbs."""

from collections.abc import Sequence
from dataclasses import replace

from nonet.books.money.api import (
    INVOICE_FIELDS,
    INVOICE_FILTERS,
    INVOICE_LINES,
    PAYMENT_FIELDS,
    PAYMENT_FILTERS,
)
from nonet.books.money.models import Invoice, Payment
from nonet.books.money.services import invoicing
from nonet.books.orders.api import DELIVERY, ORDER_FIELDS, ORDER_FILTERS, ORDER_LINES, RECEIPT
from nonet.books.orders.models import Order
from nonet.books.orders.services import receiving, releasing
from nonet.books.stock.services import issuing, picking, reserving
from nonet.books.stock.services import receiving as stock_receiving
from nonet.kit.api import Resource, Verb
from nonet.systems.erp.services import sales


def _orders(path: str, kind: str, verbs: Sequence[Verb] = ()) -> Resource:
    return Resource(
        path,
        Order,
        fields=ORDER_FIELDS,
        filters=ORDER_FILTERS,
        where={"kind": kind},
        lines=(ORDER_LINES,),
        verbs=verbs,
        document=kind if kind.endswith("return") else f"{kind}_order",
        newest_first=True,
    )


def _invoices(path: str, kind: str, verbs: Sequence[Verb] = ()) -> Resource:
    return Resource(
        path,
        Invoice,
        fields=INVOICE_FIELDS,
        filters=INVOICE_FILTERS,
        where={"kind": kind},
        lines=(INVOICE_LINES,),
        verbs=verbs,
        document=kind,
        newest_first=True,
    )


RESOURCES = (
    _orders(
        "sales-orders",
        "sales",
        (
            Verb("create", sales.create_sales_orders, creates=True),
            Verb("confirm", sales.confirm_sales_orders),
            Verb("reserve", reserving.reserve_orders),
            Verb("release", releasing.release_orders),
            Verb("invoice", invoicing.invoice_orders),
        ),
    ),
    _orders("purchase-orders", "purchase"),
    _orders("transfer-orders", "transfer"),
    _orders("sales-returns", "sales_return"),
    _orders("purchase-returns", "purchase_return"),
    replace(DELIVERY, verbs=(Verb("pick", picking.pick_deliveries), Verb("ship", issuing.ship_deliveries))),
    replace(
        RECEIPT,
        verbs=(
            Verb("create", receiving.create_receipts, creates=True),
            Verb("post", stock_receiving.post_receipts),
        ),
    ),
    _invoices("sales-invoices", "sales_invoice", (Verb("post", invoicing.post_invoices),)),
    _invoices("credit-notes", "credit_note"),
    _invoices("purchase-bills", "purchase_bill"),
    _invoices("supplier-credits", "supplier_credit"),
    Resource(
        "payments",
        Payment,
        fields=PAYMENT_FIELDS,
        filters=PAYMENT_FILTERS,
        document="payment",
        newest_first=True,
    ),
)
