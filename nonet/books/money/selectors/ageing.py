"""What is owed, how long it has been, and the statement sent to a party (对账单)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.open_items import OPENED
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.money import round_amount

BUCKETS = (0, 30, 60, 90)
ZERO = Decimal(0)


@dataclass(slots=True)
class AgedParty:
    """What one party owes (or is owed) in one currency: by bucket of days overdue, and in all."""

    party_id: int
    code: str
    name: str
    currency: str
    buckets: list[Decimal] = field(default_factory=list)
    total: Decimal = ZERO
    home_total: Decimal = ZERO


_OPEN_AT = """
SELECT o.id, o.party_id, p.code, p.name, o.currency, o.rate, o.due_on, o.posted_on, o.invoice_id, o.payment_id,
    o.amount - coalesce((SELECT sum(s.amount) FROM money_settlement s
        WHERE s.claim_id = o.id AND s.settled_on <= %(on)s), 0)
    + coalesce((SELECT sum(s.amount) FROM money_settlement s
        WHERE s.counter_id = o.id AND s.settled_on <= %(on)s), 0) AS open_amount
FROM money_openitem o JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %(company)s AND o.is_receivable = %(receivable)s AND o.posted_on <= %(on)s
  AND (%(parties)s::bigint[] IS NULL OR o.party_id = ANY(%(parties)s))
  AND (o.open_amount <> 0 OR EXISTS (SELECT 1 FROM money_settlement s
      WHERE o.id IN (s.claim_id, s.counter_id) AND s.settled_on > %(on)s))
ORDER BY p.code, o.due_on, o.id
"""


def open_items_at(*, on: dt.date, receivable: bool, party_ids: Sequence[int] | None = None) -> list[Any]:
    """Return what was open at the end of a day: what was posted by then less what was settled by then."""
    parties = list(party_ids) if party_ids is not None else None
    found = sql.rows(
        _OPEN_AT,
        {"company": current_company_id(), "on": on, "receivable": receivable, "parties": parties},
    )
    return [each for each in found if each.open_amount]


def aged(
    *, on: dt.date, receivable: bool, buckets: Sequence[int] = BUCKETS, party_ids: Sequence[int] | None = None
) -> list[AgedParty]:
    """Return what is owed at the end of a day by party and currency.

    The first bucket is what is not yet due; each further one holds what is overdue for more days than its bound and
    no more than the next. Payables are shown as positive amounts.
    """
    sign = 1 if receivable else -1
    own = company_books().currency
    parties: dict[tuple[int, str], AgedParty] = {}
    for each in open_items_at(on=on, receivable=receivable, party_ids=party_ids):
        row = parties.setdefault(
            (each.party_id, each.currency), AgedParty(each.party_id, each.code, each.name, each.currency)
        )
        row.buckets = row.buckets or [ZERO] * (len(buckets) + 1)
        overdue = (on - each.due_on).days
        row.buckets[sum(overdue > bound for bound in buckets)] += sign * each.open_amount
        row.total += sign * each.open_amount
        row.home_total += round_amount(sign * each.open_amount * each.rate, own)
    return list(parties.values())


_STATEMENT = f"""
SELECT o.id, o.invoice_id, o.payment_id, o.currency, o.posted_on, o.due_on,
    CASE WHEN o.invoice_id IS NOT NULL THEN i.kind WHEN y.id IS NOT NULL THEN y.kind
    ELSE 'entry' END AS kind, coalesce(i.number, y.number, l.description, '') AS number,
    coalesce(i.party_reference, y.reference, '') AS reference, o.amount, o.open_amount,
    coalesce((SELECT sum(b.amount) FROM money_openitem b WHERE b.company_id = %(company)s
        AND b.party_id = %(party)s AND b.is_receivable = %(receivable)s AND b.currency = %(currency)s
        AND b.posted_on < %(start)s), 0)
    + sum(o.amount) OVER (ORDER BY o.posted_on, o.id) AS balance
FROM money_openitem o LEFT JOIN money_invoice i ON i.id = o.invoice_id LEFT JOIN money_payment y ON y.id = o.payment_id
{OPENED}
WHERE o.company_id = %(company)s AND o.party_id = %(party)s AND o.is_receivable = %(receivable)s
  AND o.currency = %(currency)s AND o.posted_on BETWEEN %(start)s AND %(end)s
ORDER BY o.posted_on, o.id
"""


def party_statement(
    *, party_id: int, receivable: bool, currency: str, start: dt.date, end: dt.date
) -> list[Any]:
    """Return a party's invoices, credits and payments of some days in order, each with the balance after it."""
    span = {"company": current_company_id(), "party": party_id, "start": start, "end": end}
    return sql.rows(_STATEMENT, {**span, "receivable": receivable, "currency": currency})
