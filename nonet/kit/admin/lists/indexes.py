"""Which columns an index of the table sorts by."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db import models


def is_indexed(model: type[models.Model], name: str, fixed: Iterable[str]) -> bool:
    """Return whether rows in which ``fixed`` fields have one value each can be read in the order of a field."""
    return _is_indexed(model, name, frozenset(fixed))


@lru_cache(maxsize=4_096)
def _is_indexed(model: type[models.Model], name: str, fixed: frozenset[str]) -> bool:
    field: Any = model._meta.get_field(name)
    if field.primary_key:
        return True
    return any(_first_free(each, fixed) == name for each in _indexes(model))


def _first_free(fields: list[str], fixed: frozenset[str]) -> str:
    return next((each for each in fields if each not in fixed), "")


def _indexes(model: type[models.Model]) -> Iterator[list[str]]:
    """Yield the fields of each index over all rows, in order."""
    concrete: Any = model._meta.concrete_model or model
    for index in concrete._meta.indexes:
        if index.condition is None:
            yield [each.removeprefix("-") for each in index.fields]
    for rule in concrete._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and rule.condition is None:
            yield list(rule.fields)
    for each in concrete._meta.concrete_fields:
        if each.db_index or each.unique:
            yield [each.name]
