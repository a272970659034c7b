"""What users do to a list itself: keep it as a view, forget a view, open with it, choose columns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.kernel.verbs import Outcome
from nonet.kit.guarding import fact_of
from nonet.kit.views import services


def keep_view(admin: Any, request: HttpRequest) -> HttpResponse:
    """Do what the menu of views asks, and show the list as it is afterwards."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    work = {"save": _save, "remove": _remove, "open_with": _open_with}.get(request.POST.get("do", ""))
    query = ""
    try:
        query = work(admin, request) if work is not None else ""
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        messages.error(request, fact.message)
    return HttpResponseRedirect(f"{reverse(admin.page_name('changelist'))}{query}")


def _save(admin: Any, request: HttpRequest) -> str:
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    row = {"list_name": admin.list_name, "name": name, "query": query, "shared": "shared" in request.POST}
    (view_id,) = services.save_views(rows=[row]).require_all().done
    if "open_with" in request.POST:
        services.open_list_with(list_name=admin.list_name, view_id=view_id).require_all()
    messages.success(request, _("The view %(name)s is kept.") % {"name": name})
    return f"?view={view_id}"


def _remove(admin: Any, request: HttpRequest) -> str:
    services.remove_views(view_ids=[_id_of(request) or 0]).require_all()
    messages.success(request, _("The view is forgotten."))
    return ""


def _open_with(admin: Any, request: HttpRequest) -> str:
    view_id = _id_of(request)
    outcome: Outcome = services.open_list_with(list_name=admin.list_name, view_id=view_id)
    outcome.require_all()
    return f"?view={view_id}" if view_id else ""


def _id_of(request: HttpRequest) -> int | None:
    given = request.POST.get("view", "")
    return int(given) if given.isdecimal() and len(given) < 19 else None


def keep_columns(admin: Any, request: HttpRequest) -> HttpResponse:
    """Remember the columns ticked, in their order; none brings back those declared."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    columns = [] if "reset" in request.POST else request.POST.getlist("column")
    services.arrange_list(list_name=admin.list_name, columns=columns)
    query = request.POST.get("query", "")
    return HttpResponseRedirect(f"{reverse(admin.page_name('changelist'))}?{query.lstrip('?')}")
