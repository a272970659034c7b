"""The verbs over items: create and change many at once, keyed by their code."""

from collections.abc import Sequence

from nonet.kernel.verbs import verb
from nonet.masters.items.plans import ATTRIBUTE, CATEGORY, ITEM, ITEM_CODE, ITEM_UNIT
from nonet.masters.saving import InUse, Row, Saved, save_rows


@verb("items.save_categories")
def save_categories(*, categories: Sequence[Row]) -> Saved:
    """Create item categories, or change those whose code is known; a parent comes in an earlier call."""
    return save_rows(CATEGORY, categories)


@verb("items.save_attributes")
def save_attributes(*, attributes: Sequence[Row]) -> Saved:
    """Create the attributes in which variants differ, or change those whose code is known."""
    return save_rows(ATTRIBUTE, attributes)


@verb("items.save_items")
def save_items(*, items: Sequence[Row], in_use: InUse | None = None) -> Saved:
    """Create items, or change those whose code is known; each row names only what it sets.

    ``in_use`` returns which items of those given by id have stock or value: their kind, base unit, tracking and
    costing method stay as they are. It comes from above, since masters know no books.
    """
    return save_rows(ITEM, items, in_use)


@verb("items.save_item_units")
def save_item_units(*, units: Sequence[Row], in_use: InUse | None = None) -> Saved:
    """Give items further units, each with how many base units it holds, or change them."""
    return save_rows(ITEM_UNIT, units, in_use)


@verb("items.save_item_codes")
def save_item_codes(*, codes: Sequence[Row]) -> Saved:
    """Give items further codes by which others know them; a code of one issuer leads to one item."""
    return save_rows(ITEM_CODE, [{"issuer": "", **row} for row in codes])
