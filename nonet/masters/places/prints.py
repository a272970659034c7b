"""Labels of places: the code big enough to be read from a forklift, and to be scanned."""

from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, label_print
from nonet.masters.places.models import Place


def _label(place: Place) -> Label:
    lines = (str(place.site or ""), place.name)
    return Label(place.pk, place.code, place.code, lines, code=place.code, scale=2.2)


PRINTS = (
    label_print(
        "place-label",
        pgettext_lazy("on paper", "Place label"),
        Place,
        _label,
        paper="100x60",
        with_rows=("site",),
    ),
)
