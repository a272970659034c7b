"""Voucher numbers, entries by hand, months and years closed."""

import pytest
from django.db import IntegrityError, connection, transaction

from nonet.books.money.errors import (
    ControlAccountClosed,
    EntryNotBalanced,
    PeriodNotReady,
    PeriodOutOfTurn,
    YearClosedAlready,
)
from nonet.books.money.models import Account, Entry, EntryLine, FiscalPeriod, Voucher
from nonet.books.money.selectors.vouchers import voucher_rows
from nonet.books.money.services.periods import close_period, reopen_period
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.vouchers import (
    ManualLine,
    number_vouchers,
    post_manual_entry,
    reverse_entries,
)
from nonet.books.money.services.year_closing import close_year
from nonet.kernel.errors import PeriodClosed

from .test_valuing import ledger
from .world import D, World, on


def account(code: str) -> int:
    return int(Account.objects.get(code=code).pk)


def manual(debit: str, credit: str, amount: int, day: int = 5, month: int = 1) -> int:
    lines = [ManualLine(account(debit), D(amount)), ManualLine(account(credit), credit=D(amount))]
    return post_manual_entry(posted_on=on(day, month), lines=lines, description="by hand")


def period(month: int) -> int:
    return int(FiscalPeriod.objects.get(year=2026, number=month).pk)


def test_vouchers_are_numbered_in_order_of_date_without_gap(world: World) -> None:
    late, early = manual("560204", "1002", 5, 20), manual("560204", "1002", 6, 3)
    assert number_vouchers(period_id=period(1)) == 2
    assert dict(Voucher.objects.values_list("entry_id", "number")) == {early: 1, late: 2}
    assert number_vouchers(period_id=period(1)) == 0
    more = manual("560204", "1002", 7, 4)
    number_vouchers(period_id=period(1))
    assert Voucher.objects.get(entry_id=more).number == 3
    printed = voucher_rows([early])
    assert [(row.word, row.number, row.account_code) for row in printed] == [
        ("记", 1, "560204"),
        ("记", 1, "1002"),
    ]


def test_entries_by_hand_keep_off_accounts_that_a_sub_ledger_answers_for(world: World) -> None:
    with pytest.raises(ControlAccountClosed):
        manual("1405", "1002", 5)
    with pytest.raises(EntryNotBalanced):
        post_manual_entry(posted_on=on(5), lines=[ManualLine(account("1002"), D(5))], description="half")


def test_an_entry_is_taken_back_once(world: World) -> None:
    entry = manual("560204", "1002", 5)
    (back,) = reverse_entries(entry_ids=[entry], posted_on=on(9)).require_all().done
    assert Entry.objects.get(pk=back).reverses_id == entry
    assert ledger("560204") == "0.00"
    again = reverse_entries(entry_ids=[entry, back], posted_on=on(9))
    assert {each.code for each in again.refused.values()} == {"already_reversed"}


def test_a_month_is_closed_when_nothing_is_left_to_do(world: World) -> None:
    manual("560204", "1002", 5)
    with pytest.raises(PeriodNotReady) as refusal:
        close_period(period_id=period(1))
    assert [each.code for each in refusal.value.steps] == ["unnumbered_vouchers"]
    moves = world.receive(world.order("purchase", [(world.item(), 1, 10)]), on(6, 1))
    number_vouchers(period_id=period(1))
    with pytest.raises(PeriodNotReady) as refusal:
        close_period(period_id=period(1))
    assert [each.code for each in refusal.value.steps] == ["unvalued_moves"]
    value_moves(move_ids=moves)
    number_vouchers(period_id=period(1))
    close_period(period_id=period(1))
    with pytest.raises(PeriodClosed), transaction.atomic():
        manual("560204", "1002", 5)


def test_the_database_itself_refuses_a_closed_month_and_a_lopsided_entry(world: World) -> None:
    FiscalPeriod.objects.filter(number=1).update(state="closed")
    entry = Entry.objects.create(
        company_id=world.company.pk, posted_on=on(5), event="manual", source="manual"
    )
    columns = "company_id, entry_id, account_id, posted_on, debit"
    line = f"INSERT INTO money_entryline ({columns}) VALUES (%s, %s, %s, %s, %s)"
    for day, amount, refusal in (
        (on(5, 1), 0, "period_closed: 2026-01-05"),
        (on(5), 9, "entry_not_balanced"),
    ):
        with (
            pytest.raises(IntegrityError, match=refusal),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(line, [world.company.pk, entry.pk, account("1002"), day, amount])
    with connection.cursor() as cursor:
        cursor.execute(line, [world.company.pk, entry.pk, account("1002"), on(5), 0])
    assert EntryLine.objects.count() == 1


def test_months_are_closed_in_turn_and_opened_from_the_last(world: World) -> None:
    with pytest.raises(PeriodOutOfTurn):
        close_period(period_id=period(2))
    for month in (1, 2):
        close_period(period_id=period(month))
    with pytest.raises(PeriodOutOfTurn):
        reopen_period(period_id=period(1))
    reopen_period(period_id=period(2))
    manual("560204", "1002", 5, month=2)


def test_a_year_carries_its_profit_over(world: World) -> None:
    manual("1002", "500102", 100, month=4)
    manual("560204", "1002", 30, month=6)
    assert len(close_year(year=2026)) == 2
    assert (ledger("500102"), ledger("560204"), ledger("3103")) == ("0.00", "0.00", "0.00")
    assert ledger("310415") == "-70.00"
    with pytest.raises(YearClosedAlready):
        close_year(year=2026)
