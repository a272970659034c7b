"""What an export shows: columns taken from a model's fields, or named for a selector's rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of an export: its heading, and where in a row its value is (a path of the ORM, or a key)."""

    path: str
    heading: str


def columns_of(model: type[models.Model], names: Sequence[str] = ()) -> list[ExportColumn]:
    """Return the columns of a model: all its fields but the company, or those named.

    A reference shows the code or number of what it points to; its heading is the field's own.
    """
    fields: list[Any] = [each for each in model._meta.concrete_fields if each.name not in ("id", "company")]
    if names:
        fields = [model._meta.get_field(name) for name in names]
    return [ExportColumn(_path(each), str(each.verbose_name)) for each in fields]


def _path(field: Any) -> str:
    if not isinstance(field, models.ForeignKey):
        return str(field.name)
    target = {each.name for each in field.related_model._meta.concrete_fields}
    for name in ("code", "number", "username"):
        if name in target and field.target_field.name != name:
            return f"{field.name}__{name}"
    return str(field.attname)


def columns_of_rows(names: Sequence[str]) -> list[ExportColumn]:
    """Return the columns of a selector's rows, headed by their names in words."""
    return [ExportColumn(name, name.replace("_", " ").capitalize()) for name in names]
