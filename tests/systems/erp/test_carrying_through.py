"""Orders that stand already are sold at once: whole or not at all, from wherever they are."""

from decimal import Decimal as D

import pytest

from nonet.books.money.models import Invoice
from nonet.books.orders.models import Delivery, Order
from nonet.books.stock.errors import StockNotAvailable
from nonet.kernel import sql
from nonet.kernel.actor import Actor, acting, current_company_id
from nonet.kernel.errors import DocumentMissing, PermissionMissing, WrongState
from nonet.systems.erp.errors import CreditExceeded
from nonet.systems.erp.services.carrying_through import sell_orders_at_once
from nonet.systems.erp.services.selling_at_once import STEPS
from tests.fixtures import TradingCompany, assert_checks_clean
from tests.stories import play


def test_orders_go_on_from_where_they_are(trading_company: TradingCompany) -> None:
    """A draft, a confirmed one, one released, one shipped, one of services: all end in a posted invoice."""
    world = trading_company
    world.stock("TEA", 40, 60)
    draft = play.take(world, "BOB", [("TEA", 4)])
    confirmed = play.sell(world, "BOB", [("TEA", 4), ("FREIGHT", 1)])
    released, shipped = play.sell(world, "BOB", [("TEA", 4)]), play.sell(world, "BOB", [("TEA", 4)])
    play.reserve(released)
    play.ship(shipped)
    service = play.take(world, "BOB", [("FREIGHT", 2)])
    ids = [draft, confirmed, released, shipped, service]
    assert sell_orders_at_once(order_ids=ids).require_all().done == ids
    assert {play.progress(each).state for each in ids} == {"closed"}
    assert Invoice.objects.filter(kind="sales_invoice", state="posted").count() == len(ids)
    assert world.on_hand("TEA") == (D(24), D(0))
    assert_checks_clean()
    again = sell_orders_at_once(order_ids=[*ids, 10**9]).refused
    assert {type(each) for each in again.values()} == {WrongState, DocumentMissing}


def test_refused_orders_stay_as_they_were(trading_company: TradingCompany) -> None:
    """What lacks stock or credit is told by order and left alone; the others are sold."""
    world = trading_company
    world.stock("TEA", 130, 60)
    fits = play.take(world, "BOB", [("TEA", 5)])
    short = play.take(world, "BOB", [("TEA", 5), ("CUP", 1)])
    dear = play.take(world, "ALICE", [("TEA", 100)])
    outcome = sell_orders_at_once(order_ids=[dear, short, fits])
    assert outcome.done == [fits]
    assert {each: type(error) for each, error in outcome.refused.items()} == {
        short: StockNotAvailable,
        dear: CreditExceeded,
    }
    assert set(Order.objects.filter(pk__in=[short, dear]).values_list("state", flat=True)) == {"draft"}
    assert Delivery.objects.count() == 1
    assert_checks_clean()


def test_statements_do_not_grow(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 100, 60)
    counts = []
    for orders in (2, 12):
        ids = [play.take(world, "BOB", [("TEA", 1)]) for _ in range(orders)]
        with sql.counting() as told:
            sell_orders_at_once(order_ids=ids).require_all()
        counts.append(len(told))
    assert counts[1] <= counts[0]  # the first reads what is remembered afterwards


@pytest.mark.parametrize("missing", [STEPS[1], STEPS[-1]])
def test_takes_the_right_to_every_step(trading_company: TradingCompany, missing: str) -> None:
    verbs = frozenset({"erp.sell_orders_at_once", *STEPS} - {missing})
    with (
        acting(Actor(company_id=current_company_id(), user_id=None, verbs=verbs)),
        pytest.raises(PermissionMissing),
    ):
        sell_orders_at_once(order_ids=[1])
