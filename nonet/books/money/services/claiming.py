"""What posting an invoice leaves: its entry, the claim on the party, and its number without a gap.

An invoice is given as its lines, each with net_amount, tax_amount, tax_code_id, category_id, is_service, and the facts
of its head: id, kind, party_id, issued_on, due_on, currency, rate, gross_total, own_currency.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.posting import ZERO, Amounts, post_events
from nonet.books.money.services.valuing.postings import Narrowed, by_key
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.money import round_amount

PREFIXES = {"sales_invoice": "INV", "credit_note": "CN"}
EVENTS = {
    ("sales_invoice", False): "sales_invoice_posted",
    ("sales_invoice", True): "service_invoice_posted",
    ("credit_note", False): "credit_note_posted",
    ("credit_note", True): "service_credit_note_posted",
}


def claim(invoices: Sequence[Sequence[Any]]) -> None:
    """Write the entry of each invoice and the open item that it leaves; two statements."""
    entries = _post_entries(invoices)
    write_open_items([_claim(group[0], entries[group[0].id]) for group in invoices if group[0].gross_total])


def _post_entries(invoices: Sequence[Sequence[Any]]) -> dict[int, int]:
    """Write one entry an invoice; one of services alone goes by rules of its own."""
    ids = post_events([(_event(group), _amounts(group)) for group in invoices])
    return {group[0].id: entry for group, entry in zip(invoices, ids, strict=True)}


def _event(group: Sequence[Any]) -> str:
    return EVENTS[group[0].kind, all(line.is_service for line in group)]


def _amounts(group: Sequence[Any]) -> Amounts:
    """Return an invoice's amounts in the company's own currency; gross is the sum of its parts."""
    head = group[0]
    foreign = head.currency != head.own_currency
    net: dict[Narrowed, Decimal] = {}
    tax: dict[Narrowed, Decimal] = {}
    for line in group:
        key = (line.category_id, line.tax_code_id)
        net[key] = net.get(key, ZERO) + (_own(line.net_amount, head) if foreign else line.net_amount)
        tax[key] = tax.get(key, ZERO) + (_own(line.tax_amount, head) if foreign else line.tax_amount)
    gross = sum(net.values(), ZERO) + sum(tax.values(), ZERO)
    return Amounts(
        posted_on=head.issued_on,
        source="invoice",
        source_id=head.id,
        by_key={**by_key({"net": net, "tax": tax}), "gross": [(gross, {})]},
        party_id=head.party_id,
        currency=head.currency if foreign else None,
        rate=head.rate if foreign else None,
    )


def _own(amount: Decimal, head: Any) -> Decimal:
    return round_amount(amount * head.rate, head.own_currency)


def _claim(head: Any, entry_id: int) -> OpenItemDraft:
    return OpenItemDraft(
        party_id=head.party_id,
        account_id=rule_book().account("receivable", head.issued_on, {}),
        entry_id=entry_id,
        is_receivable=True,
        currency=head.currency,
        rate=head.rate,
        amount=head.gross_total if head.kind == "sales_invoice" else -head.gross_total,
        posted_on=head.issued_on,
        due_on=head.due_on,
        invoice_id=head.id,
    )


SERIES = """series AS (
    INSERT INTO kernel_gaplessseries (company_id, series, period, next_number)
    VALUES (%(company)s, %(prefix)s, %(year)s, 1 + %(count)s)
    ON CONFLICT (company_id, series, period)
    DO UPDATE SET next_number = kernel_gaplessseries.next_number + %(count)s RETURNING next_number - %(count)s AS first
)"""
"""The series is one row, locked until the commit: that is what keeps the numbers without a gap."""
_COUNTED = "(series.first + n - 1)::text"
# lpad cuts what is longer than asked for, so the millionth number asks for its own length.
NUMBERED = f"""%(prefix)s::text || %(year)s::text || '-'
    || lpad({_COUNTED}, greatest(6, length({_COUNTED})), '0')"""
"""The number of the n-th invoice."""

_NUMBER = f"""
WITH {SERIES}
UPDATE money_invoice i SET state = 'posted', number = {NUMBERED}
FROM series, unnest(%(ids)s::bigint[]) WITH ORDINALITY AS w (id, n) WHERE i.id = w.id AND i.company_id = %(company)s
"""


def number(invoices: Sequence[Sequence[Any]]) -> None:
    """Give drafts the numbers of each kind and year; the series stay locked until the commit, so this comes last."""
    heads = sorted((group[0] for group in invoices), key=lambda head: (head.kind, head.issued_on, head.id))
    for (kind, year), group in groupby(heads, lambda head: (head.kind, head.issued_on.year)):
        ids = [head.id for head in group]
        sql.execute(_NUMBER, {**series_of(kind, year, len(ids)), "ids": ids})


def series_of(kind: str, year: int, count: int) -> dict[str, Any]:
    """Return the parameters of ``SERIES`` and ``NUMBERED`` for so many invoices of a kind and year."""
    return {"company": current_company_id(), "prefix": PREFIXES[kind], "year": str(year), "count": count}
