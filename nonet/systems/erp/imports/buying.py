"""Goods bought in one go from one supplier: purchase order, receipt and bill, all as of one business day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import on_day
from nonet.systems.erp.services.purchasing import (
    PurchaseLine,
    PurchaseOrder,
    approve_purchase_orders,
    create_purchase_orders,
    receive_purchases,
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A quantity of an item to be bought, and what one of it costs."""

    item_id: int
    quantity: Decimal
    price: Decimal


def buy(purchases: Sequence[Purchase], supplier_id: int, site_id: int, on: dt.date) -> None:
    """Order, receive and be billed for goods, as of a day; the bill stays to be paid."""
    with on_day(on):
        lines = [PurchaseLine(each.item_id, each.quantity, price=each.price) for each in purchases]
        order = PurchaseOrder(supplier_id, site_id, lines, on)
        ordered = create_purchase_orders(orders=[order]).require_all()
        approve_purchase_orders(order_ids=ordered.done).require_all()
        received = receive_purchases(receipts=[_receipt(ordered.done, on)]).require_all()
        bill = BillDraft(supplier_id, f"{on:%Y%m%d}-{ordered.done[0]}", on, received.done)
        bill_receipts(bills=[bill]).require_all()


def _receipt(order_ids: Sequence[int], on: dt.date) -> ReceiptDraft:
    """Return the receipt of all that is ordered."""
    found = sql.rows(
        "SELECT id, quantity FROM orders_orderline WHERE company_id = %s AND order_id = ANY(%s) ORDER BY id",
        (current_company_id(), list(order_ids)),
    )
    return ReceiptDraft([ReceiptLineDraft(each.id, each.quantity) for each in found], on)
