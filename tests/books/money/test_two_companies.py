"""Two companies in one database never see or touch each other's value book."""

from collections.abc import Iterator

import pytest

from nonet.books.money.models import Entry, Payment, ValueEntry
from nonet.books.money.selectors.ageing import aged
from nonet.books.money.selectors.credit import credit_exposure
from nonet.books.money.selectors.ledger import trial_balance
from nonet.books.money.selectors.statements import balances
from nonet.books.money.selectors.stock_value import gross_margin, item_value_card, stock_value
from nonet.books.money.services.payments import post_payments, receive_payments
from nonet.books.money.services.settling import unsettle
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.valuing.landed import post_landed_costs
from nonet.books.money.services.vouchers import number_vouchers, post_manual_entry, reverse_entries
from nonet.kernel.actor import acting_as_system
from nonet.kernel.errors import CompanyNotSet, InvalidInput

from .conftest import assert_proved
from .test_closing import account, manual, period
from .test_payments import invoiced, paid
from .world import World, make_world, on


@pytest.fixture
def other(world: World) -> Iterator[World]:
    """A second company; the first stays the one at work."""
    made = make_world("USD", "international")
    yield made
    with acting_as_system(made.company.pk):
        assert_proved()


def test_reads_show_one_company(world: World, other: World) -> None:
    item = world.item()
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)])))
    invoiced(world, "100")
    with acting_as_system(other.company.pk):
        assert trial_balance(start=on(1), end=on(31)) == []
        assert aged(on=on(31), receivable=True) == []
        assert stock_value(on=on(31)) == []
        assert item_value_card(item_id=item.pk, start=on(1), end=on(31)) == []
        assert gross_margin(start=on(1), end=on(31)) == []
        assert credit_exposure([world.customer.pk]) == {}
        assert balances(year=2026).accounts == {}
    assert credit_exposure([world.customer.pk])[world.customer.pk] == 100


def test_verbs_of_one_company_leave_the_other_alone(world: World, other: World) -> None:
    moves = world.receive(world.order("purchase", [(world.item(), 10, 10)]))
    invoiced(world, "100")
    (payment,) = receive_payments(payments=[paid(world, "100")])
    entry, january, bank = manual("560204", "1002", 5), period(1), account("1002")
    with acting_as_system(other.company.pk):
        assert value_moves(move_ids=moves) == []
        for outcome in (
            post_payments(payment_ids=[payment]),
            unsettle(settlement_ids=[1]),
            reverse_entries(entry_ids=[entry], posted_on=on(9)),
            post_landed_costs(landed_cost_ids=[1]),
        ):
            assert [each.code for each in outcome.refused.values()] == ["document_missing"]
        with pytest.raises(InvalidInput):
            number_vouchers(period_id=january)
        with pytest.raises(InvalidInput):
            from nonet.books.money.services.vouchers import ManualLine

            post_manual_entry(posted_on=on(5), lines=[ManualLine(bank)], description="theirs")
        assert not Entry.objects.exists()
        assert not Payment.objects.exists()
    value_moves(move_ids=moves)
    assert ValueEntry.objects.count() == 1


def test_without_a_company_nothing_is_read_or_written(db: None) -> None:
    with pytest.raises(CompanyNotSet):
        value_moves(move_ids=[1])
    with pytest.raises(CompanyNotSet):
        trial_balance(start=on(1), end=on(31))
    with pytest.raises(CompanyNotSet):
        list(Entry.objects.all())
