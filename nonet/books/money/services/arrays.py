"""Columns for ``unnest``, written as PostgreSQL array literals: several times faster than adapting each value."""

from collections.abc import Iterable, Sequence
from typing import Any


def literals(records: Sequence[Sequence[Any]], width: int) -> list[str]:
    """Return one array literal a column; the statement casts it (``%s::bigint[]``)."""
    if not records:
        return ["{}"] * width
    return [_literal(column) for column in zip(*records, strict=True)]


def _literal(column: Iterable[Any]) -> str:
    return "{" + ",".join([_value(each) for each in column]) + "}"


def _value(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
