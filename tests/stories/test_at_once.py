"""Several people at the same orders at the same moment: nobody deadlocks, and the books come out whole."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection

from nonet.books.orders.services.cancelling import cancel_deliveries
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, adjust_stock
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.books.stock.services.unpicking import unpick_deliveries
from nonet.kernel.actor import acting_as_system
from nonet.kernel.clock import today
from nonet.kernel.errors import NonetError
from nonet.systems.erp.errors import CreditExceeded
from nonet.systems.erp.services.altering import LineChange
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.changing import OrderChange, change_sales_orders
from nonet.systems.erp.services.purchasing import receive_purchases
from nonet.systems.erp.services.sales import confirm_sales_orders
from tests.fixtures import TradingCompany, assert_checks_clean, build_trading_company
from tests.stories import play
from tests.stories.test_procure_to_pay import buy

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20260312


@pytest.fixture
def shared() -> Iterator[TradingCompany]:
    """A committed company that several connections work in."""
    world = build_trading_company("shared")
    with acting_as_system(world.company.pk):
        yield world
        assert_checks_clean()


def at_once(world: TradingCompany, works: list[Callable[[], Any]]) -> list[Any]:
    """Do all works at the same moment, each on a connection of its own; return what each returned or raised."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            with acting_as_system(world.company.pk):
                connection.ensure_connection()
                gate.wait(timeout=30)
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, work) for work in works]]


def test_cancelling_changing_shipping_and_losing_goods(shared: TradingCompany) -> None:
    world = shared
    world.stock("TEA", 400, 60)
    world.stock("CUP", 400, 8)
    orders = [play.sell(world, "BOB", [("TEA", 4), ("CUP", 3)]) for _ in range(24)]
    reserve_orders(order_ids=orders).require_all()

    def often(work: Callable[[random.Random, int], Any], seed: int) -> Callable[[], None]:
        def run() -> None:
            chance = random.Random(SEED + seed)
            for _ in range(30):
                with suppress(NonetError):  # somebody else was quicker: a fact, not a fault
                    work(chance, chance.choice(orders))

        return run

    def ship(chance: random.Random, order: int) -> None:
        ids = play.deliveries(order)
        pick_deliveries(delivery_ids=ids)
        if chance.random() < 0.3:
            unpick_deliveries(delivery_ids=ids)
        else:
            ship_deliveries(delivery_ids=play.deliveries(order, "picked"))

    def change(chance: random.Random, order: int) -> None:
        cancel_deliveries(delivery_ids=play.deliveries(order))
        line = chance.choice(play.lines_of(order)).id
        wanted = LineChange(line, quantity=D(chance.randint(1, 6)))
        change_sales_orders(changes=[OrderChange(order, "at once", [wanted])])
        reserve_orders(order_ids=[order])
        release_orders(order_ids=[order])

    def cancel(chance: random.Random, order: int) -> None:
        if chance.random() < 0.4:
            cancel_orders(order_ids=chance.sample(orders, 2), reason="at once")

    def lose(chance: random.Random, order: int) -> None:
        line = AdjustmentLine(world.item(chance.choice(["TEA", "CUP"])), world.place("STOCK"), D(5))
        adjust_stock(adjustments=[AdjustmentDraft(today(), [line], "lost", "at once")])

    works = [often(work, n) for n, work in enumerate((ship, ship, change, cancel, lose))]
    assert at_once(world, works) == [None] * len(works)


def test_receiving_while_the_order_is_cancelled(shared: TradingCompany) -> None:
    """Whichever comes first: what was received stays, the rest is cancelled, nothing is both."""
    world = shared
    for _ in range(8):
        order = buy(world, [("TEA", 10)])
        line = play.line(order, "TEA").id
        drafts = [ReceiptDraft([ReceiptLineDraft(line, D(6))])]
        works = [
            lambda drafts=drafts: receive_purchases(receipts=drafts),
            lambda order=order: cancel_orders(order_ids=[order]),
        ]
        results = at_once(world, works)
        assert not [each for each in results if isinstance(each, Exception)]
        after = play.line(order, "TEA")
        assert after.shipped + after.cancelled == D(10)


def test_two_people_confirm_up_to_one_credit_limit(shared: TradingCompany) -> None:
    """Alice may owe 10,000; of orders of 5,650 confirmed at the same moment one is taken."""
    world = shared
    orders = [play.take(world, "ALICE", [("TEA", 50)]) for _ in range(3)]
    outcomes = at_once(world, [lambda each=each: confirm_sales_orders(order_ids=[each]) for each in orders])
    assert sum(len(each.done) for each in outcomes) == 1
    refused = [error for each in outcomes for error in each.refused.values()]
    assert all(isinstance(each, CreditExceeded) for each in refused)
