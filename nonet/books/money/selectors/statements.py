"""Balance sheet, income statement and cash flow: the company's figures in the layout of its chart."""

import datetime as dt
from calendar import monthrange
from decimal import Decimal
from typing import Any

from nonet.books.money.cash_flow_items import cash_flow_item
from nonet.books.money.selectors.company import company_books
from nonet.books.money.statement_formulas import AccountBalance, Balances, CashMovement, PartyBalance
from nonet.books.money.statement_layouts import Layout, StatementRow, evaluate, load_layout
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

ZERO = Decimal(0)
Figures = dict[str, Any]


def statement(
    *, name: str, year: int, month: int | None = None, chart: str | None = None
) -> tuple[Layout, list[StatementRow]]:
    """Return the layout and rows of ``balance_sheet``, ``income_statement`` or ``cash_flow``.

    Without a month the period is the whole year. The chart is the company's own: its legal forms for the Chinese
    charts, plain ones for the international.
    """
    layout = load_layout(chart or company_books().chart, name)
    return layout, evaluate(layout, balances(year=year, month=month))


def balances(*, year: int, month: int | None = None) -> Balances:
    """Return the figures from which statements are made, in three statements of SQL."""
    figures = _span(year, month)
    parties = _parties(figures)
    accounts = {
        row.code: AccountBalance(
            opening_debit=max(row.opening, ZERO),
            opening_credit=max(-row.opening, ZERO),
            period_debit=row.period_debit,
            period_credit=row.period_credit,
            year_debit=row.year_debit,
            year_credit=row.year_credit,
            closed=row.closed,
            parties=parties.get(row.code, {}),
        )
        for row in sql.rows(_ACCOUNTS, figures)
    }
    return Balances(accounts=accounts, cash=_cash(figures))


def _span(year: int, month: int | None) -> Figures:
    last = month or 12
    return {
        "company": current_company_id(),
        "year_start": dt.date(year, 1, 1),
        "start": dt.date(year, month or 1, 1),
        "end": dt.date(year, last, monthrange(year, last)[1]),
    }


_ACCOUNTS = """
SELECT code, coalesce(sum(debit - credit) FILTER (WHERE posted_on < %(year_start)s), 0) AS opening,
    coalesce(sum(debit) FILTER (WHERE posted_on >= %(start)s AND NOT closes), 0) AS period_debit,
    coalesce(sum(credit) FILTER (WHERE posted_on >= %(start)s AND NOT closes), 0) AS period_credit,
    coalesce(sum(debit) FILTER (WHERE posted_on >= %(year_start)s AND NOT closes), 0) AS year_debit,
    coalesce(sum(credit) FILTER (WHERE posted_on >= %(year_start)s AND NOT closes), 0) AS year_credit,
    coalesce(sum(debit - credit) FILTER (WHERE posted_on >= %(year_start)s AND closes), 0) AS closed
FROM (
    SELECT a.code, l.posted_on, l.debit, l.credit, e.event = 'year_closing' AS closes
    FROM money_entryline l JOIN money_entry e ON e.id = l.entry_id JOIN money_account a ON a.id = l.account_id
    WHERE l.company_id = %(company)s AND l.posted_on <= %(end)s
) AS lines GROUP BY code
"""
_PARTIES = """
SELECT a.code, l.party_id, coalesce(sum(l.debit - l.credit) FILTER (WHERE l.posted_on < %(year_start)s), 0) AS opening,
    sum(l.debit - l.credit) AS closing
FROM money_entryline l JOIN money_account a ON a.id = l.account_id
WHERE l.company_id = %(company)s AND l.posted_on <= %(end)s AND l.party_id IS NOT NULL GROUP BY 1, 2
"""
_CASH = """
WITH moved AS (
    SELECT l.entry_id, sum(l.debit - l.credit) > 0 AS is_in FROM money_entryline l
    JOIN money_account a ON a.id = l.account_id AND a.is_cash
    WHERE l.company_id = %(company)s AND l.posted_on BETWEEN %(year_start)s AND %(end)s GROUP BY l.entry_id
)
SELECT a.code, l.cash_flow, m.is_in,
    coalesce(sum(l.credit - l.debit) FILTER (WHERE l.posted_on >= %(start)s), 0) AS period,
    sum(l.credit - l.debit) AS year
FROM moved m JOIN money_entryline l ON l.entry_id = m.entry_id
JOIN money_account a ON a.id = l.account_id AND NOT a.is_cash GROUP BY 1, 2, 3
"""


def _parties(figures: Figures) -> dict[str, dict[str, PartyBalance]]:
    parties: dict[str, dict[str, PartyBalance]] = {}
    for row in sql.rows(_PARTIES, figures):
        parties.setdefault(row.code, {})[str(row.party_id)] = PartyBalance(row.opening, row.closing)
    return parties


def _cash(figures: Figures) -> dict[str, CashMovement]:
    """Return cash movements by item: as marked on the line, else by the account on the other side."""
    chart = company_books().chart
    cash: dict[str, CashMovement] = {}
    for row in sql.rows(_CASH, figures):
        item = row.cash_flow or cash_flow_item(chart, row.code, "in" if row.is_in else "out")
        known = cash.get(item, CashMovement())
        cash[item] = CashMovement(known.period + row.period, known.year + row.year)
    return cash
