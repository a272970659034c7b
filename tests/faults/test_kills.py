"""Workers and PostgreSQL are killed in the middle of a storm of orders: afterwards the books are as they must be."""

import random
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.house import House

pytestmark = pytest.mark.slow

WORKERS = 4
STARTED = 1.0
REACHED = {
    "taken": "SELECT id FROM orders_order WHERE company_id = %(company)s",
    "cancelled": "SELECT id FROM orders_order WHERE company_id = %(company)s AND state = 'cancelled'",
    "shipped": "SELECT id FROM orders_delivery WHERE company_id = %(company)s AND state = 'shipped'",
    "posted": "SELECT id FROM money_invoice WHERE company_id = %(company)s AND state = 'posted'",
}


def test_killed_workers_leave_nothing_half_done(house: House, seconds: float) -> None:
    company = house.company(items=12, customers=5, shelf=400)
    until = time.time() + STARTED + seconds
    workers = [house.start("storm", company, number, until=until + 600) for number in range(WORKERS)]
    time.sleep(STARTED)
    killed = 0
    while time.time() < until:
        time.sleep(house.random.uniform(0.1, 0.8))
        number = house.random.randrange(WORKERS)
        kill(workers[number])
        killed += 1
        workers[number] = house.start("storm", company, number, until=until + 600)
    for each in workers:
        kill(each)
    assert killed
    assert_nothing_lost(house, company)


@pytest.mark.parametrize("fault", [House.kill_backend, House.kill_server])
def test_a_killed_server_comes_back_with_all_it_acknowledged(
    house: House, seconds: float, fault: Callable[[House], None]
) -> None:
    company = house.company(items=12, customers=5, shelf=400)
    until = time.time() + STARTED + max(seconds, 4)
    workers = [house.start("storm", company, number, until=until) for number in range(WORKERS)]
    time.sleep(STARTED + house.random.uniform(0, 1))
    while time.time() < until - 1.5:
        fault(house)
        time.sleep(house.random.uniform(1, 2))
    assert [house.wait(each) for each in workers] == [0] * WORKERS, house.errors()
    assert_nothing_lost(house, company)


def test_no_number_is_given_out_again_after_a_crash(house: House) -> None:
    company = house.company(items=3, customers=1, shelf=10)
    assert house.ask("numbers_over_a_crash", company=company) == []


def kill(process: Any) -> None:
    """Kill a process as the kernel does when memory runs out: it has no last word."""
    process.kill()
    process.join()


def assert_nothing_lost(house: House, company: str) -> None:
    """Assert that what was acknowledged is in the books, that they are sound, and that nothing was sold twice."""
    wait_for_rest(house)
    for word, statement in REACHED.items():
        known = {str(row[0]) for row in house.ask("query", company=company, statement=statement)}
        told = house.acknowledged(company, word)
        assert len(told) == len(set(told)), f"{word} twice"
        assert set(told) <= known, f"{word}, acknowledged, and lost: {sorted(set(told) - known)}"
    assert house.acknowledged(company, "posted"), "the storm got nowhere"
    assert house.broken(company) == []
    assert_goods_add_up(house, company)
    assert house.deadlocks() == 0


def assert_goods_add_up(house: House, company: str) -> None:
    """Assert that of each item as much is on hand as was on the shelf, less what was shipped."""
    rows = house.ask(
        "query",
        company=company,
        statement="SELECT i.code, coalesce((SELECT sum(b.on_hand) FROM stock_balance b WHERE b.item_id = i.id), 0)"
        " + coalesce((SELECT sum(l.shipped) FROM orders_orderline l WHERE l.item_id = i.id), 0)"
        " FROM items_item i WHERE i.company_id = %(company)s AND i.code <> 'SCARCE'",
    )
    assert {float(total) for _, total in rows} == {400.0}


def wait_for_rest(house: House) -> None:
    """Wait until the server has noticed that its clients are gone, so that no transaction is open any more."""
    deadline = time.time() + 30
    with house.connect() as connection:
        while time.time() < deadline:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.05 + random.random() / 100)
    raise AssertionError("a killed client still holds its connection")
