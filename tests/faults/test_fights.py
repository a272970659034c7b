"""Many connections over the same goods, messages and documents: each is had once, and nobody sees an error."""

import time
from collections import Counter

import pytest

from tests.faults.house import House

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("processes", "tries"), [(2, 50), (8, 12)])
def test_the_last_pieces_are_sold_once(house: House, processes: int, tries: int) -> None:
    company = house.company(items=3, customers=2, shelf=1, scarce=60)
    house.run("sell_scarce", company, processes, tries=tries)
    assert len(house.acknowledged(company, "sold")) == 60
    row = house.ask(
        "query",
        company=company,
        statement="SELECT on_hand, reserved FROM stock_sitestock s JOIN items_item i ON i.id = s.item_id"
        " WHERE s.company_id = %(company)s AND i.code = 'SCARCE'",
    )
    assert [float(value) for value in row[0]] == [60, 60]
    assert house.broken(company) == []
    assert house.deadlocks() == 0


@pytest.mark.parametrize("batch", [1, 10])
def test_a_message_sent_by_all_at_once_is_taken_once(house: House, batch: int) -> None:
    company = house.company(items=3, customers=2, shelf=100)
    house.run("send_messages", company, 4, messages=30, batch=batch, prefix=f"M{batch}-")
    told = [fact.split() for fact in house.acknowledged(company, "taken")]
    assert Counter(number for number, _ in told) == {f"M{batch}-{n}": 4 for n in range(30)}
    assert len({(number, id_) for number, id_ in told}) == 30
    count = "SELECT count(*) FROM orders_order WHERE company_id = %(company)s"
    assert house.ask("query", company=company, statement=count) == [[30]]
    assert house.broken(company) == []
    assert house.deadlocks() == 0


def test_a_key_used_by_all_at_once_is_answered_alike(house: House) -> None:
    company = house.company(items=3, customers=2, shelf=100)
    house.run("send_keys", company, 4, messages=30, prefix="K")
    told = [tuple(fact.split()) for fact in house.acknowledged(company, "answered")]
    assert len(told) == 120
    assert len(set(told)) == 30
    count = "SELECT count(*) FROM orders_order WHERE company_id = %(company)s"
    assert house.ask("query", company=company, statement=count) == [[30]]


def test_a_credit_limit_is_used_once(house: House) -> None:
    company = house.company(items=3, customers=1, shelf=100, limit=1_100)
    house.run("confirm_on_credit", company, 4, tries=8)
    assert len(house.acknowledged(company, "confirmed")) == 10


def test_opposite_moves_pass_each_other(house: House, seconds: float) -> None:
    company = house.company(items=8, customers=1, shelf=40)
    house.run("move_to_and_fro", company, 4, until=time.time() + 1 + seconds)
    total = "SELECT sum(on_hand) FROM stock_balance WHERE company_id = %(company)s"
    assert float(house.ask("query", company=company, statement=total)[0][0]) == 8 * 40
    assert house.broken(company) == []
    assert house.deadlocks() == 0


def test_all_may_meddle_with_the_same_orders(house: House, seconds: float) -> None:
    company = house.company(items=6, customers=3, shelf=150)
    house.ask("prepare", company=company, orders=60, invoiced=False)
    house.run("meddle", company, 6, until=time.time() + 1 + seconds)
    assert house.broken(company) == []
    assert house.deadlocks() == 0


def test_invoices_posted_by_all_at_once_have_numbers_without_a_gap(house: House) -> None:
    company = house.company(items=20, customers=5, shelf=10_000)
    invoices = house.ask("prepare", company=company, orders=150, invoiced=True)
    house.run("post_overlapping", company, 4, invoices=invoices)
    assert sorted(map(int, house.acknowledged(company, "posted"))) == sorted(invoices)
    assert_gapless(house, company, len(invoices))
    assert house.broken(company) == []
    assert house.deadlocks() == 0


def assert_gapless(house: House, company: str, count: int) -> None:
    """Assert that the invoices of a company are numbered from 1 without a gap, so many of them."""
    numbers = house.ask(
        "query",
        company=company,
        statement="SELECT split_part(number, '-', 2)::int FROM money_invoice"
        " WHERE company_id = %(company)s AND state = 'posted' ORDER BY 1",
    )
    assert [row[0] for row in numbers] == list(range(1, count + 1))
