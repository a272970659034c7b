"""The stock book against a model of a few lines: whatever is done in whatever order, they agree and no law breaks."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from nonet.books.stock.errors import StockNotAvailable
from nonet.books.stock.models import Balance, HandlingUnit, Lot, Reservation
from nonet.books.stock.services.adjusting import (
    AdjustmentDraft,
    AdjustmentLine,
    adjust_stock,
    change_status,
    move_stock,
)
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    enter_counts,
    finish_counts,
)
from nonet.books.stock.services.handling_units import make_units
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reservations import expire_reservations, release_reservations
from nonet.books.stock.services.reserving import reserve_orders
from nonet.books.stock.services.transferring import TransitReceipt, receive_between_sites, ship_between_sites
from nonet.books.stock.services.unit_moves import PackLine, move_units, pack_units, unpack_units
from nonet.kernel.actor import acting_as_system
from tests.books.stock.world import DAY, World, broken_invariants, build_world

PLACES = ("A-1", "A-2", "A-OUT", "B-1")
GOODS = (("TEA", None), ("MILK", "M1"), ("MILK", "M2"))
STATUSES = ("available", "damaged")

Goods = tuple[str, str | None]
Key = tuple[Goods, str, int | None, str]
"""Goods, place, number of the unit, status."""

places = st.sampled_from(PLACES)
goods = st.sampled_from(GOODS)
statuses = st.sampled_from(STATUSES)
quantities = st.sampled_from([Decimal(n) for n in ("0.5", "1", "3", "4", "7")])
units = st.sampled_from([0, 1])


@dataclass
class Held:
    """A reservation of the model."""

    id: int
    item: str
    site: str
    quantity: Decimal
    is_due: bool


class StockMachine(RuleBasedStateMachine):
    """Every rule does one thing in the book and in the model, and expects both to say yes or both no."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.lying: dict[Key, Decimal] = defaultdict(Decimal)
        self.held: list[Held] = []
        self.lots = {lot.code: lot.pk for lot in Lot.objects.all()}
        self.units = make_units(count=2, place_id=self.world.place("A-1"))
        self.unit_places = ["A-1", "A-1"]
        for of in GOODS:
            self.find(of, "A-1", Decimal(8), "available")
            for quantity in (4, 2, 1):
                self.reserve(of, "A", Decimal(quantity), is_due=False)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # The model

    def on_hand(self, item: str, site: str) -> Decimal:
        return sum(
            (
                quantity
                for ((of, _), place, _, status), quantity in self.lying.items()
                if of == item and place[0] == site and place != "TRANSIT" and status == "available"
            ),
            Decimal(0),
        )

    def reserved(self, item: str, site: str) -> Decimal:
        return sum((h.quantity for h in self.held if (h.item, h.site) == (item, site)), Decimal(0))

    def shift(self, source: Key | None, target: Key | None, quantity: Decimal) -> bool:
        """Move goods in the model, the newest promises yielding; return whether there was enough."""
        if source is not None and self.lying[source] < quantity:
            return False
        if source is not None:
            self.lying[source] -= quantity
        if target is not None:
            self.lying[target] += quantity
        for item, site in {(of, site) for (of, _) in GOODS for site in "AB"}:
            self.yield_promises(item, site)
        return True

    def yield_promises(self, item: str, site: str) -> None:
        over = self.reserved(item, site) - self.on_hand(item, site)
        for each in sorted(self.held, key=lambda h: -h.id):
            if over > 0 and (each.item, each.site) == (item, site):
                taken = min(over, each.quantity)
                each.quantity -= taken
                over -= taken
        self.held = [h for h in self.held if h.quantity]

    # The rules

    def line(self, of: Goods, quantity: Decimal, place: str, **more: Any) -> AdjustmentLine:
        lot = self.lots[of[1]] if of[1] else None
        return AdjustmentLine(self.world.item(of[0]), self.world.place(place), quantity, lot_id=lot, **more)

    def draft(self, kind: str, line: AdjustmentLine, **more: Any) -> list[AdjustmentDraft]:
        return [AdjustmentDraft(DAY, [line], kind, **more)]

    @rule(of=goods, place=places, quantity=quantities, status=statuses)
    def find(self, of: Goods, place: str, quantity: Decimal, status: str) -> None:
        adjust_stock(
            adjustments=self.draft("found", self.line(of, quantity, place, status=status))
        ).require_all()
        self.shift(None, (of, place, None, status), quantity)

    @rule(of=goods, place=places, quantity=quantities, status=statuses)
    def lose(self, of: Goods, place: str, quantity: Decimal, status: str) -> None:
        done = adjust_stock(adjustments=self.draft("lost", self.line(of, quantity, place, status=status)))
        assert bool(done.done) == self.shift((of, place, None, status), None, quantity)

    @rule(of=goods, place=places, other=places, quantity=quantities, status=statuses)
    def move(self, of: Goods, place: str, other: str, quantity: Decimal, status: str) -> None:
        line = self.line(of, quantity, place, status=status, to_place_id=self.world.place(other))
        done = move_stock(adjustments=self.draft("move", line))
        if place == other or place[0] != other[0]:
            assert not done.done
        else:
            assert bool(done.done) == self.shift(
                (of, place, None, status), (of, other, None, status), quantity
            )

    @rule(of=goods, place=places, quantity=quantities, before=statuses, after=statuses)
    def block(self, of: Goods, place: str, quantity: Decimal, before: str, after: str) -> None:
        line = self.line(of, quantity, place, status=before, to_status=after)
        done = change_status(adjustments=self.draft("status", line))
        if before == after:
            assert not done.done
        else:
            assert bool(done.done) == self.shift(
                (of, place, None, before), (of, place, None, after), quantity
            )

    @rule(
        of=goods,
        site=st.sampled_from("AAAB"),
        quantity=quantities,
        is_due=st.sampled_from([False, False, True]),
    )
    def reserve(self, of: Goods, site: str, quantity: Decimal, is_due: bool) -> None:
        order = self.world.order([(of[0], quantity)], site=site)
        expires_at = timezone.now() if is_due else None
        reserve_orders(order_ids=[order.pk], expires_at=expires_at)
        got = min(quantity, self.on_hand(of[0], site) - self.reserved(of[0], site))
        made = Reservation.objects.filter(order_line__order=order)
        assert [r.quantity for r in made] == ([got] if got > 0 else [])
        self.held += [Held(r.pk, of[0], site, r.quantity, is_due) for r in made]

    @rule(choice=st.integers(0, 20))
    def release(self, choice: int) -> None:
        if self.held:
            chosen = self.held.pop(choice % len(self.held))
            release_reservations(reservation_ids=[chosen.id]).require_all()

    @rule()
    def expire(self) -> None:
        done = expire_reservations()
        assert sorted(done.done) == sorted(h.id for h in self.held if h.is_due)
        self.held = [h for h in self.held if not h.is_due]

    @rule(of=goods, place=places, quantity=quantities)
    def leave(self, of: Goods, place: str, quantity: Decimal) -> None:
        """Ship without promise: the site must have it free."""
        key = (of, place, None, "available")
        free = self.on_hand(of[0], place[0]) - self.reserved(of[0], place[0])
        lot = self.lots[of[1]] if of[1] else None
        try:
            with transaction.atomic():
                post_moves([self.world.draft(of[0], quantity, place, "CUSTOMER", lot_id=lot)])
            assert quantity <= free and self.shift(key, None, quantity)
        except StockNotAvailable:
            assert self.lying[key] < quantity or free < quantity

    @rule(of=goods, place=places, counted=quantities, meanwhile=quantities)
    def count(self, of: Goods, place: str, counted: Decimal, meanwhile: Decimal) -> None:
        """Count one balance; goods leave its place between entry and posting."""
        key = (of, place, None, "available")
        draft = CountDraft(
            self.world.site(place[0]), DAY, [self.world.place(place)], [self.world.item(of[0])]
        )
        (count,) = begin_counts(counts=[draft]).require_all().done
        line = self.line(of, counted, place)
        entry = CountEntry(count, line.item_id, line.place_id, counted, lot_id=line.lot_id)
        enter_counts(entries=[entry]).require_all()
        book = self.lying[key]
        self.lose(of, place, meanwhile, "available")
        others = {
            k: v for k, v in self.lying.items() if k[0][0] == of[0] and k[1] == place and k != key and v
        }
        finish_counts(count_ids=[count], missing_as_zero=True).require_all()
        posted = post_counts(count_ids=[count])
        difference = counted - book
        if self.lying[key] + difference < 0:
            assert not posted.done
            return
        posted.require_all()
        self.shift(None, key, difference)
        for other, quantity in others.items():
            self.shift(other, None, quantity)

    @rule(unit=units, of=goods, quantity=quantities, status=statuses, into=st.booleans())
    def pack(self, unit: int, of: Goods, quantity: Decimal, status: str, into: bool) -> None:
        lot = self.lots[of[1]] if of[1] else None
        line = PackLine(self.units[unit], self.world.item(of[0]), quantity, lot_id=lot, status=status)
        done = (pack_units if into else unpack_units)(lines=[line])
        loose = (of, self.unit_places[unit], None, status)
        inside = (of, self.unit_places[unit], unit, status)
        source, target = (loose, inside) if into else (inside, loose)
        assert bool(done.done) == self.shift(source, target, quantity)

    @rule(unit=units, place=st.sampled_from([*PLACES, "TRANSIT"]))
    def move_unit(self, unit: int, place: str) -> None:
        former = self.unit_places[unit]
        done = move_units(to_places={self.units[unit]: self.world.place(place)})
        if "TRANSIT" not in (place, former) and place[0] != former[0]:
            assert not done.done
            return
        done.require_all()
        self.unit_places[unit] = place
        for (of, at, number, status), quantity in list(self.lying.items()):
            if number == unit and quantity:
                self.lying[of, at, number, status] -= quantity
                self.lying[of, place, number, status] += quantity
        for item, site in {(of[0], site) for of in GOODS for site in "AB"}:
            self.yield_promises(item, site)

    @rule(of=goods, place=places, quantity=quantities)
    def send(self, of: Goods, place: str, quantity: Decimal) -> None:
        """Ship to the other site and receive there at once."""
        site = "B" if place[0] == "A" else "A"
        draft = self.draft("ship", self.line(of, quantity, place), to_site_id=self.world.site(site))
        done = ship_between_sites(adjustments=draft)
        assert bool(done.done) == self.shift((of, place, None, "available"), None, quantity)
        if done.done:
            receipt = TransitReceipt(done.done[0], DAY, self.world.place(f"{site}-1"))
            receive_between_sites(receipts=[receipt]).require_all()
            self.shift(None, (of, f"{site}-1", None, "available"), quantity)

    # What must hold after every step

    @invariant()
    def book_and_model_agree(self) -> None:
        names = {pk: code for code, pk in self.lots.items()}
        numbers = {pk: number for number, pk in enumerate(self.units)}
        found = {
            (
                (b.item.code, names.get(b.lot_id)),
                b.place.code,
                numbers.get(b.handling_unit_id),
                b.status,
            ): b.on_hand
            for b in Balance.objects.filter(on_hand__gt=0).select_related("item", "place")
        }
        assert found == {key: quantity for key, quantity in self.lying.items() if quantity}
        active = Reservation.objects.filter(state="active").order_by("pk")
        assert [(r.pk, r.quantity) for r in active] == [(h.id, h.quantity) for h in self.held]
        for item, site in {(of[0], site) for of in GOODS for site in "AB"}:
            assert self.world.promise(item, site) == (self.on_hand(item, site), self.reserved(item, site))
        assert [u.place.code for u in HandlingUnit.objects.order_by("pk")] == self.unit_places

    @invariant()
    def no_law_is_broken(self) -> None:
        assert broken_invariants() == {}


@pytest.fixture
def machine(db: None) -> Iterator[type[StockMachine]]:
    built = build_world()
    with acting_as_system(built.company.pk):
        for code in ("M1", "M2"):
            built.lot("MILK", code)
        StockMachine.world = built
        yield StockMachine


@pytest.mark.slow
def test_whatever_is_done_in_whatever_order(machine: type[StockMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
