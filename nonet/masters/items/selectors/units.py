"""Quantities in an item's base unit: what the books hold, from what people type."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.units import SCALE, to_base_unit


@dataclass(frozen=True, slots=True)
class ItemMeasure:
    """An item's base unit, and how many of it one of each other unit holds."""

    item_id: int
    code: str
    base: str
    factors: Mapping[str, Decimal]

    def to_base(self, quantity: Decimal, unit: str | None) -> Decimal:
        """Return a quantity of some unit in the base unit; no unit means the base unit.

        Raises
        ------
        UnitsNotConvertible
            When nothing says how many base units one of the unit is.
        """
        return to_base_unit(quantity, unit or self.base, self.base, self.factors, self.code)

    def from_base(self, quantity: Decimal, unit: str) -> Decimal:
        """Return a quantity of the base unit in another unit."""
        one = to_base_unit(Decimal(1), unit, self.base, self.factors, self.code)
        return (quantity / one).quantize(SCALE)

    def price_per_base(self, price: Decimal, unit: str | None) -> Decimal:
        """Return a price for one of some unit as the price of one base unit, to six decimals."""
        if unit is None or unit == self.base:
            return price
        return (price / to_base_unit(Decimal(1), unit, self.base, self.factors, self.code)).quantize(SCALE)


_MEASURES = """
SELECT i.id, i.code, i.unit_id AS base, u.unit_id AS unit, u.factor
FROM items_item i LEFT JOIN items_itemunit u ON u.item_id = i.id
WHERE i.company_id = %s AND i.id = ANY(%s) ORDER BY i.id, u.factor
"""


def item_measures(item_ids: Iterable[int]) -> dict[int, ItemMeasure]:
    """Return base unit and factors of items by id; one statement. Items of other companies are absent."""
    found: dict[int, ItemMeasure] = {}
    factors: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for each in sql.rows(_MEASURES, (current_company_id(), sorted(set(item_ids)))):
        found[each.id] = ItemMeasure(each.id, each.code, each.base, factors[each.id])
        if each.unit:
            factors[each.id][each.unit] = each.factor
    return found


def to_base(lines: Sequence[tuple[int, Decimal, str | None]]) -> list[Decimal]:
    """Return the quantity of each (item id, quantity, unit) in the item's base unit; one statement.

    Raises
    ------
    UnitsNotConvertible
        For the first line that no factor leads to the base unit of.
    """
    measures = item_measures(item_id for item_id, _quantity, _unit in lines)
    return [measures[item_id].to_base(quantity, unit) for item_id, quantity, unit in lines]
