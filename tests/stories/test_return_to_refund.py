"""The chain from goods that come back to the money for them, with every figure worked out by hand."""

from decimal import Decimal as D

from nonet.books.money.services.cancelling import cancel_invoices
from nonet.books.money.services.invoicing import invoice_orders
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine
from nonet.kernel import documents, numbering, sql
from nonet.kernel.clock import today
from nonet.systems.erp.errors import MoreThanSold, NotTraded
from nonet.systems.erp.services import stocktaking
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.returns import (
    Exchange,
    Inspected,
    Return,
    ReturnLine,
    authorise_sales_returns,
    exchange_goods,
    receive_returns,
)
from nonet.systems.erp.services.sales import SalesLine, SalesOrder, confirm_sales_orders, create_sales_orders
from tests.fixtures import TradingCompany
from tests.stories import play


def sold(world: TradingCompany, quantity: int = 4, item: str = "TEA") -> int:
    """Sell, ship and invoice; return the order."""
    order = play.sell(world, "BOB", [(item, quantity)])
    play.ship(order)
    play.invoice(order)
    return order


def authorise(order: int, quantity: int, item: str = "TEA") -> int:
    wanted = Return([ReturnLine(play.line(order, item).id, D(quantity))], "does not please")
    return authorise_sales_returns(returns=[wanted]).require_all().done[0]


def take_back(back: int, status: str = "available", item: str = "TEA") -> int:
    line = play.line(back, item)
    goods = [Inspected(line.id, line.quantity, status)]
    return receive_returns(receipts=[goods]).require_all().done[0]


def test_goods_come_back_are_credited_and_refunded(trading_company: TradingCompany) -> None:
    """4 tea sold for 452, cost 240; 1 comes back: 60 into stock, 113 credited and paid back."""
    world = trading_company
    world.stock("TEA", 10, 60)
    order = sold(world)
    play.pay(world, "received", "BOB", 452)
    back = authorise(order, 1)
    take_back(back)
    assert world.on_hand("TEA") == (D(7), D(0))
    assert (world.balance("inventory"), world.balance("cost_of_sales")) == (D(420), D(180))
    assert play.amounts(play.invoice(back)) == (D(100), D(13), D(113))
    assert play.progress(back).state == "closed"
    assert play.line(order, "TEA").returned == D(1)
    assert (world.balance("revenue"), world.owed("BOB")) == (D(-300), D(-113))
    play.pay(world, "refund_paid", "BOB", 113)
    assert (world.balance("bank"), world.owed("BOB"), world.balance("receivable")) == (D(339), D(0), D(0))
    kinds = {node.type for node in documents.chain("sales_order", order)[0]}
    assert {"sales_return", "receipt", "credit_note"} <= kinds


def test_goods_come_back_at_what_they_cost_when_they_left(trading_company: TradingCompany) -> None:
    """A pot bought at 30 is sold; the next costs 50; the first comes back at 30, not at 50."""
    world = trading_company
    world.stock("POT", 1, 30)
    order = sold(world, 1, "POT")
    world.stock("POT", 1, 50)
    take_back(authorise(order, 1, "POT"), item="POT")
    assert (world.balance("inventory"), world.balance("cost_of_sales")) == (D(80), D(0))


def test_damaged_goods_are_ours_but_cannot_be_promised(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 4, 60)
    order = sold(world)
    take_back(authorise(order, 2), status="damaged")
    assert world.on_hand("TEA") == (D(0), D(0))
    assert world.balance("inventory") == D(120)
    found = sql.row(
        "SELECT sum(on_hand) AS there FROM stock_balance WHERE item_id = %s AND status = 'damaged'",
        (world.item("TEA"),),
    )
    assert found is not None
    assert found.there == D(2)


def test_no_more_comes_back_than_went_out(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 10, 60)
    order = sold(world)
    line = play.line(order, "TEA").id
    wanted = [Return([ReturnLine(line, D(3))]), Return([ReturnLine(line, D(2))])]
    outcome = authorise_sales_returns(returns=wanted)
    assert len(outcome.done) == 1
    assert isinstance(outcome.refused[1], MoreThanSold)
    cancel_orders(order_ids=outcome.done, reason="keeps it").require_all()
    assert len(authorise_sales_returns(returns=wanted[1:]).done) == 1


