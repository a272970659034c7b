"""The one writer of moves: guards, sums, statements and what a site may promise."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from nonet.books.stock.errors import SerialTwice, StockNotAvailable
from nonet.books.stock.models import Balance, Move, StockPeriod
from nonet.books.stock.services.moving import post_moves
from nonet.kernel import sql
from nonet.kernel.errors import PeriodClosed
from tests.books.stock.world import DAY, World


def test_goods_arrive_move_and_leave(world: World) -> None:
    world.put("TEA", 10)
    post_moves([world.draft("TEA", 4, "A-1", "A-2"), world.draft("TEA", 1, "A-1", "CUSTOMER")])
    assert (world.on_hand("TEA", "A-1"), world.on_hand("TEA", "A-2")) == (5, 4)
    assert world.promise("TEA") == (9, 0)
    assert list(Move.objects.order_by("id").values_list("direction", flat=True)) == [1, 0, -1]


def test_ids_come_in_order_of_the_drafts(world: World) -> None:
    ids = post_moves([world.draft("TEA", n, "SUPPLIER", "A-1") for n in range(1, 6)])
    assert [int(Move.objects.get(pk=each).quantity) for each in ids] == [1, 2, 3, 4, 5]


def test_what_counts_is_the_sum_of_all_drafts(world: World) -> None:
    post_moves([world.draft("TEA", 5, "A-1", "CUSTOMER"), world.draft("TEA", 5, "SUPPLIER", "A-1")])
    assert world.on_hand("TEA", "A-1") == 0


def test_a_place_never_holds_less_than_nothing(world: World) -> None:
    world.put("TEA", 3, "A-1")
    world.put("TEA", 3, "A-2")
    with pytest.raises(StockNotAvailable) as refusal, transaction.atomic():
        post_moves([world.draft("TEA", 4, "A-1", "CUSTOMER")])
    assert refusal.value.params == {"item": "TEA", "wanted": 4, "available": 3, "where": "A-1"}
    assert world.promise("TEA") == (6, 0)


def test_the_short_balance_is_named_among_many(world: World) -> None:
    world.put("TEA", 3)
    world.put("TEA", 3, to_status="damaged")
    with pytest.raises(StockNotAvailable) as refusal, transaction.atomic():
        post_moves(
            [
                world.draft("TEA", 3, "A-1", "A-2"),
                world.draft("TEA", 5, "A-1", "A-2", from_status="damaged", to_status="damaged"),
            ]
        )
    assert refusal.value.params["wanted"] == 5


def test_reserved_goods_do_not_leave_the_site(world: World) -> None:
    world.put("TEA", 5)
    world.reserve("TEA", 4)
    with pytest.raises(StockNotAvailable) as refusal, transaction.atomic():
        post_moves([world.draft("TEA", 2, "A-1", "CUSTOMER")])
    assert refusal.value.params["available"] == 1
    post_moves([world.draft("TEA", 5, "A-1", "A-2")])


def test_allocated_goods_stay_for_their_pick(world: World) -> None:
    world.put("TEA", 5)
    Balance.objects.update(allocated=3)
    with pytest.raises(StockNotAvailable), transaction.atomic():
        post_moves([world.draft("TEA", 3, "A-1", "A-2")])
    with pytest.raises(StockNotAvailable), transaction.atomic():
        post_moves([world.draft("TEA", 4, "A-1", "A-2")], allocated=True)
    post_moves([world.draft("TEA", 3, "A-1", "A-2")], allocated=True)
    assert Balance.objects.get(place=world.place("A-1")).allocated == 0


def test_goods_in_transit_are_promised_by_nobody(world: World) -> None:
    world.put("TEA", 5)
    post_moves([world.draft("TEA", 2, "A-1", "TRANSIT")])
    assert (world.promise("TEA", "A"), world.promise("TEA", "B")) == ((3, 0), (0, 0))
    post_moves([world.draft("TEA", 2, "TRANSIT", "B-IN")])
    assert world.promise("TEA", "B") == (2, 0)


def test_blocked_and_foreign_goods_are_not_promised(world: World) -> None:
    from nonet.masters.parties.models import Party

    owner = Party.objects.create(company=world.company, code="C1", name="Consignor", is_supplier=True)
    world.put("TEA", 5, owner_id=owner.pk)
    world.put("TEA", 2, to_status="quality_hold")
    assert world.promise("TEA") == (0, 0)


def test_a_serial_number_is_in_stock_once(world: World) -> None:
    serial = world.lot("PHONE", "SN1")
    world.put("PHONE", 1, lot_id=serial)
    with pytest.raises(SerialTwice), transaction.atomic():
        world.put("PHONE", 1, "A-2", lot_id=serial)
    with pytest.raises(SerialTwice), transaction.atomic():
        world.put("PHONE", 2, "A-2", lot_id=world.lot("PHONE", "SN2"))
    post_moves([world.draft("PHONE", 1, "A-1", "A-2", lot_id=serial)])


def test_closed_periods_refuse_moves(world: World) -> None:
    StockPeriod.objects.create(company=world.company, closed_until=DAY)
    with pytest.raises(PeriodClosed) as refusal, transaction.atomic():
        world.put("TEA", 1)
    assert refusal.value.params["on"] == DAY.isoformat()
    world.put("TEA", 1, moved_on=DAY + dt.timedelta(days=1))


def test_statements_do_not_grow_with_the_moves(world: World) -> None:
    world.put("TEA", 1000)
    world.put("CUP", 1000)

    def statements(count: int) -> int:
        drafts = [
            world.draft(item, Decimal("0.5"), "A-1", target)
            for _ in range(count)
            for item in ("TEA", "CUP")
            for target in ("A-2", "B-1", "TRANSIT", "CUSTOMER")
        ]
        with sql.counting() as seen:
            post_moves(drafts)
        return len(seen)

    statements(1)
    assert statements(1) == statements(100) == 2


def test_nothing_to_move_asks_nothing(world: World) -> None:
    with sql.counting() as seen:
        assert post_moves([]) == []
    assert seen == []
