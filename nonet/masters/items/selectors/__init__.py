"""What pages, orders, books and engines ask of items."""

from nonet.masters.items.selectors.finding import FoundItem, resolve_items, search_items
from nonet.masters.items.selectors.kits import Exploded, KitPart, explode_kits
from nonet.masters.items.selectors.units import ItemMeasure, item_measures, to_base

__all__ = [
    "Exploded",
    "FoundItem",
    "ItemMeasure",
    "KitPart",
    "explode_kits",
    "item_measures",
    "resolve_items",
    "search_items",
    "to_base",
]
