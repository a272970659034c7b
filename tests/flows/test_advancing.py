"""Repair by running again: whatever was left half-way is finished, and a second run finds nothing."""

from decimal import Decimal as D

from nonet.flows import order_to_cash, return_to_refund
from nonet.kernel.models import Company
from nonet.kernel.policy import forget_policies
from nonet.systems.erp.services.returns import (
    Inspected,
    Return,
    ReturnLine,
    authorise_sales_returns,
    receive_returns,
)
from tests.fixtures import TradingCompany
from tests.stories import play


def set_automatic(world: TradingCompany, *steps: str) -> None:
    Company.objects.filter(pk=world.company.pk).update(policy={"automatic": list(steps)})
    forget_policies()


def test_orders_left_half_way_are_finished(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 10, 60)
    shipped, waiting = play.sell(world, "BOB", [("TEA", 4)]), play.sell(world, "BOB", [("TEA", 3)])
    play.ship(shipped)
    set_automatic(world, "reserve", "invoice", "post")
    assert order_to_cash.advance() == {"reserve": 1, "release": 0, "invoice": 1, "post": 0}
    assert play.progress(shipped).state == "closed"
    assert play.progress(waiting).state == "reserved"
    assert order_to_cash.advance() == {"reserve": 0, "release": 0, "invoice": 0, "post": 0}
    set_automatic(world)


def test_what_cannot_go_on_does_not_hold_up_others(trading_company: TradingCompany) -> None:
    world = trading_company
    stuck = play.sell(world, "BOB", [("CUP", 4)])
    world.stock("TEA", 10, 60)
    fine = play.sell(world, "BOB", [("TEA", 4)])
    set_automatic(world, "reserve")
    assert order_to_cash.advance()["reserve"] == 1
    assert play.progress(stuck).state == "open"
    assert play.progress(fine).state == "reserved"
    set_automatic(world)


def test_missing_credit_notes_are_drafted(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 4, 60)
    order = play.sell(world, "BOB", [("TEA", 4)])
    play.ship(order)
    play.invoice(order)
    wanted = Return([ReturnLine(play.line(order, "TEA").id, D(1))])
    back = authorise_sales_returns(returns=[wanted]).require_all().done[0]
    receive_returns(receipts=[[Inspected(play.line(back, "TEA").id, D(1))]]).require_all()
    assert return_to_refund.advance() == {}
    set_automatic(world, "invoice")
    assert return_to_refund.advance() == {"credit": 1}
    assert return_to_refund.advance() == {"credit": 0}
    set_automatic(world)
