"""What the people of the demo company do: buy, sell, ship, bill and pay, through the verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from demo import company, items
from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.selectors import lines_of_orders
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Place, Site
from nonet.systems.erp.services.purchasing import (
    PurchaseLine,
    PurchaseOrder,
    confirm_purchase_orders,
    create_purchase_orders,
    receive_purchases,
)
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)

Quantities = Mapping[str, int]
Tell = Callable[[str], None]


class Cast:
    """Who and what plays, by code."""

    @cached_property
    def items(self) -> dict[str, int]:
        """Return the ids of items."""
        return dict(Item.objects.values_list("code", "pk"))

    @cached_property
    def parties(self) -> dict[str, int]:
        """Return the ids of parties."""
        return dict(Party.objects.values_list("code", "pk"))

    @cached_property
    def sites(self) -> dict[str, int]:
        """Return the ids of sites."""
        return dict(Site.objects.values_list("code", "pk"))

    @cached_property
    def bins(self) -> dict[str, int]:
        """Return for every item the bin at the main site that it has its home in."""
        found = Place.objects.filter(site_id=self.sites[company.MAIN], kind=Place.Kind.BIN)
        shelves = list(found.exclude(code="STOCK").order_by("sequence").values_list("pk", flat=True))
        codes = [row[0] for row in items.GOODS]
        return {code: shelves[n % len(shelves)] for n, code in enumerate(codes)}


@dataclass(frozen=True, slots=True)
class Bought:
    """What a round of buying came to."""

    orders: list[int]
    receipts: list[int]
    bills: list[int]
    paid: Decimal


def buy(cast: Cast, wanted: Mapping[str, Quantities], reference: str, pay: bool = True) -> Bought:
    """Order from suppliers at list prices, take everything in, book the bills and pay them."""
    orders = [
        PurchaseOrder(
            cast.parties[supplier],
            cast.sites[company.MAIN],
            [PurchaseLine(cast.items[item], Decimal(quantity)) for item, quantity in goods.items()],
        )
        for supplier, goods in wanted.items()
    ]
    made = create_purchase_orders(orders=orders).require_all().done
    confirm_purchase_orders(order_ids=made).require_all()
    receipts = receive_all(cast, made)
    bills = [
        BillDraft(cast.parties[supplier], f"{supplier}-{reference}", today(), [receipt])
        for supplier, receipt in zip(wanted, receipts, strict=True)
    ]
    billed = bill_receipts(bills=bills).require_all().done
    return Bought(made, receipts, billed, pay_bills(billed) if pay else Decimal(0))


def receive_all(cast: Cast, orders: Sequence[int]) -> list[int]:
    """Take in all that was ordered, each item to its home; return a receipt an order."""
    rows = sql.rows(
        "SELECT l.id, l.order_id, l.quantity, i.code, i.tracking FROM orders_orderline l"
        " JOIN items_item i ON i.id = l.item_id WHERE l.company_id = %s AND l.order_id = ANY(%s) ORDER BY l.id",
        (current_company_id(), list(orders)),
    )
    drafts = [
        ReceiptDraft([line for row in rows if row.order_id == order for line in _receipt_lines(cast, row)])
        for order in orders
    ]
    return receive_purchases(receipts=drafts).require_all().done


def _receipt_lines(cast: Cast, row: Any) -> list[ReceiptLineDraft]:
    place = cast.bins[row.code]
    if row.tracking == "serial":
        serials = [f"{row.code}-{today():%y%m%d}-{n:03d}" for n in range(1, int(row.quantity) + 1)]
        return [ReceiptLineDraft(row.id, Decimal(1), lot_code=each, place_id=place) for each in serials]
    lot = f"{row.code}-{today():%y%m}" if row.tracking == "lot" else ""
    return [ReceiptLineDraft(row.id, row.quantity, lot_code=lot, place_id=place)]


def pay_bills(bills: Sequence[int]) -> Decimal:
    """Pay suppliers' bills in full; return how much."""
    found = _invoices(bills)
    drafts = [
        PaymentDraft(
            "made", each.party_id, None, today(), each.currency, each.gross_total, invoice_ids=[each.id]
        )
        for each in found
    ]
    receive_payments(payments=drafts)
    return sum((each.gross_total for each in found), Decimal(0))


def _invoices(ids: Sequence[int]) -> list[Any]:
    return sql.rows(
        "SELECT id, party_id, currency, gross_total FROM money_invoice WHERE company_id = %s AND id = ANY(%s)"
        " ORDER BY id",
        (current_company_id(), list(ids)),
    )


def take(cast: Cast, orders: Sequence[tuple[str, Quantities]], site: str = company.MAIN) -> list[int]:
    """Take sales orders as drafts."""
    wanted = [
        SalesOrder(
            cast.parties[customer],
            cast.sites[site],
            [SalesLine(cast.items[item], Decimal(quantity)) for item, quantity in goods.items()],
        )
        for customer, goods in orders
    ]
    return create_sales_orders(orders=wanted).require_all().done


def sell(cast: Cast, orders: Sequence[tuple[str, Quantities]]) -> list[int]:
    """Take and confirm sales orders; stock is reserved and released by itself."""
    made = take(cast, orders)
    return confirm_sales_orders(order_ids=made).require_all().done


def ship(orders: Sequence[int]) -> list[int]:
    """Pick and ship whatever is released of orders; invoices are drafted and posted by themselves."""
    ready = deliveries_of(orders)
    pick_deliveries(delivery_ids=ready).require_all()
    return ship_deliveries(delivery_ids=ready).require_all().done


def deliveries_of(orders: Sequence[int], state: str = "released") -> list[int]:
    """Return the deliveries of orders in a state."""
    lines = [line for of_order in lines_of_orders(orders).values() for line in of_order]
    found = sql.rows(
        "SELECT DISTINCT d.id FROM orders_delivery d JOIN orders_deliveryline x ON x.delivery_id = d.id"
        " WHERE d.company_id = %s AND x.order_line_id = ANY(%s) AND d.state = %s ORDER BY d.id",
        (current_company_id(), lines, state),
    )
    return [each.id for each in found]


def invoiced(orders: Sequence[int]) -> Decimal:
    """Return what was invoiced for orders, tax included."""
    found = sql.row(
        "SELECT coalesce(sum(l.net_amount + l.tax_amount), 0) AS amount FROM money_invoiceline l"
        " JOIN orders_orderline o ON o.id = l.order_line_id WHERE l.company_id = %s AND o.order_id = ANY(%s)",
        (current_company_id(), list(orders)),
    )
    assert found is not None
    return Decimal(found.amount)
