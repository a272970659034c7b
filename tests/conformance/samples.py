"""Rows that fit a declared master, made from its fields alone."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import models

from nonet.masters.nouns import Noun

Row = dict[str, Any]
CODES = {"country": "CN", "currency": "CNY"}


def sample(noun: Noun, number: int) -> Row:
    """Return a row that differs from those of other numbers, as a file or a program would send it."""
    return {name: _value(noun, name, number) for name in noun.plan.fields if name not in noun.plan.references}


def changed(noun: Noun, row: Row) -> Row:
    """Return the row with its free text changed."""
    return row | {free_text(noun): "另一个名称"}


def free_text(noun: Noun) -> str:
    """Return the field that holds a name or any text and is no key."""
    texts = [
        name
        for name in noun.plan.fields
        if isinstance(noun.plan.found(name), models.CharField) and name not in noun.plan.key
    ]
    return "name" if "name" in texts else texts[0]


def _value(noun: Noun, name: str, number: int) -> Any:
    field = noun.plan.found(name)
    if name in CODES:
        return CODES[name]
    if field.choices:
        return field.flatchoices[0][0]
    if isinstance(field, models.JSONField):
        return [f"V{number}"] if field.default is list else {}
    makers = (make for kind, make in MAKERS.items() if isinstance(field, kind))
    return next(makers)(field, number)


def _text(field: Any, number: int) -> str:
    return f"{field.name[:6]}-{number}"[: field.max_length or 100]


MAKERS: dict[Any, Any] = {
    models.SlugField: lambda field, number: f"S{number}",
    models.CharField: _text,
    models.TextField: _text,
    models.BooleanField: lambda field, number: True,
    models.DateField: lambda field, number: dt.date(2026, 1, 1) if field.name.endswith("from") else None,
    models.DecimalField: lambda field, number: Decimal(0),
    models.IntegerField: lambda field, number: 1,
}
