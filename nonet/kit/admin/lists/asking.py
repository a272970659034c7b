"""What the address of a list asks for, read once; and the addresses that change one thing of it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kit.admin.lists.columns import Column, columns_of, is_open
from nonet.kit.admin.lists.filters import Chip, Filter, filter_of

OWN = ("q", "sort", "page", "size", "columns", "show", "by", "across", "measure", "chart", "view")
SIZES = (50, 100, 200)
MAX_PAGE = 10_000
TABLE, PIVOT = "table", "pivot"


def plain(given: QueryDict) -> QueryDict:
    """Return an address without what is empty, and with Django's own way to name a filter made ours."""
    found = QueryDict(mutable=True)
    for name, values in given.lists():
        kept = [each for each in values if each != ""]
        if kept:
            found.setlist(name.removesuffix("__exact"), kept)
    return found


class Asked:
    """The filters, words, order, columns and way of showing that an address asks of a list.

    ``chosen`` are the columns that the user has chosen for this list once and for all; ``opens_with_view`` says that
    an address which asks for nothing would open a view.
    """

    def __init__(
        self, admin: Any, given: QueryDict, chosen: Sequence[str] = (), opens_with_view: bool = False
    ) -> None:
        self.admin, self.given, self.chosen = admin, plain(given), chosen
        self.opens_with_view = opens_with_view
        self.refusals: list[NonetError] = []
        self.words = self.given.get("q", "").strip()[:100]
        self.page = _whole(self.given.get("page"), 1, MAX_PAGE)
        size = _whole(self.given.get("size"), SIZES[0], SIZES[-1])
        self.size = size if size in SIZES else SIZES[0]
        self.shows_pivot = self.given.get("show") == PIVOT

    @cached_property
    def offered(self) -> dict[str, Column]:
        """Return all columns of the list."""
        return columns_of(self.admin)

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns shown: those of the address, else the user's own, else those declared."""
        wanted = self.given.get("columns", "").split(",") if self.given.get("columns") else self.chosen
        found = [self.offered[each] for each in dict.fromkeys(wanted) if each in self.offered]
        return found or [self.offered[each] for each in self.declared]

    @property
    def declared(self) -> list[str]:
        """Return the names of the columns shown to who has chosen none."""
        names = [getattr(each, "__name__", each) for each in self.admin.list_display]
        return [each for each in names if each in self.offered] or list(self.offered)[:1]

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """Return all filters of the list by name, those declared first."""
        found: dict[str, Filter] = {}
        fields = {each.name: each for each in self.admin.model._meta.concrete_fields}
        for each in (*self.admin.list_filter, self.admin.tabs_by, *self.offered, *self.admin.more_filters):
            made: Filter | None = each if isinstance(each, Filter) else None
            if isinstance(each, str) and each in fields and self._is_filtered(each):
                made = filter_of(fields[each], self.admin.admin_site)
            if made is not None:
                found.setdefault(made.name, made)
        return found

    def _is_filtered(self, name: str) -> bool:
        return is_open(self.admin.model, name) and name not in getattr(self.admin, "where", {})

    @cached_property
    def at_work(self) -> list[Filter]:
        """Return the filters that the address sets."""
        return [each for each in self.filters.values() if each.is_set(self.given)]

    @cached_property
    def condition(self) -> Q:
        """Return what the filters together ask of a row; what cannot be read is kept among the refusals."""
        return self._together(self.at_work)

    def _together(self, filters: Sequence[Filter]) -> Q:
        found = Q()
        for each in filters:
            try:
                found &= each.condition(self.given)
            except InvalidInput as refusal:
                self.refusals.append(refusal)
                found &= Q(pk__in=[])
        return found

    def condition_without(self, name: str) -> Q:
        """Return what all filters but one ask."""
        return self._together([each for each in self.at_work if each.name != name])

    @cached_property
    def unknown(self) -> list[str]:
        """Return the parts of the address that mean nothing here."""
        known = {*OWN, *(name for each in self.filters.values() for name in each.names)}
        return [each for each in self.given if each not in known and not each.startswith("_")]

    @cached_property
    def chips(self) -> list[Chip]:
        """Return in words what the filters do; what cannot be read says so."""
        found = []
        for each in self.at_work:
            try:
                found.append(each.chip(self.given))
            except InvalidInput:
                found.append(Chip(str(each.label), _("cannot be read"), each.names))
        return found

    @cached_property
    def sort(self) -> list[str]:
        """Return the columns to sort by, each with ``-`` before it when the greatest comes first."""
        names = self.given.get("sort", "").split(",")
        known = {name for name, each in self.offered.items() if each.field is not None}
        return [each for each in names if each.removeprefix("-") in known][:3]

    def link(self, without: Sequence[str] = (), **changes: Any) -> str:
        """Return the address with some parts changed; the page is forgotten unless it is one of them."""
        kept = {
            name: ",".join(values) for name, values in self.given.lists() if name not in (*without, "page")
        }
        for name, value in changes.items():
            kept.pop(name, None)
            if value not in (None, ""):
                kept[name] = str(value)
        if not kept and self.opens_with_view:
            kept["view"] = "0"
        return address(kept)


def address(parts: Mapping[str, str]) -> str:
    """Return parts as an address that people can read."""
    return "?" + urlencode(parts).replace("%2C", ",").replace("%3A", ":")


def _whole(text: str | None, default: int, most: int) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 9 else default
    return max(1, min(number, most))
