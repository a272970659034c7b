"""A small company to move goods in, built row by row, and the shorthand its tests use."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.books.orders.models import Order, OrderLine
from nonet.books.stock import checks
from nonet.books.stock.models import Balance, Lot, Reservation, SiteStock
from nonet.books.stock.services.drafts import MoveDraft
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import numbering, sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company
from nonet.masters.items.models import Item
from nonet.masters.places.models import Place, Site

DAY = dt.date(2026, 3, 2)
ZERO = Decimal(0)


@dataclass
class World:
    """A company with two sites; ``place("A-1")`` and ``item("TEA")`` find its things by code."""

    company: Company
    sites: dict[str, Site] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    made: int = 0

    def place(self, code: str) -> int:
        return self.places[code].pk

    def item(self, code: str) -> int:
        return self.items[code].pk

    def site(self, code: str) -> int:
        return self.sites[code].pk

    def draft(self, item: str, quantity: Any, source: str, target: str, **more: Any) -> MoveDraft:
        return MoveDraft(
            item_id=self.item(item),
            quantity=Decimal(quantity),
            from_place_id=self.place(source),
            to_place_id=self.place(target),
            moved_on=more.pop("moved_on", DAY),
            reason=more.pop("reason", "test"),
            **more,
        )

    def put(self, item: str, quantity: Any, place: str = "A-1", **more: Any) -> list[int]:
        """Bring goods from the supplier to a place."""
        return post_moves([self.draft(item, quantity, "SUPPLIER", place, **more)])

    def lot(self, item: str, code: str, **more: Any) -> int:
        more.setdefault("is_serial", self.items[item].tracking == "serial")
        return Lot.objects.create(company=self.company, item=self.items[item], code=code, **more).pk

    def order(
        self, lines: Sequence[tuple[str, Any]], kind: str = "sales", site: str = "A", **more: Any
    ) -> Order:
        """Make a confirmed order."""
        self.made += 1
        due_on = more.pop("due_on", None)
        order = Order.objects.create(
            company=self.company,
            kind=kind,
            number=f"{kind[:2].upper()}{self.made}",
            site=self.sites[site],
            ordered_on=DAY,
            due_on=due_on,
            currency="CNY",
            **more,
        )
        for position, (item, quantity) in enumerate(lines, start=1):
            OrderLine.objects.create(
                company=self.company,
                order=order,
                position=position,
                item=self.items[item],
                quantity=Decimal(quantity),
                unit_id="PCE",
            )
        Order.objects.filter(pk=order.pk).update(state="confirmed")
        return order

    def reserve(self, item: str, quantity: Any, site: str = "A", **more: Any) -> Reservation:
        """Reserve for a new order of one line."""
        order = self.order([(item, quantity)], site=site)
        reserve_orders(order_ids=[order.pk], **more).require_all()
        return Reservation.objects.get(order_line__order=order)

    def on_hand(self, item: str, place: str, **key: Any) -> Decimal:
        found = Balance.objects.filter(item=self.item(item), place=self.place(place), **key)
        return sum((each.on_hand for each in found), ZERO)

    def promise(self, item: str, site: str = "A") -> tuple[Decimal, Decimal]:
        """Return what a site has and what of it is reserved."""
        found = SiteStock.objects.filter(item=self.item(item), site=self.site(site)).first()
        return (found.on_hand, found.reserved) if found else (ZERO, ZERO)


def build_world(code: str = "acme", gs1_prefix: str = "6901234") -> World:
    """Build a company with sites A and B, bins, docks, transit, counterparts and a few items."""
    company = Company.objects.create(code=code, name=code.title(), policy={"gs1_prefix": gs1_prefix})
    world = World(company)
    with acting_as_system(company.pk):
        numbering.create_series(company.pk, ["AD", "CT"])
        for site in "AB":
            world.sites[site] = Site.objects.create(company=company, code=site, name=f"Site {site}")
            for name in ("1", "2", "3"):
                _make_place(world, f"{site}-{name}", "bin", site)
            _make_place(world, f"{site}-IN", "inbound", site)
            _make_place(world, f"{site}-OUT", "outbound", site)
        for kind in ("transit", "supplier", "customer", "production", "loss"):
            _make_place(world, kind.upper(), kind)
        for item, tracking in (("TEA", "none"), ("CUP", "none"), ("MILK", "lot"), ("PHONE", "serial")):
            world.items[item] = Item.objects.create(company=company, code=item, name=item, tracking=tracking)
    return world


def _make_place(world: World, code: str, kind: str, site: str | None = None) -> None:
    world.places[code] = Place.objects.create(
        company=world.company, site=world.sites[site] if site else None, kind=kind, code=code
    )


def broken_invariants() -> dict[str, list[Any]]:
    """Return what the invariants of the stock book find in the company at work."""
    from nonet.kernel.actor import current_company_id

    found = {each.name: sql.rows(each.query, {"company": current_company_id()}) for each in checks.INVARIANTS}
    return {name: rows for name, rows in found.items() if rows}
