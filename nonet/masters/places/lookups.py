"""Places as forms look them up: by the beginning of the code, within a site when one is named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nonet.kit.lookups import MOST, Found, Lookup
from nonet.masters.places.models import Place


def _places(given: Mapping[str, str]) -> Any:
    site = given.get("use", "")
    places = Place.objects.filter(active=True, site__isnull=False).select_related("site")
    return places.filter(site_id=int(site)) if site.isdecimal() else places


def _search(text: str, given: Mapping[str, str]) -> list[Found]:
    return [
        _found(each) for each in _places(given).filter(code__istartswith=text).order_by("code", "pk")[:MOST]
    ]


def _resolve(texts: Sequence[str], given: Mapping[str, str]) -> dict[str, Found]:
    return {
        each.code: _found(each) for each in _places(given).filter(code__in=[text.strip() for text in texts])
    }


def _names(ids: Iterable[Any]) -> dict[Any, Found]:
    return {each.pk: _found(each) for each in Place.objects.filter(pk__in=list(ids)).select_related("site")}


def _found(place: Place) -> Found:
    return Found(place.pk, place.code, place.site.name if place.site else "", str(place.get_kind_display()))


LOOKUPS = (Lookup("places", "places.read", _search, _resolve, _names),)
