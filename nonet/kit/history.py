"""Changes as sentences people read."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from nonet.kernel.history import Change
from nonet.kit.labels import code_name, verb_name
from nonet.kit.show import NOTHING, is_coded, show_plain


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field's name and its two values, ready for a page."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change ready for a page."""

    at: Any
    user: str
    what: str
    verb: str
    verb_says: str
    source: str
    deleted: bool
    fields: list[ShownField]


def show_changes(changes: Iterable[Change]) -> list[ShownChange]:
    """Return changes with the names of their fields and values as they are called on the desk."""
    shown = [_shown(each) for each in changes]
    return [each for each in shown if each.deleted or each.fields]


def _shown(change: Change) -> ShownChange:
    model = apps.get_model(change.model)
    return ShownChange(
        at=show_plain(change.at),
        user=change.user or _("Nonet itself"),
        what=f"{model._meta.verbose_name} #{change.object_id}",
        verb=change.verb,
        verb_says=verb_name(change.verb) if change.verb else "",
        source=code_name(change.source) if change.source else "",
        deleted=change.kind == "deleted",
        fields=[_shown_field(model, each) for each in change.fields],
    )


def _shown_field(model: Any, change: Any) -> ShownField:
    field = model._meta.get_field(change.field)
    return ShownField(
        str(field.verbose_name), _shown_value(field, change.before), _shown_value(field, change.after)
    )


def _shown_value(field: Any, value: Any) -> Any:
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        found = field.related_model._base_manager.filter(pk=value).first()
        return str(found) if found is not None else f"#{value}"
    if isinstance(value, str) and is_coded(field.model, field.name):
        return code_name(value)
    choices = dict(field.flatchoices or ())
    return choices[value] if isinstance(value, Hashable) and value in choices else show_plain(value, field)
