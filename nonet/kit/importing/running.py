"""An import from file to report: chunk by chunk in bounded memory, or all or nothing, or only to see what would be."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from nonet.kit.importing.applying import Applier
from nonet.kit.importing.findings import Finding, FindingLog
from nonet.kit.importing.mapping import Layout, lay_out
from nonet.kit.importing.profiles import Profile, Progress, Session
from nonet.kit.importing.reading import FileNotReadable, Reading, Table, open_table
from nonet.kit.importing.records import Document, RowChecker, documents


def _silent(done: int, total: int | None = None, message: str = "") -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import, and how.

    ``all_or_nothing`` takes nothing when anything is wrong; else what is wrong is left out. ``dry_run`` does all
    the work and undoes it. ``mapping`` names columns for headings that are not known. Findings go to
    ``errors_path``.
    """

    path: Path
    profile: Profile
    options: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    all_or_nothing: bool = False
    dry_run: bool = False
    errors_path: Path | None = None
    progress: Progress = _silent


@dataclass(slots=True)
class ImportReport:
    """What an import did. ``created``, ``changed`` and ``known`` count documents; ``findings`` holds the first ones."""

    file: str
    profile: str
    rows: int = 0
    bad_rows: int = 0
    created: int = 0
    changed: int = 0
    known: int = 0
    finding_count: int = 0
    summary: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    error_file: str = ""
    ignored: tuple[str, ...] = ()
    encoding: str = ""
    is_undone: bool = False
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_unchanged(self) -> bool:
        """Return whether the company's data are as they were before."""
        return self.is_undone or not (self.created or self.changed)


def run_import(request: ImportRequest) -> ImportReport:
    """Import a file for the company at work, and say what became of it.

    Every chunk is a transaction, so an import that was killed goes on where it stopped when it is run again.

    Raises
    ------
    FileNotReadable, HeadingsUnknown
        When the file as a whole makes no sense; faults of single rows are findings.
    """
    began = time.monotonic()
    table = open_table(request.path, request.reading)
    with FindingLog(request.errors_path) as log:
        session, report = _begin(request, table)
        for finding in session.layout.findings():
            log.add(finding)
        undoing = request.all_or_nothing or request.dry_run
        with _planning_anew(), transaction.atomic() if undoing else nullcontext():
            _run(session, log, report)
            report.is_undone = request.dry_run or (request.all_or_nothing and log.total > 0)
            if report.is_undone:
                transaction.set_rollback(True)
        _close(report, session, log)
    report.seconds = time.monotonic() - began
    return report


def _begin(request: ImportRequest, table: Table) -> tuple[Session, ImportReport]:
    profile = request.profile
    layout = layout_of(profile, table, request.mapping, request.path.name)
    options = profile.read_options(request.options)
    session = Session(profile, table, layout, options, request.progress)
    report = ImportReport(str(request.path), f"{profile.kind}/{profile.code}", encoding=table.encoding)
    report.ignored = layout.ignored
    return session, report


def layout_of(profile: Profile, table: Table, mapping: Mapping[str, str], name: str) -> Layout:
    """Return where the profile's columns stand in a file."""
    for _row, heading in table.rows():
        return lay_out(profile.columns, heading, mapping)
    raise FileNotReadable(name, "it is empty")


def _run(session: Session, log: FindingLog, report: ImportReport) -> None:
    profile, table = session.profile, session.table
    checker = RowChecker(profile.columns, session.layout, log, table.encoding)
    applier = Applier(session, checker, log)
    if profile.prepare is not None and not session.layout.missing:
        profile.prepare(session)
    for row, chunk in _chunks(session, checker):
        applier.take(chunk)
        session.progress(row, table.total)
    if profile.finish is not None and not session.layout.missing:
        profile.finish(session)
    report.rows = checker.rows
    total = applier.total
    report.created, report.changed, report.known = total.created, total.changed, total.known


@contextmanager
def _planning_anew() -> Iterator[None]:
    """Have every statement planned for the tables as they are now.

    An import fills tables that were empty when its first statements were prepared; kept plans would go on reading them
    whole for every row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_custom_plan")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET plan_cache_mode")


def _chunks(session: Session, checker: RowChecker) -> Iterator[tuple[int, list[Document]]]:
    chunk: list[Document] = []
    row = 1
    for row, document in documents(session.table, checker, session.profile.key):
        chunk.append(document)
        if len(chunk) >= session.profile.chunk:
            yield row, chunk
            chunk = []
    if chunk:
        yield row, chunk


def _close(report: ImportReport, session: Session, log: FindingLog) -> None:
    report.bad_rows = log.bad_rows
    report.finding_count = log.total
    report.summary = log.summary()
    report.findings = log.kept
    report.error_file = str(log.written_to or "")
    report.notes = session.notes
