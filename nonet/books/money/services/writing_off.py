"""What will not be paid: cash discount given, bad debt, small differences, taken off open items with an entry."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from nonet.books.money.errors import NotMatching
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.posting import Amounts, ByKey, post_events
from nonet.books.money.services.settling import Item, Pair, lock_items, settle
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import Outcome, verb


class Cause(StrEnum):
    """Why an open item is written off."""

    DISCOUNT = "discount"
    BAD_DEBT = "bad_debt"
    ROUNDING = "rounding"


EVENTS = {
    (Cause.DISCOUNT, True): "discount_given",
    (Cause.BAD_DEBT, True): "bad_debt_written_off",
    (Cause.ROUNDING, True): "rounding_settled_receivable",
    (Cause.ROUNDING, False): "rounding_settled_payable",
}


@dataclass(frozen=True, slots=True)
class WriteOff:
    """An open item to be written off for a cause: an amount of its currency, or all that is open."""

    open_item_id: int
    cause: str
    amount: Decimal | None = None


@verb("money.write_off")
def write_off(*, write_offs: Sequence[WriteOff], posted_on: dt.date) -> Outcome:
    """Write open items off; ``done`` holds the settlements, ``refused`` is by open item.

    An item is written off once in a call. Payables can only be rounded: what a supplier lets us keep is a
    credit of that supplier.
    """
    outcome = Outcome()
    items = lock_items({each.open_item_id for each in write_offs})
    outcome.refuse_missing((each.open_item_id for each in write_offs), items)
    fit: list[tuple[WriteOff, Item, Decimal]] = []
    for each in write_offs:
        item = items.pop(each.open_item_id, None)
        if item is None:
            outcome.refused.setdefault(each.open_item_id, NotMatching(each.open_item_id, "it stands twice"))
            continue
        amount = abs(item.open_amount) if each.amount is None else each.amount
        if reason := _unfit(each, item, amount):
            outcome.refused[item.id] = NotMatching(item.id, reason)
        else:
            fit.append((each, item, amount if item.open_amount > 0 else -amount))
    outcome.done = _write(fit, posted_on)
    return outcome


def _unfit(wanted: WriteOff, item: Item, amount: Decimal) -> str:
    if (wanted.cause, item.is_receivable) not in EVENTS:
        return f"{wanted.cause!r} is no cause to write it off"
    if not 0 < amount <= abs(item.open_amount):
        return f"{amount} is not within the {abs(item.open_amount)} still open"
    return ""


def _write(fit: Sequence[tuple[WriteOff, Item, Decimal]], on: dt.date) -> list[int]:
    """Post the entries, write counter-items worth the same, and settle the two."""
    if not fit:
        return []
    facts = _facts([item.id for _, item, _ in fit])
    entries = post_events([_amounts(wanted, item, amount, on) for wanted, item, amount in fit])
    counters = write_open_items(
        [
            _counter(item, amount, entry_id, facts[item.id], on)
            for (_, item, amount), entry_id in zip(fit, entries, strict=True)
        ]
    )
    pairs = [
        Pair(item.id, counter_id, abs(amount), wanted.cause)
        for (wanted, item, amount), counter_id in zip(fit, counters, strict=True)
    ]
    return settle(pairs=pairs, settled_on=on).require_all().done


def _facts(ids: Sequence[int]) -> dict[int, Any]:
    found = sql.rows(
        "SELECT id, account_id, rate FROM money_openitem WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), list(ids)),
    )
    return {each.id: each for each in found}


def _amounts(wanted: WriteOff, item: Item, amount: Decimal, on: dt.date) -> tuple[str, Amounts]:
    """Return the event and what the amount is worth in the ledger; payables are negative there."""
    quantum = company_books().quantum
    home = item.home_of(item.open_amount, quantum) - item.home_of(item.open_amount - amount, quantum)
    event = EVENTS[Cause(wanted.cause), item.is_receivable]
    said: ByKey = {"amount": [(home if item.is_receivable else -home, {})]}
    return event, Amounts(on, "open_item", item.id, said, item.party_id)


def _counter(item: Item, amount: Decimal, entry_id: int, facts: Any, on: dt.date) -> OpenItemDraft:
    return OpenItemDraft(
        item.party_id,
        facts.account_id,
        entry_id,
        item.is_receivable,
        item.currency,
        facts.rate,
        -amount,
        on,
        on,
    )
