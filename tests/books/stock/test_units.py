"""Handling units: numbers, packing, nesting, moving as one."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonet.books.stock.errors import PrefixMissing, StockNotAvailable, UnitClosed, UnitNested, WrongPlace
from nonet.books.stock.models import Balance, HandlingUnit, Move
from nonet.books.stock.services.handling_units import (
    close_units,
    make_units,
    nest_units,
    open_units,
    register_units,
)
from nonet.books.stock.services.sscc import check_digit, is_sscc, make_sscc
from nonet.books.stock.services.unit_moves import PackLine, move_units, pack_units, unpack_units
from nonet.kernel import sql
from nonet.kernel.errors import DocumentMissing, InvalidInput
from nonet.kernel.models import Company
from tests.books.stock.world import World


def make(world: World, count: int = 1, place: str = "A-1") -> list[int]:
    return make_units(count=count, place_id=world.place(place))


def packed(world: World, unit: int, item: str, quantity: Any, **more: Any) -> PackLine:
    return PackLine(unit, world.item(item), Decimal(quantity), **more)


def test_check_digits_known_from_gs1() -> None:
    assert check_digit("00614141123456789") == "0"
    assert is_sscc("106141412345678908")
    assert not is_sscc("106141412345678907")


@given(st.from_regex(r"\A[0-9]{7,10}\Z"), st.integers(0, 10**12))
def test_every_serial_has_its_own_valid_code(prefix: str, serial: int) -> None:
    code = make_sscc(prefix, serial)
    if code is None:
        assert serial >= 10 ** (17 - len(prefix))
    else:
        assert is_sscc(code) and code[1 : 1 + len(prefix)] == prefix
        assert int(code[0] + code[1 + len(prefix) : -1]) == serial


def test_units_are_numbered_from_the_prefix(world: World) -> None:
    codes = HandlingUnit.objects.filter(pk__in=make(world, 3)).values_list("sscc", flat=True)
    assert len(set(codes)) == 3
    assert all(is_sscc(code) and code[1:8] == "6901234" for code in codes)
    with pytest.raises(WrongPlace):
        make(world, place="LOSS")
    Company.objects.filter(pk=world.company.pk).update(policy={})
    with pytest.raises(PrefixMissing):
        make(world)


def test_units_of_others_are_registered(world: World) -> None:
    good, bad = "106141412345678908", "106141412345678907"
    done = register_units(codes=[good, bad, good], place_id=world.place("A-IN"))
    assert len(done.done) == 1
    assert [type(done.refused[n]) for n in (1, 2)] == [InvalidInput, InvalidInput]
    assert list(register_units(codes=[good], place_id=world.place("A-IN")).refused) == [0]


def test_goods_go_in_and_come_out(world: World) -> None:
    world.put("TEA", 5)
    (unit,) = make(world)
    done = pack_units(
        lines=[packed(world, unit, "TEA", 3), packed(world, unit, "TEA", 3), packed(world, 0, "TEA", 1)]
    )
    assert len(done.done) == 1
    assert [type(done.refused[n]) for n in (1, 2)] == [StockNotAvailable, DocumentMissing]
    assert world.on_hand("TEA", "A-1", handling_unit=unit) == 3
    close_units(unit_ids=[unit]).require_all()
    closed = unpack_units(lines=[packed(world, unit, "TEA", 1)])
    assert isinstance(closed.refused[0], UnitClosed)
    open_units(unit_ids=[unit]).require_all()
    unpack_units(lines=[packed(world, unit, "TEA", 1)]).require_all()
    assert world.on_hand("TEA", "A-1", handling_unit=None) == 3
    assert world.promise("TEA") == (5, 0)


def test_units_nest_but_never_in_a_ring(world: World) -> None:
    pallet, carton, box, far = *make(world, 3), *make(world, place="A-2")
    nest_units(parents={carton: pallet, box: carton}).require_all()
    done = nest_units(parents={pallet: box, box: far, 0: pallet, carton: carton})
    errors = {unit: type(error) for unit, error in done.refused.items()}
    assert errors == {pallet: UnitNested, box: WrongPlace, 0: DocumentMissing, carton: UnitNested}
    close_units(unit_ids=[pallet])
    assert isinstance(nest_units(parents={far: pallet}).refused[far], UnitClosed)
    nest_units(parents={carton: None}).require_all()
    one, other = make(world, 2)
    both = nest_units(parents={one: other, other: one})
    assert len(both.done) == 1


def test_a_unit_moves_with_all_it_holds(world: World) -> None:
    world.put("TEA", 5)
    world.put("CUP", 5)
    pallet, carton, empty = make(world, 3)
    pack_units(lines=[packed(world, pallet, "TEA", 2), packed(world, carton, "CUP", 4)]).require_all()
    nest_units(parents={carton: pallet}).require_all()
    place = world.place("A-2")
    done = move_units(to_places={pallet: place, empty: place, carton: place, 0: place})
    assert done.done == [pallet, empty]
    assert (type(done.refused[carton]), type(done.refused[0])) == (UnitNested, DocumentMissing)
    assert (world.on_hand("TEA", "A-2"), world.on_hand("CUP", "A-2")) == (2, 4)
    assert set(HandlingUnit.objects.values_list("place", flat=True)) == {place}
    assert Move.objects.filter(reason="unit").count() == 2


def test_a_unit_moves_whole_or_not_at_all(world: World) -> None:
    world.put("TEA", 5)
    world.put("CUP", 5)
    (unit,) = make(world)
    pack_units(lines=[packed(world, unit, "TEA", 2), packed(world, unit, "CUP", 2)]).require_all()
    Balance.objects.filter(item=world.item("CUP"), handling_unit=unit).update(allocated=1)
    done = move_units(to_places={unit: world.place("A-2")})
    assert isinstance(done.refused[unit], StockNotAvailable)
    assert world.on_hand("TEA", "A-2") == 0
    assert isinstance(move_units(to_places={unit: world.place("B-1")}).refused[unit], WrongPlace)


def test_a_unit_goes_on_the_road_and_off_it(world: World) -> None:
    world.put("TEA", 5)
    world.reserve("TEA", 4)
    (unit,) = make(world)
    pack_units(lines=[packed(world, unit, "TEA", 2)]).require_all()
    move_units(to_places={unit: world.place("TRANSIT")}).require_all()
    assert world.promise("TEA", "A") == (3, 3)
    move_units(to_places={unit: world.place("B-1")}).require_all()
    assert world.promise("TEA", "B") == (2, 0)


def test_statements_do_not_grow(world: World) -> None:
    world.put("TEA", 500)

    def statements(count: int) -> list[int]:
        units = make(world, count)
        lines = [packed(world, unit, "TEA", 1) for unit in units]
        found = []
        for step in (
            lambda: make(world, count),
            lambda: pack_units(lines=lines),
            lambda: move_units(to_places=dict.fromkeys(units, world.place("A-2"))),
            lambda: unpack_units(lines=lines),
            lambda: nest_units(parents=dict.fromkeys(units[1:], units[0]) or {units[0]: None}),
            lambda: close_units(unit_ids=units),
        ):
            with sql.counting() as seen:
                step()
            found.append(len(seen))
        return found

    statements(1)
    assert statements(1) == statements(40)
