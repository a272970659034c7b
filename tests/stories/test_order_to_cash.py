"""The chain from a sales order to the money for it, with every figure worked out by hand."""

from decimal import Decimal as D

import pytest

from nonet.books.money.errors import ExchangeRateMissing
from nonet.books.money.models import ExchangeRate
from nonet.books.orders.errors import AlreadyHandedOver, InvoicedAlready, StandsInDelivery, StandsPicked
from nonet.books.orders.selectors import open_lines
from nonet.books.orders.services.cancelling import cancel_deliveries
from nonet.books.orders.services.copying import copy_orders
from nonet.books.stock.errors import StockNotAvailable
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.books.stock.services.unpicking import unpick_deliveries
from nonet.flows import order_to_cash
from nonet.kernel import documents, numbering, sql
from nonet.kernel.clock import today
from nonet.kernel.unlocking import forget, unlock_system
from nonet.systems.erp.errors import CreditExceeded, NotTraded, PartyOnHold
from nonet.systems.erp.services.altering import LineChange
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.changing import OrderChange, change_sales_orders
from nonet.systems.erp.services.credit import hold_customers, release_customers
from nonet.systems.erp.services.sales import (
    SalesLine,
    SalesOrder,
    confirm_sales_orders,
    create_sales_orders,
)
from tests.fixtures import TradingCompany
from tests.stories import play


def test_order_is_taken_shipped_invoiced_and_paid(trading_company: TradingCompany) -> None:
    """10 tea bought at 60; 4 sold at 100 plus 13 %: 400 net, 52 tax, 452 gross, cost 240."""
    world = trading_company
    world.stock("TEA", 10, 60)
    order = play.sell(world, "BOB", [("TEA", 4)])
    assert play.progress(order).state == "open"
    play.reserve(order)
    assert play.progress(order).state == "reserved"
    assert world.on_hand("TEA") == (D(10), D(4))
    play.ship(order)
    assert play.progress(order).state == "shipped"
    assert world.on_hand("TEA") == (D(6), D(0))
    assert (world.balance("inventory"), world.balance("cost_of_sales")) == (D(360), D(240))
    invoice = play.invoice(order)
    assert play.amounts(invoice) == (D(400), D(52), D(452))
    assert world.balance("receivable") == D(452)
    assert (world.balance("revenue"), world.balance("output_tax")) == (D(-400), D(-52))
    assert play.progress(order).state == "closed"
    play.pay(world, "received", "BOB", 452)
    assert (world.balance("receivable"), world.balance("bank"), world.owed("BOB")) == (D(0), D(452), D(0))
    kinds = {node.type for node in documents.chain("sales_order", order)[0]}
    assert {"sales_order", "delivery", "sales_invoice", "payment"} <= kinds


def test_everything_runs_by_itself_where_the_company_says_so(automatic_company: TradingCompany) -> None:
    world = automatic_company
    world.stock("TEA", 10, 60)
    order = play.sell(world, "BOB", [("TEA", 4)])
    ids = play.deliveries(order)
    pick_deliveries(delivery_ids=ids).require_all()
    ship_deliveries(delivery_ids=ids).require_all()
    assert play.progress(order).state == "closed"
    assert world.owed("BOB") == D(452)
    assert order_to_cash.advance() == {"reserve": 0, "release": 0, "invoice": 0, "post": 0}


def test_back_order_gets_its_goods_when_they_come(automatic_company: TradingCompany) -> None:
    """7 wanted, 5 there: 5 go out and are invoiced, 2 wait and are reserved as the next goods come in."""
    world = automatic_company
    world.stock("TEA", 5, 60)
    order = play.sell(world, "BOB", [("TEA", 7)])
    assert [each.short for each in open_lines("sales", only_short=True)] == [D(2)]
    play.ship(order)
    assert play.progress(order).state == "partly_shipped"
    assert world.owed("BOB") == D(565)
    world.stock("TEA", 10, 66)
    assert world.on_hand("TEA") == (D(10), D(2))
    play.ship(order)
    assert play.progress(order).state == "closed"
    assert world.owed("BOB") == D(791)
    assert world.balance("cost_of_sales") == D(300 + 132)


