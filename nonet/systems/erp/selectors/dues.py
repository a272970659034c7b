"""What money is due when: open claims and debts by week, and what that makes of the cash we have."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

WEEKS = 6
BUCKETS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Week:
    """Money of the week that begins on ``start`` (None: what is overdue), and the cash expected at its end."""

    start: dt.date | None
    receivable: Decimal
    payable: Decimal
    cash: Decimal


_DUE = """
SELECT CASE WHEN due_on < %(on)s THEN NULL
    ELSE date_trunc('week', least(due_on, %(last)s))::date END AS week,
    coalesce(sum(round(open_amount * rate, 4)) FILTER (WHERE is_receivable), 0) AS receivable,
    coalesce(-sum(round(open_amount * rate, 4)) FILTER (WHERE NOT is_receivable), 0) AS payable
FROM money_openitem WHERE company_id = %(company)s AND open_amount <> 0 GROUP BY 1 ORDER BY 1 NULLS FIRST
"""
_CASH = """
SELECT coalesce(sum(l.debit - l.credit), 0) AS amount FROM money_entryline l JOIN money_account a ON a.id = l.account_id
WHERE l.company_id = %(company)s AND a.company_id = %(company)s AND a.is_cash
"""
_AGES = """
SELECT width_bucket(%(on)s - due_on, ARRAY[1, 31, 61, 91]) AS bucket, sum(round(open_amount * rate, 4)) AS amount
FROM money_openitem WHERE company_id = %(company)s AND open_amount <> 0 AND is_receivable GROUP BY 1
"""


def money_due(weeks: int = WEEKS) -> list[Week]:
    """Return what is overdue, then each week's claims and debts; the last holds all later ones too."""
    on = today()
    monday = on - dt.timedelta(days=on.weekday())
    starts = [None, *(monday + dt.timedelta(weeks=each) for each in range(weeks))]
    rows = sql.rows(_DUE, {"company": current_company_id(), "on": on, "last": starts[-1]})
    found = {each.week: each for each in rows}
    cash = cash_now()
    told = []
    for start in starts:
        row = found.get(start)
        receivable, payable = (row.receivable, row.payable) if row else (Decimal(0), Decimal(0))
        cash += receivable - payable
        told.append(Week(start, receivable, payable, cash))
    return told


def cash_now() -> Decimal:
    """Return what the books hold in cash and at banks."""
    found = sql.row(_CASH, {"company": current_company_id()})
    return Decimal(found.amount) if found else Decimal(0)


def receivable_ages() -> list[Decimal]:
    """Return what customers owe: not yet due, then overdue up to 30, 60, 90 days, and longer."""
    found = sql.rows(_AGES, {"company": current_company_id(), "on": today()})
    amounts = {each.bucket: each.amount for each in found}
    return [amounts.get(at, Decimal(0)) for at in range(len(BUCKETS) + 1)]
