"""Filters made from a model's fields: each reads its part of the address, narrows the rows and tells what it did.

The address speaks as the API does: ``state=draft,confirmed``, ``party=12``, ``ordered_on_from=2026-01-01``,
``ordered_on_until=…``, ``gross_total_from=100``; ``party=none`` finds rows without one.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.kit.admin.lists.spans import SPANS, span_of

EMPTY = "none"
MAX_PICKED = 50


@dataclass(frozen=True, slots=True)
class Chip:
    """What one filter does at present, in words, and the parts of the address that make it do so."""

    label: str
    text: str
    names: Sequence[str]


class Filter(ABC):
    """Narrows a list by one field."""

    kind: ClassVar[str] = ""

    def __init__(self, name: str, label: Any, field: Any = None) -> None:
        self.name, self.label, self.field = name, label, field

    @property
    def names(self) -> list[str]:
        """Return the parts of the address that it reads."""
        return [self.name]

    def given(self, asked: Mapping[str, Any]) -> list[str]:
        """Return the values that the address gives, repeated or separated by commas."""
        return _values(asked, self.name)

    def is_set(self, asked: Mapping[str, Any]) -> bool:
        """Return whether the address says anything to this filter."""
        return any(_values(asked, each) for each in self.names)

    @abstractmethod
    def condition(self, asked: Mapping[str, Any]) -> Q:
        """Return what rows must fulfil; raises ``InvalidInput`` when the address cannot be read."""

    def told(self, asked: Mapping[str, Any]) -> str:
        """Return in words what is asked for."""
        return ", ".join(self.given(asked))

    def chip(self, asked: Mapping[str, Any]) -> Chip:
        """Return what the filter does at present."""
        return Chip(str(self.label), self.told(asked), self.names)

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form of the list needs to draw this filter."""
        return {"kind": self.kind, "name": self.name, "label": self.label, "is_set": self.is_set(asked)}

    def refuse(self, value: Any) -> InvalidInput:
        """Return the refusal of a value that cannot be read."""
        return InvalidInput(str(self.label), _("%(value)s cannot be read here") % {"value": value})


def _values(asked: Mapping[str, Any], name: str) -> list[str]:
    getlist = getattr(asked, "getlist", None)
    given = getlist(name) if getlist else [asked.get(name, "")]
    return [part for each in given for part in str(each).split(",") if part.strip()][:MAX_PICKED]


class ChoiceFilter(Filter):
    """One or several of the choices of a field."""

    kind = "choices"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the values and names to choose from."""
        return [(str(value), str(name)) for value, name in self.field.flatchoices]

    def condition(self, asked: Mapping[str, Any]) -> Q:
        wanted, known = self.given(asked), dict(self.choices)
        for each in wanted:
            if each not in known:
                raise self.refuse(each)
        return Q(**{f"{self.name}__in": wanted}) if len(wanted) > 1 else Q(**{self.name: wanted[0]})

    def told(self, asked: Mapping[str, Any]) -> str:
        known = dict(self.choices)
        return ", ".join(known.get(each, each) for each in self.given(asked))

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        given = self.given(asked)
        shown = [(value, name, value in given) for value, name in self.choices]
        return {**super().widget(asked), "choices": shown}


class YesNoFilter(Filter):
    """Yes or no."""

    kind = "one"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the values and names to choose from."""
        return [("1", _("Yes")), ("0", _("No"))]

    def condition(self, asked: Mapping[str, Any]) -> Q:
        given = self.given(asked)[0]
        if given not in ("0", "1"):
            raise self.refuse(given)
        return Q(**{self.name: given == "1"})

    def told(self, asked: Mapping[str, Any]) -> str:
        return ", ".join(dict(self.choices).get(each, each) for each in self.given(asked))

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        given = self.given(asked)
        shown = [(value, name, value in given) for value, name in self.choices]
        return {**super().widget(asked), "choices": shown}


class TextFilter(Filter):
    """The beginning of a text, which an index finds; all of it after an equals sign."""

    kind = "text"

    def given(self, asked: Mapping[str, Any]) -> list[str]:
        return [str(asked.get(self.name, ""))[:200]]

    def condition(self, asked: Mapping[str, Any]) -> Q:
        (given,) = self.given(asked)
        if given == EMPTY:
            return Q(**{self.name: ""})
        if given.startswith("="):
            return Q(**{self.name: given[1:]})
        return Q(**{f"{self.name}__startswith": given})

    def told(self, asked: Mapping[str, Any]) -> str:
        (given,) = self.given(asked)
        if given == EMPTY:
            return _("empty")
        return given[1:] if given.startswith("=") else f"{given}…"

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().widget(asked), "value": self.given(asked)[0]}


class RangeFilter(Filter):
    """From and until, either of them left out."""

    kind = "range"
    input_type = "number"

    @property
    def names(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_until"]

    def bounds(self, asked: Mapping[str, Any]) -> tuple[Any, Any]:
        """Return both ends as values of the field."""
        first, last = (_values(asked, each) for each in self.names[:2])
        return (self.value(first[0]) if first else None), (self.value(last[0]) if last else None)

    def value(self, text: str) -> Any:
        """Return what a text means."""
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) > Decimal(10) ** 16:
            raise self.refuse(text)
        return value

    def shown(self, value: Any) -> str:
        """Return an end in words."""
        return number_format(value.normalize(), force_grouping=True)

    def condition(self, asked: Mapping[str, Any]) -> Q:
        first, last = self.bounds(asked)
        found = Q()
        if first is not None:
            found &= Q(**{f"{self.name}__gte": first})
        if last is not None:
            found &= Q(**{f"{self.name}__lte": last})
        return found

    def told(self, asked: Mapping[str, Any]) -> str:
        first, last = self.bounds(asked)
        if first is not None and last is not None:
            return self.shown(first) if first == last else f"{self.shown(first)} – {self.shown(last)}"
        return f"≥ {self.shown(first)}" if first is not None else f"≤ {self.shown(last)}"

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        ends = [(each, ",".join(_values(asked, each))) for each in self.names[:2]]
        return {**super().widget(asked), "type": self.input_type, "first": ends[0], "last": ends[1]}


