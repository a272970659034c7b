"""The books' beginning: claims and balances as they stood, taken once, taken back, matched like all others."""

from decimal import Decimal
from typing import Any

from nonet.books.money.models import Account, Entry, EntryLine, FiscalPeriod, OpenItem
from nonet.books.money.selectors.ageing import aged, party_statement
from nonet.books.money.selectors.ledger import trial_balance
from nonet.books.money.services.opening import (
    AccountOpening,
    ClaimOpening,
    open_accounts,
    open_claims,
    reverse_openings,
)
from nonet.books.money.services.payments import receive_payments
from nonet.books.money.services.vouchers import reverse_entries
from nonet.kernel.sql import counting

from .test_payments import paid
from .test_valuing import ledger
from .world import D, World, on

EVE = on(31, 1)
OPENING = "310490"


def claim(world: World, number: str, amount: Any, **more: Any) -> ClaimOpening:
    """Return a receivable of 15 January, due by the end of it."""
    given = {"is_receivable": True, "party_id": world.customer.pk, "dated_on": on(15, 1), "opened_on": EVE}
    return ClaimOpening(number=number, amount=D(amount), **{**given, "due_on": on(20, 1), **more})


def owed(world: World, amount: Any, **more: Any) -> ClaimOpening:
    """Return a payable."""
    return claim(world, "B-1", amount, is_receivable=False, party_id=world.supplier.pk, **more)


def test_claims_stand_in_ledger_ageing_and_statement(world: World) -> None:
    world.rate("USD", "7.1")
    usd = claim(world, "A-3", "10.01", currency="USD", rate=D("7.2"))
    opened = open_claims(openings=[claim(world, "A-1", 100), claim(world, "A-2", -30), usd, owed(world, 55)])
    assert len(opened.created) == 4 and not opened.refused
    assert ledger("1122") == "142.07"
    assert ledger("220201") == "-55.00"
    assert ledger(OPENING) == "-87.07"
    (cny, dollars) = sorted(aged(on=EVE, receivable=True), key=lambda each: each.currency)
    assert (cny.total, dollars.total) == (70, D("10.01"))
    (row,) = aged(on=EVE, receivable=False)
    assert (row.total, row.buckets[1]) == (55, 55)
    told = party_statement(
        party_id=world.customer.pk, receivable=True, currency="CNY", start=EVE, end=on(28, 2)
    )
    assert [(each.number, each.amount) for each in told] == [("A-1", 100), ("A-2", -30)]
    assert "2026-01-15" in Entry.objects.get(description__contains="A-1").description


def test_due_dates_and_rates_come_of_themselves(world: World) -> None:
    world.rate("USD", "7.1")
    made = open_claims(openings=[claim(world, "A-1", 1, due_on=None), claim(world, "A-2", 1, currency="USD")])
    assert OpenItem.objects.get(pk=made.done[0]).due_on == on(15, 1)
    assert OpenItem.objects.get(pk=made.done[1]).rate == D("7.1")


def test_a_document_is_opened_once(world: World) -> None:
    first = open_claims(openings=[claim(world, "A-1", 100), claim(world, "A-1", 100)])
    again = open_claims(openings=[claim(world, "A-1", 100), claim(world, "A-1", 90), owed(world, 5)])
    assert (len(first.created), len(again.created)) == (1, 1)
    assert again.done[0] == first.done[0]
    assert again.refused[1].code == "already_opened"


def test_each_refusal_names_its_field_and_the_rest_goes_in(world: World) -> None:
    FiscalPeriod.objects.filter(number=1, year=2026).update(state="closed")
    bad = [
        claim(world, "A-1", 1),
        claim(world, "", 1, opened_on=on(1, 2)),
        claim(world, "A-2", 0, opened_on=on(1, 2)),
        claim(world, "A-3", "1.234", opened_on=on(1, 2)),
        claim(world, "A-4", 1, opened_on=on(1, 2), currency="EUR"),
        claim(world, "A-5", 1, opened_on=on(1, 2), currency="ZZZ"),
        claim(world, "A-6", 1, opened_on=on(1, 2), party_id=0),
        claim(world, "A-7", 1, opened_on=on(1, 2), currency="USD", rate=D(0)),
        claim(world, "A-8", 1, opened_on=on(1, 2), dated_on=on(2, 2)),
    ]
    outcome = open_claims(openings=[*bad, claim(world, "OK", 1, opened_on=on(1, 2))])
    codes = {at: each.params.get("field", each.code) for at, each in outcome.refused.items()}
    assert list(codes.values()) == [
        *("period_closed", "number", "amount", "amount"),
        *("exchange_rate_missing", "currency", "party_id", "rate", "dated_on"),
    ]
    assert len(outcome.created) == 1


