"""Imports in a worker: the same import, its progress in the run that people see."""

from pathlib import Path
from typing import Any

from django.utils import translation

from nonet.kernel.jobs import progress, task
from nonet.kernel.models import JobRun
from nonet.kit.importing.profiles import profile_for
from nonet.kit.importing.reading import Reading, open_table
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


@task("import_upload", queue="imports")
def import_upload(run: JobRun, *, import_id: int, language: str = "") -> dict[str, Any]:
    """Import a file that somebody brought, as decided; rows not taken go to a file like it, to be corrected."""
    from nonet.kit.importing.models import ImportRun
    from nonet.kit.importing.uploads import full_mapping, path_of, profile_of

    def tell(done: int, total: int | None = None, message: str = "") -> None:
        progress(run, done, total, message)

    upload = ImportRun.objects.get(pk=import_id)
    profile, path = profile_of(upload), path_of(upload)
    findings = path.parent / "findings.csv"
    request = ImportRequest(
        path,
        profile,
        options=upload.options,
        mapping=full_mapping(upload),
        reading=Reading(**upload.reading),
        all_or_nothing=upload.all_or_nothing,
        dry_run=upload.is_trial,
        errors_path=findings,
        progress=tell,
    )
    with translation.override(language or None):
        report = run_import(request)
        facts = facts_of(report) | {"file": upload.file_name, "error_file": ""}
        if report.finding_count:
            facts["error_file"] = _rejects(request, findings)
    return facts


def _rejects(request: ImportRequest, findings: Path) -> str:
    """Write the rows that were not taken; return the name of their file."""
    from nonet.kit.importing.rejects import write_rejects
    from nonet.kit.importing.running import layout_of

    table = open_table(request.path, request.reading)
    layout = layout_of(request.profile, table, request.mapping, request.path.name)
    name = "rejected.xlsx" if table.encoding == "xlsx" else "rejected.csv"
    place = layout.places.get(request.profile.key)
    write_rejects(request.profile, table, place, findings, request.path.parent / name)
    return name


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
