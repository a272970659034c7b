"""How a kind of field is asked for and read: dates, numbers, choices, look-ups by code."""

import datetime as dt
import enum
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from django import forms
from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

STRAY = str.maketrans({",": "", "，": "", " ": "", "\u00a0": "", "．": ".", "。": "."})
LOOKUPS = {
    "items.Item": "items",
    "parties.Party": "parties",
    "places.Place": "places",
    "money.Account": "accounts",
}
"""Models whose rows are offered as one types, by the code of their look-up."""


def kind_of(field: Any, hint: Any) -> str:
    """Return the kind that fits a type; look-ups and choices are known by what else the field declares."""
    if field.model:
        return "lookup"
    if field.choices:
        return "choice"
    wanted = {_bare(each) for each in (get_args(hint) or (hint,))}
    for kind, of in (("date", dt.date), ("flag", bool), ("decimal", Decimal), ("integer", int)):
        if of in wanted:
            return kind
    return "text"


def _bare(hint: Any) -> Any:
    return str if isinstance(hint, type) and issubclass(hint, enum.StrEnum) else hint


class NumberField(forms.DecimalField):
    """A number as people type or paste it: grouped, in full-width digits, with blanks."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(STRAY) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Return a number without idle zeros."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class LookupField(forms.CharField):
    """A row of the company by its code, number or bar code, else by a name that only one has; becomes its id."""

    def __init__(self, model: str, where: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of, self.narrowed = model, where

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        return self.found(text) if text else None

    def found(self, text: str) -> int:
        """Return the id of the one row that a text means."""
        found = find_rows(self.of, self.narrowed, text)
        if len(found) == 1:
            return int(found[0].pk)
        message = _("“%(text)s” is not unique; give its code.") if found else _("“%(text)s” is not known.")
        raise forms.ValidationError(message, params={"text": text})

    def prepare_value(self, value: Any) -> Any:
        """Return the code and name of a row given by its id."""
        if isinstance(value, int):
            found = _manager(self.of).filter(pk=value).first()
            return code_of(found) if found else ""
        return value


class LookupsField(LookupField):
    """Several rows, by codes with commas or blanks between; becomes their ids."""

    def clean(self, value: Any) -> Any:
        text = str(forms.CharField.clean(self, value)).replace(",", " ").replace("，", " ").replace("、", " ")
        return [self.found(each) for each in text.split()]


def code_of(row: Any) -> str:
    """Return the text by which a row is looked up."""
    return str(getattr(row, "code", "") or getattr(row, "number", "") or row)


def find_rows(model: str, where: dict[str, Any], text: str) -> list[Any]:
    """Return at most two rows that a text means: an exact code first, then a name."""
    names = {each.name for each in apps.get_model(model)._meta.fields}
    asked = _manager(model).filter(**where)
    exact = Q()
    for name in ("code", "number", "gtin"):
        if name in names:
            exact |= Q(**{f"{name}__iexact": text}) | Q(**{f"{name}__iexact": text.split()[0]})
    found = list(asked.filter(exact)[:2])
    if found or "name" not in names:
        return found
    return list(asked.filter(Q(name__iexact=text))[:2]) or list(asked.filter(Q(name__icontains=text))[:2])


def _manager(model: str) -> Any:
    owner: Any = apps.get_model(model)
    return owner.objects


def form_field(field: Any, kind: str, row: Any = None, asked: Any = None) -> forms.Field:
    """Return a declared field as one of Django's; ``row`` is that of its line, ``asked`` what the form is about."""
    if callable(field.where):
        field = replace(field, where=field.where(row, asked))
    common = {"label": field.title, "required": field.required, "help_text": field.help}
    return MAKERS[kind](field, common)


def _styled(widget: type[forms.Widget], **attrs: Any) -> forms.Widget:
    return widget(attrs={"class": "field", **attrs})


def _choices(field: Any) -> list[tuple[Any, Any]]:
    found = field.choices() if callable(field.choices) else field.choices
    return list(found)


def _lookup(field: Any, common: dict[str, Any]) -> forms.Field:
    where = dict(field.where)
    role = next((each.removeprefix("is_") for each in where if each.startswith("is_")), "")
    asked = {"data-lookup": LOOKUPS.get(field.model, ""), "data-use": str(where.get("site_id", role))}
    widget = _styled(forms.TextInput, autocomplete="off", **asked)
    return LookupField(field.model, dict(field.where), widget=widget, **common)


def _number(field: Any, common: dict[str, Any]) -> forms.Field:
    return NumberField(
        widget=_styled(forms.TextInput, inputmode="decimal", autocomplete="off", **{"data-number": ""}),
        **common,
    )


MAKERS: dict[str, Callable[[Any, dict[str, Any]], forms.Field]] = {
    "text": lambda field, common: forms.CharField(widget=_styled(forms.TextInput), max_length=200, **common),
    "area": lambda field, common: forms.CharField(widget=_styled(forms.Textarea, rows=2), **common),
    "date": lambda field, common: forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"), **common
    ),
    "decimal": _number,
    "integer": lambda field, common: forms.IntegerField(widget=_styled(forms.NumberInput), **common),
    "flag": lambda field, common: forms.BooleanField(**{**common, "required": False}),
    "choice": lambda field, common: forms.ChoiceField(
        choices=_choices(field), widget=_styled(forms.Select), **common
    ),
    "lookup": _lookup,
    "lookups": lambda field, common: LookupsField(
        field.model, dict(field.where), widget=_styled(forms.TextInput, autocomplete="off"), **common
    ),
}
