"""Values as people read them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from nonet.books.money.models import Invoice
from nonet.books.orders.models import Order, OrderLine
from nonet.kernel.errors import InvalidInput, PeriodClosed
from nonet.kit.guarding import DatabaseRefused, fact_of
from nonet.kit.show import amount, show_value


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        ("1234567.8", "CNY", "1,234,567.80"),
        ("1234567.8", "JPY", "1,234,568"),
        ("-0.015", "CNY", "-0.02"),
        ("1.2345", None, "1.23"),
        ("3.25", "KWD", "3.250"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(value: str, currency: str | None, shown: str) -> None:
    assert amount(Decimal(value), currency) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("quantity", "1200.500000", "1,200.5"),
        ("quantity", "3000000.000000", "3,000,000"),
        ("price", "68.5", "68.50"),
        ("price", "0.123456", "0.123456"),
        ("tax_rate", "0.13", "13%"),
    ],
)
def test_numbers_are_grouped_and_trimmed(name: str, value: str, shown: str) -> None:
    assert f">{shown}<" in show_value(OrderLine(**{name: Decimal(value)}), name)


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "5 Mar 2026"), ("zh-hans", "2026-03-05"), ("zh-hant", "2026-03-05")]
)
def test_dates_are_short(language: str, shown: str) -> None:
    with override(language):
        assert show_value(Order(ordered_on=dt.date(2026, 3, 5)), "ordered_on") == shown


def test_states_are_badges_and_nothing_is_a_dash() -> None:
    with override("en"):
        assert (
            show_value(Invoice(state="posted"), "state") == '<span class="badge badge-success">Posted</span>'
        )
    assert show_value(Order(), "due_on") == "–"


def test_text_is_never_taken_for_markup() -> None:
    shown: Any = show_value(Order(note="<script>x</script>"), "note")
    assert not hasattr(shown, "__html__")
    assert "&lt;b&gt;" in show_value(Order(ship_to={"street": "<b>"}), "ship_to")


def test_guards_of_the_database_are_told_as_facts() -> None:
    assert isinstance(fact_of(IntegrityError("nonet.period_closed: 2026-01-31\nCONTEXT: x")), PeriodClosed)
    guard = fact_of(IntegrityError("nonet.no_delete: rows of x are never deleted"))
    assert isinstance(guard, DatabaseRefused) and guard.code == "no_delete"
    plain = fact_of(IntegrityError("duplicate key"))
    assert isinstance(plain, DatabaseRefused) and plain.code == "integrity"
    fact = InvalidInput("a", "b")
    assert fact_of(fact) is fact
    assert fact_of(ValueError("ours")) is None
