"""Files as numbered rows of cells, read as a stream: CSV, plain or gzipped, in any usual encoding, and XLSX."""

import csv
import gzip
import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.importing.encodings import Scan, named_encoding, scan

DELIMITERS = ",;\t|"
MAX_CELL = 1 << 20
MAX_UNPACKED = 4 << 30
Cells = list[Any]


class FileNotReadable(NonetError):
    """The file cannot be read as a table at all."""

    code = "file_not_readable"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file=file, reason=reason)

    def template(self) -> str:
        return _("%(file)s cannot be read: %(reason)s")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read; what is left empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


class Table(Protocol):
    """A file of rows. It may be read any number of times, each time from its beginning."""

    encoding: str
    total: int

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield each row's number and cells; the heading is row 1. Empty rows are left out."""


def open_table(path: Path, reading: Reading | None = None) -> Table:
    """Return a file as a table.

    Raises
    ------
    FileNotReadable
        When there is no such file, or it is none of CSV, gzipped CSV and XLSX.
    """
    reading = reading or Reading()
    if not path.is_file():
        raise FileNotReadable(path.name, _("there is no such file"))
    with path.open("rb") as file:
        head = file.read(4)
    try:
        return XlsxTable(path, reading.sheet) if head.startswith(b"PK\x03\x04") else CsvTable(path, reading)
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise FileNotReadable(path.name, str(error)) from error


class CsvTable:
    """A CSV file. Bytes that do not fit the encoding come through as lone surrogates, so that a row can say so."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        found = self._scan()
        self.encoding = named_encoding(reading.encoding) if reading.encoding else found.encoding
        self.total = found.lines
        self.delimiter = reading.delimiter or self._delimiter()

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield each row's number and cells, as a spreadsheet would count them."""
        csv.field_size_limit(MAX_CELL)
        with self._open_text() as file:
            number = 0
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=self.delimiter), 1):
                    if any(cells):
                        yield number, cells
            except csv.Error as error:
                reason = _("row %(row)s: %(error)s; look for a quotation mark that is never closed")
                facts = {"row": number + 1, "error": error}
                raise FileNotReadable(self.path.name, reason % facts) from error

    def _open_bytes(self) -> IO[bytes]:
        with self.path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        return cast(IO[bytes], gzip.open(self.path, "rb")) if is_packed else self.path.open("rb")

    def _open_text(self) -> IO[str]:
        errors = "replace" if self.encoding.startswith("utf-16") else "surrogateescape"
        return io.TextIOWrapper(self._open_bytes(), encoding=self.encoding, errors=errors, newline="")

    def _scan(self) -> Scan:
        with self._open_bytes() as file:
            return scan(file)

    def _delimiter(self) -> str:
        """Return the separator of which the heading has most."""
        with self._open_text() as file:
            heading = Counter(file.readline(MAX_CELL))
        return max(DELIMITERS, key=lambda each: heading[each])


class XlsxTable:
    """One sheet of an Excel workbook: the first one, unless another is named. Formulas come as their last result."""

    encoding = "xlsx"

    def __init__(self, path: Path, sheet: str = "") -> None:
        self.path = path
        self.sheet = sheet
        self._refuse_bombs()
        self.total = self._count()

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Yield each row's number and cells with their types."""
        with self._worksheet() as worksheet:
            for number, row in enumerate(worksheet.iter_rows(values_only=True), 1):
                cells = ["" if each is None else each for each in row]
                if any(each != "" for each in cells):
                    yield number, _trimmed(cells)

    def _worksheet(self) -> "_Worksheet":
        return _Worksheet(self.path, self.sheet)

    def _count(self) -> int:
        with self._worksheet() as worksheet:
            return int(worksheet.max_row or 0)

    def _refuse_bombs(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
                raise FileNotReadable(self.path.name, _("it unpacks to more than 4 GiB; save it as CSV"))


class _Worksheet:
    """Opens a workbook for reading as a stream and closes it again."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.path = path
        self.sheet = sheet

    def __enter__(self) -> Any:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            self.book = load_workbook(self.path, read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError) as error:
            raise FileNotReadable(self.path.name, _("it is no XLSX workbook")) from error
        if self.sheet and self.sheet not in self.book.sheetnames:
            names = ", ".join(self.book.sheetnames)
            raise FileNotReadable(self.path.name, _("it has these sheets: %(names)s") % {"names": names})
        return self.book[self.sheet] if self.sheet else self.book.worksheets[0]

    def __exit__(self, *_: object) -> None:
        self.book.close()


def _trimmed(cells: Cells) -> Cells:
    """Return the cells without empty ones at the end; sheets are often wider than their table."""
    return cells[: max(index for index, each in enumerate(cells, 1) if each != "")]


def head_of(table: Table, count: int) -> list[tuple[int, Cells]]:
    """Return the first rows of a table, for previews."""
    return list(itertools.islice(table.rows(), count))
