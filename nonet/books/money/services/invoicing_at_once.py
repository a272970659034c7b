"""Invoices of orders that are sold and handed over at once: posted as they are written, by the parts of the steps."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.claiming import NUMBERED, SERIES, claim, series_of
from nonet.books.money.services.invoicing import (
    HEAD_COLUMNS,
    HEAD_NAMES,
    KINDS,
    LINE_COLUMNS,
    LINE_NAMES,
    head_record,
    line_record,
)
from nonet.books.orders.services.creating import OrderDraft
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.guards import AT_ONCE
from nonet.masters.parties.terms import Term


class Sold(NamedTuple):
    """An order written as invoiced, with the id its invoice gets, its credit term and the rate of its currency."""

    invoice_id: int
    draft: OrderDraft
    line_ids: Sequence[int]
    term: Term | None
    rate: Decimal


class _Posted(NamedTuple):
    """A line of an invoice, with its head, as ``claiming`` reads it."""

    id: int
    kind: str
    party_id: int
    issued_on: dt.date
    due_on: dt.date
    currency: str
    rate: Decimal
    gross_total: Decimal
    own_currency: str
    net_amount: Decimal
    tax_amount: Decimal
    tax_code_id: int | None
    category_id: int | None
    is_service: bool


def _named(prefix: str, columns: Mapping[str, str]) -> str:
    return ", ".join(f"%({prefix}{name})s::{kind}[]" for name, kind in columns.items())


_SOURCE = f"""source AS (
    SELECT * FROM unnest(%(ids)s::bigint[], {_named("head_", HEAD_COLUMNS)})
        WITH ORDINALITY AS s (id, {HEAD_NAMES}, n)
)"""
_LINES = f"""
INSERT INTO money_invoiceline (company_id, invoice_id, {LINE_NAMES})
SELECT %(company)s::bigint, source.id, {LINE_NAMES}
FROM unnest(%(line_n)s::int[], {_named("line_", LINE_COLUMNS)}) AS l (n, {LINE_NAMES}) JOIN source USING (n)
"""
_WRITE = f"""
WITH {AT_ONCE}, {SERIES}, {_SOURCE}, made AS (
    INSERT INTO money_invoice (id, company_id, {HEAD_NAMES}, gross_total, state, number)
    SELECT id, %(company)s::bigint, {HEAD_NAMES}, net_total + tax_total, 'posted', {NUMBERED}
    FROM source, series, at_once ORDER BY n
) {_LINES}"""
_DRAFT = f"""
WITH {_SOURCE}, made AS (
    INSERT INTO money_invoice (id, company_id, {HEAD_NAMES}, gross_total, state)
    SELECT id, %(company)s::bigint, {HEAD_NAMES}, net_total + tax_total, 'draft' FROM source ORDER BY n
) {_LINES}"""


def invoice_at_once(sold: Sequence[Sold], items: Mapping[int, Any], on: dt.date) -> None:
    """Write one posted invoice for each order, with entry, claim and number; three statements.

    ``items`` tells ``category_id`` and ``kind`` of the items. Numbers come last: their series is locked from then on.
    """
    ids, heads, lines = _records(sold, on)
    own = company_books().currency
    claim([_posted(*each, items, own) for each in zip(ids, heads, lines, strict=True)])
    params = {**series_of(heads[0][0], on.year, len(ids)), **_params(ids, heads, lines)}
    sql.execute(_WRITE, params)


def draft_at_once(sold: Sequence[Sold], on: dt.date) -> None:
    """Write a draft invoice for each order, to be posted by the step of its own; one statement."""
    sql.execute(_DRAFT, {"company": current_company_id(), **_params(*_records(sold, on))})


Records = Sequence[tuple[Any, ...]]


def _records(sold: Sequence[Sold], on: dt.date) -> tuple[list[int], Records, Sequence[Records]]:
    """Return the invoices' ids, their heads, and the lines of each."""
    lines = [_lines(n, sale) for n, sale in enumerate(sold, 1)]
    heads = [
        head_record(KINDS[sale.draft.kind], sale.draft, sale.rate, sale.term, of_one, on)
        for sale, of_one in zip(sold, lines, strict=True)
    ]
    return [sale.invoice_id for sale in sold], heads, lines


def _lines(n: int, sale: Sold) -> list[tuple[Any, ...]]:
    return [
        line_record(n, line_id, line, line.quantity, line.net_amount, line.tax_amount)
        for line_id, line in zip(sale.line_ids, sale.draft.lines, strict=True)
    ]


def _posted(
    invoice_id: int,
    head: tuple[Any, ...],
    lines: Sequence[tuple[Any, ...]],
    items: Mapping[int, Any],
    own: str,
) -> list[_Posted]:
    kind, party_id, issued_on, due_on, currency, rate, net_total, tax_total = head
    facts = (invoice_id, kind, party_id, issued_on, due_on, currency, rate, net_total + tax_total, own)
    posted = []
    for _, _, item_id, _, _, _, tax_code_id, _, net, tax in lines:
        item = items[item_id]
        posted.append(_Posted(*facts, net, tax, tax_code_id, item.category_id, item.kind == "service"))
    return posted


def _params(ids: Sequence[int], heads: Records, lines: Sequence[Records]) -> dict[str, Any]:
    """Return what the statements take of heads and lines."""
    flat = [line for of_one in lines for line in of_one]
    head_names = [f"head_{name}" for name in HEAD_COLUMNS]
    line_names = ["line_n", *(f"line_{name}" for name in LINE_COLUMNS)]
    return {
        "ids": ids,
        **dict(zip(head_names, sql.columns(heads, len(head_names)), strict=True)),
        **dict(zip(line_names, sql.columns(flat, len(line_names)), strict=True)),
    }
