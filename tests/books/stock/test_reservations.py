"""Reservations after they were made: released, expired, extended, moved; three counters that always agree."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from nonet.books.orders.models import OrderLine
from nonet.books.stock.errors import ReservationInDelivery, StockNotAvailable
from nonet.books.stock.events import ReservationsExpired, ReservationsReleased
from nonet.books.stock.models import Reservation
from nonet.books.stock.services.reservations import (
    expire_reservations,
    extend_reservations,
    move_reservations,
    release_reservations,
)
from nonet.kernel import events, sql
from nonet.kernel.errors import DocumentMissing, WrongState
from tests.books.stock.world import World

SOON = dt.timedelta(minutes=5)


@pytest.fixture
def heard() -> list[Any]:
    found: list[Any] = []
    for event in (ReservationsReleased, ReservationsExpired):
        events.subscribe(event, found.append, flow="test")
    return found


def test_released_stock_is_free_again(world: World, heard: list[Any]) -> None:
    world.put("TEA", 10)
    first, second = world.reserve("TEA", 4), world.reserve("TEA", 3)
    done = release_reservations(reservation_ids=[first.pk, 0], reason="changed mind")
    assert (done.done, type(done.refused[0])) == ([first.pk], DocumentMissing)
    first.refresh_from_db()
    assert (first.state, first.quantity, first.reason) == ("released", 0, "changed mind")
    assert world.promise("TEA") == (10, 3)
    assert OrderLine.objects.get(pk=first.order_line_id).reserved == 0
    assert heard == [ReservationsReleased((first.pk,), (first.order_line_id,), "changed mind")]
    again = release_reservations(reservation_ids=[first.pk, second.pk])
    assert isinstance(again.refused[first.pk], WrongState)


def test_what_stands_in_a_delivery_is_not_released(world: World) -> None:
    world.put("TEA", 10)
    held = world.reserve("TEA", 4, expires_at=timezone.now() - SOON)
    OrderLine.objects.filter(pk=held.order_line_id).update(released=4)
    assert isinstance(release_reservations(reservation_ids=[held.pk]).refused[held.pk], ReservationInDelivery)
    assert expire_reservations().done == []
    assert move_reservations(to_sites={held.pk: world.site("B")}).done == []


def test_reservations_expire_once_and_when_due(world: World, heard: list[Any]) -> None:
    world.put("TEA", 10)
    now = timezone.now()
    due, later, forever = (
        world.reserve("TEA", 2, expires_at=now - SOON),
        world.reserve("TEA", 3, expires_at=now + SOON),
        world.reserve("TEA", 4),
    )
    assert expire_reservations().done == [due.pk]
    assert expire_reservations().done == []
    assert expire_reservations(now=now + 2 * SOON).done == [later.pk]
    assert world.promise("TEA") == (10, 4)
    assert Reservation.objects.get(pk=forever.pk).state == "active"
    assert [type(each) for each in heard] == [ReservationsExpired, ReservationsExpired]


def test_extended_reservations_stay(world: World) -> None:
    world.put("TEA", 10)
    held = world.reserve("TEA", 2, expires_at=timezone.now() - SOON)
    extend_reservations(reservation_ids=[held.pk], expires_at=timezone.now() + SOON).require_all()
    assert expire_reservations().done == []
    extend_reservations(reservation_ids=[held.pk], expires_at=None).require_all()
    assert Reservation.objects.get(pk=held.pk).expires_at is None


def test_reservations_move_as_far_as_stock_reaches(world: World) -> None:
    world.put("TEA", 10)
    world.put("TEA", 5, "B-1")
    held = [world.reserve("TEA", 3) for _ in range(3)]
    done = move_reservations(to_sites={each.pk: world.site("B") for each in held})
    assert (done.done, list(done.refused)) == ([held[0].pk], [held[1].pk, held[2].pk])
    assert isinstance(done.refused[held[1].pk], StockNotAvailable)
    assert (world.promise("TEA", "A"), world.promise("TEA", "B")) == ((10, 6), (5, 3))
    back_and_forth = {held[0].pk: world.site("A"), held[1].pk: world.site("B")}
    assert move_reservations(to_sites=back_and_forth).done == [held[0].pk, held[1].pk]
    assert (world.promise("TEA", "A"), world.promise("TEA", "B")) == ((10, 6), (5, 3))


def test_statements_do_not_grow(world: World) -> None:
    world.put("TEA", 500)
    world.put("TEA", 500, "B-1")

    def statements(count: int) -> list[int]:
        ids = [world.reserve("TEA", 1, expires_at=timezone.now() - SOON).pk for _ in range(count * 2)]
        found = []
        for step in (
            lambda: extend_reservations(reservation_ids=ids[:count], expires_at=None),
            lambda: move_reservations(to_sites=dict.fromkeys(ids[:count], world.site("B"))),
            lambda: release_reservations(reservation_ids=ids[:count]),
            lambda: expire_reservations(),
        ):
            with sql.counting() as seen:
                step()
            found.append(len(seen))
        return found

    statements(1)
    assert statements(1) == statements(20)
