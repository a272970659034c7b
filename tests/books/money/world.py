"""A small company whose goods move: what the tests of the value book stand on."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

from nonet.books.money.models import ExchangeRate
from nonet.books.money.services.setup import install_chart
from nonet.books.orders.models import Delivery, DeliveryLine, Order, OrderLine, Receipt, ReceiptLine
from nonet.books.stock.models import Adjustment
from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel.actor import acting_as_system, current_company_id
from nonet.kernel.models import Company
from nonet.masters.items.models import Item, ItemCategory
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Place, Site

_serial = count(time.time_ns() % 10**9)
DAY = dt.date(2026, 3, 2)
NEW_YEAR = dt.date(2026, 1, 1)


def on(day: int, month: int = 3) -> dt.date:
    """Return a day of 2026."""
    return dt.date(2026, month, day)


def D(number: Any) -> Decimal:
    """Return a decimal."""
    return Decimal(str(number))


@dataclass
class World:
    """One company with a site, a bin, the counterparts of stock, a customer and a supplier."""

    company: Company
    site: Site
    bin: Place
    supplier_place: Place
    customer_place: Place
    production_place: Place
    loss_place: Place
    customer: Party
    supplier: Party
    items: dict[str, Item] = field(default_factory=dict)

    def item(self, costing: str = "average", **values: Any) -> Item:
        """Make an item."""
        code = f"I{next(_serial)}"
        made = Item.objects.create(
            company_id=self.company.pk, code=code, name=code, costing=costing, **values
        )
        self.items[code] = made
        return made

    def category(self, code: str) -> ItemCategory:
        """Make an item category."""
        return ItemCategory.objects.create(company_id=self.company.pk, code=code, name=code)

    def order(
        self, kind: str, lines: Sequence[tuple[Item, Any, Any]], day: dt.date = DAY, **values: Any
    ) -> list[OrderLine]:
        """Make a confirmed order of ``(item, quantity, price)`` and return its lines."""
        party = self.supplier if kind.startswith("purchase") else self.customer
        values = {"currency": self.company.currency, "party": party} | values
        order = Order.objects.create(
            company_id=self.company.pk,
            kind=kind,
            number=f"O{next(_serial)}",
            site=self.site,
            ordered_on=day,
            **values,
        )
        made = []
        for position, line in enumerate(lines, 1):
            item, quantity, price = line[:3]
            made.append(
                OrderLine.objects.create(
                    company_id=self.company.pk,
                    order=order,
                    position=position,
                    item=item,
                    quantity=D(quantity),
                    unit_id="PCE",
                    price=D(price),
                    net_amount=(D(quantity) * D(price)).quantize(D("0.01")),
                    origin_line=line[3] if len(line) > 3 else None,
                )
            )
        Order.objects.filter(pk=order.pk).update(state="confirmed")
        return made

    def receive(self, lines: Sequence[OrderLine], day: dt.date = DAY, quantity: Any = None) -> list[int]:
        """Receive order lines (all of them, or a quantity of each) and return the moves' ids."""
        order = lines[0].order
        receipt = Receipt.objects.create(
            company_id=self.company.pk,
            number=f"R{next(_serial)}",
            party=order.party,
            site=self.site,
            received_on=day,
        )
        source = self.customer_place if order.kind == "sales_return" else self.supplier_place
        drafts = []
        for line in lines:
            taken = D(quantity) if quantity else line.quantity
            made = ReceiptLine.objects.create(
                company_id=self.company.pk, receipt=receipt, order_line=line, item=line.item, quantity=taken
            )
            drafts.append(
                MoveDraft(
                    line.item_id, taken, source.pk, self.bin.pk, day, "receipt", receipt_line_id=made.pk
                )
            )
        Receipt.objects.filter(pk=receipt.pk).update(state="posted")
        return post_moves(drafts)

    def ship(self, lines: Sequence[OrderLine], day: dt.date = DAY, quantity: Any = None) -> list[int]:
        """Ship order lines in one delivery and return the moves' ids."""
        return self.ship_many([lines], day, quantity)

    def ship_many(
        self, orders: Sequence[Sequence[OrderLine]], day: dt.date = DAY, quantity: Any = None
    ) -> list[int]:
        """Ship several orders, a delivery each, in one call."""
        deliveries = Delivery.objects.bulk_create(
            Delivery(
                company_id=self.company.pk,
                number=f"D{next(_serial)}",
                party_id=lines[0].order.party_id,
                site=self.site,
                planned_on=day,
            )
            for lines in orders
        )
        pairs = [
            (delivery, line) for delivery, lines in zip(deliveries, orders, strict=True) for line in lines
        ]
        made = DeliveryLine.objects.bulk_create(
            DeliveryLine(
                company_id=self.company.pk,
                delivery=delivery,
                order_line=line,
                item_id=line.item_id,
                quantity=D(quantity) if quantity else line.quantity,
            )
            for delivery, line in pairs
        )
        is_return = orders[0][0].order.kind == "purchase_return"
        target = self.supplier_place if is_return else self.customer_place
        return post_moves(
            [
                MoveDraft(
                    each.item_id,
                    each.quantity,
                    self.bin.pk,
                    target.pk,
                    day,
                    "issue",
                    delivery_line_id=each.pk,
                )
                for each in made
            ]
        )

    def adjust(self, kind: str, item: Item, quantity: Any, day: dt.date = DAY) -> list[int]:
        """Find, lose, scrap or open stock of an item; return the moves' ids."""
        made = Adjustment.objects.create(
            company_id=self.company.pk, number=f"A{next(_serial)}", kind=kind, adjusted_on=day
        )
        ends = (self.loss_place.pk, self.bin.pk)
        source, target = ends if kind in ("found", "opening") else ends[::-1]
        draft = MoveDraft(item.pk, D(quantity), source, target, day, "adjustment", adjustment_id=made.pk)
        return post_moves([draft])

    def rate(self, currency: str, rate: Any, day: dt.date = NEW_YEAR) -> None:
        """Set an exchange rate."""
        ExchangeRate.objects.create(company_id=self.company.pk, currency=currency, on=day, rate=D(rate))


def make_world(currency: str = "CNY", chart: str = "cn_small") -> World:
    """Make a company with a chart; the caller acts within it."""
    number = next(_serial)
    company = Company.objects.create(
        code=f"test-{number}", name=f"Test {number}", currency=currency, language="en"
    )
    with acting_as_system(company.pk):
        install_chart(chart, years=[2026])
        return _furnish(company)


def _furnish(company: Company) -> World:
    own = {"company_id": current_company_id()}
    site = Site.objects.create(**own, code="main", name="Main")
    places = {
        kind: Place.objects.create(**own, site=site if kind == "bin" else None, kind=kind, code=f"{kind}-1")
        for kind in ("bin", "supplier", "customer", "production", "loss")
    }
    customer = Party.objects.create(**own, code="C1", name="Customer", is_customer=True)
    supplier = Party.objects.create(**own, code="S1", name="Supplier", is_supplier=True)
    return World(
        company,
        site,
        places["bin"],
        places["supplier"],
        places["customer"],
        places["production"],
        places["loss"],
        customer,
        supplier,
    )
