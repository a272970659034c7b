"""Progress and open lines, for one order and for pages of them."""

import datetime as dt
from decimal import Decimal as D

from nonet.books.orders.selectors import open_lines, progress_of
from nonet.kernel import documents, sql
from nonet.kernel.clock import today
from tests.fixtures import TradingCompany
from tests.stories import play


def test_progress_says_how_far_each_order_is(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 6, 60)
    draft = play.take(world, "BOB", [("TEA", 1)])
    part = play.sell(world, "BOB", [("TEA", 4), ("CUP", 1)])
    play.ship(part)
    held = play.sell(world, "BOB", [("TEA", 2)])
    play.reserve(held)
    waiting = play.sell(world, "BOB", [("TEA", 2)])
    service = play.sell(world, "BOB", [("FREIGHT", 1)])
    play.invoice(service)
    found = progress_of([draft, part, held, waiting, service])
    assert {key: each.state for key, each in found.items()} == {
        draft: "draft",
        part: "partly_shipped",
        held: "reserved",
        waiting: "open",
        service: "closed",
    }
    assert (found[part].ordered, found[part].shipped, found[part].open) == (D(5), D(4), D(1))


def test_a_page_of_orders_takes_one_statement(trading_company: TradingCompany) -> None:
    orders = [play.take(trading_company, "BOB", [("TEA", 1)]) for _ in range(5)]
    with sql.counting() as seen:
        progress_of(orders)
    assert len(seen) == 1


def test_open_lines_are_found_by_party_item_and_date(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 1, 60)
    late = play.sell(world, "BOB", [("TEA", 3)], due_on=today() - dt.timedelta(days=1))
    play.sell(world, "ALICE", [("CUP", 3)])
    play.ship(late)
    assert [
        (each.item, each.open, each.short) for each in open_lines("sales", party_id=world.party("BOB"))
    ] == [("TEA", D(2), D(2))]
    assert [each.order_id for each in open_lines("sales", due_before=today())] == [late]
    assert {each.item for each in open_lines("sales")} == {"TEA", "CUP"}


def test_chain_is_the_same_from_both_ends(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 6, 60)
    order = play.sell(world, "BOB", [("TEA", 4)])
    delivery = play.ship(order)[0]
    nodes, edges = documents.chain("delivery", delivery)
    assert ("sales_order", order) in {(node.type, node.id) for node in nodes}
    assert (("sales_order", order), ("delivery", delivery)) in edges
