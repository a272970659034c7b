"""Payments find what they pay: by the invoices named, the reference on the statement, the amount, the age."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from nonet.books.money.selectors.open_items import OPENED
from nonet.books.money.services.settling import Pair, settle
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome, verb


@verb("money.match_payments")
def match_payments(*, payments: Mapping[int, Sequence[int]]) -> Outcome:
    """Match posted payments (by id, each with the invoices it names, if any) with what they pay.

    A payment that names none takes the invoices whose number stands in its reference, else the oldest of exactly its
    amount, else the oldest due first. Each settlement keeps the reason. ``done`` holds settlements.
    """
    rows = _candidates(list(payments))
    pairs: list[Pair] = []
    for _key, group in groupby(rows, lambda row: (row.party_id, row.is_receivable, row.currency)):
        pairs += _pairs(list(group), payments)
    return settle(
        pairs=pairs, settled_on=None if not rows else max(row.paid_on for row in rows if row.paid_on)
    )


def _candidates(payment_ids: Sequence[int]) -> list[Any]:
    """Return the payments' open items and all that is open of the same parties, oldest due first."""
    return sql.rows(
        "WITH mine AS (SELECT DISTINCT party_id, is_receivable, currency FROM money_openitem"
        " WHERE company_id = %(company)s AND payment_id = ANY(%(ids)s))"
        " SELECT o.id, o.party_id, o.is_receivable, o.currency, o.open_amount, o.invoice_id, o.due_on,"
        " coalesce(i.number, l.description, '') AS number, coalesce(i.party_reference, '') AS party_reference,"
        " p.id AS payment_id, p.reference, p.paid_on"
        " FROM mine m JOIN money_openitem o USING (party_id, is_receivable, currency)"
        " LEFT JOIN money_invoice i ON i.id = o.invoice_id"
        f" LEFT JOIN money_payment p ON p.id = o.payment_id AND p.id = ANY(%(ids)s) {OPENED}"
        " WHERE o.company_id = %(company)s AND o.open_amount <> 0"
        " ORDER BY o.party_id, o.is_receivable, o.currency, o.due_on, o.id",
        {"company": current_company_id(), "ids": list(payment_ids)},
    )


def _pairs(rows: Sequence[Any], named: Mapping[int, Sequence[int]]) -> Iterator[Pair]:
    """Yield pairs for the payments of one party; ``left`` keeps what is still open of each item on the way."""
    left = {row.id: row.open_amount for row in rows}
    claims = [row for row in rows if row.payment_id is None]
    by_invoice = {row.invoice_id: row for row in claims if row.invoice_id}
    payments = [row for row in rows if row.payment_id is not None]
    for payment in sorted(payments, key=lambda row: not named.get(row.payment_id)):
        chosen = [by_invoice[each] for each in named.get(payment.payment_id, ()) if each in by_invoice]
        if named.get(payment.payment_id) and not chosen:
            continue
        for claim, reason in _turns(payment, claims, left, chosen):
            amount = _fitting(left[payment.id], left[claim.id])
            if amount:
                sign = 1 if left[payment.id] > 0 else -1
                left[payment.id] -= sign * amount
                left[claim.id] += sign * amount
                yield Pair(claim.id, payment.id, amount, reason)


def _fitting(one: Decimal, other: Decimal) -> Decimal:
    """Return how much two open amounts of opposite sign pay of each other."""
    return min(abs(one), abs(other)) if one * other < 0 else Decimal(0)


def _turns(
    payment: Any, claims: Sequence[Any], left: Mapping[int, Decimal], named: Sequence[Any]
) -> Iterator[tuple[Any, str]]:
    """Yield the claims a payment turns to, in order, with the reason."""
    if named:
        yield from ((claim, "named") for claim in named)
        return
    yield from ((claim, "reference") for claim in claims if _is_referred_to(claim, payment.reference))
    if exact := next((claim for claim in claims if left[claim.id] == -left[payment.id]), None):
        yield exact, "same amount"
    yield from ((claim, "oldest first") for claim in claims)


def _is_referred_to(claim: Any, reference: str) -> bool:
    return any(text and text in reference for text in (claim.number, claim.party_reference))
