"""Items on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from nonet.kit.admin import Lines, MasterAdmin
from nonet.masters.items import services
from nonet.masters.items.models import Item, ItemCode, ItemUnit, KitComponent
from nonet.masters.items.nouns import NOUNS


class UnitLines(Lines):
    model = ItemUnit
    service = staticmethod(services.save_item_units)
    key = ("item_id", "unit_id")
    fields = ("unit", "factor", "gtin", "weight_kg")


class CodeLines(Lines):
    model = ItemCode
    service = staticmethod(services.save_item_codes)
    key = ("issuer", "code")


class ComponentLines(Lines):
    model = KitComponent
    service = staticmethod(services.save_kit_components)
    key = ("kit_id", "item_id")
    fk_name = "kit"
    autocomplete_fields = ("item",)


@admin.register(Item)
class ItemAdmin(MasterAdmin):
    service = staticmethod(services.save_items)
    list_display = ("code", "name", "kind", "category", "brand", "unit", "gtin", "tracking", "active")
    list_filter = ("kind", "tracking", "costing", "is_sold", "is_purchased", "active")
    search_fields = ("code", "name", "pinyin", "gtin")
    ordering = ("code",)
    autocomplete_fields = ("template", "category", "brand")
    groups = (
        (_("Keeping"), ("tracking", "shelf_life_days", "minimum_remaining_days", "storage_class")),
        (_("Size and weight"), ("weight_kg", "length_cm", "width_cm", "height_cm")),
        (_("Cost and tax"), ("costing", "standard_cost", "sales_tax", "purchase_tax")),
        (_("Variants"), ("template", "attributes")),
    )
    inlines = (UnitLines, CodeLines, ComponentLines)


for noun in NOUNS:
    noun.show_on_desk()
