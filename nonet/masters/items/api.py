"""Items for programs."""

from nonet.kit.api import Lines, Resource, Verb
from nonet.masters.items import plans, services
from nonet.masters.items.models import Item, ItemCode, ItemUnit, KitComponent
from nonet.masters.items.nouns import NOUNS

RESOURCES = (
    Resource(
        "items",
        Item,
        fields=(
            *(
                "code",
                "name",
                "kind",
                "category",
                "category__code",
                "brand",
                "brand__code",
                "template",
                "attributes",
                "unit",
                "gtin",
            ),
            *("tracking", "shelf_life_days", "minimum_remaining_days", "weight_kg", "length_cm", "width_cm"),
            *("height_cm", "storage_class", "costing", "standard_cost", "sales_tax", "purchase_tax"),
            *("is_sold", "is_purchased", "active", "created_at"),
        ),
        filters=(
            "code",
            "gtin",
            "kind",
            "category",
            "brand",
            "tracking",
            "is_sold",
            "is_purchased",
            "active",
        ),
        search=("code", "name", "pinyin"),
        lines=(
            Lines("units", ItemUnit, "item", ("unit", "factor", "gtin", "weight_kg")),
            Lines("codes", ItemCode, "item", ("code", "issuer")),
            Lines("components", KitComponent, "kit", ("item", "item__code", "quantity")),
        ),
        verbs=(Verb("generate-variants", services.generate_variants),),
        save=services.save_items,
        plan=plans.ITEM,
    ),
    *(each.resource for each in NOUNS),
    Resource(
        "item-units",
        ItemUnit,
        fields=(
            "item",
            "item__code",
            "unit",
            "factor",
            "gtin",
            "weight_kg",
            "length_cm",
            "width_cm",
            "height_cm",
        ),
        filters=("item", "gtin"),
        save=services.save_item_units,
        plan=plans.ITEM_UNIT,
    ),
    Resource(
        "item-codes",
        ItemCode,
        fields=("item", "item__code", "code", "issuer"),
        filters=("item", "code", "issuer"),
        save=services.save_item_codes,
        plan=plans.ITEM_CODE,
    ),
    Resource(
        "kit-components",
        KitComponent,
        fields=("kit", "kit__code", "item", "item__code", "quantity"),
        filters=("kit", "item"),
        save=services.save_kit_components,
        plan=plans.COMPONENT,
    ),
)
