"""Reports over the ledger: they prove themselves and agree with the documents."""

from decimal import Decimal

import pytest

from nonet.books.money.models import Account
from nonet.books.money.selectors.ageing import aged, open_items_at, party_statement
from nonet.books.money.selectors.ledger import general_ledger, sub_ledger, trial_balance
from nonet.books.money.selectors.statements import statement
from nonet.books.money.selectors.stock_value import gross_margin, stock_value_by_category
from nonet.books.money.services.payments import receive_payments
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.year_closing import close_year

from .test_payments import invoiced, paid
from .world import World, on


@pytest.fixture
def busy(world: World) -> World:
    """A company that bought, sold, was paid in part and paid in part."""
    item = world.item()
    value_moves(move_ids=world.receive(world.order("purchase", [(item, 10, 10)]), on(2)))
    value_moves(move_ids=world.ship(world.order("sales", [(item, 4, 30)]), on(5)))
    invoiced(world, "120", "80")
    receive_payments(
        payments=[paid(world, "150"), paid(world, "40", kind="made", party_id=world.supplier.pk)]
    )
    return world


def checks(name: str, month: int | None = None) -> list[Decimal]:
    _, rows = statement(name=name, year=2026, month=month)
    return [amount for row in rows if row.line.kind == "check" for amount in row.amounts]


@pytest.mark.parametrize("name", ["balance_sheet", "income_statement", "cash_flow"])
def test_every_statement_proves_itself(busy: World, name: str) -> None:
    for month in (2, 3, 7, None):
        assert not any(checks(name, month))
    close_year(year=2026)
    assert not any(checks(name))


def test_the_income_statement_shows_profit_and_the_cash_flow_the_money(busy: World) -> None:
    _, income = statement(name="income_statement", year=2026, month=3)
    assert [row.amounts for row in income if row.line.number in (1, 2)] == [(200, 200), (40, 40)]
    _, cash = statement(name="cash_flow", year=2026, month=3)
    assert [row.amounts for row in cash if row.line.number in (1, 3, 20)] == [
        (150, 150),
        (40, 40),
        (110, 110),
    ]


def test_the_trial_balance_sums_details_into_their_parents(busy: World) -> None:
    rows = {row.code: row for row in trial_balance(start=on(5), end=on(31))}
    assert (rows["1405"].opening, rows["1405"].credit, rows["1405"].closing) == (100, 40, 60)
    assert rows["2202"].closing == rows["220201"].closing + rows["220202"].closing == -60
    leaves = [row for row in rows.values() if row.is_leaf]
    assert sum((row.debit for row in leaves), Decimal(0)) == sum((row.credit for row in leaves), Decimal(0))


def test_ledgers_carry_their_balances(busy: World) -> None:
    receivable = Account.objects.get(code="1122").pk
    lines = general_ledger(account_id=receivable, start=on(6), end=on(31))
    assert [line.balance for line in lines] == [50]
    (party,) = sub_ledger(account_ids=[receivable], start=on(6), end=on(31))
    assert (party.opening, party.debit, party.credit, party.closing) == (200, 0, 150, 50)


def test_ageing_at_any_day(busy: World) -> None:
    (row,) = aged(on=on(10), receivable=True)
    assert (row.total, row.buckets) == (200, [0, 200, 0, 0, 0])
    (row,) = aged(on=on(12, 5), receivable=True)
    assert (row.total, row.buckets) == (50, [0, 0, 0, 50, 0])
    assert [each.open_amount for each in open_items_at(on=on(31), receivable=False)] == [40]
    lines = party_statement(
        party_id=busy.customer.pk, receivable=True, currency="CNY", start=on(1), end=on(31)
    )
    assert [line.balance for line in lines] == [120, 200, 50]


def test_margin_is_what_was_charged_less_what_the_goods_cost(busy: World) -> None:
    (party,) = gross_margin(start=on(1), end=on(31), by="party")
    assert (party.revenue, party.cost, party.margin, party.share) == (200, 40, 160, Decimal("0.8"))
    (category,) = stock_value_by_category(on=on(31))
    assert (category.items, category.value) == (1, 60)