def test_parts_that_come_back_add_up_to_the_sale(trading_company: TradingCompany) -> None:
    """3 at 33.33 plus tax of 13.00: whatever comes back one by one is credited to the last digit."""
    world = trading_company
    world.stock("TEA", 3, 20)
    line = SalesLine(world.item("TEA"), D(3), price=D("33.33"))
    taken = create_sales_orders(orders=[SalesOrder(world.party("BOB"), world.site(), [line])]).done
    order = confirm_sales_orders(order_ids=taken).require_all().done[0]
    play.ship(order)
    play.invoice(order)
    credits = []
    for _ in range(3):
        back = authorise(order, 1)
        take_back(back)
        credits.append(play.amounts(play.invoice(back)))
    assert [sum(column) for column in zip(*credits, strict=True)] == [D("99.99"), D("13.00"), D("112.99")]
    assert (world.balance("receivable"), world.balance("cost_of_sales")) == (D(0), D(0))


def test_credit_note_draft_is_given_up(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 4, 60)
    back = authorise(sold(world), 1)
    take_back(back)
    drafts = invoice_orders(order_ids=[back]).require_all().done
    cancel_invoices(invoice_ids=drafts).require_all()
    assert play.progress(back).state == "shipped"
    assert play.amounts(play.invoice(back)) == (D(100), D(13), D(113))


def test_goods_are_exchanged(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 4, 60)
    line = play.line(sold(world), "TEA").id
    goods_back = Return([ReturnLine(line, D(1))], "wrong one")
    wanted = [
        Exchange(goods_back, [SalesLine(world.item("CUP"), D(5))]),
        Exchange(goods_back, [SalesLine(world.party("LI") + 10_000, D(5))]),
    ]
    outcome = exchange_goods(exchanges=wanted)
    back, fresh = outcome.done
    assert isinstance(outcome.refused[1], NotTraded)
    assert play.progress(back).state == "open"
    assert play.progress(fresh).state == "draft"
    kinds = [node.type for node in documents.chain("sales_order", fresh)[0]]
    assert "sales_return" in kinds


def test_it_runs_by_itself_where_the_company_says_so(automatic_company: TradingCompany) -> None:
    world = automatic_company
    world.stock("TEA", 4, 60)
    order = play.sell(world, "BOB", [("TEA", 4)])
    play.ship(order)
    back = authorise(order, 4)
    take_back(back)
    assert play.progress(back).state == "closed"
    assert world.balance("receivable") == D(0)


def test_statements_do_not_grow_with_returns(trading_company: TradingCompany, long_memory: None) -> None:
    world = trading_company
    world.stock("TEA", 200, 60)
    orders = [sold(world, 3) for _ in range(52)]
    lines = [play.line(each, "TEA").id for each in orders]

    def run(chosen: list[int]) -> list[int]:
        numbering.forget_blocks()
        ids: list[int] = []
        wanted = [Return([ReturnLine(each, D(1))]) for each in chosen]
        seen = [play.statements(lambda: ids.extend(authorise_sales_returns(returns=wanted).done))]
        goods = [[Inspected(play.line(each, "TEA").id, D(1))] for each in ids]
        seen.append(play.statements(lambda: receive_returns(receipts=goods).require_all()))
        seen.append(play.statements(lambda: invoice_orders(order_ids=ids).require_all()))
        return seen

    run(lines[:1])
    assert run(lines[1:2]) == run(lines[2:])


def test_goods_on_hold_are_made_available_again(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("MILK", 6, 7, lot="L-1")
    order = play.sell(world, "BOB", [("MILK", 6)])
    play.ship(order)
    back = authorise(order, 2, "MILK")
    line = play.line(back, "MILK")
    goods = [Inspected(line.id, D(2), "quality_hold", lot_code="L-1")]
    receive_returns(receipts=[goods]).require_all()
    assert world.on_hand("MILK") == (D(0), D(0))
    found = sql.row(
        "SELECT lot_id, place_id FROM stock_balance WHERE status = 'quality_hold' AND on_hand = 2"
    )
    assert found is not None
    fit = AdjustmentLine(
        world.item("MILK"), found.place_id, D(2), found.lot_id, "quality_hold", to_status="available"
    )
    draft = AdjustmentDraft(today(), [fit], "status", "tasted")
    stocktaking.adjust_status(adjustments=[draft]).require_all()
    assert world.on_hand("MILK") == (D(2), D(0))
    assert world.balance("inventory") == D(14)
