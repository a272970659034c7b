"""What was changed, when, by whom and by which verb: read from the former versions that the database keeps.

A row is its own newest version. Each event holds the row as it was before one change, so the change itself is the
difference between an event and the next one, and between the last event and the row.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from nonet.kernel.actor import current_company_id
from nonet.kernel.models import User

UNTOLD = frozenset({"id", "company", "pinyin", "token_hash", "password", "last_login", "last_used_at"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row. ``kind`` is ``changed`` or ``deleted``; a deleted row has no fields."""

    model: str
    object_id: Any
    kind: str
    at: dt.datetime
    user_id: int | None
    user: str
    verb: str
    source: str
    fields: tuple[FieldChange, ...]


def event_model_of(model: type[models.Model]) -> type[models.Model] | None:
    """Return the model of a model's former versions, or None when it is not audited."""
    try:
        concrete = model._meta.concrete_model or model
        return apps.get_model(concrete._meta.app_label, f"{concrete.__name__}Event")
    except LookupError:
        return None


def changes_of(instances: Iterable[models.Model], limit: int = 200) -> list[Change]:
    """Return the latest changes of rows, newest first; two or three statements for each model among them."""
    by_model: dict[type[models.Model], dict[Any, models.Model]] = {}
    for each in instances:
        by_model.setdefault(type(each), {})[each.pk] = each
    found: list[tuple[models.Model, Any, Any]] = []
    for model, rows in by_model.items():
        found += _versions(model, rows, limit)
    found.sort(key=lambda each: (each[0].pgh_created_at, each[0].pk), reverse=True)  # type: ignore[attr-defined]
    users = _names(event for event, _, _ in found)
    return [_change(event, model, after, users) for event, model, after in found[:limit]]


def _versions(
    model: type[models.Model], rows: dict[Any, models.Model], limit: int
) -> list[tuple[models.Model, Any, Any]]:
    """Return each event of the rows with the version that followed it."""
    event_model = event_model_of(model)
    if event_model is None:
        return []
    events = event_model._default_manager.filter(pgh_obj_id__in=list(rows))
    if any(field.name == "company" for field in event_model._meta.fields):
        events = events.filter(company_id=current_company_id())
    following: dict[Any, Any] = dict(rows)
    found = []
    for event in events.order_by("-pgh_id")[:limit]:
        key = event.pgh_obj_id  # type: ignore[attr-defined]
        found.append((event, model, following.get(key)))
        following[key] = event
    return found


def _change(event: Any, model: type[models.Model], after: Any, users: dict[int, str]) -> Change:
    context = event.pgh_context or {}
    deleted = event.pgh_label == "deleted"
    return Change(
        model=model._meta.label_lower,
        object_id=event.pgh_obj_id,
        kind=event.pgh_label,
        at=event.pgh_created_at,
        user_id=context.get("user"),
        user=users.get(context.get("user") or 0, ""),
        verb=context.get("verb", ""),
        source=context.get("source", ""),
        fields=() if deleted or after is None else tuple(_differences(model, event, after)),
    )


def _differences(model: type[models.Model], before: Any, after: Any) -> Iterable[FieldChange]:
    for field in model._meta.concrete_fields:
        if field.name in UNTOLD or not hasattr(before, field.attname):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            yield FieldChange(field.name, old, new)


def _names(events: Iterable[Any]) -> dict[int, str]:
    found = {(each.pgh_context or {}).get("user") for each in events}
    ids = [each for each in found if each is not None]
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def recent_changes(models_: Sequence[type[models.Model]], limit: int = 50) -> list[Change]:
    """Return the latest changes of whole tables of the company at work, newest first."""
    rows: list[models.Model] = []
    for model in models_:
        event_model = event_model_of(model)
        if event_model is None:
            continue
        latest = event_model._default_manager.filter(company_id=current_company_id()).order_by("-pgh_id")
        ids = set(latest.values_list("pgh_obj_id", flat=True)[:limit])
        rows += model._base_manager.filter(pk__in=ids)
    return changes_of(rows, limit)
