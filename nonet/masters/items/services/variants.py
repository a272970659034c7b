"""From a template and the values it comes in to its variants: every combination, with codes and names."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from nonet.kernel.errors import NonetError
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.items.errors import AttributeUnknown, NotATemplate, TooManyVariants
from nonet.masters.items.models import Attribute, Item
from nonet.masters.items.plans import ITEM, MEASURES
from nonet.masters.saving import Row, save_rows

MOST_VARIANTS = 2000
INHERITED = (
    "category_id",
    "brand_id",
    "unit_id",
    "tracking",
    "shelf_life_days",
    "minimum_remaining_days",
    *MEASURES,
    "storage_class",
    "costing",
    "standard_cost",
    "sales_tax_id",
    "purchase_tax_id",
    "is_sold",
    "is_purchased",
)


@verb("items.generate_variants")
def generate_variants(*, template_ids: Sequence[int]) -> Outcome:
    """Make every missing combination of the templates' attribute values; return the new items' ids.

    A variant takes over unit, tracking, measures and taxes of its template. Its code is the template's with the
    value codes behind it, in the order in which the attributes were created: ``SHIRT-RED-XL``. Variants that
    exist are left alone. Refusals are keyed by template.
    """
    outcome = Outcome()
    templates = Item.objects.filter(pk__in=template_ids, kind=Item.Kind.TEMPLATE).in_bulk()
    attributes = list(Attribute.objects.order_by("pk"))
    taken = _existing(template_ids)
    rows: list[Row] = []
    owners: list[int] = []
    for template_id in dict.fromkeys(template_ids):
        try:
            made = _variants(templates.get(template_id), template_id, attributes)
        except NonetError as error:
            outcome.refused[template_id] = error
            continue
        fresh = [row for row in made if (template_id, _frozen(row["attributes"])) not in taken]
        rows += fresh
        owners += [template_id] * len(fresh)
    saved = save_rows(ITEM, rows)
    outcome.done = saved.done
    outcome.refused.update({owners[position]: error for position, error in saved.refused.items()})
    return outcome


def _existing(template_ids: Sequence[int]) -> set[tuple[int, Any]]:
    found = Item.objects.filter(template_id__in=template_ids).values_list("template_id", "attributes")
    return {(template_id, _frozen(attributes)) for template_id, attributes in found}


def _frozen(attributes: dict[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(attributes.items())


def _variants(template: Item | None, template_id: int, attributes: list[Attribute]) -> list[Row]:
    if template is None or not template.attributes:
        raise NotATemplate(template.code if template else str(template_id))
    axes = _axes(template, attributes)
    count = 1
    for _attribute, values in axes:
        count *= len(values)
    if count > MOST_VARIANTS:
        raise TooManyVariants(template.code, count, MOST_VARIANTS)
    codes = [attribute for attribute, _values in axes]
    combinations = product(*(values for _attribute, values in axes))
    return [_variant(template, dict(zip(codes, each, strict=True))) for each in combinations]


def _axes(template: Item, attributes: list[Attribute]) -> list[tuple[str, list[dict[str, str]]]]:
    """Return each attribute of the template with its chosen values in the attribute's own order."""
    known = {each.code: {value["code"]: value for value in each.values} for each in attributes}
    for code, chosen in template.attributes.items():
        if code not in known:
            raise AttributeUnknown(template.code, code)
        for value in chosen:
            if value not in known[code]:
                raise AttributeUnknown(template.code, code, value)
    return [
        (code, [value for value in values.values() if value["code"] in template.attributes[code]])
        for code, values in known.items()
        if code in template.attributes
    ]


def _variant(template: Item, values: dict[str, dict[str, str]]) -> Row:
    return {
        "code": "-".join([template.code, *(each["code"] for each in values.values())]),
        "name": " ".join([template.name, *(each["name"] for each in values.values())]),
        "kind": Item.Kind.STOCK,
        "template_id": template.pk,
        "attributes": {attribute: each["code"] for attribute, each in values.items()},
        **{name: getattr(template, name) for name in INHERITED},
    }
