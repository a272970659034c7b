"""Prices: whose list, which break, which day; one statement for any number of lines."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.masters.items.services import save_items
from nonet.masters.parties.services import save_parties
from nonet.masters.prices.models import PartyPriceList, Price, PriceList
from nonet.masters.prices.selectors import PriceRequest, price_items

JAN, JUN = dt.date(2026, 1, 1), dt.date(2026, 6, 1)
DAY = dt.date(2026, 3, 10)


def make_world(company):
    item = save_items(items=[{"code": "A", "name": "Apple"}]).done[0]
    party = save_parties(parties=[{"code": "C1", "name": "Customer"}]).done[0]
    retail = PriceList.objects.create(
        company=company, code="RETAIL", name="Retail", currency="CNY", is_default=True
    )
    for quantity, price, day in ((0, 10, JAN), (10, 9, JAN), (10, 8, JUN)):
        Price.objects.create(
            company=company,
            price_list=retail,
            item_id=item,
            from_quantity=quantity,
            price=price,
            valid_from=day,
        )
    return item, party, retail


def ask(item, party=None, quantity=1, on=DAY, currency="CNY", kind="sales"):
    return PriceRequest(item, party, Decimal(quantity), on, currency, kind)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_break_date_and_reason(alpha):
    item, _party, _list = make_world(alpha)
    low, high, june = price_items([ask(item), ask(item, quantity=12), ask(item, quantity=12, on=JUN)])
    assert (low.price, high.price, june.price) == (10, 9, 8)
    assert low.reason == "list RETAIL since 2026-01-01"
    assert high.reason == "list RETAIL from 10 since 2026-01-01"


def test_own_list_before_default_by_priority(alpha):
    item, party, _list = make_world(alpha)
    for code, price, priority in (("SECOND", 6, 20), ("FIRST", 7, 10)):
        own = PriceList.objects.create(company=alpha, code=code, name=code, currency="CNY")
        Price.objects.create(company=alpha, price_list=own, item_id=item, price=price, valid_from=JAN)
        PartyPriceList.objects.create(company=alpha, party_id=party, price_list=own, priority=priority)
    own, usual = price_items([ask(item, party), ask(item)])
    assert (own.price, usual.price) == (7, 10)


def test_none_when_nothing_applies(alpha):
    item, _party, _list = make_world(alpha)
    asked = [
        ask(item, on=dt.date(2025, 1, 1)),
        ask(item, currency="USD"),
        ask(item, kind="purchase"),
        ask(item + 999),
    ]
    found = price_items(asked)
    assert [each.price for each in found] == [None] * 4
    assert found[0].reason == "no price in any list"


def test_ended_price_is_skipped(alpha):
    item, _party, _list = make_world(alpha)
    Price.objects.filter(from_quantity=0).update(valid_until=dt.date(2026, 2, 1))
    assert price_items([ask(item)])[0].price is None


def test_one_statement_and_no_leak(alpha, beta):
    item, party, _list = make_world(alpha)
    with sql.counting() as seen:
        assert len(price_items([ask(item, party, quantity=n) for n in range(1, 500)])) == 499
    assert len(seen) == 1
    with acting_as_system(beta.pk):
        assert price_items([ask(item, party)])[0].price is None


def test_nothing_asked_asks_nothing(alpha):
    with sql.counting() as seen:
        assert price_items([]) == []
    assert seen == []
