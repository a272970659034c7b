"""What would happen to the first rows of a file: each is taken by its verb, and everything is undone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from nonet.kernel.errors import NonetError
from nonet.kit.importing.applying import Applier
from nonet.kit.importing.findings import Finding, FindingLog
from nonet.kit.importing.profiles import Profile, Session
from nonet.kit.importing.reading import Reading, Table, open_table
from nonet.kit.importing.records import Document, RowChecker, documents
from nonet.kit.importing.running import layout_of

TRIED = 10
Verdict = Literal["new", "changed", "known", "refused"]


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of the document that begins at a row."""

    row: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Trial:
    """The verdicts on the first documents, and what is wrong with them."""

    tried: list[Tried]
    findings: list[Finding]


def try_out(
    profile: Profile,
    path: Path,
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    reading: Reading | None = None,
    count: int = TRIED,
) -> Trial:
    """Return what would become of the first documents; nothing stays. What must read all first is not tried."""
    table = open_table(path, reading)
    log = FindingLog()
    layout = layout_of(profile, table, mapping, path.name)
    session = Session(profile, table, layout, profile.read_options(options), lambda *_: None)
    if profile.prepare is not None or layout.missing:
        return Trial([], [])
    with transaction.atomic():
        tried = list(_tried(session, table, log, count))
        transaction.set_rollback(True)
    return Trial(tried, log.kept)


def _tried(session: Session, table: Table, log: FindingLog, count: int) -> Iterator[Tried]:
    checker = RowChecker(session.profile.columns, session.layout, log, table.encoding)
    applier = Applier(session, checker, log)
    for _row, document in islice(documents(table, checker, session.profile.key), count):
        yield Tried(document.row, _verdict(applier, document))


def _verdict(applier: Applier, document: Document) -> Verdict:
    before = (applier.total.created, applier.total.changed, applier.total.known)
    try:
        with transaction.atomic():
            applier.take([document])
    except NonetError as error:
        applier.log.add(Finding(document.row, "", "", error.message, ""))
        return "refused"
    after = (applier.total.created, applier.total.changed, applier.total.known)
    verdicts: tuple[Verdict, ...] = ("new", "changed", "known")
    for verdict, was, now in zip(verdicts, before, after, strict=True):
        if now > was:
            return verdict
    return "refused"
