"""Labels of items: name, code and bar code, that of the trade where the item has one."""

from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, label_print, texts
from nonet.kit.printing.barcodes import is_ean13
from nonet.masters.items.models import Item


def _label(item: Item) -> Label:
    kind = "ean13" if is_ean13(item.gtin) else "code128"
    lines = (item.code, " · ".join(filter(None, (texts.unit(item.unit_id), str(item.category or "")))))
    return Label(item.pk, item.code, item.name, lines, kind, item.gtin if kind == "ean13" else item.code)


PRINTS = (
    label_print(
        "item-label",
        pgettext_lazy("on paper", "Item label"),
        Item,
        _label,
        paper="60x40",
        with_rows=("category",),
    ),
)
