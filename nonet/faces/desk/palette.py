"""What the command palette knows: pages and actions by name and initials, documents and masters as one types."""

from typing import Any

from django.contrib import admin
from django.core.cache import caches
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from nonet.faces.desk.addresses import MASTERS, add_address, address_of, admins_of, name_of
from nonet.faces.desk.menu import address_of_page, allowed, open_groups
from nonet.faces.finding import Found, find
from nonet.kernel.actor import current_actor
from nonet.kernel.documents import document_types
from nonet.kit.show import TONES
from nonet.masters.pinyin import initials

REMEMBERED_SECONDS = 60
LONGEST = 100


def pages(request: HttpRequest) -> JsonResponse:
    """Answer with the pages and actions that the user may open, each with the words by which it is found."""
    actor = current_actor()
    key = f"palette:{actor.company_id}:{actor.user_id}:{get_language()}"
    found = caches["local"].get_or_set(key, lambda: [*_pages(), *_actions(request)], REMEMBERED_SECONDS)
    return JsonResponse({"pages": found}, headers={"Cache-Control": "private, max-age=60"})


def _pages() -> list[dict[str, Any]]:
    return [
        _entry(page.title, address_of_page(page), page.icon, str(group.title))
        for group in open_groups()
        for page in allowed(group)
    ]


def _actions(request: HttpRequest) -> list[dict[str, Any]]:
    told = []
    for page in admin.site._registry.values():
        if address := add_address(request, name_of(page)):
            entry = _entry(_Name(page), address, "add", str(page.opts.app_config.verbose_name))
            told.append({**entry, "action": True})
    return told


class _Name:
    """What making a new row is called, in the language at work when it is read."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def __str__(self) -> str:
        return _("New: %(what)s") % {"what": self.page.opts.verbose_name}


def _entry(title: Any, link: str, icon: str, hint: str) -> dict[str, Any]:
    shown = str(title)
    with override("en"):
        english = str(title)
    keys = sorted({shown.lower(), english.lower(), initials(shown)})
    return {"title": shown, "link": link, "icon": icon, "hint": hint, "keys": keys, "action": False}


def records(request: HttpRequest) -> JsonResponse:
    """Answer with the documents, parties and items that a text means, grouped by kind."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in find(request.GET.get("q", "")[:LONGEST]):
        if entry := _record(each):
            groups.setdefault(_group_of(each), []).append(entry)
    return JsonResponse({"groups": [{"title": title, "found": found} for title, found in groups.items()]})


def _group_of(found: Found) -> str:
    return {"party": _("Parties"), "item": _("Items")}.get(found.type, _("Documents"))


def _record(found: Found) -> dict[str, Any] | None:
    link = address_of(found.type, found.id)
    if not link:
        return None
    if found.type in MASTERS:
        icon = "groups" if found.type == "party" else "inventory_2"
        return {"title": found.name, "hint": found.number, "link": link, "icon": icon}
    kind = str(_type_name(found.type))
    hint = f"{kind} · {found.name}" if found.name else kind
    return {"title": found.number, "hint": hint, "link": link, "icon": "description", **_state(found)}


def _type_name(code: str) -> Any:
    pages_ = admins_of(code)
    return pages_[0].opts.verbose_name if pages_ else document_types()[code].name


def _state(found: Found) -> dict[str, Any]:
    field = next((f for page in admins_of(found.type) for f in page.opts.fields if f.name == "state"), None)
    names = dict(field.flatchoices) if field is not None else {}
    return (
        {"state": str(names[found.state]), "tone": TONES.get(found.state, "plain")}
        if found.state in names
        else {}
    )
