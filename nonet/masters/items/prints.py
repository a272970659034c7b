"""Labels of items: name, code and bar code, that of the trade where the item has one."""

from collections.abc import Mapping, Sequence

from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, Print, texts
from nonet.kit.printing.barcodes import is_ean13
from nonet.masters.items.models import Item

LABEL_OPTIONS = ("size", "copies", "format")


def item_labels(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
    """Return a label for each item."""
    return [_label(each) for each in Item.objects.filter(pk__in=list(ids)).select_related("category")]


def _label(item: Item) -> Label:
    kind = "ean13" if is_ean13(item.gtin) else "code128"
    lines = (item.code, " · ".join(filter(None, (texts.unit(item.unit_id), str(item.category or "")))))
    return Label(item.pk, item.code, item.name, lines, kind, item.gtin if kind == "ean13" else item.code)


PRINTS = (
    Print(
        "item-label",
        pgettext_lazy("on paper", "Item label"),
        "items.item",
        Item,
        item_labels,
        "label",
        paper="60x40",
        options=LABEL_OPTIONS,
    ),
)
