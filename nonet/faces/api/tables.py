"""The desk's reports for programs: the same filters, columns and rows, as tables."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from nonet.faces.desk.reports import BY_CODE, REPORTS
from nonet.kernel.errors import InvalidInput
from nonet.kit.admin.reports.making import make_report, plain_rows
from nonet.kit.api.answers import answer


def add_tables(router: Router) -> None:
    """Offer them under ``/tables``."""
    tags = ["Reports"]
    router.get("/tables", tags=tags, operation_id="tables", summary="Tell which reports there are")(_index)
    router.get("/tables/{code}", tags=tags, operation_id="table", summary="Tell a report as a table")(_table)


def _index(request: HttpRequest) -> HttpResponse:
    """Tell each report's code and title, the names of its filters, and the permission to read it."""
    return answer(
        [
            {
                "code": each.code,
                "title": str(each.title),
                "filters": [field.name for field in each.filters],
                "permission": each.read,
            }
            for each in REPORTS
        ]
    )


def _table(request: HttpRequest, code: str) -> HttpResponse:
    """Tell a report's columns, rows and sums. Filters are given by name; look-ups by code, or ``@`` and an id."""
    if code not in BY_CODE:
        raise Http404
    made = make_report(BY_CODE[code], request.GET.dict())
    for name, errors in made.form.errors.items():
        raise InvalidInput(name, str(errors[0]))
    if made.fact:
        raise InvalidInput(code, made.fact)
    columns = [{"name": each.name, "title": each.title, "kind": each.kind} for each in made.columns]
    return answer({"columns": columns, "rows": plain_rows(made), "totals": made.totals()})
