"""Reports on the desk: statements in the form of the company's chart, the trial balance, what is owed by age."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from nonet.books.money.selectors.ageing import BUCKETS, aged
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.ledger import trial_balance
from nonet.books.money.selectors.statements import statement
from nonet.kernel.clock import today
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of
from nonet.kit.show import amount

LABELS = {"zh-hans": "label_zh_hans", "zh-hant": "label_zh_hant"}


@dataclass(frozen=True, slots=True)
class Table:
    """A report ready for its page; numbers stand right from column ``first_number`` on."""

    heads: list[Any]
    rows: list[list[Any]]
    first_number: int


def _label(owner: Any) -> str:
    return str(getattr(owner, LABELS.get(get_language() or "", "label_en")))


def _number(value: Any) -> Any:
    return format_html(
        '<span class="num">{}</span>', amount(value, company_books().currency) if value else ""
    )


def _statement(name: str) -> Callable[[dt.date, dt.date], Table]:
    def table(start: dt.date, end: dt.date) -> Table:
        whole = (start.month, end.month) == (1, 12)
        layout, found = statement(name=name, year=end.year, month=None if whole else end.month)
        heads = [_("Line"), _("No."), *(_label(each) for each in layout.columns)]
        rows = [
            [
                format_html('<span class="level-{}">{}</span>', min(each.line.indent, 3), _label(each.line)),
                each.line.number or "",
                *(_number(value) for value in each.amounts or (None,) * len(layout.columns)),
            ]
            for each in found
            if each.line.kind != "check"
        ]
        return Table(heads, rows, 2)

    return table


def _trial_balance(start: dt.date, end: dt.date) -> Table:
    heads = [_("Code"), _("Account"), _("Opening"), _("Debit"), _("Credit"), _("Closing")]
    rows = [
        [each.code, each.name, *(_number(v) for v in (each.opening, each.debit, each.credit, each.closing))]
        for each in trial_balance(start=start, end=end)
    ]
    return Table(heads, rows, 2)


def _aged(receivable: bool) -> Callable[[dt.date, dt.date], Table]:
    def table(start: dt.date, end: dt.date) -> Table:
        spans = [_("Not due"), *(_("From %(day)s days") % {"day": bound + 1} for bound in BUCKETS)]
        heads = [_("Code"), _("Party"), _("Currency"), *spans, _("Total")]
        rows = [
            [each.code, each.name, each.currency, *(_number(v) for v in (*each.buckets, each.total))]
            for each in aged(on=end, receivable=receivable)
        ]
        return Table(heads, rows, 3)

    return table


REPORTS: dict[str, tuple[Any, Callable[[dt.date, dt.date], Table]]] = {
    "balance_sheet": (gettext_lazy("Balance sheet"), _statement("balance_sheet")),
    "income_statement": (gettext_lazy("Income statement"), _statement("income_statement")),
    "cash_flow": (gettext_lazy("Cash flow statement"), _statement("cash_flow")),
    "trial_balance": (gettext_lazy("Trial balance"), _trial_balance),
    "aged_receivables": (gettext_lazy("Aged receivables"), _aged(True)),
    "aged_payables": (gettext_lazy("Aged payables"), _aged(False)),
}


def reports(request: HttpRequest) -> HttpResponse:
    """Show one report; statements are of the month or year in which the last day lies."""
    if not actor_may("money.read"):
        raise Http404
    kind = request.GET.get("report", "balance_sheet")
    if kind not in REPORTS:
        raise Http404
    end = parse_date(request.GET.get("until", "")) or today()
    start = parse_date(request.GET.get("from", "")) or end.replace(month=1, day=1)
    table, fact = _made(kind, start, end)
    context = {
        **admin.site.each_context(request),
        "title": _("Reports"),
        "kinds": [(code, name) for code, (name, _table) in REPORTS.items()],
        "kind": kind,
        "start": start,
        "end": end,
        "table": table,
        "fact": fact,
    }
    return TemplateResponse(request, "desk/reports.html", context)


def _made(kind: str, start: dt.date, end: dt.date) -> tuple[Table | None, str]:
    try:
        return REPORTS[kind][1](start, end), ""
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        return None, fact.message
