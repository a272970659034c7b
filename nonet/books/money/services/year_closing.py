"""The closing of a year: income and expenses go to the profit of the year (本年利润), that to what is distributed."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext as _

from nonet.books.money.errors import YearClosedAlready
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.posting import EntryDraft, LineDraft, post_entries
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import verb

EVENT = "year_closing"
TO_PROFIT = gettext_noop("Income and expenses up to %(year)s-%(month)02d to the profit of the year")
TO_DISTRIBUTION = gettext_noop("Profit of %(year)s to what is distributed")


@verb("money.close_income")
def close_income(*, posted_on: dt.date) -> int:
    """Carry the balances of all income and expense accounts to the profit of the year (结转损益); return the entry.

    May be done each month or once a year: it takes what has gathered up to the day. Without any it makes no
    entry and returns 0.
    """
    balances = _balances(posted_on)
    lines = [_opposite(each.account_id, each.balance) for each in balances]
    profit = -sum((each.balance for each in balances), Decimal(0))
    account = rule_book().account("profit_of_year", posted_on, {})
    if profit:
        lines.append(_opposite(account, profit))
    return _post(posted_on, _said(TO_PROFIT, posted_on), lines)


def _balances(on: dt.date) -> list[Any]:
    return sql.rows(
        "SELECT l.account_id, sum(l.debit - l.credit) AS balance FROM money_entryline l"
        " JOIN money_account a ON a.id = l.account_id AND a.type IN ('income', 'expense')"
        " WHERE l.company_id = %s AND l.posted_on <= %s GROUP BY l.account_id"
        " HAVING sum(l.debit - l.credit) <> 0 ORDER BY l.account_id",
        (current_company_id(), on),
    )


def _opposite(account_id: int, balance: Decimal) -> LineDraft:
    """Return the line that takes a net debit balance away."""
    if balance > 0:
        return LineDraft(account_id, credit=balance)
    return LineDraft(account_id, debit=-balance)


def _post(on: dt.date, text: str, lines: list[LineDraft]) -> int:
    if not lines:
        return 0
    return post_entries([EntryDraft(on, EVENT, "closing", on.year, text, lines)])[0]


def _said(text: str, on: dt.date) -> str:
    """Return what an entry says (摘要): the books speak the language of their company."""
    with override(company_books().language):
        return gettext(text) % {"year": on.year, "month": on.month}


@verb("money.close_year")
def close_year(*, year: int) -> list[int]:
    """Close a year on its last day: income and expenses to the profit of the year, that to what is distributed.

    Returns the entries made. The months are closed by ``close_period`` as any other.

    Raises
    ------
    YearClosedAlready
        When the profit of the year was carried over before and nothing has come since.
    """
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise InvalidInput("year", _("is no year of the calendar"))
    on = dt.date(year, 12, 31)
    made = [close_income(posted_on=on), _distribute(on)]
    if not any(made):
        raise YearClosedAlready(year)
    return [each for each in made if each]


def _distribute(on: dt.date) -> int:
    profit = rule_book().account("profit_of_year", on, {})
    found = sql.row(
        "SELECT coalesce(sum(debit - credit), 0) AS balance FROM money_entryline"
        " WHERE company_id = %s AND account_id = %s AND posted_on <= %s",
        (current_company_id(), profit, on),
    )
    if found is None or not found.balance:
        return 0
    target = rule_book().account("profit_distribution", on, {})
    return _post(
        on, _said(TO_DISTRIBUTION, on), [_opposite(profit, found.balance), _opposite(target, -found.balance)]
    )
