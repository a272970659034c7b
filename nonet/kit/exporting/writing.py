"""Rows to a file as a stream: CSV (gzipped when its name ends so) or XLSX, whatever their number."""

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from nonet.kernel.errors import NonetError
from nonet.kit.exporting.columns import ExportColumn
from nonet.kit.exporting.guarding import RISKY, harmless

XLSX_ROWS = 1_048_576
Rows = Iterable[Sequence[Any]]


class TooManyRows(NonetError):
    """A sheet cannot hold as many rows."""

    code = "too_many_rows"

    def template(self) -> str:
        return _("A sheet holds at most 1,048,575 rows; export to CSV, or filter the list first.")


class FormatUnknown(NonetError):
    """The name of the file does not say which format is wanted."""

    code = "format_unknown"

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def template(self) -> str:
        return _("%(name)s has no format we write; let it end in .csv, .csv.gz or .xlsx.")


def write_table(path: Path, columns: Sequence[ExportColumn], rows: Rows, zone: ZoneInfo | None = None) -> int:
    """Write rows below their headings; return how many there were. Moments are shown in ``zone``.

    Raises
    ------
    FormatUnknown, TooManyRows
        Before or while writing; what was written so far is removed.
    """
    write = _writer_for(path.name)
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            count = write(file, columns, rows, zone or ZoneInfo("UTC"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _writer_for(name: str) -> Any:
    for ending, write in ((".csv", write_csv), (".csv.gz", _write_packed), (".xlsx", write_xlsx)):
        if name.casefold().endswith(ending):
            return write
    raise FormatUnknown(name)


def _write_packed(file: IO[bytes], columns: Sequence[ExportColumn], rows: Rows, zone: ZoneInfo) -> int:
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
        return write_csv(cast(IO[bytes], packed), columns, rows, zone)


def write_csv(file: IO[bytes], columns: Sequence[ExportColumn], rows: Rows, zone: ZoneInfo) -> int:
    """Write CSV in UTF-8 with the mark that spreadsheets want; return the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    count = 0
    for line in csv_lines(columns, rows, zone):
        text.write(line)
        count += 1
    text.flush()
    text.detach()
    return count - 1


def csv_lines(columns: Sequence[ExportColumn], rows: Rows, zone: ZoneInfo) -> Iterator[str]:
    """Yield the lines of a CSV file, the heading first: for a web answer that streams."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(each.heading) for each in columns])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_csv_cell(each, zone) for each in row])
        yield buffer.getvalue()


def _csv_cell(value: Any, zone: ZoneInfo) -> Any:
    value = _plain(value, zone)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Decimal):
        return trimmed(value)
    return value.isoformat(" ", "seconds") if isinstance(value, dt.datetime) else value


def trimmed(value: Decimal) -> str:
    """Return a number in full, without idle zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: Any, zone: ZoneInfo) -> Any:
    """Return a value of the types that both formats know."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, int | float | Decimal | dt.date | dt.time) else str(value)


def write_xlsx(file: IO[bytes], columns: Sequence[ExportColumn], rows: Rows, zone: ZoneInfo) -> int:
    """Write one sheet of a workbook, heading frozen and numbers as numbers; return the number of rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, each.heading, zone) for each in columns])
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= XLSX_ROWS:
            raise TooManyRows
        sheet.append([_xlsx_cell(sheet, each, zone) for each in row])
    book.save(file)
    return count


def _xlsx_cell(sheet: Any, value: Any, zone: ZoneInfo) -> Any:
    """Return a cell; text that would begin a formula is marked as text, so that it stays what it is."""
    value = _plain(value, zone)
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
    if not value.startswith(RISKY):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
