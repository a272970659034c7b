"""Imports in a worker: the same import, its progress in the run that people see."""

from pathlib import Path
from typing import Any

from nonet.kernel.jobs import progress, task
from nonet.kernel.models import JobRun
from nonet.kit.importing.profiles import profile_for
from nonet.kit.importing.reading import Reading
from nonet.kit.importing.running import ImportReport, ImportRequest, run_import


@task("import_file", queue="imports")
def import_file(run: JobRun, *, path: str, kind: str, profile: str = "", **how: Any) -> dict[str, Any]:
    """Import a file that the web server and the worker both see; idempotent, as every import is."""

    def tell(done: int, total: int | None = None, message: str = "") -> None:
        progress(run, done, total, message)

    reading = Reading(**how.pop("reading", {}))
    errors = how.pop("errors_path", "")
    request = ImportRequest(
        Path(path),
        profile_for(kind, profile),
        reading=reading,
        errors_path=Path(errors) if errors else None,
        progress=tell,
        **how,
    )
    return facts_of(run_import(request))


def facts_of(report: ImportReport) -> dict[str, Any]:
    """Return a report as plain data, with the first hundred findings."""
    names = ("file", "profile", "rows", "bad_rows", "created", "changed", "known", "finding_count", "summary")
    facts = {name: getattr(report, name) for name in (*names, "error_file", "encoding", "is_undone", "notes")}
    shown = [(f.row, f.column, f.value, f.reason, f.cure) for f in report.findings[:100]]
    fields = ("row", "column", "value", "reason", "cure")
    findings = [dict(zip(fields, each, strict=True)) for each in shown]
    return {
        **facts,
        "unchanged": report.is_unchanged,
        "ignored_columns": list(report.ignored),
        "seconds": round(report.seconds, 1),
        "findings": findings,
    }
