"""The rows that were not taken, in a file like the one they came in, each with what is wrong and its cure."""

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _

from nonet.kit.exporting.columns import ExportColumn
from nonet.kit.exporting.writing import write_table
from nonet.kit.importing.profiles import Profile
from nonet.kit.importing.reading import Cells, Table

MAX_ROWS = 200_000
Wrong = dict[int, tuple[str, str, str]]


def write_rejects(profile: Profile, table: Table, place: int | None, findings: Path, target: Path) -> int:
    """Write the rows that findings name, whole documents where the profile takes only those; return how many.

    ``place`` is where the key of documents stands. The file is corrected and imported as it is: its last columns,
    which say what was wrong, belong to no profile.
    """
    wrong = _wrong(findings)
    rows = iter(table.rows())
    _number, heading = next(rows)
    told = [_("Error: row"), _("Error: column"), _("Error: reason"), _("Error: cure")]
    columns = [ExportColumn("", str(each)) for each in (*heading, *told)]
    width = len(heading)
    kept = _kept(profile, rows, place, wrong)
    return write_table(target, columns, (_line(number, cells, width, wrong) for number, cells in kept))


def _wrong(findings: Path) -> Wrong:
    """Return what is wrong by row; of several faults of one row the texts are joined."""
    wrong: Wrong = {}
    with findings.open(encoding="utf-8-sig", newline="") as file:
        for each in csv.DictReader(file):
            said = (each["column"], each["reason"], each["cure"])
            row = int(each["row"])
            if row in wrong:
                column, reason, cure = wrong[row]
                wrong[row] = (_joined(column, said[0]), _joined(reason, said[1]), _joined(cure, said[2]))
            elif len(wrong) < MAX_ROWS:
                wrong[row] = said
    return wrong


def _joined(old: str, new: str) -> str:
    return old if new in old else f"{old} · {new}"


def _kept(
    profile: Profile, rows: Iterator[tuple[int, Cells]], place: int | None, wrong: Wrong
) -> Iterator[tuple[int, Cells]]:
    if place is None or not profile.whole_documents:
        yield from ((number, cells) for number, cells in rows if number in wrong)
        return
    for _key, group in groupby(
        rows, lambda each: str(each[1][place]).strip() if place < len(each[1]) else ""
    ):
        document = list(group)
        if any(number in wrong for number, _cells in document):
            yield from document


def _line(number: int, cells: Cells, width: int, wrong: Wrong) -> list[object]:
    padded = [*cells[:width], *[""] * (width - len(cells))]
    return [*padded, number, *wrong.get(number, ("", "", ""))]
