"""The ledger read: trial balance, general ledger, sub-ledgers by party."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

ZERO = Decimal(0)


@dataclass(slots=True)
class TrialRow:
    """An account over some days: net debit before them, both turnovers within, net debit after them."""

    account_id: int
    code: str
    name: str
    type: str
    is_debit: bool
    is_leaf: bool
    parent_id: int | None
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        """Return the net debit balance after the days."""
        return self.opening + self.debit - self.credit

    def add(self, other: "TrialRow") -> None:
        """Add the figures of a detail account."""
        self.opening += other.opening
        self.debit += other.debit
        self.credit += other.credit


_TRIAL = """
SELECT a.id, a.code, a.name, a.type, a.is_debit, a.is_leaf, a.parent_id,
    coalesce(s.opening, 0), coalesce(s.debit, 0), coalesce(s.credit, 0)
FROM money_account a LEFT JOIN (
    SELECT account_id, sum(debit - credit) FILTER (WHERE posted_on < %(start)s) AS opening,
        sum(debit) FILTER (WHERE posted_on >= %(start)s) AS debit,
        sum(credit) FILTER (WHERE posted_on >= %(start)s) AS credit
    FROM money_entryline WHERE company_id = %(company)s AND posted_on <= %(end)s GROUP BY account_id
) AS s ON s.account_id = a.id
WHERE a.company_id = %(company)s ORDER BY a.code
"""


def trial_balance(*, start: dt.date, end: dt.date, empty: bool = False) -> list[TrialRow]:
    """Return every account with its figures, parents summed from their details, by code.

    Accounts without any figure are left out unless ``empty`` asks for them.
    """
    found = sql.rows(_TRIAL, {"company": current_company_id(), "start": start, "end": end})
    rows = {each[0]: TrialRow(*each) for each in found}
    for row in sorted(rows.values(), key=lambda each: -len(each.code)):
        if row.parent_id is not None:
            rows[row.parent_id].add(row)
    return [row for row in rows.values() if empty or row.opening or row.debit or row.credit]


_GENERAL = """
SELECT l.id, l.entry_id, l.posted_on, v.word, v.number, coalesce(l.description, e.description) AS text,
    p.name AS party, l.debit, l.credit, l.currency, l.currency_amount, e.source, e.source_id,
    coalesce((SELECT sum(b.debit - b.credit) FROM money_entryline b
        WHERE b.account_id = %(account)s AND b.company_id = %(company)s AND b.posted_on < %(start)s), 0)
    + sum(l.debit - l.credit) OVER (ORDER BY l.posted_on, l.id) AS balance
FROM money_entryline l JOIN money_entry e ON e.id = l.entry_id
LEFT JOIN money_voucher v ON v.entry_id = e.id LEFT JOIN parties_party p ON p.id = l.party_id
WHERE l.company_id = %(company)s AND l.account_id = %(account)s AND l.posted_on BETWEEN %(start)s AND %(end)s
ORDER BY l.posted_on, l.id LIMIT %(limit)s OFFSET %(offset)s
"""


def general_ledger(
    *, account_id: int, start: dt.date, end: dt.date, limit: int = 1000, offset: int = 0
) -> list[Any]:
    """Return the lines of an account in order of date, each with the balance after it."""
    span = {"company": current_company_id(), "account": account_id, "start": start, "end": end}
    return sql.rows(_GENERAL, {**span, "limit": limit, "offset": offset})


def sub_ledger(*, account_ids: Sequence[int], start: dt.date, end: dt.date) -> list[Any]:
    """Return opening, turnovers and closing of accounts by party; ``party_id`` is empty for lines without one."""
    return sql.rows(
        "SELECT l.account_id, l.party_id, p.code, p.name,"
        " coalesce(sum(l.debit - l.credit) FILTER (WHERE l.posted_on < %(start)s), 0) AS opening,"
        " coalesce(sum(l.debit) FILTER (WHERE l.posted_on >= %(start)s), 0) AS debit,"
        " coalesce(sum(l.credit) FILTER (WHERE l.posted_on >= %(start)s), 0) AS credit,"
        " sum(l.debit - l.credit) AS closing"
        " FROM money_entryline l LEFT JOIN parties_party p ON p.id = l.party_id"
        " WHERE l.company_id = %(company)s AND l.account_id = ANY(%(accounts)s) AND l.posted_on <= %(end)s"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 3",
        {"company": current_company_id(), "accounts": list(account_ids), "start": start, "end": end},
    )