class DateFilter(RangeFilter):
    """From a day until a day, or a span such as this month; of moments, the days of the company's own zone."""

    input_type = "date"

    @property
    def names(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_until", self.name]

    def value(self, text: str) -> dt.date:
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise self.refuse(text)
        return day

    def bounds(self, asked: Mapping[str, Any]) -> tuple[Any, Any]:
        span = _values(asked, self.name)
        if not span or span[0] == EMPTY:
            return super().bounds(asked)
        if span[0] in SPANS:
            return span_of(span[0])
        day = self.value(span[0])
        return day, day

    def shown(self, value: Any) -> str:
        return date_format(value, "SHORT_DATE_FORMAT")

    def condition(self, asked: Mapping[str, Any]) -> Q:
        if _values(asked, self.name) == [EMPTY]:
            return Q(**{f"{self.name}__isnull": True})
        first, last = self.bounds(asked)
        if not isinstance(self.field, models.DateTimeField):
            return super().condition(asked)
        found = Q()
        if first is not None:
            found &= Q(**{f"{self.name}__gte": _midnight(first)})
        if last is not None:
            found &= Q(**{f"{self.name}__lt": _midnight(last + dt.timedelta(days=1))})
        return found

    def told(self, asked: Mapping[str, Any]) -> str:
        span = _values(asked, self.name)
        if span == [EMPTY]:
            return _("empty")
        return str(SPANS[span[0]]) if span and span[0] in SPANS else super().told(asked)

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        given = _values(asked, self.name)
        spans = [(value, name, value in given) for value, name in SPANS.items()]
        return {**super().widget(asked), "spans": spans, "span_name": self.name}


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


class ReferenceFilter(Filter):
    """One or several rows of another table, looked up by code, name or initials."""

    kind = "reference"

    def condition(self, asked: Mapping[str, Any]) -> Q:
        wanted = self.given(asked)
        if wanted == [EMPTY]:
            return Q(**{f"{self.name}__isnull": True})
        return Q(**{f"{self.field.attname}__in": self._ids(wanted)})

    def _ids(self, wanted: Sequence[str]) -> list[int]:
        for each in wanted:
            if not each.isdecimal() or len(each) > 18:
                raise self.refuse(each)
        return [int(each) for each in wanted]

    def picked(self, asked: Mapping[str, Any]) -> list[tuple[int, str]]:
        """Return the rows asked for, with their names; of another company there are none."""
        wanted = [int(each) for each in self.given(asked) if each.isdecimal() and len(each) <= 18]
        if not wanted:
            return []
        manager: Any = self.field.related_model._default_manager
        found = {each.pk: str(each) for each in manager.filter(pk__in=wanted)}
        return [(each, found.get(each, f"#{each}")) for each in wanted]

    def told(self, asked: Mapping[str, Any]) -> str:
        if self.given(asked) == [EMPTY]:
            return _("empty")
        return ", ".join(name for _id, name in self.picked(asked))

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        meta = self.field.model._meta
        return {
            **super().widget(asked),
            "picked": self.picked(asked),
            "source": (meta.app_label, meta.model_name),
        }


class Named(Filter):
    """Conditions with names, such as what is overdue; ``conditions`` gives each name its label and its condition."""

    kind = "one"

    def __init__(self, name: str, label: Any, conditions: Mapping[str, tuple[Any, Callable[[], Q]]]) -> None:
        super().__init__(name, label)
        self.conditions = conditions

    def condition(self, asked: Mapping[str, Any]) -> Q:
        given = self.given(asked)[0]
        if given not in self.conditions:
            raise self.refuse(given)
        return self.conditions[given][1]()

    def told(self, asked: Mapping[str, Any]) -> str:
        return ", ".join(
            str(self.conditions[each][0]) for each in self.given(asked) if each in self.conditions
        )

    def widget(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        given = self.given(asked)
        shown = [(value, label, value in given) for value, (label, _find) in self.conditions.items()]
        return {**super().widget(asked), "choices": shown}


def filter_of(field: Any, admin_site: Any) -> Filter | None:
    """Return the filter that suits a field, or None when there is none."""
    label = field.verbose_name
    if isinstance(field, models.ForeignKey):
        target = admin_site._registry.get(field.related_model)
        return ReferenceFilter(field.name, label, field) if target and target.search_fields else None
    if field.flatchoices:
        return ChoiceFilter(field.name, label, field)
    for kinds, made in (
        ((models.BooleanField,), YesNoFilter),
        ((models.DateField,), DateFilter),
        ((models.DecimalField, models.IntegerField), RangeFilter),
        ((models.CharField, models.TextField), TextFilter),
    ):
        if isinstance(field, kinds):
            return made(field.name, label, field)
    return None
