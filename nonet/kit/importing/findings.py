"""What was found wrong in a file: where it stands, what is the matter, what to do; kept in a file of its own."""

import csv
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kit.exporting.guarding import harmless

KEPT = 1_000
SHOWN_CHARACTERS = 200
HEADING = 1
FIELDS = ("row", "column", "value", "reason", "cure")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file. Rows are counted as spreadsheets show them: the header is row 1."""

    row: int
    column: str
    value: str
    reason: str
    cure: str


class CellRefused(Exception):
    """A cell does not hold what its column wants; says why, and what would do."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


class FindingLog(AbstractContextManager["FindingLog"]):
    """Takes findings as they come: all go to the error file, the first thousand are kept, all are counted.

    The file is made with the first finding, so a file without faults leaves none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.kept: list[Finding] = []
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.bad_rows = 0
        self._last_row = 0
        self._file: IO[str] | None = None
        self._writer: Any = None

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def total(self) -> int:
        """Return how many findings there are."""
        return self.counts.total()

    @property
    def written_to(self) -> Path | None:
        """Return the error file, when there is one."""
        return self.path if self._file is not None else None

    def add(self, finding: Finding) -> None:
        """Take one finding; findings of one row come one after the other."""
        self.counts[finding.column, finding.reason, finding.cure] += 1
        if finding.row not in (HEADING, self._last_row):
            self.bad_rows += 1
            self._last_row = finding.row
        if len(self.kept) < KEPT:
            self.kept.append(finding)
        if self.path is not None:
            self._write(finding)

    def _write(self, finding: Finding) -> None:
        if self._writer is None:
            assert self.path is not None
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(FIELDS)
        texts = (finding.column, finding.value, finding.reason, finding.cure)
        self._writer.writerow((finding.row, *(harmless(each) for each in texts)))

    def summary(self) -> list[dict[str, Any]]:
        """Return the kinds of findings with their counts, the most frequent first."""
        return [
            {"count": count, "column": column, "reason": reason, "cure": cure}
            for (column, reason, cure), count in self.counts.most_common()
        ]


def shown(value: Any) -> str:
    """Return a cell as it is quoted in a finding; bytes that fit no character show as ``\\xNN``."""
    text = str(value if value is not None else "")
    quoted = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return quoted[:SHOWN_CHARACTERS]


def finding_of(row: int, error: NonetError, headers: dict[str, str], values: dict[str, Any]) -> Finding:
    """Return what a verb refused, as a finding: its fact and, after the semicolon, its cure.

    ``headers`` gives the heading in the file of each column; ``values`` what the row held.
    """
    name, message = "", error.message
    if isinstance(error, InvalidInput):
        name, message = str(error.params["field"]), str(error.params["reason"])
    reason, cure = message, _("Correct the row and import the file again.")
    for mark in ("; ", "；"):
        if mark in message:
            reason, cure = message.split(mark, 1)
            break
    return Finding(row, headers.get(name, name), shown(values.get(name)), reason, cure)
