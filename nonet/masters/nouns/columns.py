"""The columns of a master's import, read off its plan: headings in three languages, cells typed as the fields are."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from nonet.kit.importing.columns import (
    Column,
    Parser,
    choice,
    date,
    decimal,
    flag,
    hinted,
    moment,
    plain_text,
    text,
    whole,
)
from nonet.kit.importing.findings import CellRefused
from nonet.kit.importing.templates import LANGUAGES
from nonet.masters.saving import Plan


def columns_of_plan(plan: Plan) -> tuple[Column, ...]:
    """Return a column for each field of a plan that a cell can hold."""
    return tuple(_column(plan, name) for name in plan.fields if _fits_a_cell(plan, name))


def _fits_a_cell(plan: Plan, name: str) -> bool:
    field = plan.found(name)
    is_list = getattr(field, "default", None) is list
    return name not in plan.only_by_id and (is_list or not isinstance(field, models.JSONField | ArrayField))


def _column(plan: Plan, name: str) -> Column:
    field = plan.found(name)
    needed = not (field.null or field.blank or field.has_default())
    return Column(
        name,
        _in_all_languages(lambda: capfirst(str(field.verbose_name))),
        _parser(field, name in plan.references),
        required=needed,
        default=None if field.is_relation or not field.has_default() else field.get_default(),
    )


def _in_all_languages(says: Callable[[], Any]) -> tuple[str, ...]:
    told = []
    for language in LANGUAGES:
        with override(language):
            told.append(str(says()))
    return tuple(told)


def _parser(field: "models.Field[Any, Any]", is_reference: bool) -> Parser:
    if is_reference:
        return hinted(text(), lambda: _("code of something that exists"))
    if field.choices:
        return choice(_words(field), lambda: tuple(str(label) for _value, label in field.flatchoices))
    parsers = (each for kind, each in PARSERS.items() if isinstance(field, kind))
    make = next(parsers, lambda _field: text())
    return make(field)


def _words(field: "models.Field[Any, Any]") -> dict[str, Any]:
    """Return each choice by its value and by its words in the three languages."""
    values = [value for value, _label in field.flatchoices]
    words: dict[str, Any] = {str(value): value for value in values}
    for language in LANGUAGES:
        with override(language):
            words |= {str(label): value for value, label in field.flatchoices}
    return words


def several(value: Any) -> list[Any]:
    """Return the values in a cell: an export's own list, or words with commas between them."""
    told = plain_text(value)
    if told.startswith("["):
        try:
            return list(json.loads(told))
        except ValueError as error:
            raise CellRefused(_("is no list"), _("Write values with commas between them.")) from error
    return [each.strip() for each in re.split("[,，、;；]", told) if each.strip()]


def _decimal(field: Any) -> Parser:
    places = field.decimal_places
    return decimal(places=places, digits=field.max_digits - places)


# The first kind that a field is of: dates with time come before dates, which they are too.
PARSERS: dict[Any, Callable[[Any], Parser]] = {
    models.JSONField: lambda field: several,
    ArrayField: lambda field: several,
    models.BooleanField: lambda field: flag,
    models.DateTimeField: lambda field: moment(),
    models.DateField: lambda field: date(),
    models.DecimalField: _decimal,
    models.PositiveSmallIntegerField: lambda field: whole(at_least=0),
    models.PositiveIntegerField: lambda field: whole(at_least=0),
    models.IntegerField: lambda field: whole(),
    models.CharField: lambda field: text(field.max_length or 0),
}
