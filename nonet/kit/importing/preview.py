"""A look at a file before it is imported: its headings, what they are taken for, its first rows, its faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nonet.kit.importing.findings import Finding, FindingLog
from nonet.kit.importing.mapping import lay_out
from nonet.kit.importing.profiles import Profile
from nonet.kit.importing.reading import FileNotReadable, Reading, head_of, open_table
from nonet.kit.importing.records import Record, RowChecker

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What a person sees before saying yes. ``mapping`` gives the column that each heading is taken for."""

    headings: list[str]
    mapping: dict[str, str]
    rows: list[tuple[int, list[Any]]]
    records: list[Record]
    findings: list[Finding]
    total: int
    encoding: str


def preview(
    profile: Profile,
    path: Path,
    mapping: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    count: int = SHOWN_ROWS,
) -> Preview:
    """Return the first rows of a file as the profile would take them; nothing is written."""
    table = open_table(path, reading)
    rows = head_of(table, count + 1)
    if not rows:
        raise FileNotReadable(path.name, "it is empty")
    heading = [str(cell) for cell in rows[0][1]]
    layout = lay_out(profile.columns, heading, mapping)
    log = FindingLog()
    for finding in layout.findings():
        log.add(finding)
    checker = RowChecker(profile.columns, layout, log, table.encoding)
    records = [record for row, cells in rows[1:] if (record := checker.check(row, cells)) is not None]
    taken = {heading[place]: name for name, place in layout.places.items()}
    return Preview(heading, taken, rows[1:], records, log.kept, max(table.total - 1, 0), table.encoding)
