"""What a list shows, as a file: the same rows, columns and order, streamed whatever their number."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from nonet.kernel.actor import acting, current_actor
from nonet.kernel.clock import today, zone
from nonet.kit.admin.lists.columns import Column
from nonet.kit.admin.lists.reading import Found
from nonet.kit.exporting import ExportColumn, write_table
from nonet.kit.exporting.writing import TooManyRows, csv_lines

BATCH = 2_000
LINES = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A column of the file: its heading, where its value is read, the names of its choices; or the list's column."""

    heading: str
    path: str = ""
    names: Mapping[Any, str] | None = None
    worked_out: Column | None = None


def answer(found: Found, ending: str) -> Any:
    """Return the file that was asked for."""
    if ending not in TYPES:
        raise Http404
    name = f"{found.admin.opts.model_name}-{today():%Y%m%d}.{ending}"
    parts = parts_of(found.asked.columns)
    if ending == "csv":
        made: Any = StreamingHttpResponse(_csv(found, parts), content_type=TYPES[ending])
    else:
        try:
            made = FileResponse(_xlsx(found, parts), content_type=TYPES[ending])
        except TooManyRows as refusal:
            messages.error(found.request, refusal.message)
            return HttpResponseRedirect(reverse(found.admin.page_name("changelist")) + found.asked.link())
    made["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def parts_of(columns: Sequence[Column]) -> list[Part]:
    """Return the columns of the file: a reference gives its code or number and, when it has one, its name."""
    found: list[Part] = []
    for each in columns:
        if each.field is None:
            found.append(Part(each.label, worked_out=each))
        elif each.is_reference:
            found += _reference(each)
        else:
            names = {value: str(name) for value, name in each.field.flatchoices} or None
            found.append(Part(each.label, each.name, names))
    return found


def _reference(column: Column) -> list[Part]:
    target = {each.name for each in column.field.related_model._meta.concrete_fields}
    path = column.sort_path
    parts = [Part(column.label, path if path != column.name else column.field.attname)]
    if "name" in target and path != f"{column.name}__name":
        parts.append(Part(_("%(what)s: name") % {"what": column.label}, f"{column.name}__name"))
    return parts


def _headings(parts: Sequence[Part]) -> list[ExportColumn]:
    return [ExportColumn(each.path, each.heading) for each in parts]


def rows_of(found: Found, parts: Sequence[Part]) -> Iterator[list[Any]]:
    """Yield the rows of the file, read in batches."""
    paths = ["pk", *(each.path for each in parts if each.path)]
    rows = found.rows.order_by(*found.order).values_list(*paths).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        worked_out = _worked_out(found, parts, [each[0] for each in batch])
        for values in batch:
            yield _row(parts, values, worked_out)


def _row(
    parts: Sequence[Part], values: Sequence[Any], worked_out: Mapping[str, Mapping[int, Any]]
) -> list[Any]:
    read = iter(values[1:])
    told = []
    for each in parts:
        if each.worked_out is not None:
            told.append(worked_out[each.worked_out.name].get(values[0], ""))
        else:
            value = next(read)
            told.append(each.names.get(value, value) if each.names else value)
    return told


def _worked_out(found: Found, parts: Sequence[Part], ids: Sequence[int]) -> dict[str, dict[int, Any]]:
    columns = [each.worked_out for each in parts if each.worked_out is not None]
    told: dict[str, dict[int, Any]] = {}
    instances: list[Any] = []
    if any(each.method for each in columns):
        instances = list(found.admin.get_queryset(found.request).filter(pk__in=ids))
        found.admin.prepare_rows(found.request, instances)
    for each in columns:
        if each.computed is not None:
            told[each.name] = {pk: str(text) for pk, (text, _tone) in each.computed.values(ids).items()}
        elif each.method is not None:
            told[each.name] = {row.pk: strip_tags(str(each.method(row))) for row in instances}
    return told


def _csv(found: Found, parts: Sequence[Part]) -> Iterator[bytes]:
    """Yield the file; each piece is made as the user who asked, since the request is over by then."""
    return _as_now(lambda: csv_lines(_headings(parts), rows_of(found, parts), zone()))


def _as_now(make: Callable[[], Iterable[str]]) -> Iterator[bytes]:
    actor, language, here = current_actor(), translation.get_language(), timezone.get_current_timezone()

    def pieces() -> Iterator[bytes]:
        lines: Iterator[str] | None = None
        yield "\ufeff".encode()
        while True:
            with acting(actor), translation.override(language), timezone.override(here):
                lines = iter(make()) if lines is None else lines
                piece = "".join(islice(lines, LINES))
            if not piece:
                return
            yield piece.encode()

    return pieces()


def _xlsx(found: Found, parts: Sequence[Part]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_table(path, _headings(parts), rows_of(found, parts), zone())
        return path.open("rb")
