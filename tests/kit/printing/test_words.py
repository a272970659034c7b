"""Amounts in words, as cheques and receipts want them."""

from decimal import Decimal

import pytest

from nonet.kit.printing import amount_in_words


@pytest.mark.parametrize(
    "amount, words",
    [
        ("0", "零圆整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("1", "壹圆整"),
        ("10", "壹拾圆整"),
        ("1234.5", "壹仟贰佰叁拾肆圆伍角整"),
        ("1005.06", "壹仟零伍圆零陆分"),
        ("10200", "壹万零贰佰圆整"),
        ("100020", "壹拾万零贰拾圆整"),
        ("100000000", "壹亿圆整"),
        ("1000000001.01", "壹拾亿零壹圆零壹分"),
        ("120000300", "壹亿贰仟万零叁佰圆整"),
        ("12345000000000", "壹拾贰万叁仟肆佰伍拾亿圆整"),
        ("-3.2", "负叁圆贰角整"),
    ],
)
def test_yuan_in_capital_numerals(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount), "CNY", "zh-hans") == words


def test_other_currencies_and_languages() -> None:
    assert amount_in_words(Decimal("12600"), "CNY", "zh-hant") == "壹萬貳仟陸佰圓整"
    assert amount_in_words(Decimal("5"), "USD", "zh-hans").endswith("伍圆整")
    assert amount_in_words(Decimal("1234.56"), "USD", "en") == (
        "US Dollar: one thousand two hundred and thirty-four and 56/100"
    )
    assert amount_in_words(Decimal("19"), "USD", "en") == "US Dollar: nineteen only"
