"""Prices: whose list, which break, which day; one statement for any number of lines."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.masters.items.services import save_items
from nonet.masters.parties.services import save_parties
from nonet.masters.prices.checks import INVARIANTS
from nonet.masters.prices.errors import ListsDiffer
from nonet.masters.prices.models import PartyPriceList, Price, PriceList
from nonet.masters.prices.selectors import PriceRequest, price_items
from nonet.masters.prices.services import Rounding, copy_price_list, save_price_lists, save_prices
from nonet.masters.prices.services.settling import Span, lay
from tests.masters.proving import prove

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
            valid_until=dt.date(2026, 5, 31) if price == 9 else None,
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


def day(month, date=1):
    return dt.date(2026, month, date)


def spans(item):
    found = Price.objects.filter(item_id=item, from_quantity=0).order_by("valid_from")
    return [(int(each.price), each.valid_from, each.valid_until) for each in found]


def set_price(price, since, until=None):
    row = {"price_list": "RETAIL", "item": "A", "price": price, "valid_from": since, "valid_until": until}
    return save_prices(prices=[row]).require_all()


def test_a_promotion_interrupts_the_usual_price(alpha):
    item, _party, _list = make_world(alpha)
    set_price(8, day(6), day(6, 30))
    expected = [(10, JAN, day(5, 31)), (8, day(6), day(6, 30)), (10, day(7), None)]
    assert spans(item) == expected
    set_price(8, day(6), day(6, 30))
    assert spans(item) == expected
    set_price(12, day(9))
    assert spans(item)[2:] == [(10, day(7), day(8, 31)), (12, day(9), None)]
    assert all(each.ok for each in prove(INVARIANTS))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20) | st.none()), unique_by=lambda s: s[0]))
def test_every_day_has_the_price_that_began_last(drawn):
    spans_ = [
        Span(
            n, JAN + dt.timedelta(a), None if b is None else JAN + dt.timedelta(a + b), Decimal(n), Decimal(0)
        )
        for n, (a, b) in enumerate(drawn)
    ]
    laid = lay(spans_)
    for offset in range(70):
        on = JAN + dt.timedelta(offset)
        valid = [s for s in spans_ if s.since <= on and (s.until is None or s.until >= on)]
        kept = [s for s in laid if s.since <= on and (s.until is None or s.until >= on)]
        wanted = [max(valid, key=lambda s: s.since).price] if valid else []
        assert [s.price for s in kept] == wanted


def test_copy_by_factor_and_form(alpha):
    item, _party, retail = make_world(alpha)
    ids = save_price_lists(
        price_lists=[
            {"code": "USD", "name": "Dollars", "currency": "usd", "is_default": True},
            {"code": "BUY", "name": "Buy", "currency": "CNY", "kind": "purchase"},
        ]
    ).ids
    rounding = Rounding(step=Decimal(1), less=Decimal("0.01"), way="up")
    copied = copy_price_list(
        source_id=retail.pk,
        target_id=ids["USD"],
        valid_from=DAY,
        factor=Decimal("0.139"),
        rounding=rounding,
    )
    assert copied == 3
    assert price_items([ask(item, currency="USD")])[0].price == Decimal("1.99")
    assert price_items([ask(item, currency="USD", on=JAN)])[0].price is None
    with pytest.raises(ListsDiffer):
        copy_price_list(source_id=retail.pk, target_id=ids["BUY"], valid_from=DAY)


def test_a_new_default_replaces_the_former(alpha):
    _item, _party, retail = make_world(alpha)
    row = {"code": "NEW", "name": "New", "currency": "CNY", "is_default": True}
    assert not save_price_lists(price_lists=[row]).refused
    retail.refresh_from_db()
    assert not retail.is_default
    refused = save_price_lists(price_lists=[{"code": "RETAIL", "currency": "USD"}]).refused
    assert refused[0].params["field"] == "currency"


def test_prices_are_saved_by_sets(alpha):
    make_world(alpha)
    save_items(items=[{"code": f"I{n}", "name": "x"} for n in range(200)])

    def statements(count):
        rows = [
            {"price_list": "RETAIL", "item": f"I{n}", "price": n, "valid_from": JAN, "valid_until": None}
            for n in range(count)
        ]
        with sql.counting() as seen:
            assert not save_prices(prices=rows).refused
        return len(seen)

    statements(1)
    assert statements(200) <= statements(1) + 1


def test_bad_prices_are_refused_row_by_row(alpha):
    make_world(alpha)
    saved = save_prices(
        prices=[
            {"price_list": "RETAIL", "item": "A", "price": -1, "valid_from": JAN},
            {"price_list": "RETAIL", "item": "A", "price": 1, "valid_from": JUN, "valid_until": JAN},
            {"price_list": "RETAIL", "item": "A", "price": 1, "valid_from": DAY, "discount": 2},
            {"price_list": "NONE", "item": "A", "price": 1, "valid_from": JUN},
        ]
    )
    fields = [saved.refused[n].params["field"] for n in range(4)]
    assert fields == ["price", "valid_until", "discount", "price_list"]
