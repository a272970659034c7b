"""Real connections at once: nobody deadlocks, nothing is sold twice, nothing is lost."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from nonet.books.stock.errors import PeriodBusy, StockNotAvailable
from nonet.books.stock.models import Move, Reservation
from nonet.books.stock.services import periods
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, adjust_stock, change_status
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reservations import expire_reservations
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.actor import acting_as_system
from tests.books.stock.world import DAY, World, broken_invariants, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared() -> Iterator[World]:
    """A committed company that several connections work in."""
    built = build_world()
    with acting_as_system(built.company.pk):
        yield built
        assert broken_invariants() == {}


def at_once(world: World, works: list[Callable[[], Any]]) -> list[Any]:
    """Do all works at the same moment, each on a connection of its own; return what each returned or raised."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            with acting_as_system(world.company.pk):
                connection.ensure_connection()
                gate.wait(timeout=30)
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, work) for work in works]]


def in_rounds(rounds: int, work: Callable[[int], Any]) -> Callable[[], int]:
    """Return a work that posts in many transactions and says how many went through."""

    def run() -> int:
        done = 0
        for n in range(rounds):
            try:
                with transaction.atomic():
                    work(n)
                done += 1
            except StockNotAvailable:
                pass
        return done

    return run


def test_opposite_moves_do_not_deadlock(shared: World) -> None:
    for place in ("A-1", "A-2"):
        for item in ("TEA", "CUP"):
            shared.put(item, 100, place)

    def swap(source: str, target: str) -> Callable[[int], Any]:
        return lambda n: post_moves(
            [shared.draft(item, 1 + n % 3, source, target) for item in ("TEA", "CUP", "TEA")]
        )

    works = [in_rounds(40, swap("A-1", "A-2")), in_rounds(40, swap("A-2", "A-1"))] * 2
    done = at_once(shared, works)
    assert all(isinstance(each, int) and each > 0 for each in done), done
    assert shared.promise("TEA") == (200, 0)


def test_opposite_moves_between_sites_do_not_deadlock(shared: World) -> None:
    for place in ("A-1", "B-1"):
        for item in ("TEA", "CUP"):
            shared.put(item, 100, place)

    def send(source: str, target: str) -> Callable[[int], Any]:
        return lambda n: post_moves([shared.draft(item, 1, source, target) for item in ("CUP", "TEA")])

    works = [in_rounds(40, send("A-1", "B-1")), in_rounds(40, send("B-1", "A-1"))] * 2
    done = at_once(shared, works)
    assert all(isinstance(each, int) for each in done), done
    assert shared.promise("TEA", "A")[0] + shared.promise("TEA", "B")[0] == 200


def test_new_balances_and_old_ones_do_not_deadlock(shared: World) -> None:
    """Receipts make rows in one order while moves lock others; both reach for the same new places."""
    shared.put("TEA", 500, "A-3")
    lots = [shared.lot("MILK", f"M{n}") for n in range(40)]

    def receive(n: int) -> None:
        post_moves(
            [shared.draft("MILK", 1, "SUPPLIER", place, lot_id=lots[n]) for place in ("A-1", "A-2", "B-1")]
            + [shared.draft("TEA", 1, "SUPPLIER", "A-3")]
        )

    def move(n: int) -> None:
        post_moves(
            [
                shared.draft("TEA", 1, "A-3", "A-1"),
                shared.draft("MILK", 1, "SUPPLIER", "B-1", lot_id=lots[n]),
                shared.draft("MILK", 1, "SUPPLIER", "A-1", lot_id=lots[n]),
            ]
        )

    done = at_once(shared, [in_rounds(40, receive), in_rounds(40, move)] * 2)
    assert done == [40, 40, 40, 40]


