"""Units of measure: converting between them, rounding quantities, and showing them.

The table of units is shared by all companies and read once per process. A kilogram is always a thousand grams, but
a carton holds what its item says: package units convert only through the factors of an item.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.errors import NonetError
from nonet.kernel.money import QUANTA

PIECE = "PCE"
SCALE = QUANTA[6]
"""The finest quantity that the books hold."""


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit: ``factor`` turns it into its dimension's base unit, ``decimals`` is what people use of it."""

    code: str
    dimension: str
    factor: Decimal
    decimals: int
    name: str
    name_zh_hans: str
    name_zh_hant: str

    @property
    def is_fixed(self) -> bool:
        """Return whether one of it is the same for every item; a box, a set or a pallet is not."""
        return self.dimension != "count" or self.code == PIECE or self.factor != 1

    def name_in(self, language: str) -> str:
        """Return the name in a language (``en``, ``zh-hans``, ``zh-hant``)."""
        names = {"zh-hans": self.name_zh_hans, "zh-hant": self.name_zh_hant}
        return names.get(language, self.name)


class UnitUnknown(NonetError):
    """There is no such unit."""

    code = "unit_unknown"

    def __init__(self, unit: str) -> None:
        super().__init__(unit=unit)

    def template(self) -> str:
        return _("%(unit)s is no unit of measure; use a code such as PCE or KGM.")


class UnitsNotConvertible(NonetError):
    """Nothing says how many of one unit the other is."""

    code = "units_not_convertible"

    def __init__(self, unit: str, target: str, item: str = "") -> None:
        super().__init__(unit=unit, target=target, item=item)

    def template(self) -> str:
        if self.params["item"]:
            return _("%(item)s: nothing says how many %(target)s one %(unit)s is; add the unit to the item.")
        return _("Nothing says how many %(target)s one %(unit)s is; convert through an item that has both.")


_units: dict[str, UnitInfo] = {}


def units() -> dict[str, UnitInfo]:
    """Return all units by code; read once, then remembered."""
    if not _units:
        found = sql.rows(
            "SELECT code, dimension, factor, decimals, name, name_zh_hans, name_zh_hant FROM kernel_unit"
        )
        _units.update({each.code: UnitInfo(*each) for each in found})
    return _units


def forget_units() -> None:
    """Drop what this process remembers; called when units are added."""
    _units.clear()


def unit_info(code: str) -> UnitInfo:
    """Return a unit by its code.

    Raises
    ------
    UnitUnknown
        When there is no such unit.
    """
    found = units().get(code)
    if found is None:
        raise UnitUnknown(code)
    return found


def are_convertible(unit: str, target: str) -> bool:
    """Return whether one unit turns into the other whatever the item."""
    if unit == target:
        return True
    one, other = unit_info(unit), unit_info(target)
    return one.dimension == other.dimension and one.is_fixed and other.is_fixed


def factor_between(unit: str, target: str) -> Decimal:
    """Return how many ``target`` one ``unit`` is.

    Raises
    ------
    UnitsNotConvertible
        When their dimensions differ, or one is a package whose content depends on the item.
    """
    if unit == target:
        return Decimal(1)
    if not are_convertible(unit, target):
        raise UnitsNotConvertible(unit, target)
    return unit_info(unit).factor / unit_info(target).factor


def convert(quantity: Decimal, unit: str, target: str) -> Decimal:
    """Return a quantity in another unit, to the six decimals of the books."""
    if unit == target:
        return quantity
    if not are_convertible(unit, target):
        raise UnitsNotConvertible(unit, target)
    return (quantity * unit_info(unit).factor / unit_info(target).factor).quantize(SCALE, ROUND_HALF_UP)


def to_base_unit(
    quantity: Decimal, unit: str, base: str, factors: Mapping[str, Decimal], item: str = ""
) -> Decimal:
    """Return a quantity in an item's base unit.

    ``factors`` says how many base units one of each other unit of the item holds. A unit that the item does
    not know converts through the base unit or through one that it knows: grams, where the item weighs its
    kilogram.

    Raises
    ------
    UnitsNotConvertible
        Naming the item, when no way leads to its base unit.
    """
    if unit == base:
        return quantity
    if unit in factors:
        return (quantity * factors[unit]).quantize(SCALE, ROUND_HALF_UP)
    if are_convertible(unit, base):
        return convert(quantity, unit, base)
    for known, factor in factors.items():
        if are_convertible(unit, known):
            return (quantity * factor_between(unit, known) * factor).quantize(SCALE, ROUND_HALF_UP)
    raise UnitsNotConvertible(unit, base, item)


def round_quantity(quantity: Decimal, unit: str) -> Decimal:
    """Round a quantity half-up (away from zero) to the decimals that people use of the unit."""
    return quantity.quantize(QUANTA[unit_info(unit).decimals], ROUND_HALF_UP)


def is_whole(quantity: Decimal, unit: str) -> bool:
    """Return whether a quantity has no more decimals than people use of the unit."""
    return round_quantity(quantity, unit) == quantity


def format_quantity(quantity: Decimal, unit: str, language: str = "en") -> str:
    """Return a quantity as people read it, without empty decimals: ``1,200 件``, ``2.5 kilogram``."""
    text = f"{quantity:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{'0' if text == '-0' else text} {unit_info(unit).name_in(language)}"
