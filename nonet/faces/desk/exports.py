"""Exporting on the desk: a list, its columns, the days it is about; sent as it is read, harmless to spreadsheets."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from nonet.kernel.actor import Actor, acting, current_actor
from nonet.kernel.clock import zone
from nonet.kit.admin.base import actor_may
from nonet.kit.exporting import Export, ExportColumn, columns_of, exports, write_query
from nonet.kit.exporting.exports import READ_AHEAD
from nonet.kit.exporting.writing import csv_lines

FORMATS = ("csv", "xlsx")


def allowed_exports() -> list[Export]:
    """Return the lists that the user at work may see."""
    return [each for each in exports() if each.model is not None and actor_may(_read_code(each.model))]


def _read_code(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.read"


def page(request: HttpRequest) -> HttpResponse:
    """Show what can be exported; with a list chosen, its columns."""
    allowed = allowed_exports()
    chosen = next((each for each in allowed if each.code == request.GET.get("list")), None)
    context = {
        **admin.site.each_context(request),
        "title": _("Export"),
        "exports": allowed,
        "chosen": chosen,
        "columns": _columns(chosen) if chosen else [],
        "day": _day_field(chosen) if chosen else None,
    }
    return TemplateResponse(request, "desk/exports.html", context)


def _columns(export: Export) -> list[ExportColumn]:
    assert export.model is not None
    return columns_of(export.model, export.names)


def _day_field(export: Export) -> Any:
    """Return the date by which a list is narrowed: the first one of its model."""
    assert export.model is not None
    return next((f for f in export.model._meta.concrete_fields if type(f) is models.DateField), None)


def download(request: HttpRequest, code: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Send a list as asked for."""
    export = next((each for each in allowed_exports() if each.code == code), None)
    form = request.GET.get("form", "csv")
    if export is None or form not in FORMATS:
        raise Http404
    picked = set(request.GET.getlist("column"))
    columns = [each for each in _columns(export) if not picked or each.path in picked] or _columns(export)
    rows = _rows(export, request)
    return _workbook(export, rows, columns) if form == "xlsx" else _stream(export, rows, columns)


def _rows(export: Export, request: HttpRequest) -> Any:
    manager: Any = getattr(export.model, "objects", None)
    found = manager.filter(**export.filters).order_by(*export.order)
    field = _day_field(export)
    for name, lookup in (("from", "gte"), ("until", "lte")):
        day = _day(request.GET.get(name, ""))
        if field is not None and day is not None:
            found = found.filter(**{f"{field.name}__{lookup}": day})
    return found


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _workbook(export: Export, rows: Any, columns: Sequence[ExportColumn]) -> FileResponse:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.xlsx"
        write_query(file, rows, columns, zone())
        return FileResponse(file.open("rb"), as_attachment=True, filename=f"{export.code}.xlsx")


def _stream(export: Export, rows: Any, columns: Sequence[ExportColumn]) -> StreamingHttpResponse:
    values = rows.values_list(*(each.path for each in columns)).iterator(chunk_size=READ_AHEAD)
    lines = csv_lines(columns, values, zone())
    answer = StreamingHttpResponse(_as_user(current_actor(), lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{export.code}.csv"'
    return answer


def _as_user(actor: Actor, lines: Iterator[str]) -> Iterator[bytes]:
    """Yield the lines as the user asked for them: they are read after the request has been answered."""
    yield b"\xef\xbb\xbf"
    with acting(actor):
        for line in lines:
            yield line.encode()


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("exports/", site.admin_view(page), name="exports"),
        path("exports/<slug:code>/", site.admin_view(download), name="export"),
    ]
