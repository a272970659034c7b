"""An order brought to what it shall be, and told beforehand what it would come to."""

from decimal import Decimal

from nonet.books.orders.models import Order, OrderLine
from nonet.systems.erp.services import (
    change_sales_orders_whole,
    confirm_sales_orders,
    create_sales_orders,
    quote_sales_orders,
)
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder
from nonet.systems.erp.services.revising import RevisedLine, Revision
from tests.fixtures import TradingCompany, assert_checks_clean


def taken(world: TradingCompany) -> tuple[int, list[OrderLine]]:
    lines = [TradeLine(world.item("TEA"), Decimal(2)), TradeLine(world.item("CUP"), Decimal(5))]
    made = create_sales_orders(orders=[TradeOrder(world.party("BOB"), world.site(), lines)]).require_all()
    return made.done[0], list(OrderLine.objects.filter(order_id=made.done[0]).order_by("position"))


def test_lines_left_out_of_a_draft_are_given_up_and_cost_nothing(trading_company: TradingCompany) -> None:
    order_id, (tea, _cup) = taken(trading_company)
    kept = RevisedLine(tea.item_id, Decimal(3), price=Decimal(90), line_id=tea.pk)
    change_sales_orders_whole(revisions=[Revision(order_id, [kept])]).require_all()
    assert Order.objects.get(pk=order_id).net_total == 270
    assert_checks_clean()


def test_another_item_takes_the_place_of_a_line(trading_company: TradingCompany) -> None:
    order_id, (tea, cup) = taken(trading_company)
    lines = [
        RevisedLine(trading_company.item("POT"), Decimal(1), line_id=tea.pk),
        RevisedLine(cup.item_id, Decimal(5), line_id=cup.pk),
    ]
    change_sales_orders_whole(revisions=[Revision(order_id, lines)]).require_all()
    assert Order.objects.get(pk=order_id).net_total == 160


def test_the_customer_changes_while_it_is_a_draft(trading_company: TradingCompany) -> None:
    order_id, (tea, _cup) = taken(trading_company)
    alice, line = trading_company.party("ALICE"), RevisedLine(tea.item_id, Decimal(2), line_id=tea.pk)
    change_sales_orders_whole(revisions=[Revision(order_id, [line], party_id=alice)]).require_all()
    assert Order.objects.get(pk=order_id).party_id == alice
    confirm_sales_orders(order_ids=[order_id]).require_all()
    again = Revision(order_id, [line], party_id=trading_company.party("BOB"))
    refused = change_sales_orders_whole(revisions=[again]).refused
    assert refused[order_id].code == "party_fixed"


def test_one_refusal_never_sinks_the_others(trading_company: TradingCompany) -> None:
    order_id, (tea, _cup) = taken(trading_company)
    line = RevisedLine(tea.item_id, Decimal(1), line_id=tea.pk)
    outcome = change_sales_orders_whole(revisions=[Revision(order_id, [line]), Revision(10**9, [line])])
    assert outcome.done == [order_id]
    assert outcome.refused[10**9].code == "document_missing"


def test_a_quote_tells_each_line_and_writes_nothing(trading_company: TradingCompany) -> None:
    lines = [TradeLine(trading_company.item(code), Decimal(1)) for code in ("TEA", "SET", "TEA")]
    lines[2] = TradeLine(trading_company.item("TEA"), Decimal(-1))
    asked = TradeOrder(trading_company.party("BOB"), trading_company.site(), lines)
    (told,) = quote_sales_orders(orders=[asked])["orders"]
    assert [each["net"] for each in told["lines"]] == [100, 120, 0]
    assert told["lines"][2]["error"]["code"] == "invalid_input"
    assert not Order.objects.exists()