def test_invoices_of_parts_add_up_to_the_order(trading_company: TradingCompany) -> None:
    """3 at 33.33: 99.99 net, tax 13.00; in three invoices the tax is 4.33 + 4.34 + 4.33."""
    world = trading_company
    line = SalesLine(world.item("TEA"), D(3), price=D("33.33"))
    taken = create_sales_orders(orders=[SalesOrder(world.party("BOB"), world.site(), [line])])
    order = confirm_sales_orders(order_ids=taken.done).require_all().done[0]
    parts = []
    for _ in range(3):
        world.stock("TEA", 1, 20)
        play.ship(order)
        parts.append(play.amounts(play.invoice(order)))
    assert [sum(column) for column in zip(*parts, strict=True)] == [D("99.99"), D("13.00"), D("112.99")]
    assert [tax for _, tax, _ in parts] == [D("4.33"), D("4.34"), D("4.33")]
    assert play.progress(order).state == "closed"


def test_rest_is_cancelled_after_a_part_went(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 5, 60)
    order = play.sell(world, "BOB", [("TEA", 8)])
    play.ship(order)
    world.stock("TEA", 2, 60)
    reserve_orders(order_ids=[order]).require_all()
    assert world.on_hand("TEA") == (D(2), D(2))
    cancel_orders(order_ids=[order], reason="customer changed his mind").require_all()
    assert world.on_hand("TEA") == (D(2), D(0))
    assert play.line(order, "TEA").cancelled == D(3)
    assert play.amounts(play.invoice(order)) == (D(500), D(65), D(565))
    assert play.progress(order).state == "closed"


def test_charges_stay_due_where_goods_went(trading_company: TradingCompany) -> None:
    """5 of 8 tea went out: 500 and the freight of 15 are invoiced, tax 66.95."""
    world = trading_company
    world.stock("TEA", 5, 60)
    order = play.sell(world, "BOB", [("TEA", 8), ("FREIGHT", 1)])
    play.ship(order)
    cancel_orders(order_ids=[order], reason="no more tea").require_all()
    assert play.amounts(play.invoice(order)) == (D(515), D("66.95"), D("581.95"))
    assert play.progress(order).state == "closed"


def test_whole_order_is_cancelled(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 5, 60)
    draft, order = play.take(world, "BOB", [("TEA", 1)]), play.sell(world, "BOB", [("TEA", 5)])
    play.reserve(order)
    done = cancel_orders(order_ids=[draft, order])
    assert (done.done, done.refused) == ([draft, order], {})
    assert play.progress(order).state == "cancelled"
    assert play.deliveries(order, "cancelled")
    assert world.on_hand("TEA") == (D(5), D(0))


def test_picked_goods_are_put_back_before_cancelling(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 5, 60)
    order = play.sell(world, "BOB", [("TEA", 5)])
    play.reserve(order)
    ids = play.deliveries(order)
    pick_deliveries(delivery_ids=ids).require_all()
    assert isinstance(cancel_orders(order_ids=[order]).refused[order], StandsPicked)
    assert isinstance(cancel_deliveries(delivery_ids=ids).refused[ids[0]], StandsPicked)
    unpick_deliveries(delivery_ids=ids).require_all()
    cancel_deliveries(delivery_ids=ids).require_all()
    assert play.progress(order).state == "reserved"
    cancel_orders(order_ids=[order]).require_all()
    assert world.on_hand("TEA") == (D(5), D(0))


def test_confirmed_order_is_changed_within_what_was_kept(trading_company: TradingCompany) -> None:
    """Of 6 ordered 4 are shipped and invoiced: the price stays, 3 is too few, 5 cancels one, 9 adds a line."""
    world = trading_company
    world.stock("TEA", 4, 60)
    order = play.sell(world, "BOB", [("TEA", 6)])
    play.ship(order)
    play.invoice(order)
    line = play.line(order, "TEA").id

    def change(**wanted: D) -> object:
        outcome = change_sales_orders(changes=[OrderChange(order, "by phone", [LineChange(line, **wanted)])])
        return outcome.refused.get(order)

    assert isinstance(change(price=D(90)), InvoicedAlready)
    assert isinstance(change(quantity=D(3)), AlreadyHandedOver)
    assert change(quantity=D(5)) is None
    assert play.line(order, "TEA").cancelled == D(1)
    assert change(quantity=D(9)) is None
    assert [(each.quantity, each.cancelled) for each in play.lines_of(order)] == [(D(6), D(0)), (D(3), D(0))]
    noted = sql.rows("SELECT field, reason FROM orders_orderchange WHERE order_id = %s ORDER BY id", (order,))
    assert [each.field for each in noted] == ["cancelled", "cancelled", "lines"]
    assert {each.reason for each in noted} == {"by phone"}


