"""Claims and what pays them, matched: open amounts shrink, exchange differences are posted. Undone by counter-rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.money.errors import AlreadyUnsettled, NotMatching
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.posting import Amounts, ByKey, post_events
from nonet.books.money.services.valuing.methods import share
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome, verb

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two open items to be matched, for an amount or as far as they go, and why."""

    claim_id: int
    counter_id: int
    amount: Decimal | None = None
    reason: str = ""


@dataclass(slots=True)
class Item:
    """An open item under lock; ``home`` is its whole amount as the ledger has it, in the company's currency."""

    id: int
    party_id: int
    is_receivable: bool
    currency: str
    amount: Decimal
    open_amount: Decimal
    home: Decimal

    def home_of(self, amount: Decimal, quantum: Decimal) -> Decimal:
        """Return the part of an open amount in the company's currency."""
        return share(self.home, amount, self.amount, quantum)


@dataclass(frozen=True, slots=True)
class Match:
    """What was found fit to be written: the two items, the amount, the exchange difference."""

    claim: Item
    counter: Item
    amount: Decimal
    difference: Decimal
    reason: str
    reverses_id: int | None = None


@verb("money.settle")
def settle(*, pairs: Sequence[Pair], settled_on: dt.date | None = None) -> Outcome:
    """Match pairs of open items of opposite sign; ``done`` holds the settlements, ``refused`` is by claim.

    The items are locked in one sorted statement, and a pair sees what the pairs before it left open. Differences
    of exchange rates are posted as gain or loss.
    """
    outcome = Outcome()
    items = lock_items({each for pair in pairs for each in (pair.claim_id, pair.counter_id)})
    matches = []
    for pair in pairs:
        found = _match(pair, items)
        if isinstance(found, NotMatching):
            outcome.refused[pair.claim_id] = found
        elif found is not None:
            matches.append(found)
    outcome.done = write_matches(matches, settled_on or today())
    return outcome


def lock_items(ids: set[int]) -> dict[int, Item]:
    """Lock open items in order of id; return them by id. Two statements at most: foreign ones read their entries."""
    rows = sql.rows(
        "SELECT id, party_id, is_receivable, currency, amount, open_amount, entry_id, account_id FROM money_openitem"
        " WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        (current_company_id(), sorted(ids)),
    )
    own = company_books().currency
    homes = _homes([row for row in rows if row.currency != own])
    return {row.id: _item(row, homes.get(row.id, row.amount)) for row in rows}


def _item(row: Any, home: Decimal) -> Item:
    return Item(row.id, row.party_id, row.is_receivable, row.currency, row.amount, row.open_amount, home)


def _homes(rows: Sequence[Any]) -> dict[int, Decimal]:
    """Return what the entries say that foreign items are worth."""
    if not rows:
        return {}
    found = sql.rows(
        "SELECT w.id, sum(l.debit - l.credit) AS home"
        " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS w (id, entry_id, account_id, party_id)"
        " JOIN money_entryline l ON l.entry_id = w.entry_id AND l.account_id = w.account_id"
        " AND l.party_id = w.party_id AND l.company_id = %s GROUP BY w.id",
        (
            *sql.columns([(row.id, row.entry_id, row.account_id, row.party_id) for row in rows], 4),
            current_company_id(),
        ),
    )
    return {each.id: each.home for each in found}


def _match(pair: Pair, items: dict[int, Item]) -> Match | NotMatching | None:
    first, second = items.get(pair.claim_id), items.get(pair.counter_id)
    if first is None or second is None:
        return NotMatching(pair.claim_id, "one of the two does not exist")
    claim, counter = (first, second) if first.amount > 0 else (second, first)
    if reason := _unfit(claim, counter):
        return NotMatching(pair.claim_id, reason)
    possible = min(claim.open_amount, -counter.open_amount)
    amount = possible if pair.amount is None else pair.amount
    if amount > possible:
        return NotMatching(pair.claim_id, f"{amount} is more than the {possible} still open")
    return _use(claim, counter, amount, pair.reason) if amount else None


def _unfit(claim: Item, counter: Item) -> str:
    if claim.amount <= 0 or counter.amount >= 0:
        return "both are on the same side"
    if claim.party_id != counter.party_id:
        return "they are of different parties"
    if claim.currency != counter.currency:
        return "they are in different currencies"
    if claim.is_receivable != counter.is_receivable:
        return "one is a receivable, the other a payable"
    return ""


