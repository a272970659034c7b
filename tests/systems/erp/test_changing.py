"""Orders changed: head, lines, more lines; within what was kept and what the customer may owe."""

from decimal import Decimal as D

from nonet.books.orders.errors import AlreadyHandedOver
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.kernel import sql
from nonet.kernel.errors import DocumentMissing, InvalidInput, WrongState
from nonet.systems.erp.errors import CreditExceeded, NotTraded
from nonet.systems.erp.services.altering import LineChange
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.changing import (
    OrderChange,
    change_purchase_orders,
    change_sales_orders,
)
from nonet.systems.erp.services.drafting import TradeLine
from nonet.systems.erp.services.purchasing import receive_purchases
from tests.fixtures import TradingCompany
from tests.stories import play
from tests.stories.test_procure_to_pay import buy


def totals(order: int) -> tuple[D, D, D]:
    found = sql.row("SELECT net_total, tax_total, gross_total FROM orders_order WHERE id = %s", (order,))
    assert found is not None
    return tuple(found)  # type: ignore[return-value]


def test_lines_are_added_at_todays_prices(trading_company: TradingCompany) -> None:
    world = trading_company
    order = play.sell(world, "BOB", [("TEA", 1)])
    more = [TradeLine(world.item("SET"), D(1)), TradeLine(world.item("FREIGHT"), D(1))]
    change_sales_orders(changes=[OrderChange(order, "also a set", added=more)]).require_all()
    assert {each.code for each in play.lines_of(order)} == {"TEA", "CUP", "POT", "FREIGHT"}
    assert [each.position for each in play.lines_of(order)] == [1, 2, 3, 4]
    assert totals(order) == (D(235), D("30.55"), D("265.55"))


def test_head_changes_are_noted(trading_company: TradingCompany) -> None:
    world = trading_company
    order = play.sell(world, "BOB", [("TEA", 1)], ship_to={"city": "苏州市"})
    wanted = OrderChange(order, "moved", note="ring twice", ship_to={"city": "无锡市"})
    change_sales_orders(changes=[wanted]).require_all()
    found = sql.row("SELECT note, ship_to ->> 'city' AS city FROM orders_order WHERE id = %s", (order,))
    assert found is not None
    assert (found.note, found.city) == ("ring twice", "无锡市")
    noted = sql.rows("SELECT field FROM orders_orderchange WHERE order_id = %s ORDER BY field", (order,))
    assert [each.field for each in noted] == ["note", "ship_to"]


def test_dearer_orders_must_fit_the_credit(trading_company: TradingCompany) -> None:
    """Alice may owe 10,000: 80 tea are 9,040; 90 would be 10,170, 88 are 9,944."""
    world = trading_company
    order = play.sell(world, "ALICE", [("TEA", 80)])
    line = play.line(order, "TEA").id

    def change(quantity: int) -> object:
        wanted = OrderChange(order, "more", [LineChange(line, quantity=D(quantity))])
        return change_sales_orders(changes=[wanted]).refused.get(order)

    assert isinstance(change(90), CreditExceeded)
    assert totals(order)[2] == D(9040)
    assert change(88) is None
    assert totals(order)[2] == D(9944)


def test_line_is_given_up_and_taken_again(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("CUP", 2, 8)
    order = play.sell(world, "BOB", [("TEA", 2), ("CUP", 2)])
    line = play.line(order, "TEA").id
    change_sales_orders(
        changes=[OrderChange(order, "no tea", [LineChange(line, quantity=D(0))])]
    ).require_all()
    assert play.line(order, "TEA").cancelled == D(2)
    play.ship(order)
    assert play.amounts(play.invoice(order))[0] == D(40)
    assert play.progress(order).state == "closed"
    change_sales_orders(changes=[OrderChange(order, "tea!", [LineChange(line, quantity=D(2))])]).require_all()
    assert play.progress(order).state == "partly_shipped"
    cancel_orders(order_ids=[order]).require_all()


def test_what_cannot_be_changed_says_why(trading_company: TradingCompany) -> None:
    world = trading_company
    order, gone = play.sell(world, "BOB", [("TEA", 2)]), play.sell(world, "BOB", [("TEA", 2)])
    cancel_orders(order_ids=[gone]).require_all()
    line = play.line(order, "TEA").id
    service = TradeLine(world.party("BOB") + 99_999, D(1))
    changes = [
        OrderChange(gone, "late", note="x"),
        OrderChange(order, "bad item", added=[service]),
        OrderChange(10**9, "nobody's"),
    ]
    refused = change_sales_orders(changes=changes).refused
    assert isinstance(refused[gone], WrongState)
    assert isinstance(refused[order], NotTraded)
    assert isinstance(refused[10**9], DocumentMissing)
    foreign = OrderChange(order, "other line", [LineChange(line + 99_999, D(1))])
    assert isinstance(change_sales_orders(changes=[foreign]).refused[order], InvalidInput)


def test_purchase_is_changed_down_to_what_came(trading_company: TradingCompany) -> None:
    world = trading_company
    order = buy(world, [("TEA", 10)])
    line = play.line(order, "TEA").id
    receive_purchases(receipts=[ReceiptDraft([ReceiptLineDraft(line, D(6))])]).require_all()

    def change(quantity: int) -> object:
        wanted = OrderChange(order, "less", [LineChange(line, quantity=D(quantity))])
        return change_purchase_orders(changes=[wanted]).refused.get(order)

    assert isinstance(change(5), AlreadyHandedOver)
    assert change(6) is None
    assert totals(order) == (D(360), D("46.8"), D("406.8"))
    assert play.progress(order).open == D(0)
