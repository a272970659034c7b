"""Opening ledger balances: what each account held when the books began, against the opening balance account."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import AlreadyOpened, ControlAccountClosed
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.periods import Spans, closed_spans
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.opening.telling import Opened
from nonet.books.money.services.posting import Amounts, post_events
from nonet.books.money.services.vouchers import SUB_LEDGERS
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError, PeriodClosed
from nonet.kernel.money import round_amount
from nonet.kernel.verbs import verb

ZERO = Decimal(0)
EVENT = "opening_bank"


@dataclass(frozen=True, slots=True)
class AccountOpening:
    """What a detail account held at the end of ``opened_on``, the last day before these books begin, in own money."""

    account_id: int
    opened_on: dt.date
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    description: str = ""

    @property
    def balance(self) -> Decimal:
        """Return the net debit."""
        return self.debit - self.credit


@verb("money.open_accounts")
def open_accounts(*, openings: Sequence[AccountOpening]) -> Opened:
    """Give accounts their opening balances; a number of statements that does not grow with them.

    Each makes one entry against the opening balance account, which is zero again once stock, receivables, payables and
    all other accounts are opened in full. An account is opened once: the same balance again changes nothing, another is
    refused until the entry is taken back. ``done`` holds entries, ``refused`` is by position.
    """
    outcome = Opened()
    accounts = _lock_accounts({each.account_id for each in openings})
    known = _known(set(accounts))
    closed = closed_spans()
    fresh: list[AccountOpening] = []
    for position, each in enumerate(openings):
        if (error := _refusal(each, accounts.get(each.account_id), closed)) is not None:
            outcome.refused[position] = error
        elif (found := known.get(each.account_id)) is None:
            fresh.append(each)
            known[each.account_id] = (0, each.balance)
        elif found[1] != each.balance:
            outcome.refused[position] = AlreadyOpened(accounts[each.account_id].code, found[1])
        elif found[0]:
            outcome.done.append(found[0])
    outcome.created = post_events([_amounts(each) for each in fresh])
    outcome.done += outcome.created
    return outcome


def _lock_accounts(ids: set[int]) -> dict[int, Any]:
    """Lock the accounts, so that of two files at once the second sees what the first opened."""
    found = sql.rows(
        "SELECT id, code, control, is_leaf, active FROM money_account WHERE company_id = %s AND id = ANY(%s)"
        " ORDER BY id FOR NO KEY UPDATE",
        (current_company_id(), sorted(ids)),
    )
    return {each.id: each for each in found}


def _known(account_ids: set[int]) -> dict[int, tuple[int, Decimal]]:
    """Return the entry and net debit by which accounts stand opened already."""
    found = sql.rows(
        "SELECT l.account_id, e.id, l.debit - l.credit AS balance FROM money_entry e"
        " JOIN money_entryline l ON l.entry_id = e.id AND l.account_id = ANY(%s)"
        " WHERE e.company_id = %s AND e.source = 'manual' AND e.event = %s AND e.reverses_id IS NULL"
        " AND NOT EXISTS (SELECT FROM money_entry r WHERE r.reverses_id = e.id)",
        (sorted(account_ids), current_company_id(), EVENT),
    )
    return {each.account_id: (each.id, each.balance) for each in found}


def _refusal(each: AccountOpening, account: Any, closed: Spans) -> NonetError | None:
    """Return why an account cannot be opened so."""
    own = company_books().currency
    if account is None:
        return InvalidInput("account_id", _("is no account of this company"))
    if account.control in SUB_LEDGERS:
        return ControlAccountClosed(account.code)
    if not (account.is_leaf and account.active):
        return InvalidInput("account_id", _("takes no entries; open the detail accounts below it"))
    if account.id == rule_book().account("opening_balance", each.opened_on, {}):
        return InvalidInput("account_id", _("is filled by the openings of the others; leave it out"))
    if min(each.debit, each.credit) < 0 or (each.debit and each.credit) or not each.balance:
        return InvalidInput("debit", _("give an amount above zero on one side"))
    if each.balance != round_amount(each.balance, own):
        return InvalidInput("debit", _("has too many decimals; round it to the currency"))
    return PeriodClosed(each.opened_on) if closed.cover(each.opened_on) else None


def _amounts(each: AccountOpening) -> tuple[str, Amounts]:
    return EVENT, Amounts(
        posted_on=each.opened_on,
        source="manual",
        source_id=None,
        by_key={"amount": [(each.balance, {})]},
        description=each.description or _("Opening balance"),
        accounts={"bank": each.account_id},
    )
