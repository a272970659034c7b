"""The desk's pages that show no table: company, checks, permissions, a system that is still locked."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from nonet.faces.desk.systems import SYSTEMS
from nonet.kernel import unlocking
from nonet.kernel.access import companies_of
from nonet.kernel.actor import current_actor, current_company_id, require
from nonet.kernel.models import User
from nonet.kernel.verbs import announce
from nonet.kit.admin.base import actor_may
from nonet.kit.guarding import fact_of
from nonet.kit.middleware import COMPANY_KEY


def _page(request: HttpRequest, template: str, title: Any, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def no_company(request: HttpRequest) -> HttpResponse:
    """Tell a user who belongs to no company what to do about it."""
    return TemplateResponse(request, "desk/no_company.html", {"title": _("No company")}, status=403)


def company(request: HttpRequest) -> HttpResponse:
    """Show the companies of the user, and go to work in another one."""
    companies = companies_of(request.user)
    if request.method == "POST":
        chosen = next((each for each in companies if str(each.pk) == request.POST.get("company")), None)
        if chosen is None:
            raise Http404
        request.session[COMPANY_KEY] = chosen.pk
        messages.success(request, _("You now work in %(company)s.") % {"company": chosen})
        return HttpResponseRedirect(reverse("admin:index"))
    return _page(request, "desk/company.html", _("Company"), companies=companies, here=current_company_id())


def language(request: HttpRequest) -> HttpResponse:
    """Keep the user's choice of language, and go back to the page it was made on."""
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        with transaction.atomic():
            actor = current_actor()
            announce(actor, "kernel.choose_language")
            User.objects.filter(pk=actor.user_id or 0).update(language=chosen)
    return set_language(request)


def system(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a system is for, and unlock it."""
    manifest = next((each for each in unlocking.systems() if each.code == code), None)
    if manifest is None:
        raise Http404
    if request.method == "POST":
        return _unlock(request, code)
    return _page(
        request,
        "desk/system.html",
        manifest.names.get(get_language() or "en", manifest.code),
        system=manifest,
        told=SYSTEMS.get(code),
        unlocked=unlocking.is_unlocked(code),
        may_unlock=actor_may("kernel.unlock_system"),
    )


def _unlock(request: HttpRequest, code: str) -> HttpResponse:
    try:
        require("kernel.unlock_system")
        unlocking.unlock_system(system=code, reason=request.POST.get("reason", ""))
        messages.success(request, _("%(system)s is unlocked.") % {"system": code.upper()})
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        messages.error(request, fact.message)
    return HttpResponseRedirect(request.path)
