"""How the fields of a master's form stand: two beside each other, wide ones alone, yes and no together, in sections."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

TICKS_IN_A_ROW = 4


def sections_of(model: Any, names: Sequence[str], groups: Sequence[tuple[Any, Sequence[str]]]) -> list[Any]:
    """Return fieldsets: the groups declared, each under its title, and before them what no group names."""
    grouped = {name for _title, fields in groups for name in fields}
    first = [name for name in names if name not in grouped]
    sections: list[Any] = [(None, {"fields": rows_of(model, first)})] if first else []
    for title, fields in groups:
        shown = [name for name in fields if name in names]
        if shown:
            sections.append((title, {"fields": rows_of(model, shown)}))
    return sections


def rows_of(model: Any, names: Sequence[str]) -> list[Any]:
    """Return fields in rows of two; long ones stand alone, and what is ticked stands together at the end."""
    fields = {each.name: each for each in model._meta.get_fields()}
    ticks = [name for name in names if isinstance(fields.get(name), models.BooleanField)]
    rows: list[Any] = []
    waiting = ""
    for name in names:
        if name in ticks:
            continue
        if _is_wide(fields.get(name)):
            rows += [waiting, name] if waiting else [name]
            waiting = ""
        elif waiting:
            rows.append((waiting, name))
            waiting = ""
        else:
            waiting = name
    rows += [waiting] if waiting else []
    return rows + [tuple(ticks[at : at + TICKS_IN_A_ROW]) for at in range(0, len(ticks), TICKS_IN_A_ROW)]


def _is_wide(field: Any) -> bool:
    return isinstance(field, models.TextField | models.JSONField | ArrayField)


def searched_references(model: Any, site: Any) -> list[str]:
    """Return the keys to rows that are many: those whose own page searches and does not say that it is short."""
    found = []
    for field in model._meta.fields:
        page = site._registry.get(field.related_model) if isinstance(field, models.ForeignKey) else None
        if page is not None and page.search_fields and not getattr(page, "short", False) and field.editable:
            found.append(field.name)
    return found
