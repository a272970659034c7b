"""Opening receivables and payables: each document that was open when the books began becomes an open item."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import AlreadyOpened, ExchangeRateMissing
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.periods import closed_spans
from nonet.books.money.selectors.rates import Wanted, known_rates
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.opening.telling import SOURCE, Opened
from nonet.books.money.services.posting import Amounts, post_events
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError, PeriodClosed
from nonet.kernel.money import currencies, round_amount
from nonet.kernel.verbs import verb
from nonet.masters.parties.terms import Term, due_date

LONGEST_NUMBER = 60
Key = tuple[bool, int, str]


@dataclass(frozen=True, slots=True)
class ClaimOpening:
    """A document of the books before these, of which something is still open.

    ``amount`` is what is open of it in its ``currency`` (the company's own when empty): positive for what the
    customer owes us or we owe the supplier, negative for credits and advances. ``dated_on`` is its own day,
    ``opened_on`` the last day before these books begin. Without ``due_on`` the party's payment term says it, without
    ``rate`` the exchange rates of the company.
    """

    is_receivable: bool
    party_id: int
    number: str
    dated_on: dt.date
    amount: Decimal
    opened_on: dt.date
    due_on: dt.date | None = None
    currency: str = ""
    rate: Decimal | None = None

    @property
    def key(self) -> Key:
        """Return what it is known by."""
        return self.is_receivable, self.party_id, self.number.strip()

    @property
    def signed(self) -> Decimal:
        """Return the amount as open items have it: what we owe is negative."""
        return self.amount if self.is_receivable else -self.amount


@verb("money.open_claims")
def open_claims(*, openings: Sequence[ClaimOpening]) -> Opened:
    """Open receivables and payables against the opening balance account; a number of statements that does not grow.

    A document is known by its party and number: one that comes again with the same amount changes nothing, with
    another it is refused. ``done`` holds open items, ``refused`` is by position.
    """
    outcome = Opened()
    terms = _lock_parties({each.party_id for each in openings})
    known = _known({each.party_id for each in openings})
    facts = _Facts(openings, terms)
    fresh: list[ClaimOpening] = []
    for position, each in enumerate(openings):
        if (error := facts.refusal(each)) is not None:
            outcome.refused[position] = error
        elif (found := known.get(each.key)) is None:
            fresh.append(each)
            known[each.key] = _Known(0, each.signed, each.currency or facts.own)
        elif (found.amount, found.currency) != (each.signed, each.currency or facts.own):
            outcome.refused[position] = AlreadyOpened(each.number, f"{abs(found.amount)} {found.currency}")
        elif found.id:
            outcome.done.append(found.id)
    outcome.created = _write(fresh, facts)
    outcome.done += outcome.created
    return outcome


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    amount: Decimal
    currency: str


def _lock_parties(ids: set[int]) -> dict[int, Any]:
    """Lock the parties, so that of two files at once the second sees what the first opened; return their terms."""
    asked = (current_company_id(), sorted(ids))
    sql.execute(
        "SELECT id FROM parties_party WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        asked,
    )
    found = sql.rows(
        "SELECT p.id, t.days, t.months, t.from_month_end, t.day_of_month FROM parties_party p"
        " LEFT JOIN parties_paymentterm t ON t.id = p.payment_term_id WHERE p.company_id = %s AND p.id = ANY(%s)",
        asked,
    )
    return {each.id: each for each in found}


def _known(party_ids: set[int]) -> dict[Key, _Known]:
    """Return what stands opened of parties already."""
    found = sql.rows(
        "SELECT o.id, o.is_receivable, o.party_id, l.description AS number, o.amount, o.currency"
        " FROM money_openitem o JOIN money_entry e ON e.id = o.entry_id AND e.source = %s AND e.reverses_id IS NULL"
        " JOIN money_entryline l ON l.entry_id = e.id AND l.account_id = o.account_id AND l.party_id = o.party_id"
        " WHERE o.company_id = %s AND o.party_id = ANY(%s)"
        " AND NOT EXISTS (SELECT FROM money_entry r WHERE r.reverses_id = e.id)",
        (SOURCE, current_company_id(), sorted(party_ids)),
    )
    return {
        (each.is_receivable, each.party_id, each.number): _Known(each.id, each.amount, each.currency)
        for each in found
    }


class _Facts:
    """What the openings are judged by, read once for all of them."""

    def __init__(self, openings: Sequence[ClaimOpening], terms: dict[int, Any]) -> None:
        self.own = company_books().currency
        self.terms = terms
        self.rates = known_rates({self._wanted(each) for each in openings if self._is_foreign(each)})
        self.closed = closed_spans()

    def _is_foreign(self, each: ClaimOpening) -> bool:
        return each.rate is None and bool(each.currency) and each.currency != self.own

    def _wanted(self, each: ClaimOpening) -> Wanted:
        return each.currency, each.opened_on

    def rate(self, each: ClaimOpening) -> Decimal:
        """Return what one unit of its currency was worth."""
        if (each.currency or self.own) == self.own:
            return Decimal(1)
        return each.rate if each.rate is not None else self.rates[self._wanted(each)]

    def due_on(self, each: ClaimOpening) -> dt.date:
        """Return when it falls due."""
        found = self.terms[each.party_id]
        term: Term | None = found if found.days is not None else None
        return each.due_on or due_date(term, each.dated_on)

    def refusal(self, each: ClaimOpening) -> NonetError | None:
        """Return why a claim cannot be opened."""
        currency = each.currency or self.own
        if each.party_id not in self.terms:
            return InvalidInput("party_id", _("is no party of this company"))
        if not 0 < len(each.number.strip()) <= LONGEST_NUMBER:
            longest = {"length": LONGEST_NUMBER}
            return InvalidInput("number", _("has between 1 and %(length)s characters") % longest)
        if each.dated_on > each.opened_on:
            return InvalidInput(
                "dated_on", _("is after the cut-over date; enter it as a document of these books")
            )
        if currency not in currencies():
            return InvalidInput("currency", _("is no currency; use a code such as CNY or USD"))
        if not each.amount or each.amount != round_amount(each.amount, currency):
            return InvalidInput("amount", _("is zero or has too many decimals; round it to the currency"))
        if each.rate is not None and each.rate <= 0:
            return InvalidInput("rate", _("is not above zero"))
        if self.closed.cover(each.opened_on):
            return PeriodClosed(each.opened_on)
        if self._is_foreign(each) and self._wanted(each) not in self.rates:
            return ExchangeRateMissing(currency, each.opened_on)
        return None


def _write(openings: Sequence[ClaimOpening], facts: _Facts) -> list[int]:
    """Post an entry for each and write what it leaves open; return the open items."""
    if not openings:
        return []
    entries = post_events([_amounts(each, facts) for each in openings])
    items = [
        OpenItemDraft(
            party_id=each.party_id,
            account_id=rule_book().account(_role(each), each.opened_on, {}),
            entry_id=entry,
            is_receivable=each.is_receivable,
            currency=each.currency or facts.own,
            rate=facts.rate(each),
            amount=each.signed,
            posted_on=each.opened_on,
            due_on=facts.due_on(each),
        )
        for each, entry in zip(openings, entries, strict=True)
    ]
    return write_open_items(items)


def _role(each: ClaimOpening) -> str:
    return "receivable" if each.is_receivable else "payable"


def _amounts(each: ClaimOpening, facts: _Facts) -> tuple[str, Amounts]:
    """Return the event of a claim and its worth in the company's currency; the party's line names the document."""
    rate = facts.rate(each)
    is_foreign = (each.currency or facts.own) != facts.own
    number = each.number.strip()
    said = {"number": number, "date": f"{each.dated_on:%Y-%m-%d}"}
    return f"opening_{_role(each)}", Amounts(
        posted_on=each.opened_on,
        source=SOURCE,
        source_id=None,
        by_key={"amount": [(round_amount(each.amount * rate, facts.own), {})]},
        party_id=each.party_id,
        description=_("Opening balance: %(number)s of %(date)s") % said,
        currency=each.currency if is_foreign else None,
        rate=rate if is_foreign else None,
        reference=number,
    )
