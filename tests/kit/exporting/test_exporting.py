"""Lists go to files as they are, and run nothing in the spreadsheet that opens them."""

import csv
import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company
from nonet.kit.exporting import Export, ExportColumn, export_to, write_query, write_table
from nonet.kit.exporting.columns import columns_of
from nonet.kit.exporting.guarding import harmless, unguarded
from nonet.kit.exporting.writing import FormatUnknown
from nonet.masters.items.models import Item
from nonet.masters.items.services import save_items

COLUMNS = [ExportColumn(name, name.title()) for name in ("text", "number", "day", "moment", "flag", "none")]
NOON = dt.datetime(2010, 12, 1, 12, tzinfo=dt.UTC)
ROWS = [
    ("=cmd()", Decimal("1.500000"), dt.date(2010, 12, 1), NOON, True, None),
    ("茶", -2, None, None, False, {"a": 1}),
]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_formulas_are_made_harmless_and_read_back(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert unguarded(harmless(text)) == text


def test_other_text_stays_as_it_is() -> None:
    assert harmless("a=b") == "a=b"
    assert unguarded("'tis") == "'tis"


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz"])
def test_csv(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert write_table(path, COLUMNS, ROWS, ZoneInfo("Asia/Shanghai")) == 2
    data = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["Text", "Number", "Day", "Moment", "Flag", "None"]
    assert rows[1][:4] == ["'=cmd()", "1.5", "2010-12-01", "2010-12-01 20:00:00"]
    assert rows[2][:4] == ["茶", "-2", "", ""]
    assert rows[2][5] == '{"a": 1}'
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_table(path, COLUMNS, ROWS) == 2
    sheet = load_workbook(path).worksheets[0]
    cell = sheet["A2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")
    assert [each.value for each in sheet[3]][:2] == ["茶", -2]


def test_unknown_formats_and_broken_rows_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(FormatUnknown):
        write_table(tmp_path / "out.pdf", COLUMNS, [])

    def broken() -> Any:
        yield ("a",)
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_table(tmp_path / "out.csv", COLUMNS[:1], broken())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_models_show_codes_for_references_and_only_their_company(tmp_path: Path) -> None:
    for code in ("mine", "theirs"):
        company = Company.objects.create(code=code, name=code)
        with acting_as_system(company.pk):
            save_items(items=[{"code": f"{code}-1", "name": "=Tea"}])
    with acting_as_system(company.pk):
        assert export_to(Export("items", "Items", Item), tmp_path / "items.csv") == 1
        found = Item.objects.filter(code="theirs-1")
        assert write_query(tmp_path / "some.csv", found, columns_of(Item, ["code", "category"])) == 1
    text = (tmp_path / "items.csv").read_text(encoding="utf-8-sig")
    assert "theirs-1" in text and "'=Tea" in text and "mine-1" not in text
    assert (tmp_path / "some.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "theirs-1,"
