"""How rows of the item master are saved: their fields, what identifies them, what is checked and filled."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Unit
from nonet.masters.items.gtins import clean_gtin
from nonet.masters.items.models import Attribute, Brand, Item, ItemCategory, ItemCode, ItemUnit, KitComponent
from nonet.masters.pinyin import initials
from nonet.masters.saving import Plan
from nonet.masters.saving.checks import require_not_negative, require_positive
from nonet.masters.taxes.models import TaxCode

MEASURES = ("weight_kg", "length_cm", "width_cm", "height_cm")


def _check_item(item: Item) -> None:
    require_not_negative(item, "standard_cost", *MEASURES)
    if item.gtin:
        item.gtin = clean_gtin(item.gtin)
    if item.shelf_life_days is not None and item.minimum_remaining_days > item.shelf_life_days:
        raise InvalidInput("minimum_remaining_days", _("is longer than the shelf life"))
    if item.tracking == Item.Tracking.SERIAL and item.unit_id != "PCE":
        raise InvalidInput("tracking", _("serial numbers need pieces (PCE) as the base unit"))
    item.pinyin = initials(item.name)


def _check_item_unit(unit: ItemUnit) -> None:
    require_positive(unit, "factor")
    require_not_negative(unit, *MEASURES)
    if unit.gtin:
        unit.gtin = clean_gtin(unit.gtin)


def _check_attribute(attribute: Attribute) -> None:
    """Bring values to ``{"code", "name"}``; a bare text is both."""
    attribute.values = [_value(each) for each in attribute.values]
    codes = [each["code"] for each in attribute.values]
    if len(set(codes)) < len(codes):
        raise InvalidInput("values", _("one code comes twice; keep each once"))


def _value(value: Any) -> dict[str, str]:
    if isinstance(value, str) and value.strip():
        return {"code": value.strip(), "name": value.strip()}
    if isinstance(value, dict) and str(value.get("code") or "").strip():
        code = str(value["code"]).strip()
        return {"code": code, "name": str(value.get("name") or code)}
    raise InvalidInput("values", _("each is a text, or a code with a name"))


def _check_component(component: KitComponent) -> None:
    require_positive(component, "quantity")


ITEM = Plan(
    Item,
    fields=(
        "code",
        "name",
        "kind",
        "category",
        "brand",
        "template",
        "attributes",
        "unit",
        "gtin",
        "tracking",
        "shelf_life_days",
        "minimum_remaining_days",
        *MEASURES,
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
        "brand": Brand,
        "category": ItemCategory,
        "template": Item,
        "unit": Unit,
        "sales_tax": TaxCode,
        "purchase_tax": TaxCode,
    },
    check=_check_item,
    derived=("pinyin",),
    unique=("gtin",),
    frozen=("kind", "unit", "tracking", "costing"),
)
CATEGORY = Plan(ItemCategory, fields=("code", "name", "parent"), references={"parent": ItemCategory})
ATTRIBUTE = Plan(Attribute, fields=("code", "name", "values"), check=_check_attribute)
ITEM_UNIT = Plan(
    ItemUnit,
    fields=("item", "unit", "factor", "gtin", *MEASURES),
    key=("item_id", "unit_id"),
    references={"item": Item, "unit": Unit},
    check=_check_item_unit,
    unique=("gtin",),
    frozen=("factor",),
)
ITEM_CODE = Plan(
    ItemCode, fields=("item", "issuer", "code"), key=("issuer", "code"), references={"item": Item}
)
COMPONENT = Plan(
    KitComponent,
    fields=("kit", "item", "quantity"),
    key=("kit_id", "item_id"),
    references={"kit": Item, "item": Item},
    check=_check_component,
)
