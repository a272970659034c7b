"""Entries: from an event and its amounts, by dated rules, to balanced lines; thousands at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any

from nonet.books.money.errors import EntryNotBalanced
from nonet.books.money.selectors.rules import RuleBook, rule_book
from nonet.books.money.services.refusals import translated
from nonet.kernel import sql
from nonet.kernel.actor import current_actor
from nonet.kernel.money import round_amount

ZERO = Decimal(0)


@dataclass(slots=True)
class LineDraft:
    """One side of an entry to be; amounts in the company's currency, rounded to its digits."""

    account_id: int
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    party_id: int | None = None
    currency: str | None = None
    currency_amount: Decimal | None = None
    cash_flow: str | None = None
    description: str | None = None


@dataclass(slots=True)
class EntryDraft:
    """An entry to be: the event that makes it, the document it comes from, its lines."""

    posted_on: dt.date
    event: str
    source: str
    source_id: int | None
    description: str = ""
    lines: list[LineDraft] = field(default_factory=list)
    reverses_id: int | None = None


ByKey = Mapping[str, Sequence[tuple[Decimal, Mapping[str, Any]]]]
"""What an event says for the posting rules: each amount key (``net``, ``tax``, ``cost`` …) with its amounts."""


@dataclass(slots=True)
class Amounts:
    """What an event says for the posting rules.

    ``by_key`` gives each amount key of the rules (``net``, ``tax``, ``gross``, ``cost`` …) a list of
    ``(amount, qualifiers)``; qualifiers narrow the account role: ``category_id``, ``tax_code_id``, or name an
    ``account_id`` outright. Negative amounts post to the other side. ``accounts`` names the account of a role
    outright, such as the bank account a payment came in on. ``also`` holds further events that go into the same
    entry; its lines are then netted by account. ``reference`` is what the party's line says.
    """

    posted_on: dt.date
    source: str
    source_id: int | None
    by_key: ByKey
    party_id: int | None = None
    description: str = ""
    currency: str | None = None
    rate: Decimal | None = None
    accounts: Mapping[str, int] | None = None
    also: Sequence[tuple[str, ByKey]] = ()
    reference: str | None = None


Sides = dict[tuple[int, int | None, bool], Decimal]


def post_events(records: Sequence[tuple[str, Amounts]]) -> list[int]:
    """Write one entry for each event and its amounts by the posting rules; return the entries' ids in order.

    A record whose amounts are all zero makes no entry; its id is 0. One statement, however many.

    Raises
    ------
    AccountMissing
        When a rule's role has no account on the day.
    RuleMissing
        When no rule says what the event posts.
    PeriodClosed
        When a record is dated in a closed period.
    """
    book = rule_book()
    drafts = [_draft(event, record, book) for event, record in records]
    ids = iter(post_entries([draft for draft in drafts if draft.lines]))
    return [next(ids) if draft.lines else 0 for draft in drafts]


def _draft(event: str, record: Amounts, book: RuleBook) -> EntryDraft:
    draft = EntryDraft(record.posted_on, event, record.source, record.source_id, record.description)
    sides: Sides = {}
    _collect(sides, event, record.by_key, record, book)
    for further, by_key in record.also:
        _collect(sides, further, by_key, record, book)
    draft.lines = [
        _line(account, party, is_debit == (amount > 0), abs(amount), record)
        for (account, party, is_debit), amount in (_netted(sides) if record.also else sides).items()
        if amount
    ]
    return draft


def _collect(sides: Sides, event: str, by_key: ByKey, record: Amounts, book: RuleBook) -> None:
    """Add what the rules of an event post to the sides of the entry."""
    named = record.accounts or {}
    for rule in book.rules(event, record.posted_on):
        party = record.party_id if rule.with_party else None
        for amount, qualifiers in by_key.get(rule.amount_key, ()):
            account = qualifiers.get("account_id") or named.get(rule.role)
            if account is None:
                account = book.account(rule.role, record.posted_on, qualifiers)
            key = (account, party, rule.is_debit)
            sides[key] = sides[key] + amount if key in sides else amount


def _netted(sides: Sides) -> Sides:
    """Return each account's two sides as one debit, which may be negative."""
    netted: Sides = {}
    for (account, party, is_debit), amount in sides.items():
        key = (account, party, True)
        netted[key] = netted.get(key, ZERO) + (amount if is_debit else -amount)
    return netted


def _line(account: int, party: int | None, is_debit: bool, amount: Decimal, record: Amounts) -> LineDraft:
    line = LineDraft(account, party_id=party)
    if is_debit:
        line.debit = amount
    else:
        line.credit = amount
    if party is not None:
        line.description = record.reference
    if record.rate and record.currency and party is not None:
        foreign = round_amount(amount / record.rate, record.currency)
        line.currency = record.currency
        line.currency_amount = foreign if is_debit else -foreign
    return line


def post_entries(drafts: Sequence[EntryDraft]) -> list[int]:
    """Write entries and their lines in one statement; return the entries' ids in order.

    Raises
    ------
    EntryNotBalanced
        Before anything is written, for the first entry whose sides differ.
    PeriodClosed
        When an entry is dated in a closed period; the database refuses it.
    """
    if not drafts:
        return []
    for draft in drafts:
        _require_balance(draft.lines)
    with translated():
        return _write(drafts)


def _require_balance(lines: Iterable[LineDraft]) -> None:
    debit = credit = ZERO
    for line in lines:
        debit += line.debit
        credit += line.credit
    if debit != credit:
        raise EntryNotBalanced(debit, credit)


_WRITE = """
WITH source AS (
    SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::bigint[])
        WITH ORDINALITY AS s (posted_on, event, source, source_id, description, reverses_id, n)
), made AS (
    INSERT INTO money_entry (company_id, posted_on, event, source, source_id, description, reverses_id, user_id)
    SELECT %s::bigint, posted_on, event, source, source_id, description, reverses_id, %s::bigint
    FROM source ORDER BY n RETURNING id, posted_on
), numbered AS (
    SELECT id, posted_on, row_number() OVER (ORDER BY id) AS n FROM made
), lines AS (
    INSERT INTO money_entryline (company_id, entry_id, posted_on, account_id, debit, credit, party_id, currency,
        currency_amount, cash_flow, description)
    SELECT %s::bigint, numbered.id, numbered.posted_on, l.account_id, l.debit, l.credit, l.party_id, l.currency,
        l.currency_amount, l.cash_flow, l.description
    FROM unnest(%s::int[], %s::bigint[], %s::numeric[], %s::numeric[], %s::bigint[], %s::text[], %s::numeric[],
        %s::text[], %s::text[])
        WITH ORDINALITY
        AS l (n, account_id, debit, credit, party_id, currency, currency_amount, cash_flow, description, position)
    JOIN numbered USING (n) ORDER BY l.position
)
SELECT array_agg(id ORDER BY n) AS ids FROM numbered
"""


def _write(drafts: Sequence[EntryDraft]) -> list[int]:
    actor = current_actor()
    heads = [
        (d.posted_on, d.event, d.source, d.source_id, d.description[:300], d.reverses_id) for d in drafts
    ]
    lines = [(n, *_values(line)) for n, draft in enumerate(drafts, 1) for line in draft.lines]
    made = sql.row(
        _WRITE,
        (*sql.columns(heads, 6), actor.company_id, actor.user_id, actor.company_id, *sql.columns(lines, 9)),
    )
    assert made is not None
    return list(made.ids)


_values = attrgetter(
    "account_id", "debit", "credit", "party_id", "currency", "currency_amount", "cash_flow", "description"
)
