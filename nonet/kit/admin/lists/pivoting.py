"""A list turned: rows by one thing, columns by another, a measure in each cell, all worked out by the database."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate, TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.errors import QueryCanceled

from nonet.kernel.errors import NonetError
from nonet.kit.admin.lists.asking import Asked
from nonet.kit.admin.lists.filters import EMPTY
from nonet.kit.admin.lists.reading import Found
from nonet.kit.admin.lists.spans import end_of

STEPS: dict[str, tuple[Any, Any]] = {
    "day": (gettext_lazy("day"), TruncDate),
    "week": (gettext_lazy("week"), TruncWeek),
    "month": (gettext_lazy("month"), TruncMonth),
    "quarter": (gettext_lazy("quarter"), TruncQuarter),
    "year": (gettext_lazy("year"), TruncYear),
}
MAX_CELLS = 20_000
SECONDS = 20

Key = tuple[Any, str]


class TooManyCells(NonetError):
    """A pivot has more cells than anybody reads."""

    code = "too_many_cells"

    def template(self) -> str:
        return _("More than 20,000 cells: choose coarser rows or columns, or narrow the list.")


class TooLong(NonetError):
    """A pivot reads more rows than can be read while somebody waits."""

    code = "too_long"

    def template(self) -> str:
        return _("This takes too long: narrow the list by dates or other filters.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what a list is turned: a field, and for days and moments the step of time."""

    field: Any
    step: str = ""

    @property
    def code(self) -> str:
        """Return how the address names it."""
        return f"{self.field.name}:{self.step}" if self.step else str(self.field.name)

    @property
    def label(self) -> str:
        """Return its name."""
        name = str(self.field.verbose_name)
        return _("%(what)s by %(step)s") % {"what": name, "step": STEPS[self.step][0]} if self.step else name

    @property
    def expression(self) -> Any:
        """Return what the database groups by."""
        return STEPS[self.step][1](self.field.name) if self.step else F(self.field.attname)

    @property
    def is_ordered(self) -> bool:
        """Return whether its values have an order of their own."""
        return bool(self.step or self.field.flatchoices)

    def names(self, values: Sequence[Any]) -> dict[Any, str]:
        """Return what values are called."""
        if isinstance(self.field, models.ForeignKey):
            manager: Any = self.field.related_model._default_manager
            wanted = [each for each in values if each is not None]
            found = {each.pk: str(each) for each in manager.filter(pk__in=wanted)}
            return {each: self._empty(each) or found.get(each, f"#{each}") for each in values}
        known = {value: str(name) for value, name in self.field.flatchoices}
        return {each: self._empty(each) or self._name(each, known) for each in values}

    def _empty(self, value: Any) -> str:
        return _("empty") if value is None or value == "" else ""

    def _name(self, value: Any, known: Mapping[Any, str]) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if not self.step:
            return known.get(value, str(value))
        if self.step in ("day", "week"):
            return date_format(value, "SHORT_DATE_FORMAT")
        if self.step == "quarter":
            return f"{value.year} Q{(value.month + 2) // 3}"
        return f"{value:%Y-%m}" if self.step == "month" else f"{value:%Y}"

    def narrowed(self, value: Any) -> dict[str, str]:
        """Return the parts of an address that find the rows of a value."""
        name = self.field.name
        if value is None or value == "":
            return {name: EMPTY}
        if self.step:
            return {
                name: "",
                f"{name}_from": f"{value:%Y-%m-%d}",
                f"{name}_until": f"{end_of(self.step, value):%Y-%m-%d}",
            }
        if isinstance(value, bool):
            return {name: "1" if value else "0"}
        exact = isinstance(self.field, models.CharField | models.TextField) and not self.field.flatchoices
        return {name: f"={value}" if exact else str(value)}


@dataclass(frozen=True, slots=True)
class Measure:
    """What stands in the cells: how many rows, or the sum or average of a field."""

    way: str
    field: Any = None

    @property
    def code(self) -> str:
        """Return how the address names it."""
        return f"{self.way}:{self.field.name}" if self.field is not None else self.way

    @property
    def label(self) -> str:
        """Return its name."""
        if self.field is None:
            return _("Number of rows")
        text = _("Sum of %(what)s") if self.way == "sum" else _("Average of %(what)s")
        return text % {"what": self.field.verbose_name}

    def value(self, cell: "Cell") -> Any:
        """Return what a cell shows."""
        if self.field is None:
            return cell.count
        if self.way == "sum":
            return cell.sum
        return cell.sum / cell.filled if cell.filled else None


