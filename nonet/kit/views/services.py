"""Keeping views, and each user's arrangement of a list. Every user may; a view is changed by who saved it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import Outcome, verb
from nonet.kit.views.errors import UserNeeded, ViewOfAnother
from nonet.kit.views.models import ListChoice, SavedView

FORGOTTEN = ("page", "view")


def _user_id() -> int:
    user_id = current_actor().user_id
    if user_id is None:
        raise UserNeeded
    return user_id


@verb("views.save_views")
def save_views(*, rows: Sequence[Mapping[str, Any]]) -> Outcome:
    """Keep views of lists, each known by its list and its name among one's own; equal names are overwritten.

    Parameters
    ----------
    rows : sequence of mappings
        ``list_name`` (such as ``erp.salesorder``), ``name``, ``query`` (the address behind the ``?``) and ``shared``:
        whether everybody in the company sees it. ``done`` holds the ids in order, ``refused`` is by position.
    """
    outcome, user_id = Outcome(), _user_id()
    known = {
        (each.list_name, each.name): each
        for each in _own(user_id, {str(row.get("list_name", "")) for row in rows})
    }
    fresh: dict[tuple[str, str], SavedView] = {}
    placed: list[SavedView] = []
    for position, row in enumerate(rows):
        try:
            facts = _facts(row)
        except InvalidInput as refusal:
            outcome.refused[position] = refusal
            continue
        key = (facts["list_name"], facts["name"])
        view = known.get(key) or fresh.setdefault(
            key, SavedView(company_id=current_company_id(), user_id=user_id, list_name=key[0], name=key[1])
        )
        view.query, view.shared = facts["query"], facts["shared"]
        placed.append(view)
    changed = [each for each in dict.fromkeys(known.values()) if each in placed]
    SavedView.objects.bulk_update(changed, ["query", "shared"])
    SavedView.objects.bulk_create(fresh.values())
    outcome.done = [each.pk for each in placed]
    return outcome


def _own(user_id: int, lists: set[str]) -> list[SavedView]:
    return list(SavedView.objects.filter(user_id=user_id, list_name__in=lists))


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as it is kept; raises ``InvalidInput`` when something is missing or too long."""
    found: dict[str, Any] = {"shared": bool(row.get("shared"))}
    for name, most in (("list_name", 80), ("name", 80)):
        text = str(row.get(name) or "").strip()
        if not 0 < len(text) <= most:
            field: Any = SavedView._meta.get_field(name)
            reason = _("has more than %(most)s characters") % {"most": most} if text else _("is missing")
            raise InvalidInput(str(field.verbose_name), reason)
        found[name] = text
    found["query"] = _lasting(str(row.get("query") or ""))
    return found


def _lasting(query: str) -> str:
    """Return an address without what belongs to the moment."""
    parts = [each for each in parse_qsl(query.lstrip("?")) if each[0] not in FORGOTTEN]
    return urlencode(parts)[:4_000]


@verb("views.remove_views")
def remove_views(*, view_ids: Sequence[int]) -> Outcome:
    """Forget views; whoever opened a list with one finds it as it was declared."""
    outcome, user_id = Outcome(), _user_id()
    found = list(SavedView.objects.filter(pk__in=list(view_ids)))
    outcome.refuse_missing(view_ids, [each.pk for each in found])
    for each in found:
        if each.user_id == user_id:
            outcome.done.append(each.pk)
        else:
            outcome.refused[each.pk] = ViewOfAnother(each.name)
    SavedView.objects.filter(pk__in=outcome.done).delete()
    return outcome


@verb("views.arrange_list")
def arrange_list(*, list_name: str, columns: Sequence[str]) -> Outcome:
    """Remember the columns in which the user wants to see a list; none means as it was declared."""
    return _keep(list_name, {"columns": [str(each)[:60] for each in columns][:60]})


@verb("views.open_list_with")
def open_list_with(*, list_name: str, view_id: int | None) -> Outcome:
    """Remember the view with which a list opens for the user; None means all rows."""
    if view_id is not None and not SavedView.objects.filter(pk=view_id, list_name=list_name).exists():
        outcome = Outcome()
        outcome.refuse_missing([view_id], [])
        return outcome
    return _keep(list_name, {"view_id": view_id})


def _keep(list_name: str, facts: dict[str, Any]) -> Outcome:
    choice, _made = ListChoice.objects.update_or_create(
        company_id=current_company_id(), user_id=_user_id(), list_name=list_name[:80], defaults=facts
    )
    return Outcome([choice.pk])
