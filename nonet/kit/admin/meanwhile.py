"""Two people at one master: the second to save is told what the first changed, and nothing typed is lost.

What the second had not touched is taken over; where both changed the same field, the second's stays in the form with
the other's beside it, and saving again is the choice.
"""

from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nonet.kernel.history import Change, FieldChange
from nonet.kernel.versions import ChangedMeanwhile, require_version, version_of
from nonet.kit.show import NOTHING, show_plain

VERSION = "_version"


def check_version(request: HttpRequest, instance: models.Model) -> None:
    """Lock a row, and raise ``ChangedMeanwhile`` when it is no longer what the form was opened with."""
    given = request.POST.get(VERSION, "")
    if given:
        require_version(instance, given)


def merge(
    request: HttpRequest, form_class: Any, instance: models.Model, fact: ChangedMeanwhile
) -> list[dict[str, Any]]:
    """Put what the other changed and this form did not touch into what was posted; return all that was changed."""
    posted: Any = request.POST.copy()
    form = form_class(instance=instance)
    told = []
    for name, change in _whole(fact.changes).items():
        field = form.fields.get(name)
        mine = field is not None and _is_touched(field, name, posted, change)
        if field is not None and not mine:
            _take(field, name, posted, change.after)
        before, theirs = _told(instance, name, change.before), _told(instance, name, change.after)
        told.append({"label": _label(instance, name), "before": before, "theirs": theirs, "mine": mine})
    posted[VERSION] = version_of(instance)
    request.POST = posted
    return told


def _whole(changes: tuple[Change, ...]) -> dict[str, FieldChange]:
    """Return what several changes together did to each field, from the oldest to the newest."""
    whole: dict[str, FieldChange] = {}
    for change in reversed(changes):
        for each in change.fields:
            first = whole.get(each.field, each)
            whole[each.field] = FieldChange(each.field, first.before, each.after)
    return whole


def _is_touched(field: Any, name: str, posted: Any, change: FieldChange) -> bool:
    """Return whether the form changed a field too, and not to the same."""
    typed = field.widget.value_from_datadict(posted, {}, name)
    return bool(field.has_changed(change.before, typed) and field.has_changed(change.after, typed))


def _take(field: Any, name: str, posted: Any, value: Any) -> None:
    prepared = field.prepare_value(value)
    if isinstance(prepared, list | tuple):
        posted.setlist(name, [str(each) for each in prepared])
    elif isinstance(prepared, bool):
        posted.pop(name, None)
        if prepared:
            posted[name] = "on"
    else:
        shown = field.widget.format_value(prepared)
        posted[name] = "" if shown is None else shown[0] if isinstance(shown, list) and shown else shown


def _label(instance: models.Model, name: str) -> str:
    field: Any = instance._meta.get_field(name)
    return str(field.verbose_name)


def _told(instance: models.Model, name: str, value: Any) -> Any:
    field: Any = instance._meta.get_field(name)
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        found = apps.get_model(field.related_model._meta.label)._base_manager.filter(pk=value).first()
        return str(found) if found is not None else NOTHING
    choices = dict(field.flatchoices or ())
    return choices.get(value) or show_plain(value, field)


def headline(fact: ChangedMeanwhile) -> str:
    """Return who changed the row meanwhile."""
    who = fact.params["who"] or _("Somebody else")
    return _("%s changed this since you opened it. What you typed is all here; look, then save again.") % who
