"""The company of the measurements: 300 items, 200 customers within credit limits, a price list, full shelves."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from nonet.kernel.access import actor_of
from nonet.kernel.actor import Actor, acting_as_system
from nonet.kernel.clock import today
from nonet.kernel.migrating import migrate_database
from nonet.kernel.models import Company, User
from nonet.kernel.roles import grant_roles

ITEMS, CUSTOMERS = 300, 200
CODE, CLERK = "bench", "clerk"
FULL = Decimal(100_000_000)
COST, PRICE = Decimal(6), Decimal(10)


@dataclass(frozen=True, slots=True)
class Trade:
    """What an order of the measurements is made of, and who takes it."""

    actor: Actor
    site_id: int
    items: tuple[int, ...]
    customers: tuple[int, ...]
    scarce_item: int


def set_up() -> None:
    """Migrate the database at hand and make the company; what it does is done by ordinary verbs."""
    from nonet.systems.erp.services.setup import create_company

    migrate_database()
    year = dt.datetime.now(dt.UTC).year
    company = create_company(code=CODE, name="Bench", automatic=[], years=(year - 1, year, year + 1))
    clerk = User.objects.create(username=CLERK)
    with acting_as_system(company.pk):
        grant_roles(user_ids=[clerk.pk], role="clerk")
        _make_items()
        _make_customers()
        _fill_shelves()


def trade() -> Trade:
    """Return the facts of the company that ``set_up`` made, and its clerk as the actor."""
    from nonet.masters.items.models import Item
    from nonet.masters.parties.models import Party
    from nonet.masters.places.models import Site

    company = Company.objects.get(code=CODE)
    actor = actor_of(User.objects.get(username=CLERK), company.pk)
    assert actor is not None
    with acting_as_system(company.pk):
        items = dict(Item.objects.order_by("code").values_list("code", "pk"))
        customers = Party.objects.filter(is_customer=True).order_by("code").values_list("pk", flat=True)
        return Trade(
            actor=actor,
            site_id=Site.objects.get().pk,
            items=tuple(pk for code, pk in items.items() if code != "SCARCE"),
            customers=tuple(customers),
            scarce_item=items["SCARCE"],
        )


def _make_items() -> None:
    from nonet.masters.items.models import Item
    from nonet.masters.prices.models import Price, PriceList
    from nonet.masters.taxes.models import TaxCode

    company_id = Company.objects.get(code=CODE).pk
    tax, _ = TaxCode.objects.get_or_create(
        company_id=company_id, code="BENCH10", defaults={"name": "10 %", "rate": Decimal("0.1")}
    )
    items = Item.objects.bulk_create(
        Item(company_id=company_id, code=code, name=f"Item {code}", sales_tax=tax)
        for code in (*(f"B{number:04}" for number in range(1, ITEMS + 1)), "SCARCE")
    )
    prices = PriceList.objects.create(
        company_id=company_id, code="bench", name="Bench", currency="CNY", is_default=True
    )
    since = dt.date(2020, 1, 1)
    Price.objects.bulk_create(
        Price(
            company_id=company_id,
            price_list=prices,
            item=item,
            price=price,
            from_quantity=least,
            valid_from=since,
        )
        for item in items
        for least, price in ((Decimal(0), PRICE), (Decimal(100), PRICE - 1))
    )


def _make_customers() -> None:
    from nonet.masters.parties.models import Party

    company_id = Company.objects.get(code=CODE).pk
    Party.objects.bulk_create(
        Party(
            company_id=company_id,
            code=f"C{number:04}",
            name=f"Customer {number}",
            is_customer=True,
            credit_limit=Decimal(1_000_000_000),
        )
        for number in range(1, CUSTOMERS + 1)
    )


def _fill_shelves() -> None:
    stock(trade().items, FULL)


def stock(items: tuple[int, ...], quantity: Decimal) -> None:
    """Take opening stock of the items into the first bin of the site, at cost."""
    from nonet.books.money.services.valuing import value_moves
    from nonet.books.stock.services.moving import MoveDraft, post_moves
    from nonet.masters.places.models import Site
    from nonet.masters.places.selectors import counterpart_places, default_places

    site_id = Site.objects.get().pk
    bin_id = default_places([site_id])[site_id].bin_id
    source = counterpart_places()["loss"]
    with transaction.atomic():
        moves = post_moves([MoveDraft(item, quantity, source, bin_id, today(), "opening") for item in items])
        value_moves(move_ids=moves, costs=dict.fromkeys(moves, COST))
