"""Units: what converts into what, rounded and shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonet.kernel import sql, units
from nonet.kernel.units import (
    UnitsNotConvertible,
    UnitUnknown,
    are_convertible,
    convert,
    format_quantity,
    is_whole,
    round_quantity,
    to_base_unit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def known_units(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        units.forget_units()
        units.units()


def test_the_table_is_read_once():
    with sql.counting() as seen:
        convert(Decimal(1), "KGM", "GRM")
    assert seen == []


def test_within_a_dimension():
    assert convert(Decimal("1.5"), "KGM", "GRM") == 1500
    assert convert(Decimal(1), "JIN", "KGM") == Decimal("0.5")
    assert convert(Decimal(3), "DZN", "PCE") == 36
    assert convert(Decimal(1), "MTQ", "LTR") == 1000
    assert convert(Decimal(90), "MIN", "HUR") == Decimal("1.5")


def test_packages_and_other_dimensions_do_not_convert():
    assert not are_convertible("CT", "PCE")
    for unit, target in (("CT", "PCE"), ("KGM", "LTR"), ("SET", "BX")):
        with pytest.raises(UnitsNotConvertible):
            convert(Decimal(1), unit, target)
    with pytest.raises(UnitUnknown):
        convert(Decimal(1), "XYZ", "PCE")


@given(st.decimals(0, 10**6, places=3), st.sampled_from(["GRM", "JIN", "TNE", "KGM"]))
def test_there_and_back(quantity, unit):
    assert convert(convert(quantity, unit, "GRM"), "GRM", unit) == quantity


@given(st.decimals(0, 10**5, places=3), st.integers(1, 500))
def test_through_an_item(quantity, held):
    factors = {"CT": Decimal(held), "KGM": Decimal(40)}
    assert to_base_unit(quantity, "CT", "PCE", factors) == quantity * held
    assert to_base_unit(quantity, "TNE", "PCE", factors) == quantity * 40000
    assert to_base_unit(quantity, "PCE", "PCE", factors) == quantity


def test_no_way_to_the_base_names_the_item():
    with pytest.raises(UnitsNotConvertible, match="TEA"):
        to_base_unit(Decimal(1), "LTR", "PCE", {"CT": Decimal(12)}, "TEA")


def test_rounded_and_shown():
    assert round_quantity(Decimal("1.2345"), "KGM") == Decimal("1.235")
    assert is_whole(Decimal(2), "PCE") and not is_whole(Decimal("2.5"), "PCE")
    assert format_quantity(Decimal("1200.000000"), "PCE", "zh-hans") == "1,200 件"
    assert format_quantity(Decimal("2.500000"), "KGM") == "2.5 kilogram"
    assert format_quantity(Decimal("100"), "KGM") == "100 kilogram"
