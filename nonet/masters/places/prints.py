"""Labels of places: the code big enough to be read from a forklift, and to be scanned."""

from collections.abc import Mapping, Sequence

from django.utils.translation import pgettext_lazy

from nonet.kit.printing import Label, Print
from nonet.masters.places.models import Place


def place_labels(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
    """Return a label for each place."""
    rows = Place.objects.filter(pk__in=list(ids)).select_related("site")
    return [
        Label(
            each.pk, each.code, each.code, (str(each.site or ""), each.name), "code128", each.code, scale=2.2
        )
        for each in rows
    ]


PRINTS = (
    Print(
        "place-label",
        pgettext_lazy("on paper", "Place label"),
        "places.place",
        Place,
        place_labels,
        "label",
        paper="100x60",
        options=("size", "copies", "format"),
    ),
)
