"""Entries: from an event and its amounts, by dated rules, to balanced lines; thousands at once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.books.money.errors import EntryNotBalanced
from nonet.books.money.selectors.rules import RuleBook, rule_book
from nonet.kernel import sql
from nonet.kernel.actor import current_actor

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


@dataclass(slots=True)
class Amounts:
    """What an event says for the posting rules.

    ``by_key`` gives each amount key of the rules (``net``, ``tax``, ``gross``, ``cost`` …) a list of
    ``(amount, qualifiers)``; qualifiers narrow the account role: ``category_id``, ``tax_code_id``, or name an
    ``account_id`` outright. Negative amounts post to the other side.
    """

    posted_on: dt.date
    source: str
    source_id: int | None
    by_key: Mapping[str, Sequence[tuple[Decimal, Mapping[str, Any]]]]
    party_id: int | None = None
    description: str = ""
    currency: str | None = None
    rate: Decimal | None = None


def post_events(event: str, records: Sequence[Amounts]) -> list[int]:
    """Write one entry for each record by the posting rules of ``event``; return the entries' ids in order.

    A record whose amounts are all zero makes no entry; its id is 0.

    Raises
    ------
    AccountMissing
        When a rule's role has no account on the day.
    """
    book = rule_book()
    drafts = [_draft(event, record, book) for record in records]
    ids = iter(post_entries([draft for draft in drafts if draft.lines]))
    return [next(ids) if draft.lines else 0 for draft in drafts]


def _draft(event: str, record: Amounts, book: RuleBook) -> EntryDraft:
    draft = EntryDraft(record.posted_on, event, record.source, record.source_id, record.description)
    sides: dict[tuple[int, int | None, bool], Decimal] = {}
    for rule in book.rules(event, record.posted_on):
        for amount, qualifiers in record.by_key.get(rule.amount_key, ()):
            account = qualifiers.get("account_id") or book.account(rule.role, record.posted_on, qualifiers)
            key = (account, record.party_id if rule.with_party else None, rule.is_debit)
            sides[key] = sides.get(key, ZERO) + amount
    for (account, party, is_debit), amount in sides.items():
        if amount:
            draft.lines.append(_line(account, party, is_debit == (amount > 0), abs(amount), record))
    return draft


def _line(account: int, party: int | None, is_debit: bool, amount: Decimal, record: Amounts) -> LineDraft:
    line = LineDraft(account, party_id=party)
    if is_debit:
        line.debit = amount
    else:
        line.credit = amount
    if record.rate and party is not None:
        line.currency = record.currency
        line.currency_amount = amount / record.rate if is_debit else -amount / record.rate
    return line


def post_entries(drafts: Sequence[EntryDraft]) -> list[int]:
    """Write entries and their lines in two statements; return the entries' ids in order.

    Raises
    ------
    EntryNotBalanced
        Before anything is written, for the first entry whose sides differ.
    """
    if not drafts:
        return []
    for draft in drafts:
        _require_balance(draft.lines)
    ids = _insert_entries(drafts)
    _insert_lines(drafts, ids)
    return ids


def _require_balance(lines: Iterable[LineDraft]) -> None:
    debit = credit = ZERO
    for line in lines:
        debit += line.debit
        credit += line.credit
    if debit != credit:
        raise EntryNotBalanced(debit, credit)


def _insert_entries(drafts: Sequence[EntryDraft]) -> list[int]:
    actor = current_actor()
    columns = sql.columns(
        [(d.posted_on, d.event, d.source, d.source_id, d.description[:300], d.reverses_id) for d in drafts], 6
    )
    found = sql.rows(
        "INSERT INTO money_entry (company_id, posted_on, event, source, source_id, description, reverses_id, user_id)"
        " SELECT %s::bigint, d.posted_on, d.event, d.source, d.source_id, d.description, d.reverses_id, %s::bigint"
        " FROM unnest(%s::date[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::bigint[])"
        " WITH ORDINALITY AS d (posted_on, event, source, source_id, description, reverses_id, n)"
        " ORDER BY d.n RETURNING id",
        (actor.company_id, actor.user_id, *columns),
    )
    return [each.id for each in found]


def _insert_lines(drafts: Sequence[EntryDraft], ids: Sequence[int]) -> None:
    records = [
        (
            entry_id,
            draft.posted_on,
            line.account_id,
            line.debit,
            line.credit,
            line.party_id,
            line.currency,
            line.currency_amount,
            line.cash_flow,
            line.description,
        )
        for entry_id, draft in zip(ids, drafts, strict=True)
        for line in draft.lines
    ]
    sql.execute(
        "INSERT INTO money_entryline (company_id, entry_id, posted_on, account_id, debit, credit, party_id,"
        " currency, currency_amount, cash_flow, description)"
        " SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::date[], %s::bigint[], %s::numeric[], %s::numeric[],"
        " %s::bigint[], %s::text[], %s::numeric[], %s::text[], %s::text[])",
        (current_actor().company_id, *sql.columns(records, 10)),
    )
