"""The verbs over items."""

from nonet.masters.items.services.kits import save_kit_components
from nonet.masters.items.services.saving import (
    save_attributes,
    save_categories,
    save_item_codes,
    save_item_units,
    save_items,
)
from nonet.masters.items.services.variants import generate_variants

__all__ = [
    "generate_variants",
    "save_attributes",
    "save_categories",
    "save_item_codes",
    "save_item_units",
    "save_items",
    "save_kit_components",
]
