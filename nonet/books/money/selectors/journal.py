"""The journal: every line of every entry in order of date; and the accounts through which money goes."""

import datetime as dt
from typing import Any

from nonet.books.money.models import Account
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_JOURNAL = """
SELECT l.id, l.entry_id, l.posted_on, v.word, v.number, coalesce(l.description, e.description) AS text, a.code,
    a.name AS account, p.name AS party, l.debit, l.credit
FROM money_entry e JOIN money_entryline l ON l.entry_id = e.id JOIN money_account a ON a.id = l.account_id
LEFT JOIN money_voucher v ON v.entry_id = e.id LEFT JOIN parties_party p ON p.id = l.party_id
WHERE e.company_id = %s AND e.posted_on BETWEEN %s AND %s ORDER BY e.posted_on, e.id, l.id LIMIT %s
"""


def journal(*, start: dt.date, end: dt.date, limit: int = 1000) -> list[Any]:
    """Return the lines of all entries of some days, in the order in which they were posted."""
    return sql.rows(_JOURNAL, (current_company_id(), start, end, limit))


def money_accounts() -> list[Account]:
    """Return the detail accounts of cash and bank, by code."""
    return list(Account.objects.filter(is_cash=True, is_leaf=True, active=True).order_by("code"))
