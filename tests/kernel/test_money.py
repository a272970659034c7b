"""Money: currencies, rounding, splitting, showing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel.money import (
    CurrencyUnknown,
    currencies,
    currency,
    digits_of,
    format_money,
    round_amount,
    round_digits,
    split_amount,
)

CODES = st.sampled_from(["CNY", "JPY", "KWD", "USD"])
AMOUNTS = st.decimals(-(10**12), 10**12, places=6, allow_nan=False)


def test_the_table_is_iso_4217():
    assert {"CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD"} <= currencies().keys()
    assert (digits_of("CNY"), digits_of("JPY"), digits_of("KWD")) == (2, 0, 3)
    assert currency("CNY").name_in("zh-hans") == "人民币"
    assert all(len(each.code) == 3 and each.symbol and each.name_zh_hant for each in currencies().values())
    with pytest.raises(CurrencyUnknown, match="ABC"):
        round_amount(Decimal(1), "ABC")


def test_halves_go_away_from_zero():
    assert round_amount(Decimal("0.125"), "CNY") == Decimal("0.13")
    assert round_amount(Decimal("-0.125"), "CNY") == Decimal("-0.13")
    assert round_amount(Decimal("2.5"), "JPY") == 3
    assert round_digits(Decimal("1.0005"), 3) == Decimal("1.001")


@given(AMOUNTS, CODES)
def test_rounding_is_near_and_final(amount, code):
    rounded = round_amount(amount, code)
    unit = Decimal(1).scaleb(-digits_of(code))
    assert abs(rounded - amount) <= unit / 2
    assert round_amount(rounded, code) == rounded
    assert round_amount(-amount, code) == -rounded


@given(AMOUNTS, st.lists(st.integers(0, 1000).map(Decimal), max_size=8), CODES)
def test_parts_add_up_and_are_fair(amount, weights, code):
    parts = split_amount(amount, weights, code)
    assert len(parts) == len(weights)
    if not parts:
        return
    assert sum(parts) == round_amount(amount, code)
    unit = Decimal(1).scaleb(-digits_of(code))
    total = sum(weights)
    if total:
        fair = [amount * weight / total for weight in weights]
        assert all(abs(part - share) <= unit for part, share in zip(parts[:-1], fair, strict=False))


def test_shown():
    assert format_money(Decimal("1234.5"), "CNY", "zh-hans") == "¥1,234.50"
    assert format_money(Decimal("-1234.5"), "USD") == "-$1,234.50"
    assert format_money(Decimal("1234.5"), "JPY", "zh-hans") == "1,235 日元"
    assert format_money(Decimal("1234.5"), "JPY") == "JP¥1,235"
    assert format_money(Decimal("1"), "KWD") == "KWD 1.000"
    assert format_money(Decimal("1"), "???") == "1 ???"
    assert format_money(Decimal("-0.001"), "CNY") == "¥0.00"
