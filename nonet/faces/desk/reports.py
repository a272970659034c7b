"""Reports on the desk: those that the rooms declare, under one address."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nonet.books.money.reports import REPORTS as MONEY
from nonet.books.stock.reports import REPORTS as STOCK
from nonet.kit.admin.reports import Report, report_index, report_page
from nonet.systems.erp.reports import REPORTS as ERP

REPORTS: tuple[Report, ...] = (*ERP, *STOCK, *MONEY)
BY_CODE = {each.code: each for each in REPORTS}


def reports(request: HttpRequest) -> HttpResponse:
    """Show which reports there are."""
    return report_index(request, REPORTS, _context(request))


def report(request: HttpRequest, code: str) -> HttpResponse:
    """Show one report, or hand it out as a file."""
    if code not in BY_CODE:
        raise Http404
    return report_page(request, BY_CODE[code], _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": _("Reports")}
