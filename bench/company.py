"""The company of the measurements: 300 items, 200 customers within credit limits, a price list, full shelves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction

from nonet.books.money.services.valuing import value_moves
from nonet.books.stock.services.moving import MoveDraft, post_moves
from nonet.kernel.access import actor_of
from nonet.kernel.actor import Actor, acting_as_system, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.models import Company, User
from nonet.kernel.roles import grant_roles
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site
from nonet.masters.places.selectors import counterpart_places, default_places
from nonet.masters.prices.models import Price, PriceList
from nonet.masters.taxes.models import TaxCode
from nonet.systems.erp.services.setup import create_company

ITEMS, CUSTOMERS = 300, 200
CODE, SCARCE = "bench", "SCARCE"
OWN_VERB = "bench.carry_orders"
FULL = Decimal(100_000_000)
COST, PRICE, LIMIT = Decimal(6), Decimal(10), Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Trade:
    """What an order of the measurements is made of, and who takes it."""

    actor: Actor
    site_id: int
    items: tuple[int, ...]
    customers: tuple[int, ...]
    scarce_item: int


def make_company(
    code: str = CODE,
    *,
    items: int = ITEMS,
    customers: int = CUSTOMERS,
    shelf: Decimal = FULL,
    limit: Decimal = LIMIT,
) -> Trade:
    """Make a company in which every step waits for a person, with a clerk, masters and goods on the shelf."""
    year = dt.datetime.now(dt.UTC).year
    company = create_company(code=code, name=code, automatic=[], years=(year - 1, year, year + 1))
    clerk = User.objects.create(username=f"clerk-{code}")
    with acting_as_system(company.pk):
        grant_roles(user_ids=[clerk.pk], role="clerk")
        _make_items(items)
        _make_customers(customers, limit)
        made = trade(code)
        stock(made.items, shelf)
    return made


def trade(code: str = CODE) -> Trade:
    """Return the facts of the company of that code; the actor is its clerk, with the verbs of that role and our own."""
    company = Company.objects.get(code=code)
    actor = actor_of(User.objects.get(username=f"clerk-{code}"), company.pk)
    assert actor is not None
    with acting_as_system(company.pk):
        items = dict(Item.objects.order_by("code").values_list("code", "pk"))
        customers = Party.objects.filter(is_customer=True).order_by("code").values_list("pk", flat=True)
        return Trade(
            actor=replace(actor, verbs=actor.verbs | {OWN_VERB}),
            site_id=Site.objects.get().pk,
            items=tuple(pk for code, pk in items.items() if code != SCARCE),
            customers=tuple(customers),
            scarce_item=items[SCARCE],
        )


def stock(items: Sequence[int], quantity: Decimal) -> None:
    """Take goods of the items into the first bin of the site, at cost."""
    site_id = Site.objects.get().pk
    bin_id = default_places([site_id])[site_id].bin_id
    source = counterpart_places()["loss"]
    with transaction.atomic():
        moves = post_moves([MoveDraft(item, quantity, source, bin_id, today(), "opening") for item in items])
        value_moves(move_ids=moves, costs=dict.fromkeys(moves, COST))


def _make_items(count: int) -> None:
    company_id = current_company_id()
    tax, _ = TaxCode.objects.get_or_create(
        company_id=company_id, code="bench10", defaults={"name": "10 %", "rate": Decimal("0.1")}
    )
    items = Item.objects.bulk_create(
        Item(company_id=company_id, code=code, name=f"Item {code}", sales_tax=tax)
        for code in (*(f"B{number:04}" for number in range(1, count + 1)), SCARCE)
    )
    _make_prices(items)


def _make_prices(items: Sequence[Item]) -> None:
    company_id, since = current_company_id(), dt.date(2020, 1, 1)
    prices, _ = PriceList.objects.get_or_create(
        company_id=company_id,
        kind="sales",
        currency="CNY",
        is_default=True,
        defaults={"code": "bench", "name": "Bench"},
    )
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


def _make_customers(count: int, limit: Decimal) -> None:
    Party.objects.bulk_create(
        Party(
            company_id=current_company_id(),
            code=f"C{number:04}",
            name=f"Customer {number}",
            is_customer=True,
            credit_limit=limit,
        )
        for number in range(1, count + 1)
    )