def test_changed_quantity_frees_what_was_reserved(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 6, 60)
    order = play.sell(world, "BOB", [("TEA", 6)])
    play.reserve(order)
    line = play.line(order, "TEA").id
    wanted = [OrderChange(order, "fewer", [LineChange(line, quantity=D(2), price=D(90))])]
    assert isinstance(change_sales_orders(changes=wanted).refused[order], StandsInDelivery)
    cancel_deliveries(delivery_ids=play.deliveries(order)).require_all()
    change_sales_orders(changes=wanted).require_all()
    assert world.on_hand("TEA") == (D(6), D(2))
    play.ship(order)
    assert play.amounts(play.invoice(order)) == (D(180), D("23.4"), D("203.4"))


def test_copy_is_a_draft_of_its_own(trading_company: TradingCompany) -> None:
    order = play.sell(trading_company, "BOB", [("TEA", 2), ("CUP", 3)])
    copied = copy_orders(order_ids=[order]).require_all().done[0]
    assert play.progress(copied).state == "draft"
    assert [each.code for each in play.lines_of(copied)] == ["TEA", "CUP"]


def test_kit_becomes_its_components(trading_company: TradingCompany) -> None:
    """A set costs 120, its parts 60 and 4 × 20: the pot takes 120 × 60/140 = 51.43, the cups the rest of 68.57."""
    world = trading_company
    world.stock("POT", 2, 30)
    world.stock("CUP", 8, 8)
    order = play.sell(world, "BOB", [("SET", 1), ("FREIGHT", 1)])
    found = {each.code: (each.quantity, each.net_amount, each.role) for each in play.lines_of(order)}
    assert found == {
        "POT": (D(1), D("51.43"), "component"),
        "CUP": (D(4), D("68.57"), "component"),
        "FREIGHT": (D(1), D(15), "charge"),
    }
    play.ship(order)
    assert world.balance("cost_of_sales") == D(30 + 32)
    assert play.amounts(play.invoice(order)) == (D(135), D("17.55"), D("152.55"))
    assert play.progress(order).state == "closed"


def test_credit_is_used_up_within_one_batch(trading_company: TradingCompany) -> None:
    """Alice may owe 10,000: 50 tea are 5,650; the second order of the same batch would make it 11,300."""
    world = trading_company
    orders = [play.take(world, "ALICE", [("TEA", 50)]) for _ in range(2)]
    outcome = confirm_sales_orders(order_ids=orders)
    assert outcome.done == orders[:1]
    assert isinstance(outcome.refused[orders[1]], CreditExceeded)
    cancel_orders(order_ids=orders[:1]).require_all()
    assert confirm_sales_orders(order_ids=orders[1:]).done == orders[1:]


def test_foreign_orders_count_at_todays_rate(trading_company: TradingCompany) -> None:
    """Alice may owe 10,000 yuan: at 7.2 an order of 1,130 dollars is 8,136, a second one does not fit."""
    world = trading_company
    line = SalesLine(world.item("TEA"), D(10), price=D(100))
    wanted = [SalesOrder(world.party("ALICE"), world.site(), [line], currency="USD") for _ in range(2)]
    orders = create_sales_orders(orders=wanted).require_all().done
    outcome = confirm_sales_orders(order_ids=orders)
    assert all(isinstance(each, ExchangeRateMissing) for each in outcome.refused.values())
    ExchangeRate.objects.create(company=world.company, currency="USD", on=today(), rate=D("7.2"))
    outcome = confirm_sales_orders(order_ids=orders)
    assert outcome.done == orders[:1]
    assert outcome.refused[orders[1]].params["exposure"] == D("16272.00")


