"""Cells become values, or are refused with what would do."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from nonet.kit.importing import CellRefused
from nonet.kit.importing.columns import Parser, choice, date, decimal, flag, moment, text, whole


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (text(), "  tea ", "tea"),
        (text(), 12583.0, "12583"),
        (text(), "'=1+1", "=1+1"),
        (text(), "'tis", "'tis"),
        (decimal(), "1,234.50", Decimal("1234.50")),
        (decimal(), "£ 3.75", Decimal("3.75")),
        (decimal(), "１２．５", Decimal("12.5")),
        (decimal(), 2.55, Decimal("2.55")),
        (decimal(), "-7", Decimal(-7)),
        (decimal(), "'-7", Decimal(-7)),
        (decimal(above=0), ".5", Decimal("0.5")),
        (whole(), "3.0", 3),
        (date(), "2010-12-01 08:26:00", dt.date(2010, 12, 1)),
        (date(), "2010/12/1", dt.date(2010, 12, 1)),
        (date(), "2010年12月1日", dt.date(2010, 12, 1)),
        (date(), dt.datetime.fromisoformat("2010-12-01 08:00"), dt.date(2010, 12, 1)),
        (date(("%d/%m/%Y",)), "01/12/2010", dt.date(2010, 12, 1)),
        (moment(), "2010-12-01T08:26:00", dt.datetime.fromisoformat("2010-12-01 08:26")),
        (choice({"Stock": "stock", "商品": "stock"}), "商品", "stock"),
        (choice({"Stock": "stock"}), "STOCK", "stock"),
        (flag, "是", True),
        (flag, "No", False),
        (flag, True, True),
    ],
)
def test_cells_that_fit(parse: Parser, cell: Any, value: Any) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "reason"),
    [
        (text(3), "long", "longer than 3"),
        (decimal(), "abc", "no number"),
        (decimal(), "NaN", "no number"),
        (decimal(), "Infinity", "no number"),
        (decimal(), "1e5", "no number"),
        (decimal(), "12,5", "no number"),
        (decimal(), "1.234,5", "no number"),
        (decimal(above=0), "0", "is zero"),
        (decimal(above=0), "-1", "is negative"),
        (decimal(at_least=5), "4", "too low"),
        (decimal(below=1), "1", "too high"),
        (decimal(places=2), "0.001", "more than 2 decimals"),
        (decimal(), "9" * 13, "too many digits"),
        (whole(), "1.5", "no whole number"),
        (date(), "31/12/2010", "no date"),
        (date(), "2010-02-30", "no date"),
        (choice({"a": 1}), "b", "not known"),
        (flag, "maybe", "neither"),
    ],
)
def test_cells_that_do_not(parse: Parser, cell: Any, reason: str) -> None:
    with pytest.raises(CellRefused, match=reason) as refusal:
        parse(cell)
    assert refusal.value.cure
