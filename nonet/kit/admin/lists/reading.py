"""Reading what a list shows: one statement for count and totals, one for the page, one for the tabs.

Nothing is counted or added up beyond ``CAP`` rows, so a list over millions of rows opens as fast as one over ten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext as _

from nonet.kit.admin.lists.asking import Asked
from nonet.kit.admin.lists.columns import Column
from nonet.kit.admin.lists.indexes import is_indexed
from nonet.kit.show import TONES

CAP = 10_000
TAB_CAP = 1_000


@dataclass(frozen=True, slots=True)
class Tab:
    """A quick choice of a list: its name, how many rows it has, its address."""

    label: str
    count: str
    address: str
    is_here: bool
    tone: str = "plain"


@dataclass(slots=True)
class Totals:
    """How many rows were found, and the sums of columns by currency."""

    count: int = 0
    sums: dict[str, dict[str, Decimal]] = field(default_factory=dict)


class Found:
    """The rows that an address asks for."""

    def __init__(self, request: Any, asked: Asked) -> None:
        self.request, self.asked, self.admin = request, asked, asked.admin

    @cached_property
    def searched(self) -> Any:
        """Return the rows of the list in which the words searched for are found."""
        rows = self.admin.get_queryset(self.request)
        if self.asked.words:
            rows, _doubled = self.admin.get_search_results(self.request, rows, self.asked.words)
        return rows

    @cached_property
    def rows(self) -> Any:
        """Return all rows asked for, unsorted."""
        return self.searched.filter(self.asked.condition).order_by()

    @cached_property
    def totals(self) -> Totals:
        """Return how many rows were found, up to ``CAP``, with the sums of what is shown."""
        model = self.admin.model._meta
        summed = [each.name for each in self.asked.columns if each.is_summed]
        names = {each.name for each in model.concrete_fields}
        currency = "currency" if summed and "currency" in names else ""
        parts = [name for name in (currency, *summed) if name] or ["pk"]
        try:
            inner, params = self.rows.values_list(*parts)[: CAP + 1].query.sql_with_params()
        except EmptyResultSet:
            return Totals()
        listed = ", ".join(f'x."c{number}"' for number in range(len(parts)))
        aliases = ", ".join(f'"c{number}"' for number in range(len(parts)))
        picked = _aggregates(listed.split(", "), bool(currency), len(summed))
        text = f"SELECT {picked} FROM ({inner}) AS x({aliases})" + (" GROUP BY 1" if currency else "")
        return _totals(_ask(text, params), summed, bool(currency))

    @property
    def count(self) -> int:
        """Return how many rows were found, at most ``CAP``."""
        return min(self.totals.count, CAP)

    @property
    def is_capped(self) -> bool:
        """Return whether there are more rows than were counted."""
        return self.totals.count > CAP

    @cached_property
    def order(self) -> list[str]:
        """Return by what the rows are sorted: as asked, unless that would have the server sort more than ``CAP``."""
        wanted = [each for each in self.asked.sort if not self.is_capped or self.sorts_fast(each)]
        if not wanted:
            return list(self.admin.get_ordering(self.request)) or ["-pk"]
        paths = [
            ("-" if each.startswith("-") else "") + self.asked.offered[each.removeprefix("-")].sort_path
            for each in wanted
        ]
        return [*paths, "-pk" if wanted[0].startswith("-") else "pk"]

    def sorts_fast(self, name: str) -> bool:
        """Return whether an index sorts by a column, so that any number of rows can be."""
        column: Column = self.asked.offered[name.removeprefix("-")]
        return not column.is_reference and is_indexed(self.admin.model, column.name, self.fixed)

    @property
    def fixed(self) -> set[str]:
        """Return the fields that have one value in all rows of the list."""
        return {"company", *getattr(self.admin, "where", {})}

    @cached_property
    def pages(self) -> int:
        """Return how many pages there are of what is counted."""
        return max(1, -(-self.count // self.asked.size))

    @property
    def page(self) -> int:
        """Return the page shown: the last one when a later one was asked for."""
        return min(self.asked.page, self.pages)

    @cached_property
    def shown(self) -> list[Any]:
        """Return the rows of the page, with what they point to."""
        first = (self.page - 1) * self.asked.size
        return list(self.sorted[first : first + self.asked.size])

    @property
    def sorted(self) -> Any:
        """Return all rows asked for, sorted, with what their columns point to."""
        references = [each.name for each in self.asked.columns if each.is_reference]
        rows = self.rows.order_by(*self.order)
        return rows.select_related(*references) if references else rows

    @cached_property
    def tabs(self) -> list[Tab]:
        """Return the states of the rows as quick choices, each counted up to ``TAB_CAP``."""
        name = self.admin.tabs_by
        if not name:
            return []
        choices = self.admin.model._meta.get_field(name).flatchoices
        rows = self.searched.filter(self.asked.condition_without(name))
        counts = _counts([rows.filter(**{name: value}) for value, _label in choices])
        here = self.asked.filters[name].given(self.asked.given)
        told = [Tab(_("All"), "", self.asked.link((name,)), not here)]
        for (value, label), count in zip(choices, counts, strict=True):
            text = f"{TAB_CAP:,}+" if count > TAB_CAP else str(count)
            address = self.asked.link(**{name: value})
            told.append(Tab(str(label), text, address, here == [value], TONES.get(value, "plain")))
        return told


def _aggregates(listed: Sequence[str], by_currency: bool, summed: int) -> str:
    values = listed[-summed:] if summed else []
    return ", ".join([listed[0] if by_currency else "''", "count(*)", *(f"sum({each})" for each in values)])


def _totals(found: Sequence[Sequence[Any]], summed: Sequence[str], by_currency: bool) -> Totals:
    totals = Totals()
    for currency, count, *values in found:
        totals.count += count
        if count:
            sums = dict(zip(summed, (each or Decimal(0) for each in values), strict=True))
            totals.sums[currency if by_currency else ""] = sums
    return totals


def _counts(parts: Sequence[Any]) -> list[int]:
    """Return how many rows each query finds, up to ``TAB_CAP`` and one more, in one statement."""
    texts, params = [], []
    for number, each in enumerate(parts):
        query = each.order_by().values_list("pk")[: TAB_CAP + 1]
        try:
            inner, given = query.query.sql_with_params()
        except EmptyResultSet:
            inner, given = "SELECT 1 WHERE false", ()
        texts.append(f"SELECT {number}, count(*) FROM ({inner}) AS x{number}")
        params += given
    found = dict(_ask(" UNION ALL ".join(texts), params))
    return [found[number] for number in range(len(parts))]


def _ask(text: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()
