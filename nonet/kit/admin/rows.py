"""Forms as rows for the verbs that save masters."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models

from nonet.kit.usage import with_usage


def static_service(owner: type[Any]) -> Callable[..., Any] | None:
    """Return the verb that a page declares, as the function that it is and not as a method of the page."""
    found = inspect.getattr_static(owner, "service")
    return found.__func__ if isinstance(found, staticmethod) else found


def row_of_form(form: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return fields of a checked form as a row: references by id."""
    references = {each.name for each in form.instance._meta.fields if each.is_relation}
    row: dict[str, Any] = {}
    for name in names:
        value = form.cleaned_data.get(name)
        if name in references:
            row[f"{name}_id"] = value.pk if isinstance(value, models.Model) else None
        else:
            row[name] = value
    return row


def save_lines(service: Callable[..., Any], key: Sequence[str], formset: Any) -> None:
    """Save the lines of a master by their verb; lines taken out, or known by another key now, are removed."""
    formset.save(commit=False)
    removed = [each.pk for each in formset.deleted_objects]
    rows = []
    for form in formset.forms:
        if not form.has_changed() or form in formset.deleted_forms:
            continue
        rows.append(_row_of_line(form, key, formset))
        if form.instance.pk and set(form.changed_data) & {each.removesuffix("_id") for each in key}:
            removed.append(form.instance.pk)
    formset.model._base_manager.filter(pk__in=removed).delete()
    if rows:
        rows_name = next(iter(inspect.signature(service).parameters))
        with_usage(service)(**{rows_name: rows}).require_all()


def _row_of_line(form: Any, key: Sequence[str], formset: Any) -> dict[str, Any]:
    own = {formset.fk.name, formset.model._meta.pk.name, "DELETE"}
    row = row_of_form(form, [name for name in form.cleaned_data if name not in own])
    if form.instance.pk:
        row = {name: getattr(form.instance, name) for name in key} | row
    return row | {f"{formset.fk.name}_id": formset.instance.pk}
