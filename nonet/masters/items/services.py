"""The verbs over items: create and change many at once, keyed by their code."""

from collections.abc import Sequence

from nonet.kernel.models import Unit
from nonet.kernel.verbs import verb
from nonet.masters.items.models import Attribute, Item, ItemCategory
from nonet.masters.pinyin import initials
from nonet.masters.saving import Plan, Row, Saved, save_rows
from nonet.masters.taxes.models import TaxCode


def _check_item(item: Item) -> None:
    item.pinyin = initials(item.name)


ITEM = Plan(
    Item,
    fields=(
        "code",
        "name",
        "kind",
        "category",
        "template",
        "attributes",
        "unit",
        "gtin",
        "tracking",
        "shelf_life_days",
        "minimum_remaining_days",
        "weight_kg",
        "length_cm",
        "width_cm",
        "height_cm",
        "storage_class",
        "costing",
        "standard_cost",
        "sales_tax",
        "purchase_tax",
        "is_sold",
        "is_purchased",
        "active",
    ),
    references={
        "category": ItemCategory,
        "template": Item,
        "unit": Unit,
        "sales_tax": TaxCode,
        "purchase_tax": TaxCode,
    },
    check=_check_item,
    derived=("pinyin",),
)
CATEGORY = Plan(ItemCategory, fields=("code", "name", "parent"), references={"parent": ItemCategory})
ATTRIBUTE = Plan(Attribute, fields=("code", "name", "values"))


@verb("items.save_items")
def save_items(*, items: Sequence[Row]) -> Saved:
    """Create items, or change those whose code is known; each row names only what it sets."""
    return save_rows(ITEM, items)


@verb("items.save_categories")
def save_categories(*, categories: Sequence[Row]) -> Saved:
    """Create item categories, or change those whose code is known; a parent comes in an earlier call."""
    return save_rows(CATEGORY, categories)


@verb("items.save_attributes")
def save_attributes(*, attributes: Sequence[Row]) -> Saved:
    """Create the attributes in which variants differ, or change those whose code is known."""
    return save_rows(ATTRIBUTE, attributes)
