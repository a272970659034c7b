"""Files of every usual form come as the same rows."""

import gzip
from pathlib import Path

import pytest
from openpyxl import Workbook

from nonet.kit.importing.reading import CsvTable, FileNotReadable, Reading, XlsxTable, open_table

CHINESE = "编码,名称\nT1,龙井茶 250g\nT2,青瓷杯，大号\nT3,紫砂壶（双层）\n"
FRENCH = "code,name\nA,crème brûlée\nB,façade\nC,Noël\n"


def written(folder: Path, data: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "latin-1", "latin-1"),
        ("code,name\nA,plain\n", "ascii", "utf-8"),
    ],
)
def test_encodings_are_found(tmp_path: Path, text: str, encoding: str, found: str) -> None:
    table = open_table(written(tmp_path, text.encode(encoding)))
    assert table.encoding == found
    assert [cells for _row, cells in table.rows()] == [line.split(",") for line in text.splitlines()]


def test_one_accent_at_the_end_of_a_long_file_is_seen(tmp_path: Path) -> None:
    lines = ["code,name", *(f"{n},plain" for n in range(200_000)), "last,café"]
    assert open_table(written(tmp_path, "\n".join(lines).encode("latin-1"))).encoding == "latin-1"


def test_single_broken_lines_do_not_make_a_file_latin(tmp_path: Path) -> None:
    data = CHINESE.encode() + b"T4,\xff\xfe\n"
    table = open_table(written(tmp_path, data))
    assert table.encoding == "utf-8"
    assert list(table.rows())[-1] == (5, ["T4", "\udcff\udcfe"])


def test_an_encoding_named_by_the_user_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, FRENCH.encode("latin-1"))
    assert open_table(path, Reading(encoding="latin1")).encoding == "iso8859-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separators_and_gzip(tmp_path: Path, delimiter: str) -> None:
    data = gzip.compress(delimiter.join(["a", "b"]).encode() + b"\n1" + delimiter.encode() + b"2\n")
    assert list(open_table(written(tmp_path, data, "f.csv.gz")).rows()) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_rows_are_counted_as_spreadsheets_do(tmp_path: Path) -> None:
    data = b'a,b\n1,"two\nlines"\n\n,\n5,x\n'
    assert [row for row, _ in open_table(written(tmp_path, data)).rows()] == [1, 2, 5]


def test_a_table_can_be_read_twice(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, b"a\n1\n2\n"))
    assert isinstance(table, CsvTable)
    assert list(table.rows()) == list(table.rows())
    assert table.total == 3


def test_workbooks_keep_their_types(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [["code", "price", None], ["A", 1.5, None], [None, None, None], ["B", 12583, None]]:
        sheet.append(row)
    book.create_sheet("Other").append(["x"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    table = open_table(path)
    assert isinstance(table, XlsxTable)
    assert list(table.rows()) == [(1, ["code", "price"]), (2, ["A", 1.5]), (4, ["B", 12583])]
    assert list(open_table(path, Reading(sheet="Other")).rows()) == [(1, ["x"])]
    with pytest.raises(FileNotReadable, match="Other"):
        open_table(path, Reading(sheet="None"))


def test_what_is_no_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotReadable):
        open_table(tmp_path / "none.csv")
    with pytest.raises(FileNotReadable):
        open_table(written(tmp_path, b"PK\x03\x04 no zip", "f.xlsx"))
    with pytest.raises(FileNotReadable):
        open_table(written(tmp_path, b"\x1f\x8b no gzip", "f.csv.gz"))