@dataclass(slots=True)
class Cell:
    """How many rows fall into a cell, how many of them have a value, and the sum of those."""

    count: int = 0
    filled: int = 0
    sum: Decimal = Decimal(0)

    def add(self, other: "Cell") -> None:
        """Take in another cell."""
        self.count += other.count
        self.filled += other.filled
        self.sum += other.sum


def dimensions_of(asked: Asked) -> list[Dimension]:
    """Return by what a list can be turned: whatever it can be filtered by, unless every row has its own value."""
    found: list[Dimension] = []
    for name in asked.filters:
        field = next((each for each in asked.admin.model._meta.concrete_fields if each.name == name), None)
        if field is None or field.unique:
            continue
        if isinstance(field, models.DateField):
            found += [Dimension(field, step) for step in STEPS]
        elif isinstance(field, models.ForeignKey | models.BooleanField | models.CharField):
            found.append(Dimension(field))
    return found


def measures_of(asked: Asked) -> list[Measure]:
    """Return what can be measured of a list."""
    fields = [each.field for each in asked.offered.values() if isinstance(each.field, models.DecimalField)]
    return [Measure("count"), *(Measure(way, each) for each in fields for way in ("sum", "avg"))]


class Pivot:
    """The cells of a turned list. Amounts of several currencies are never added: each row has one currency."""

    def __init__(self, found: Found, by: Dimension, across: Dimension | None, measure: Measure) -> None:
        self.found, self.by, self.across, self.measure = found, by, across, measure

    @cached_property
    def cells(self) -> dict[tuple[Key, Any], Cell]:
        """Return the cells by the key of their row, which ends with the currency, and the value of their column."""
        rows = self.found.rows.annotate(pivot_by=self.by.expression)
        names = ["pivot_by"]
        if self.across is not None:
            rows, names = rows.annotate(pivot_across=self.across.expression), [*names, "pivot_across"]
        if self.has_currency:
            names.append("currency")
        counted: dict[str, Any] = {"pivot_count": Count("*")}
        if self.measure.field is not None:
            name = self.measure.field.name
            counted |= {"pivot_filled": Count(name), "pivot_sum": Sum(name)}
        read = rows.values(*names).annotate(**counted).order_by()[: MAX_CELLS + 1]
        found = {self._key(each): self._cell(each) for each in _within(read)}
        if len(found) > MAX_CELLS:
            raise TooManyCells
        return found

    @property
    def has_currency(self) -> bool:
        """Return whether rows are kept apart by their currency."""
        own = {each.name for each in self.found.admin.model._meta.concrete_fields}
        by = {self.by.field.name, getattr(getattr(self.across, "field", None), "name", "")}
        return self.measure.field is not None and "currency" in own - by

    def _key(self, row: Mapping[str, Any]) -> tuple[Key, Any]:
        return (_day(row["pivot_by"]), row.get("currency", "")), _day(row.get("pivot_across"))

    def _cell(self, row: Mapping[str, Any]) -> Cell:
        return Cell(row["pivot_count"], row.get("pivot_filled", 0), row.get("pivot_sum") or Decimal(0))

    @cached_property
    def currencies(self) -> list[str]:
        """Return the currencies of the rows."""
        return sorted({currency for (_value, currency), _column in self.cells})

    def totals(self, part: int) -> dict[Any, Cell]:
        """Return the totals of rows (0), of columns by currency (1), or of all by currency (2)."""
        found: dict[Any, Cell] = {}
        for (row, column), cell in self.cells.items():
            key = (row, (column, row[1]), row[1])[part]
            found.setdefault(key, Cell()).add(cell)
        return found

    def sorted_rows(self) -> list[Key]:
        """Return the keys of the rows: in their own order, or the greatest first."""
        return self._sorted(self.totals(0), self.by, lambda key: key[0])

    def sorted_columns(self) -> list[Any]:
        """Return the values of the columns: in their own order, or the greatest first."""
        if self.across is None:
            return []
        totals: dict[Any, Cell] = {}
        for (_row, column), cell in self.cells.items():
            totals.setdefault(column, Cell()).add(cell)
        return self._sorted(totals, self.across, lambda key: key)

    def _sorted(self, totals: dict[Any, Cell], dimension: Dimension, value: Any) -> Any:
        order = {choice: place for place, (choice, _name) in enumerate(dimension.field.flatchoices)}

        def by_value(key: Any) -> Any:
            own = value(key)
            return (own is None, order.get(own, 0) if order else own or 0, str(key))

        def by_size(key: Any) -> Any:
            return (-abs(self.measure.value(totals[key]) or 0), str(key))

        return sorted(totals, key=by_value if dimension.is_ordered else by_size)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


def _within(rows: Any) -> list[Any]:
    """Return rows, or have the server give up after some seconds rather than keep everybody waiting."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS}s"])
            return list(rows)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong from error
        raise
