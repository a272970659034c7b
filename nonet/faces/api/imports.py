"""Importing and searching for programs: bring a file, look at it, let it in, follow it, fetch what was refused."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from ninja import Body, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from nonet.faces.finding import EACH, find
from nonet.kit.api.answers import answer
from nonet.kit.importing import uploads
from nonet.kit.importing.models import ImportRun
from nonet.kit.importing.profiles import Profile
from nonet.kit.importing.reading import Reading
from nonet.kit.importing.templates import example, explanation, plain_heading, write_template

TAG = "Imports"


class Decision(Schema):
    """What is decided about a file. What is left out stays as it is; headings not named are left out of the import."""

    mapping: dict[str, str] | None = None
    options: dict[str, str] | None = None
    all_or_nothing: bool | None = None
    trial: bool = False


def add_imports(router: Router) -> None:
    """Offer imports and the search."""
    for method, address, view in (
        ("GET", "/search", _search),
        ("GET", "/imports", _list),
        ("POST", "/imports", _bring),
        ("GET", "/imports/kinds", _kinds),
        ("GET", "/imports/kinds/{kind}/{profile}/template", _template),
        ("GET", "/imports/{int:id}", _one),
        ("GET", "/imports/{int:id}/preview", _preview),
        ("POST", "/imports/{int:id}/start", _start),
        ("GET", "/imports/{int:id}/rejected", _rejected),
    ):
        says = (view.__doc__ or "").splitlines()[0].rstrip(".")
        tag = TAG if view is not _search else "Search"
        name = f"{'search' if view is _search else 'imports' + view.__name__}"
        router.api_operation([method], address, tags=[tag], operation_id=name, summary=says)(view)


def _search(
    request: HttpRequest, q: str = Query(..., max_length=100), limit: int = Query(EACH, ge=1, le=50)
) -> HttpResponse:
    """Find documents, parties and items by number, outside number, code, name, initials or bar code."""
    found = find(q.replace("\0", ""), limit)
    names = ("type", "id", "number", "name", "state", "how")
    return answer({"items": [{name: getattr(each, name) for name in names} for each in found]})


def _kinds(request: HttpRequest) -> HttpResponse:
    """List what the caller may import, with its columns and settings."""
    return answer({"items": [_told_kind(each) for each in uploads.allowed_profiles()]})


def _told_kind(profile: Profile) -> dict[str, Any]:
    columns = [
        {
            "name": each.name,
            "heading": plain_heading(each),
            "headings": list(each.headers),
            "required": each.required,
            "holds": explanation(each),
            "example": example(each),
        }
        for each in profile.columns
    ]
    options = [{"name": name, "says": str(each.says)} for name, each in profile.options.items()]
    return {
        "kind": profile.kind,
        "profile": profile.code,
        "title": str(profile.title),
        "permission": profile.verb,
        "columns": columns,
        "options": options,
    }


def _template(
    request: HttpRequest, kind: str, profile: str, form: Literal["xlsx", "csv"] = "xlsx"
) -> HttpResponse:
    """Fetch an empty file of a kind; the workbook explains its columns."""
    allowed = uploads.allowed_profiles()
    found = next((each for each in allowed if (each.kind, each.code) == (kind, profile)), None)
    if found is None:
        raise Http404
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"template.{form}"
        write_template(found, file)
        sent = HttpResponse(file.read_bytes(), content_type="application/octet-stream")
    sent.headers["Content-Disposition"] = f'attachment; filename="{found.kind}.{form}"'
    return sent


def _bring(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: str = Form(..., max_length=40),
    profile: str = Form("", max_length=40),
    encoding: str = Form("", max_length=20),
    delimiter: str = Form("", max_length=1),
    sheet: str = Form("", max_length=100),
) -> HttpResponse:
    """Bring a file; nothing is imported yet. The answer tells what its headings are taken for."""
    reading = Reading(encoding, delimiter, sheet)
    name = str(file.name or "file.csv")
    run = uploads.bring(kind=kind, profile=profile, name=name, chunks=file.chunks(), reading=reading)
    return answer(_told(run))


def _list(request: HttpRequest, cursor: int | None = Query(None, ge=1, le=2**63 - 1)) -> HttpResponse:
    """List the imports that the caller may see, newest first; ``next`` is the cursor of the following page."""
    found = uploads.visible_runs()
    found = list((found.filter(pk__lt=cursor) if cursor else found)[:51])
    following = str(found[49].pk) if len(found) > 50 else None
    return answer({"items": [_told(each) for each in found[:50]], "next": following})


def _one(request: HttpRequest, id: int) -> HttpResponse:
    """Tell how far an import is, and once it is over what became of it."""
    return answer(_told(_run(id)))


def _preview(request: HttpRequest, id: int) -> HttpResponse:
    """Show the first rows of a file and what is wrong with them."""
    shown = uploads.look(_run(id))
    rows = [{"row": row, "cells": [str(each) for each in cells]} for row, cells in shown.rows]
    fields = ("row", "column", "value", "reason", "cure")
    findings = [{name: getattr(each, name) for name in fields} for each in shown.findings]
    return answer(
        {
            "headings": shown.headings,
            "mapping": shown.mapping,
            "rows": rows,
            "findings": findings,
            "total": shown.total,
            "encoding": shown.encoding,
        }
    )


def _start(request: HttpRequest, id: int, body: Body[Decision]) -> HttpResponse:
    """Import a file as decided, or try it whole and undo everything; a worker does it."""
    run = uploads.decide(
        _run(id), mapping=body.mapping, options=body.options, all_or_nothing=body.all_or_nothing
    )
    return answer(_told(uploads.start(run, trial=body.trial)))


def _rejected(request: HttpRequest, id: int) -> FileResponse:
    """Fetch the rows that were not taken, each with its reason and cure."""
    run = _run(id)
    name = str(run.report.get("error_file") or "")
    if not name:
        raise Http404
    return FileResponse((uploads.path_of(run).parent / name).open("rb"), as_attachment=True, filename=name)


def _run(id: int) -> ImportRun:
    found = uploads.visible_runs().filter(pk=id).first() if id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _told(run: ImportRun) -> dict[str, Any]:
    job = run.job
    told = {
        "id": run.pk,
        "kind": run.kind,
        "profile": run.profile,
        "file": run.file_name,
        "size": run.size,
        "state": run.state,
        "trial": run.is_trial,
        "headings": run.headings,
        "mapping": run.mapping,
        "all_or_nothing": run.all_or_nothing,
        "done": job.done if job else 0,
        "total": job.total if job else None,
        "message": job.message if job else "",
        "result": run.report or None,
        "created_at": run.created_at,
    }
    return told
