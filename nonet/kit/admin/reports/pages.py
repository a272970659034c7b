"""Reports on the desk: an index by group, and one page for all of them, with its file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import slugify

from nonet.kit.admin.base import actor_may
from nonet.kit.admin.reports.declaring import Column, Report, Values
from nonet.kit.admin.reports.making import MOST_ROWS, Made, make_report, plain_rows
from nonet.kit.exporting import ExportColumn, write_table
from nonet.kit.show import amount, show_plain

FORMATS = ("csv", "xlsx")


def report_index(request: HttpRequest, reports: Sequence[Report], context: Mapping[str, Any]) -> HttpResponse:
    """Show which reports there are, by group, for who may read any."""
    allowed = [each for each in reports if actor_may(each.read)]
    if not allowed:
        raise Http404
    groups: dict[str, list[Report]] = {}
    for each in allowed:
        groups.setdefault(str(each.group), []).append(each)
    return TemplateResponse(request, "kit/reports.html", {**context, "groups": groups})


def report_page(request: HttpRequest, report: Report, context: Mapping[str, Any]) -> HttpResponse:
    """Show a report, or hand it out as a file."""
    if not actor_may(report.read):
        raise Http404
    wanted = request.GET.get("format", "")
    made = make_report(report, {name: value for name, value in request.GET.items() if name != "format"})
    if wanted in FORMATS and not made.fact:
        return _file(made, wanted)
    query = {name: value for name, value in request.GET.items() if name != "format"}
    shown = {
        **context,
        "title": report.title,
        "report": report,
        "made": made,
        "heading": report.heading(made.values) if report.heading and made.values else "",
        "rows": [_row(made, each) for each in made.rows[:MOST_ROWS]],
        "totals": _totals(made),
        "files": [(each.upper(), f"?{urlencode({**query, 'format': each})}") for each in FORMATS],
        "fills": sum(bool(each.name) for each in report.filters),
    }
    return TemplateResponse(request, "kit/report.html", shown, status=200 if made.form.is_valid() else 422)


def _row(made: Made, row: Any) -> tuple[list[Any], int, bool]:
    report = made.report
    cells = [_cell(column, row, made.values) for column in made.columns]
    return cells, report.level(row) if report.level else 0, bool(report.strong and report.strong(row))


def _cell(column: Column, row: Any, values: Values) -> Any:
    text = shown(column, column.of(row), getattr(row, "currency", None))
    address = column.link(row, values) if column.link else ""
    return format_html('<a class="ref" href="{}">{}</a>', address, text) if address and text != "" else text


def shown(column: Column, value: Any, currency: str | None = None) -> Any:
    """Return a value as its column shows it; what is nothing stays empty."""
    if value is None or value == "":
        return ""
    if column.kind == "amount":
        return format_html('<span class="num">{}</span>', amount(value, currency) if value else "–")
    if column.kind == "quantity" and not value:
        return format_html('<span class="num">{}</span>', "–")
    if column.kind == "share":
        return format_html('<span class="num">{}%</span>', amount(value * 100))
    if column.is_number:
        return (
            show_plain(value)
            if not isinstance(value, int)
            else format_html('<span class="num">{}</span>', value)
        )
    return show_plain(value)


def _totals(made: Made) -> list[Any]:
    return [
        "" if total is None else shown(column, total)
        for column, total in zip(made.columns, made.totals(), strict=False)
    ]


def _file(made: Made, kind: str) -> HttpResponse:
    """Return the whole report as a file, made beside and removed at once."""
    name = f"{slugify(str(made.report.code))}.{kind}"
    columns = [ExportColumn(each.name, each.title) for each in made.columns]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_table(path, columns, plain_rows(made))
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)  # type: ignore[return-value]
