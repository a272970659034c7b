"""What is computed from the value book, for programs: statements, ledgers, what is owed, what stock is worth."""

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from nonet.books.money.selectors.ageing import aged, party_statement
from nonet.books.money.selectors.ledger import general_ledger, sub_ledger, trial_balance
from nonet.books.money.selectors.statements import statement
from nonet.books.money.selectors.stock_value import gross_margin, stock_value
from nonet.books.money.selectors.vouchers import voucher_rows
from nonet.books.money.statement_layouts import StatementRow
from nonet.kernel.actor import require
from nonet.kernel.clock import today
from nonet.kit.api.answers import answer

Year = Annotated[int, Query(ge=1900, le=9998)]
Month = Annotated[int, Query(ge=1, le=12)]
Statement = Literal["balance_sheet", "income_statement", "cash_flow"]


def add_reports(router: Router) -> None:
    """Offer them under ``/reports``."""
    for path, view in (
        ("statements/{name}", _statement),
        ("trial-balance", _trial_balance),
        ("general-ledger", _general_ledger),
        ("sub-ledger", _sub_ledger),
        ("aged-receivables", _aged_receivables),
        ("aged-payables", _aged_payables),
        ("party-statement", _party_statement),
        ("stock-value", _stock_value),
        ("gross-margin", _gross_margin),
        ("vouchers", _vouchers),
    ):
        says = (view.__doc__ or "").splitlines()[0].rstrip(".")
        router.get(f"/reports/{path}", tags=["Reports"], operation_id=f"report{view.__name__}", summary=says)(
            view
        )


def _rows(found: list[Any]) -> HttpResponse:
    return answer([each._asdict() for each in found])


def _statement(request: HttpRequest, name: Statement, year: Year, month: Month | None = None) -> HttpResponse:
    """Tell a financial statement in the form of the company's chart; without a month of the whole year."""
    require("money.read")
    layout, rows = statement(name=name, year=year, month=month)
    return answer(
        {
            "chart": layout.chart,
            "form": layout.form,
            "title": _names(layout, "title"),
            "columns": [{"column": each.column, "label": _names(each, "label")} for each in layout.columns],
            "rows": [_statement_row(each) for each in rows],
        }
    )


def _statement_row(row: StatementRow) -> dict[str, Any]:
    line = row.line
    told = {"number": line.number, "kind": line.kind, "indent": line.indent, "label": _names(line, "label")}
    return {**told, "amounts": list(row.amounts)}


def _names(owner: Any, name: str) -> dict[str, str]:
    """Return a text in every language."""
    languages = {"zh-hans": "zh_hans", "zh-hant": "zh_hant", "en": "en"}
    return {code: getattr(owner, f"{name}_{suffix}") for code, suffix in languages.items()}


def _trial_balance(request: HttpRequest, start: dt.date, end: dt.date, empty: bool = False) -> HttpResponse:
    """Tell every account with opening balance, turnovers and closing balance."""
    require("money.read")
    found = trial_balance(start=start, end=end, empty=empty)
    return answer([{**asdict(each), "closing": each.closing} for each in found])


def _general_ledger(
    request: HttpRequest, account_id: int, start: dt.date, end: dt.date, limit: int = 1000, offset: int = 0
) -> HttpResponse:
    """Tell the lines of an account in order of date, each with the balance after it."""
    require("money.read")
    limit, offset = min(max(limit, 1), 5000), max(offset, 0)
    return _rows(general_ledger(account_id=account_id, start=start, end=end, limit=limit, offset=offset))


def _sub_ledger(
    request: HttpRequest, account_id: Query[list[int]], start: dt.date, end: dt.date
) -> HttpResponse:
    """Tell opening, turnovers and closing of accounts by party."""
    require("money.read")
    return _rows(sub_ledger(account_ids=account_id, start=start, end=end))


def _aged_receivables(request: HttpRequest, on: dt.date | None = None) -> HttpResponse:
    """Tell what customers owe at the end of a day, by days overdue."""
    require("money.read")
    return answer([asdict(each) for each in aged(on=on or today(), receivable=True)])


def _aged_payables(request: HttpRequest, on: dt.date | None = None) -> HttpResponse:
    """Tell what is owed to suppliers at the end of a day, by days overdue."""
    require("money.read")
    return answer([asdict(each) for each in aged(on=on or today(), receivable=False)])


def _party_statement(
    request: HttpRequest, party_id: int, currency: str, start: dt.date, end: dt.date, receivable: bool = True
) -> HttpResponse:
    """Tell a party's invoices, credits and payments in order, each with the balance after it."""
    require("money.read")
    found = party_statement(party_id=party_id, receivable=receivable, currency=currency, start=start, end=end)
    return _rows(found)


def _stock_value(
    request: HttpRequest, on: dt.date | None = None, known_at: dt.datetime | None = None
) -> HttpResponse:
    """Tell quantity and value of each item at the end of a day, as it was known at a moment."""
    require("money.read")
    return _rows(stock_value(on=on or today(), known_at=known_at))


def _gross_margin(
    request: HttpRequest, start: dt.date, end: dt.date, by: Literal["item", "category", "party"] = "item"
) -> HttpResponse:
    """Tell revenue, cost and margin of some days."""
    require("money.read")
    return _rows(gross_margin(start=start, end=end, by=by))


def _vouchers(request: HttpRequest, entry_id: Query[list[int]]) -> HttpResponse:
    """Tell the vouchers of entries line by line."""
    require("money.read")
    return _rows(voucher_rows(entry_id))