def test_the_last_pieces_are_sold_exactly_once(shared: World) -> None:
    shared.put("TEA", 60)
    orders = [[shared.order([("TEA", 1)]).pk for _ in range(15)] for _ in range(8)]

    def buy(ids: list[int]) -> Callable[[], int]:
        return lambda: sum(len(reserve_orders(order_ids=[each]).done) for each in ids)

    sold = at_once(shared, [buy(ids) for ids in orders])
    assert sum(sold) == 60, sold
    assert shared.promise("TEA") == (60, 60)
    assert Reservation.objects.count() == 60


def test_the_last_pieces_leave_exactly_once(shared: World) -> None:
    shared.put("TEA", 30)
    leave = in_rounds(10, lambda n: post_moves([shared.draft("TEA", 1, "A-1", "CUSTOMER")]))
    left = at_once(shared, [leave] * 8)
    assert sum(left) == 30, left
    assert shared.promise("TEA") == (0, 0)


def test_a_serial_number_comes_in_once(shared: World) -> None:
    serial = shared.lot("PHONE", "SN1")
    places = ("A-1", "A-2", "A-3", "B-1", "B-2", "B-3")

    def receive(place: str) -> Callable[[], Any]:
        def work() -> Any:
            with transaction.atomic():
                return post_moves([shared.draft("PHONE", 1, "SUPPLIER", place, lot_id=serial)])

        return work

    done = at_once(shared, [receive(place) for place in places])
    assert sorted(type(each).__name__ for each in done) == ["SerialTwice"] * 5 + ["list"]


def test_losses_reservations_and_expiry_at_once(shared: World) -> None:
    """Goods vanish and are blocked while others reserve them and promises run out; the counters agree."""
    shared.put("TEA", 100)
    orders = [shared.order([("TEA", 2)]).pk for _ in range(60)]
    past = timezone.now() - dt.timedelta(minutes=1)

    def reserve(ids: list[int], expires_at: Any) -> Callable[[], int]:
        return lambda: sum(len(reserve_orders(order_ids=[i], expires_at=expires_at).done) for i in ids)

    def lose() -> int:
        line = AdjustmentLine(shared.item("TEA"), shared.place("A-1"), Decimal(1))
        return sum(
            len(adjust_stock(adjustments=[AdjustmentDraft(DAY, [line], "lost")]).done) for _ in range(30)
        )

    def block() -> int:
        line = AdjustmentLine(shared.item("TEA"), shared.place("A-1"), Decimal(1), to_status="damaged")
        return sum(
            len(change_status(adjustments=[AdjustmentDraft(DAY, [line], "status")]).done) for _ in range(30)
        )

    def expire() -> int:
        return sum(len(expire_reservations().done) for _ in range(30))

    works = [reserve(orders[:30], None), reserve(orders[30:], past), lose, block, expire, expire]
    done = at_once(shared, works)
    assert all(isinstance(each, int) for each in done), done
    assert shared.on_hand("TEA", "A-1") == 100 - 30
    assert shared.promise("TEA")[0] == 100 - 60


def test_workers_share_what_expires(shared: World) -> None:
    past = timezone.now() - dt.timedelta(minutes=1)
    for item in ("TEA", "CUP"):
        shared.put(item, 100)
        for _ in range(10):
            shared.reserve(item, 1, expires_at=past)
    done = at_once(shared, [lambda: len(expire_reservations(limit=1).done) for _ in range(4)])
    assert all(isinstance(each, int) for each in done), done
    assert sum(done) + len(expire_reservations().done) == 20
    assert (shared.promise("TEA"), shared.promise("CUP")) == ((100, 0), (100, 0))


def test_no_move_slips_in_beside_a_closing(shared: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "WAIT_SECONDS", 1)
    written, closed = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            shared.put("TEA", 1)
            written.set()
            assert closed.wait(timeout=30)

    def close() -> Any:
        written.wait(timeout=30)
        try:
            return periods.close_stock_period(until=DAY)
        finally:
            closed.set()

    done = at_once(shared, [write, close])
    assert done[0] is None and isinstance(done[1], PeriodBusy)
    periods.close_stock_period(until=DAY)
    assert Move.objects.count() == 1
