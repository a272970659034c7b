"""Every move of goods and its value in the ledger, with every figure worked out by hand."""

from decimal import Decimal as D

from django.db import transaction

from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine
from nonet.books.stock.services.counting import CountDraft, CountEntry
from nonet.books.stock.services.drafts import MoveDraft
from nonet.books.stock.services.moving import post_moves
from nonet.flows import stock_to_ledger
from nonet.kernel import numbering, sql
from nonet.kernel.clock import today
from nonet.masters.places.selectors import counterpart_places
from nonet.systems.erp.errors import NothingOnTheRoad, SitesEqual
from nonet.systems.erp.services import stocktaking
from nonet.systems.erp.services.transfers import (
    TransferLine,
    TransferOrder,
    confirm_transfer_orders,
    create_transfer_orders,
    receive_transfers,
)
from tests.fixtures import TradingCompany, assert_checks_clean
from tests.stories import play


def adjustment(world: TradingCompany, kind: str, item: str, quantity: int, value: str | None = None) -> None:
    line = AdjustmentLine(
        world.item(item), world.place("STOCK"), D(quantity), value=D(value) if value else None
    )
    stocktaking.adjust(adjustments=[AdjustmentDraft(today(), [line], kind, "as found")]).require_all()


def test_opening_found_lost_and_scrapped(trading_company: TradingCompany) -> None:
    """3 open worth 100.00; 1 is found at the average of 33.33, 1 is lost, 1 is scrapped: 66.66 or so is left."""
    world = trading_company
    adjustment(world, "opening", "TEA", 3, "100")
    assert (world.balance("inventory"), world.balance("opening_balance")) == (D(100), D(-100))
    adjustment(world, "found", "TEA", 1)
    assert (world.balance("inventory"), world.balance("inventory_gain")) == (D("133.33"), D("-33.33"))
    adjustment(world, "lost", "TEA", 1)
    adjustment(world, "scrap", "TEA", 1)
    assert world.balance("inventory_loss") == D("33.33")
    assert world.balance("scrap_loss") == D("33.33")
    assert world.balance("inventory") == D("66.67")


def test_fifo_and_average_part_ways(trading_company: TradingCompany) -> None:
    """2 at 10 and 2 at 20, 3 sold: FIFO costs 10 + 10 + 20, the average 3 × 15."""
    world = trading_company
    for item in ("TEA", "POT"):
        world.stock(item, 2, 10)
        world.stock(item, 2, 20)
    play.ship(play.sell(world, "BOB", [("POT", 3)]))
    assert world.balance("cost_of_sales") == D(40)
    play.ship(play.sell(world, "BOB", [("TEA", 3)]))
    assert world.balance("cost_of_sales") == D(40 + 45)


def transfer(world: TradingCompany, item: str, quantity: int) -> int:
    order = TransferOrder(world.site(), world.site("EAST"), [TransferLine(world.item(item), D(quantity))])
    made = create_transfer_orders(orders=[order]).require_all().done
    return confirm_transfer_orders(order_ids=made).require_all().done[0]


def test_goods_on_the_road_stay_ours(trading_company: TradingCompany) -> None:
    """5 of 8 go east: neither site can promise them on the way, their value never leaves the books."""
    world = trading_company
    world.stock("TEA", 8, 60)
    order = transfer(world, "TEA", 5)
    assert isinstance(receive_transfers(order_ids=[order]).refused[order], NothingOnTheRoad)
    play.ship(order)
    assert (world.on_hand("TEA"), world.on_hand("TEA", "EAST")) == ((D(3), D(0)), (D(0), D(0)))
    assert world.balance("inventory") == D(480)
    assert play.progress(order).state == "shipped"
    assert_checks_clean()
    receive_transfers(order_ids=[order]).require_all()
    assert world.on_hand("TEA", "EAST") == (D(5), D(0))
    assert world.balance("inventory") == D(480)
    assert play.progress(order).state == "closed"
    entries = sql.row("SELECT count(*) AS n FROM money_entry WHERE source = 'delivery'")
    assert entries is not None
    assert entries.n == 0


def test_lots_arrive_as_they_left(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("MILK", 6, 7, lot="L-1")
    world.stock("MILK", 6, 7, lot="L-2")
    order = transfer(world, "MILK", 8)
    play.ship(order)
    receive_transfers(order_ids=[order]).require_all()
    found = sql.rows(
        "SELECT lot.code, b.on_hand FROM stock_balance b JOIN stock_lot lot ON lot.id = b.lot_id"
        " JOIN places_place p ON p.id = b.place_id AND p.site_id = %s WHERE b.on_hand > 0 ORDER BY lot.code",
        (world.site("EAST"),),
    )
    assert [tuple(each) for each in found] == [("L-1", D(6)), ("L-2", D(2))]


def test_transfer_needs_two_sites(trading_company: TradingCompany) -> None:
    world = trading_company
    order = TransferOrder(world.site(), world.site(), [TransferLine(world.item("TEA"), D(1))])
    assert isinstance(create_transfer_orders(orders=[order]).refused[0], SitesEqual)


def test_count_difference_is_posted(trading_company: TradingCompany) -> None:
    """The book says 10 tea at 60, 9 are counted: 60 is lost."""
    world = trading_company
    world.stock("TEA", 10, 60)
    begun = stocktaking.begin(counts=[CountDraft(world.site(), today(), item_ids=[world.item("TEA")])])
    count = begun.require_all().done[0]
    entry = CountEntry(count, world.item("TEA"), world.place("STOCK"), D(9))
    stocktaking.enter(entries=[entry]).require_all()
    stocktaking.post(count_ids=[count]).require_all()
    assert world.on_hand("TEA") == (D(9), D(0))
    assert (world.balance("inventory"), world.balance("inventory_loss")) == (D(540), D(60))


def test_moves_without_value_are_valued_when_the_flow_runs_again(trading_company: TradingCompany) -> None:
    world = trading_company
    world.stock("TEA", 1, 60)
    outside = counterpart_places()["loss"]
    with transaction.atomic():
        post_moves([MoveDraft(world.item("TEA"), D(1), world.place("STOCK"), outside, today(), "adjust")])
    assert world.balance("inventory") == D(60)
    assert stock_to_ledger.advance() == {"value": 1}
    assert stock_to_ledger.advance() == {"value": 0}
    assert world.balance("inventory") == D(0)


def test_statements_do_not_grow_with_transfers(trading_company: TradingCompany, long_memory: None) -> None:
    world = trading_company
    world.stock("TEA", 100, 60)

    def run(count: int) -> list[int]:
        numbering.forget_blocks()
        line = [TransferLine(world.item("TEA"), D(1))]
        orders = [TransferOrder(world.site(), world.site("EAST"), line) for _ in range(count)]
        ids: list[int] = []
        seen = [play.statements(lambda: ids.extend(create_transfer_orders(orders=orders).done))]
        seen.append(play.statements(lambda: confirm_transfer_orders(order_ids=ids).require_all()))
        for each in ids:
            play.ship(each)
        seen.append(play.statements(lambda: receive_transfers(order_ids=ids).require_all()))
        return seen

    run(1)
    assert run(1) == run(50)