def _use(claim: Item, counter: Item, amount: Decimal, reason: str, reverses_id: int | None = None) -> Match:
    """Take an amount off both items (or put it back when negative) and return the match."""
    quantum = company_books().quantum
    home = claim.home_of(claim.open_amount, quantum) + counter.home_of(counter.open_amount, quantum)
    claim.open_amount -= amount
    counter.open_amount += amount
    left = claim.home_of(claim.open_amount, quantum) + counter.home_of(counter.open_amount, quantum)
    return Match(claim, counter, amount, left - home, reason, reverses_id)


def write_matches(matches: Sequence[Match], on: dt.date) -> list[int]:
    """Post exchange differences, then write settlements and what they leave open; return the settlements' ids."""
    if not matches:
        return []
    different = [each for each in matches if each.difference]
    entries = dict(
        zip(map(id, different), post_events([_difference(each, on) for each in different]), strict=True)
    )
    items = {item.id: item for each in matches for item in (each.claim, each.counter)}
    records = [
        (m.claim.id, m.counter.id, m.amount, on, entries.get(id(m)), m.reason[:120] or None, m.reverses_id)
        for m in matches
    ]
    actor = current_actor()
    found = sql.rows(
        "WITH left_open AS (UPDATE money_openitem o SET open_amount = w.open_amount"
        " FROM unnest(%s::bigint[], %s::numeric[]) AS w (id, open_amount) WHERE o.id = w.id)"
        " INSERT INTO money_settlement (company_id, user_id, claim_id, counter_id, amount, settled_on, entry_id,"
        " reason, reverses_id) SELECT %s::bigint, %s::bigint, claim_id, counter_id, amount, settled_on, entry_id,"
        " reason, reverses_id FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::date[], %s::bigint[],"
        " %s::text[], %s::bigint[]) WITH ORDINALITY"
        " AS d (claim_id, counter_id, amount, settled_on, entry_id, reason, reverses_id, n)"
        " ORDER BY n RETURNING id",
        (
            [item.id for item in items.values()],
            [item.open_amount for item in items.values()],
            actor.company_id,
            actor.user_id,
            *sql.columns(records, 7),
        ),
    )
    return [each.id for each in found]


def _difference(match: Match, on: dt.date) -> tuple[str, Amounts]:
    """Return what the ledger must take up so that what is matched is worth nothing any more.

    ``difference`` is what the two open items' worth changed by: when it rises, the control account is debited and
    we gained.
    """
    gain, loss = max(match.difference, ZERO), max(-match.difference, ZERO)
    if match.reverses_id:
        gain, loss = -loss, -gain
    sign = 1 if match.claim.is_receivable else -1
    event = "fx_difference_receivable" if match.claim.is_receivable else "fx_difference_payable"
    said: ByKey = {"difference": [(sign * match.difference, {})], "gain": [(gain, {})], "loss": [(loss, {})]}
    return event, Amounts(on, "settlement", match.claim.id, said, match.claim.party_id)


@verb("money.unsettle")
def unsettle(*, settlement_ids: Sequence[int], settled_on: dt.date | None = None) -> Outcome:
    """Take settlements back by counter-rows: both items are open again, exchange differences are reversed."""
    outcome = Outcome()
    rows = _settlements(settlement_ids)
    outcome.refuse_missing(settlement_ids, (row.id for row in rows))
    items = lock_items({each for row in rows for each in (row.claim_id, row.counter_id)})
    matches = []
    for row in _settlements(settlement_ids):
        if row.is_undone or row.reverses_id:
            outcome.refused[row.id] = AlreadyUnsettled(row.id)
        else:
            claim, counter = items[row.claim_id], items[row.counter_id]
            matches.append(_use(claim, counter, -row.amount, "taken back", row.id))
            outcome.done.append(row.id)
    write_matches(matches, settled_on or today())
    return outcome


def _settlements(ids: Sequence[int]) -> list[Any]:
    return sql.rows(
        "SELECT s.id, s.claim_id, s.counter_id, s.amount, s.reverses_id,"
        " EXISTS (SELECT 1 FROM money_settlement r WHERE r.reverses_id = s.id) AS is_undone"
        " FROM money_settlement s WHERE s.company_id = %s AND s.id = ANY(%s) ORDER BY s.id",
        (current_company_id(), sorted(set(ids))),
    )
