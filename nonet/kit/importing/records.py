"""From cells to records: each row typed and checked by itself, codes looked up a chunk at a time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nonet.kit.importing.columns import Column
from nonet.kit.importing.findings import CellRefused, Finding, FindingLog, shown
from nonet.kit.importing.mapping import Layout
from nonet.kit.importing.reading import Cells, Table

REMEMBERED = 50_000
_BROKEN = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Record:
    """A row whose cells are sound: its number in the file, and its values by the name of their column."""

    row: int
    values: dict[str, Any]


@dataclass(slots=True)
class Document:
    """Records that belong together, such as the lines of an order; of a plain table, each record is one.

    ``is_broken`` says that a row of it was refused.
    """

    key: str
    records: list[Record] = field(default_factory=list)
    is_broken: bool = False

    @property
    def row(self) -> int:
        """Return the number of the first row."""
        return self.records[0].row

    @property
    def values(self) -> dict[str, Any]:
        """Return the values of the first row, where a document's head stands."""
        return self.records[0].values


class RowChecker:
    """Turns rows into records; what cannot be one is told to the log, every cell that is wrong by itself."""

    def __init__(self, columns: Sequence[Column], layout: Layout, log: FindingLog, encoding: str) -> None:
        self.layout = layout
        self.log = log
        self.encoding = encoding
        self._columns: list[tuple[Column, int, dict[str, Any]]] = [
            (column, layout.places[column.name], {}) for column in columns if column.name in layout.places
        ]
        self._defaults = {column.name: column.default for column in columns}
        self.rows = 0

    def check(self, row: int, cells: Cells) -> Record | None:
        """Return the row as a record, or None when something in it is wrong."""
        self.rows += 1
        values = dict(self._defaults)
        sound = not self.layout.missing
        if len(cells) > self.layout.width and any(cells[self.layout.width :]):
            sound = self.refuse(row, "", cells[self.layout.width], *_too_many())
        for column, place, known in self._columns:
            cell = cells[place] if place < len(cells) else ""
            try:
                values[column.name] = known[cell] if cell.__class__ is str else _parsed(column, cell)
            except KeyError:
                sound &= self._learn(row, column, cell, known, values)
            except CellRefused as refusal:
                sound = self.refuse(row, column.name, cell, refusal.reason, refusal.cure)
        return Record(row, values) if sound else None

    def _learn(
        self, row: int, column: Column, cell: str, known: dict[str, Any], values: dict[str, Any]
    ) -> bool:
        """Parse a text not seen in this column before, and remember what it means."""
        try:
            if broken := _BROKEN.search(cell):
                raise CellRefused(*self._wrong_bytes(broken.start()))
            found = values[column.name] = _parsed(column, cell)
        except CellRefused as refusal:
            return self.refuse(row, column.name, cell, refusal.reason, refusal.cure)
        if len(known) < REMEMBERED:
            known[cell] = found
        return True

    def _wrong_bytes(self, place: int) -> tuple[str, str]:
        facts = {"encoding": self.encoding, "place": place + 1}
        return (
            _("character %(place)s is not %(encoding)s") % facts,
            _("Save the file as UTF-8, or name its encoding."),
        )

    def refuse(self, row: int, name: str, cell: Any, reason: str, cure: str) -> bool:
        """Tell the log of a cell that is wrong; return False, which is what the row then is worth."""
        self.log.add(Finding(row, self.layout.headers.get(name, name), shown(cell), reason, cure))
        return False


def _too_many() -> tuple[str, str]:
    return _("is beyond the last heading"), _("Put quotation marks around cells that hold the separator.")


def _parsed(column: Column, cell: Any) -> Any:
    if cell == "" or cell is None or (cell.__class__ is str and not cell.strip()):
        if column.required:
            raise CellRefused(_("is missing"), str(column.cure) or _("Fill in the cell."))
        return column.default
    return column.parse(cell)


def documents(table: Table, checker: RowChecker, key: str = "") -> Iterator[tuple[int, Document]]:
    """Yield the documents of a table, with the number of the last row read.

    Without ``key`` every sound row is a document. With it, rows with the same value of that column that stand one
    after the other are one; a row so broken that it has no key breaks the document above it.
    """
    if not key:
        yield from _single(table, checker)
        return
    place = checker.layout.places.get(key, -1)
    current: Document | None = None
    row = 1
    for row, cells in _body(table):
        raw = str(cells[place]).strip() if 0 <= place < len(cells) else ""
        if current is None or (raw and raw != current.key):
            if current is not None and current.records:
                yield row - 1, current
            current = Document(raw)
        record = checker.check(row, cells)
        if record is None:
            current.is_broken = True
        else:
            current.records.append(record)
    if current is not None and current.records:
        yield row, current


def _single(table: Table, checker: RowChecker) -> Iterator[tuple[int, Document]]:
    for row, cells in _body(table):
        record = checker.check(row, cells)
        if record is not None:
            yield row, Document("", [record])


def _body(table: Table) -> Iterator[tuple[int, Cells]]:
    return ((row, cells) for row, cells in table.rows() if row > 1)


def resolve(
    columns: Iterable[Column], chunk: Sequence[Document], checker: RowChecker, whole_documents: bool
) -> list[Document]:
    """Look up the codes of a chunk, one query a column; return the documents that are left.

    A record with an unknown code is refused; with ``whole_documents`` its document goes with it.
    """
    for column in columns:
        if column.lookup is None:
            continue
        wanted = {r.values[column.name] for d in chunk for r in d.records if r.values[column.name]}
        found = column.lookup(wanted) if wanted else {}
        for document in chunk:
            kept = [each for each in document.records if _look_up(column, each, found, checker)]
            document.is_broken |= len(kept) < len(document.records)
            document.records = kept
    return [d for d in chunk if d.records and not (whole_documents and d.is_broken)]


def _look_up(column: Column, record: Record, found: Any, checker: RowChecker) -> bool:
    code = record.values[column.name]
    if not code:
        return True
    if code not in found:
        cure = str(column.cure) or _("Create it first, or correct the code.")
        return checker.refuse(record.row, column.name, code, _("is not known"), cure)
    record.values[column.name] = found[code]
    return True
