"""The small masters around items, on every face."""

from nonet.masters.items import services
from nonet.masters.items.models import Brand
from nonet.masters.items.plans import ATTRIBUTE, CATEGORY
from nonet.masters.nouns import Noun, Tag, saving_verb
from nonet.masters.saving import Plan

BRAND = Plan(Brand, fields=("code", "name", "country", "active"))

NOUNS = (
    Noun(
        BRAND,
        saving_verb(BRAND),
        "brands",
        columns=("code", "name", "country", "active"),
        filters=("country", "active"),
        label=Tag(),
    ),
    Noun(
        CATEGORY,
        services.save_categories,
        "item-categories",
        columns=("code", "name", "parent"),
        filters=("parent",),
        label=Tag(lines=("parent",), kind="qr"),
    ),
    Noun(
        ATTRIBUTE,
        services.save_attributes,
        "attributes",
        columns=("code", "name", "values"),
    ),
)
