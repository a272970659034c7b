"""Adjustments: found, lost, moved, blocked, and what becomes of promises."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from nonet.books.orders.models import Delivery, DeliveryLine, OrderLine
from nonet.books.stock.errors import LotMissing, LotUnknown, SerialTwice, StockNotAvailable, WrongPlace
from nonet.books.stock.events import ReservationsReleased, StockAdjusted
from nonet.books.stock.models import Adjustment, Move, Reservation
from nonet.books.stock.services.adjusting import (
    AdjustmentDraft,
    AdjustmentLine,
    adjust_stock,
    change_status,
    move_stock,
)
from nonet.books.stock.services.periods import close_stock_period
from nonet.books.stock.services.transferring import (
    TransitLine,
    TransitReceipt,
    receive_between_sites,
    ship_between_sites,
)
from nonet.kernel import events, sql
from nonet.kernel.actor import Actor, acting
from nonet.kernel.errors import DocumentMissing, InvalidInput, PeriodClosed, PermissionMissing
from tests.books.stock.world import DAY, World


def line(world: World, item: str, quantity: Any, place: str = "A-1", **more: Any) -> AdjustmentLine:
    return AdjustmentLine(world.item(item), world.place(place), Decimal(quantity), **more)


def draft(kind: str, *lines: AdjustmentLine, **more: Any) -> AdjustmentDraft:
    return AdjustmentDraft(more.pop("on", DAY), lines, kind, more.pop("reason", "test"), **more)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    for event in (StockAdjusted, ReservationsReleased):
        events.subscribe(event, found.append, flow="test")
    return found


def test_found_and_lost(world: World, heard: list[Any]) -> None:
    done = adjust_stock(
        adjustments=[
            draft("opening", line(world, "TEA", 10, value=Decimal("12.50")), line(world, "CUP", 3)),
            draft("lost", line(world, "TEA", 4)),
        ]
    ).require_all()
    assert len(done.done) == 2
    assert world.on_hand("TEA", "A-1") == 6
    first = Adjustment.objects.get(pk=done.done[0])
    assert first.number.startswith("AD2603-")
    (event,) = heard
    assert len(event.move_ids) == 3
    assert event.costs == ((event.move_ids[0], "12.50"),)


def test_one_refusal_does_not_sink_the_batch(world: World) -> None:
    done = adjust_stock(
        adjustments=[
            draft("found", line(world, "TEA", 5)),
            draft("lost", line(world, "TEA", 6)),
            draft("lost", line(world, "TEA", 5)),
            draft("lost", line(world, "TEA", 1)),
        ]
    )
    assert len(done.done) == 2
    assert {n: type(error) for n, error in done.refused.items()} == {
        1: StockNotAvailable,
        3: StockNotAvailable,
    }
    assert done.refused[1].params == {"item": "TEA", "wanted": 6, "available": 5, "where": "A-1"}
    assert Adjustment.objects.count() == 2


def test_bad_input_is_refused_by_name(world: World) -> None:
    lot = world.lot("MILK", "M1")
    serial = world.lot("PHONE", "SN1")
    done = adjust_stock(
        adjustments=[
            draft("move", line(world, "TEA", 1)),
            draft("found"),
            draft("found", line(world, "TEA", 0)),
            draft("found", line(world, "TEA", "0.0000001")),
            draft("found", line(world, "MILK", 1)),
            draft("found", line(world, "TEA", 1, lot_id=lot)),
            draft("found", line(world, "TEA", 1, "SUPPLIER")),
            draft(
                "found", line(world, "PHONE", 1, lot_id=serial), line(world, "PHONE", 1, "A-2", lot_id=serial)
            ),
            draft("found", line(world, "PHONE", 2, lot_id=serial)),
            draft("found", AdjustmentLine(0, world.place("A-1"), Decimal(1))),
            draft("found", AdjustmentLine(world.item("TEA"), 0, Decimal(1))),
            draft("found", line(world, "TEA", 1, status="odd")),
            draft("found", line(world, "TEA", 1, owner_id=0)),
            draft("found", line(world, "TEA", 1, handling_unit_id=0)),
        ]
    )
    assert [type(done.refused[n]) for n in range(14)] == [
        *(InvalidInput, InvalidInput, InvalidInput, InvalidInput, LotMissing, LotUnknown, WrongPlace),
        *(SerialTwice, SerialTwice, InvalidInput, WrongPlace, InvalidInput, DocumentMissing, DocumentMissing),
    ]
    assert done.done == []
    assert not Move.objects.exists()


def test_goods_move_within_a_site_only(world: World) -> None:
    world.put("TEA", 5)
    done = move_stock(
        adjustments=[
            draft("move", line(world, "TEA", 2, to_place_id=world.place("A-2"))),
            draft("move", line(world, "TEA", 2, to_place_id=world.place("B-1"))),
            draft("move", line(world, "TEA", 2, to_place_id=world.place("A-1"))),
            draft("move", line(world, "TEA", 2)),
        ]
    )
    assert len(done.done) == 1
    assert [type(done.refused[n]) for n in (1, 2, 3)] == [WrongPlace, InvalidInput, InvalidInput]
    assert (world.on_hand("TEA", "A-2"), world.promise("TEA")) == (2, (5, 0))


def test_blocked_goods_cannot_be_promised(world: World) -> None:
    world.put("TEA", 5)
    change_status(adjustments=[draft("status", line(world, "TEA", 2, to_status="damaged"))]).require_all()
    assert world.promise("TEA") == (3, 0)
    back = draft("status", line(world, "TEA", 2, status="damaged", to_status="available"))
    same = draft("status", line(world, "TEA", 2, to_status="available"))
    done = change_status(adjustments=[back, same])
    assert list(done.refused) == [1]
    assert world.promise("TEA") == (5, 0)


def test_the_newest_promises_yield_first(world: World, heard: list[Any]) -> None:
    world.put("TEA", 10)
    first, second, third = (world.reserve("TEA", n) for n in (4, 3, 3))
    done = change_status(
        adjustments=[draft("status", line(world, "TEA", 4, to_status="quarantine"), reason="wet")]
    ).require_all()
    assert len(done.done) == 1
    for each in (first, second, third):
        each.refresh_from_db()
    assert [(r.quantity, r.state, r.reason) for r in (first, second, third)] == [
        (4, "active", ""),
        (2, "active", "wet"),
        (0, "released", "wet"),
    ]
    assert world.promise("TEA") == (6, 6)
    assert OrderLine.objects.get(pk=second.order_line_id).reserved == 2
    released = next(each for each in heard if isinstance(each, ReservationsReleased))
    assert released.reservation_ids == (second.pk, third.pk)


def test_what_stands_in_a_delivery_yields_last_and_what_is_picked_not_at_all(world: World) -> None:
    world.put("TEA", 10)
    free, picked, delivered = (world.reserve("TEA", n) for n in (3, 3, 4))
    for reservation, quantity in ((picked, 3), (delivered, 0)):
        order_line = OrderLine.objects.get(pk=reservation.order_line_id)
        delivery = Delivery.objects.create(
            company=world.company, number=f"DN{reservation.pk}", site=world.sites["A"], planned_on=DAY
        )
        DeliveryLine.objects.create(
            company=world.company,
            delivery=delivery,
            order_line=order_line,
            item=world.items["TEA"],
            quantity=order_line.quantity,
            picked=quantity,
        )
        OrderLine.objects.filter(pk=order_line.pk).update(released=order_line.quantity)
    adjust_stock(adjustments=[draft("lost", line(world, "TEA", 5))]).require_all()
    states = [Reservation.objects.get(pk=each.pk).quantity for each in (free, picked, delivered)]
    assert states == [0, 3, 2]
    done = adjust_stock(adjustments=[draft("lost", line(world, "TEA", 3))])
    assert isinstance(done.refused[0], StockNotAvailable)


def test_closed_days_are_refused_one_by_one(world: World) -> None:
    world.put("TEA", 5)
    close_stock_period(until=DAY)
    done = adjust_stock(
        adjustments=[
            draft("found", line(world, "TEA", 1)),
            draft("found", line(world, "TEA", 1), on=DAY + dt.timedelta(days=1)),
        ]
    )
    assert len(done.done) == 1
    assert isinstance(done.refused[0], PeriodClosed)


def test_goods_travel_between_sites(world: World) -> None:
    milk = world.lot("MILK", "M1")
    world.put("TEA", 5)
    world.put("MILK", 4, lot_id=milk)
    shipments = ship_between_sites(
        adjustments=[
            draft(
                "ship", line(world, "TEA", 3), line(world, "MILK", 4, lot_id=milk), to_site_id=world.site("B")
            ),
            draft("ship", line(world, "TEA", 2), to_site_id=world.site("B")),
            draft("ship", line(world, "TEA", 2), to_site_id=world.site("A")),
            draft("ship", line(world, "TEA", 2)),
        ]
    )
    assert [type(shipments.refused[n]) for n in (2, 3)] == [WrongPlace, InvalidInput]
    first, second = shipments.done
    assert (world.promise("TEA", "A")[0], world.on_hand("TEA", "TRANSIT")) == (0, 5)
    some = TransitReceipt(first, DAY, world.place("B-IN"), [TransitLine(world.item("TEA"), Decimal(1))])
    too_much = TransitReceipt(first, DAY, world.place("B-IN"), [TransitLine(world.item("TEA"), Decimal(3))])
    astray = TransitReceipt(first, DAY, world.place("A-IN"))
    rest = TransitReceipt(first, DAY, world.place("B-IN"))
    done = receive_between_sites(receipts=[some, too_much, astray, rest])
    assert {n: type(error) for n, error in done.refused.items()} == {1: StockNotAvailable, 2: WrongPlace}
    assert (world.on_hand("TEA", "B-IN"), world.on_hand("MILK", "B-IN"), world.on_hand("TEA", "TRANSIT")) == (
        3,
        4,
        2,
    )
    receive_between_sites(receipts=[TransitReceipt(second, DAY, world.place("B-1"))]).require_all()
    assert world.promise("TEA", "B") == (5, 0)
    again = receive_between_sites(receipts=[TransitReceipt(second, DAY, world.place("B-1"))])
    assert isinstance(again.refused[0], InvalidInput)


def test_statements_do_not_grow(world: World) -> None:
    world.put("TEA", 1000)
    world.put("CUP", 1000)
    for _ in range(3):
        world.reserve("TEA", 100)

    def statements(count: int, verb: Any, make: Any) -> int:
        with sql.counting() as seen:
            assert verb(adjustments=[make() for _ in range(count)]).refused == {}
        return len([each for each in seen if "nextval" not in each])

    cases: list[tuple[Any, Any]] = [
        (adjust_stock, lambda: draft("lost", line(world, "TEA", "0.5"), line(world, "CUP", 1))),
        (move_stock, lambda: draft("move", line(world, "TEA", "0.5", to_place_id=world.place("A-3")))),
        (change_status, lambda: draft("status", line(world, "TEA", 1, to_status="damaged"))),
        (ship_between_sites, lambda: draft("ship", line(world, "CUP", 1), to_site_id=world.site("B"))),
    ]
    for verb, make in cases:
        statements(1, verb, make)
        assert statements(1, verb, make) == statements(40, verb, make) <= 17


def test_a_verb_asks_for_its_permission(world: World) -> None:
    with acting(Actor(world.company.pk, verbs=frozenset({"orders.*"}))), pytest.raises(PermissionMissing):
        adjust_stock(adjustments=[])