def test_what_was_opened_wrongly_is_taken_back_and_opened_anew(world: World) -> None:
    made = open_claims(openings=[claim(world, "A-1", 100), owed(world, 50), claim(world, "A-2", 10)])
    first, payable, kept = made.done
    receive_payments(payments=[paid(world, "4", reference="for A-2")])
    assert OpenItem.objects.get(pk=kept).open_amount == 6
    outcome = reverse_openings(open_item_ids=[first, payable, kept, 0])
    assert outcome.done == [first, payable]
    assert {each.code for each in outcome.refused.values()} == {"not_an_opening", "document_missing"}
    assert (ledger("1122"), ledger("220201")) == ("6.00", "0.00")
    assert not aged(on=EVE, receivable=False)
    assert reverse_openings(open_item_ids=[first]).refused
    assert open_claims(openings=[claim(world, "A-1", 120)]).created
    assert ledger("1122") == "126.00"


def test_claims_in_foreign_money_are_taken_back_without_difference(world: World) -> None:
    made = open_claims(openings=[claim(world, "A-1", "10.01", currency="USD", rate=D("7.1234"))])
    reverse_openings(open_item_ids=made.done, posted_on=on(1)).require_all()
    assert (ledger("1122"), ledger(OPENING)) == ("0.00", "0.00")
    assert not OpenItem.objects.exclude(open_amount=0).exists()


def account(code: str) -> int:
    """Return an account's id."""
    return Account.objects.get(code=code).pk


def test_accounts_open_and_the_trial_balance_starts_right(world: World) -> None:
    openings = [
        AccountOpening(account("1001"), EVE, debit=D(500)),
        AccountOpening(account("3001"), EVE, credit=D(600)),
        AccountOpening(account("1122"), EVE, debit=D(1)),
        AccountOpening(account(OPENING), EVE, debit=D(1)),
        AccountOpening(account("1001"), EVE, debit=D(1), credit=D(2)),
        AccountOpening(0, EVE, debit=D(1)),
    ]
    outcome = open_accounts(openings=openings)
    assert (len(outcome.created), sorted(outcome.refused)) == (2, [2, 3, 4, 5])
    open_claims(openings=[claim(world, "A-1", 100)])
    assert ledger(OPENING) == "0.00"
    rows = {row.code: row for row in trial_balance(start=on(1, 2), end=on(28, 2))}
    assert (rows["1001"].opening, rows["3001"].opening, rows["1122"].opening) == (500, -600, 100)
    assert sum((row.opening for row in rows.values() if row.parent_id is None), Decimal(0)) == 0


def test_an_account_is_opened_once_until_it_is_taken_back(world: World) -> None:
    cash = account("1001")
    first = open_accounts(openings=[AccountOpening(cash, EVE, debit=D(500))])
    again = open_accounts(
        openings=[AccountOpening(cash, EVE, debit=D(500)), AccountOpening(cash, EVE, debit=D(7))]
    )
    assert (again.done, again.created, again.refused[1].code) == (first.done, [], "already_opened")
    reverse_entries(entry_ids=first.done, posted_on=EVE).require_all()
    assert open_accounts(openings=[AccountOpening(cash, EVE, debit=D(7))]).created
    assert EntryLine.objects.filter(account_id=cash).count() == 3


def test_statements_do_not_grow(world: World) -> None:
    counts = []
    for name, many in (("warm", 1), ("A", 1), ("B", 40)):
        with counting() as counted:
            made = open_claims(openings=[claim(world, f"{name}{at}", 5) for at in range(many)])
            reverse_openings(open_item_ids=made.done).require_all()
        counts.append(len(counted))
    assert counts[1] == counts[2]
