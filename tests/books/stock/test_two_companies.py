"""Nothing of one company's stock is seen or touched from another."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from nonet.books.stock.models import Balance, Count, HandlingUnit, Move
from nonet.books.stock.selectors import card, counts, flow, lots, on_hand, promise
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, adjust_stock, move_stock
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    cancel_counts,
    enter_counts,
)
from nonet.books.stock.services.handling_units import close_units, make_units, nest_units
from nonet.books.stock.services.lots import LotDraft, block_expired_lots, ensure_lots, recall_lots
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.periods import close_stock_period
from nonet.books.stock.services.reservations import (
    expire_reservations,
    extend_reservations,
    move_reservations,
    release_reservations,
)
from nonet.books.stock.services.transferring import TransitReceipt, receive_between_sites, ship_between_sites
from nonet.books.stock.services.unit_moves import PackLine, move_units, pack_units
from nonet.kernel.actor import acting_as_system
from nonet.kernel.errors import CompanyNotSet
from tests.books.stock.world import DAY, World, broken_invariants, build_world


@pytest.fixture
def other(world: World) -> World:
    """A second company with stock, a lot that has expired, a unit, a count, a shipment and a due reservation."""
    built = build_world("globex", "6909999")
    with acting_as_system(built.company.pk):
        built.put("TEA", 10)
        built.made = 1000
        built.reserve("TEA", 2, expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        lot = built.lot("MILK", "M1", expires_on=DAY)
        built.put("MILK", 5, lot_id=lot)
        make_units(count=1, place_id=built.place("A-1"))
        begin_counts(counts=[CountDraft(built.site("A"), DAY)])
        line = AdjustmentLine(built.item("TEA"), built.place("A-1"), Decimal(1))
        ship_between_sites(adjustments=[AdjustmentDraft(DAY, [line], "ship", to_site_id=built.site("B"))])
    return built


def test_no_verb_reaches_into_another_company(world: World, other: World) -> None:
    with acting_as_system(other.company.pk):
        before = sorted(Balance.objects.values_list("pk", "on_hand"))
        moves = Move.objects.count()
        unit, count = HandlingUnit.objects.get().pk, Count.objects.get().pk
        lot = Balance.objects.get(lot__isnull=False).lot_id
        shipment = Move.objects.get(adjustment__isnull=False).adjustment_id
        held = list(_reservations(other))
    tea, place = other.item("TEA"), other.place("A-1")
    line = AdjustmentLine(tea, place, Decimal(1), to_place_id=other.place("A-2"))
    world.put("TEA", 5)
    ours = AdjustmentLine(world.item("TEA"), world.place("A-1"), Decimal(1))
    shipping = AdjustmentDraft(DAY, [ours], "ship", to_site_id=other.site("B"))
    foreign_unit = dataclasses.replace(ours, handling_unit_id=unit)
    refused = [
        adjust_stock(adjustments=[AdjustmentDraft(DAY, [foreign_unit], "found")]),
        adjust_stock(adjustments=[AdjustmentDraft(DAY, [line], "lost")]),
        adjust_stock(
            adjustments=[AdjustmentDraft(DAY, [AdjustmentLine(tea, world.place("A-1"), Decimal(1))], "found")]
        ),
        move_stock(adjustments=[AdjustmentDraft(DAY, [line], "move")]),
        receive_between_sites(receipts=[TransitReceipt(shipment, DAY, other.place("B-1"))]),
        begin_counts(counts=[CountDraft(other.site("A"), DAY)]),
        ship_between_sites(adjustments=[shipping]),
        enter_counts(entries=[CountEntry(count, tea, place, Decimal(0))]),
        cancel_counts(count_ids=[count]),
        post_counts(count_ids=[count]),
        recall_lots(lot_ids=[lot], reason="none of ours"),
        ensure_lots(lots=[LotDraft(other.item("MILK"), "M2")]),
        pack_units(lines=[PackLine(unit, tea, Decimal(1))]),
        move_units(to_places={unit: world.place("A-1")}),
        nest_units(parents={unit: None}),
        close_units(unit_ids=[unit]),
        release_reservations(reservation_ids=held),
        extend_reservations(reservation_ids=held, expires_at=None),
        move_reservations(to_sites=dict.fromkeys(held, world.site("B"))),
    ]
    assert [each.done for each in refused] == [[]] * len(refused)
    assert all(each.refused for each in refused)
    assert (expire_reservations().done, block_expired_lots().done) == ([], [])
    close_stock_period(until=DAY)
    with pytest.raises(KeyError):
        post_moves(
            [
                world.draft("TEA", 1, "SUPPLIER", "A-1", to_handling_unit_id=None).__class__(
                    tea, Decimal(1), place, other.place("A-2"), DAY, "test"
                )
            ]
        )
    with acting_as_system(other.company.pk):
        assert sorted(Balance.objects.values_list("pk", "on_hand")) == before
        assert Move.objects.count() == moves
        other.put("TEA", 1)
        assert broken_invariants() == {}


def _reservations(world: World) -> list[int]:
    from nonet.books.stock.models import Reservation

    return list(Reservation.objects.values_list("pk", flat=True))


def test_no_selector_looks_into_another_company(world: World, other: World) -> None:
    with acting_as_system(other.company.pk):
        count, lot = Count.objects.get().pk, Balance.objects.get(lot__isnull=False).lot_id
    items, sites = [other.item("TEA"), other.item("MILK")], [other.site("A"), other.site("B")]
    until = dt.date(2030, 1, 1)
    assert on_hand.on_hand() == on_hand.on_hand_at(until) == on_hand.site_stock(items, sites) == []
    assert {row.projected for row in promise.available_to_promise(items, sites, until)} == {0}
    assert card.item_card(items[0]) == counts.count_sheet(count) == []
    assert lots.picking_order(items, sites) == lots.expiring_lots(until) == []
    assert lots.where_lots_are([lot]) == lots.where_lots_were([lot]) == []
    assert lots.customers_of_lots([lot]) == lots.suppliers_of_lots([lot]) == []
    assert flow.abc_classes(sites) == flow.slow_movers(sites) == []
    assert flow.stock_turnover(sites, since=DAY, until=until) == []


def test_no_company_no_answer() -> None:
    from contextvars import Context

    for question in (on_hand.on_hand, lambda: flow.abc_classes([1]), lambda: card.item_card(1)):
        with pytest.raises(CompanyNotSet):
            Context().run(question)
