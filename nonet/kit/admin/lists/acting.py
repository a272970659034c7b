"""Actions on the rows picked in a list, or on all that were found: one call of the verb for all of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from nonet.kit.admin.lists.asking import Asked
from nonet.kit.admin.lists.reading import Found

MOST = 1_000
PICKED = "_selected_action"


def act_on_picked(admin: Any, request: HttpRequest, asked: Asked) -> HttpResponse:
    """Call the action chosen for the rows picked; each refusal is told, and the list is shown again."""
    chosen = admin.get_actions(request).get(request.POST.get("action", ""))
    ids = _picked(request, asked)
    if chosen is None:
        messages.warning(request, _("Choose what to do."))
    elif not ids:
        messages.warning(request, _("Pick the rows to do it with."))
    elif len(ids) > MOST:
        text = _("At most %(most)s rows at once: narrow the list first.")
        messages.error(request, text % {"most": f"{MOST:,}"})
    else:
        rows = admin.get_queryset(request).filter(pk__in=ids).order_by("pk")
        answer = chosen[0](admin, request, rows)
        if isinstance(answer, HttpResponse):
            return answer
    return HttpResponseRedirect(request.get_full_path())


def _picked(request: HttpRequest, asked: Asked) -> list[int]:
    if request.POST.get("all_found"):
        return list(Found(request, asked).sorted.values_list("pk", flat=True)[: MOST + 1])
    return [int(each) for each in request.POST.getlist(PICKED) if each.isdecimal()][: MOST + 1]


def actions_of(admin: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the actions that the user at work may choose, as the page draws them."""
    verbs = {each.name: each for each in getattr(admin, "verbs", ())}
    found = []
    for name, (_function, _name, label) in admin.get_actions(request).items():
        verb = verbs.get(name)
        found.append(
            {
                "name": name,
                "label": label,
                "confirm": getattr(verb, "confirm", ""),
                "primary": bool(getattr(verb, "primary", False)),
            }
        )
    return found