def test_customer_on_hold_gets_nothing_promised(trading_company: TradingCompany) -> None:
    world = trading_company
    hold_customers(party_ids=[world.party("BOB")]).require_all()
    order = play.take(world, "BOB", [("TEA", 1)])
    assert isinstance(confirm_sales_orders(order_ids=[order]).refused[order], PartyOnHold)
    release_customers(party_ids=[world.party("BOB")]).require_all()
    assert confirm_sales_orders(order_ids=[order]).done == [order]


def test_same_external_order_is_taken_once(trading_company: TradingCompany) -> None:
    world = trading_company
    line = [SalesLine(world.item("TEA"), D(1))]
    twice = [
        SalesOrder(world.party("BOB"), world.site(), line, channel="shop", external_number="A-1")
        for _ in range(2)
    ]
    first = create_sales_orders(orders=twice).done
    assert first[0] == first[1]
    assert create_sales_orders(orders=twice[:1]).done == first[:1]


def test_one_bad_order_does_not_sink_the_batch(trading_company: TradingCompany) -> None:
    world = trading_company
    good = SalesOrder(world.party("BOB"), world.site(), [SalesLine(world.item("TEA"), D(1))])
    bad = SalesOrder(world.party("LI"), world.site(), [SalesLine(world.item("TEA"), D(1))])
    outcome = create_sales_orders(orders=[good, bad, good])
    assert len(outcome.done) == 2
    assert isinstance(outcome.refused[1], NotTraded)


def test_nothing_is_sold_twice(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 5, 60)
    orders = [play.sell(world, "BOB", [("TEA", 5)]) for _ in range(2)]
    outcome = reserve_orders(order_ids=orders)
    assert outcome.done == orders[:1]
    assert isinstance(outcome.refused[orders[1]], StockNotAvailable)


@pytest.mark.parametrize("wms", [False, True])
def test_goods_go_to_the_dock_once_the_wms_is_there(trading_company: TradingCompany, wms: bool) -> None:
    """Without the WMS goods go straight into the bin; with it they wait at the dock, and the desk still ships."""
    world = trading_company
    if wms:
        unlock_system(system="wms")
    forget()
    world.stock("TEA", 5, 60)
    found = sql.row(
        "SELECT p.kind FROM stock_balance b JOIN places_place p ON p.id = b.place_id"
        " WHERE b.item_id = %s AND b.on_hand > 0",
        (world.item("TEA"),),
    )
    assert found is not None
    assert found.kind == ("inbound" if wms else "bin")
    play.ship(play.sell(world, "BOB", [("TEA", 5)]))
    forget()


def test_statements_do_not_grow_with_orders(trading_company: TradingCompany, long_memory: None) -> None:
    world = trading_company
    world.stock("TEA", 1000, 60)
    world.stock("POT", 1000, 30)
    world.stock("CUP", 1000, 8)

    def run(count: int) -> list[int]:
        numbering.forget_blocks()
        lines = [SalesLine(world.item("TEA"), D(1)), SalesLine(world.item("SET"), D(1))]
        orders = [SalesOrder(world.party("BOB"), world.site(), lines) for _ in range(count)]
        ids: list[int] = []
        seen = [play.statements(lambda: ids.extend(create_sales_orders(orders=orders).done))]
        seen.append(play.statements(lambda: confirm_sales_orders(order_ids=ids).require_all()))
        change = [OrderChange(each, "x", [LineChange(play.line(each, "TEA").id, D(2))]) for each in ids]
        seen.append(play.statements(lambda: change_sales_orders(changes=change).require_all()))
        seen.append(play.statements(lambda: reserve_orders(order_ids=ids).require_all()))
        outgoing = [delivery for each in ids for delivery in play.deliveries(each)]
        seen.append(play.statements(lambda: pick_deliveries(delivery_ids=outgoing).require_all()))
        seen.append(play.statements(lambda: unpick_deliveries(delivery_ids=outgoing).require_all()))
        half = ids[: (count + 1) // 2]
        seen.append(play.statements(lambda: cancel_orders(order_ids=half).require_all()))
        return seen

    run(1)
    assert run(1) == run(50)
