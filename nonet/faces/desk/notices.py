"""Notices on the desk: the bell's page, reading one, reading all."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor
from nonet.kernel.notices.models import Notice
from nonet.kernel.notices.selectors import notices_of_user, unread_count, wants_mail
from nonet.kernel.notices.services import choose_mail, mark_all_read, mark_read

PAGE = 50


def notices(request: HttpRequest) -> HttpResponse:
    """Show what the user was told, the newest first."""
    unread = request.GET.get("unread") == "1"
    before = request.GET.get("before", "")
    shown = notices_of_user(unread=unread, before=int(before) if before.isdecimal() else None, limit=PAGE + 1)
    context = {
        **admin.site.each_context(request),
        "title": _("Notices"),
        "notices": shown[:PAGE],
        "next": shown[PAGE - 1].id if len(shown) > PAGE else None,
        "unread": unread,
        "count": unread_count(),
        "wants_mail": wants_mail(),
    }
    return TemplateResponse(request, "desk/notices.html", context)


def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice of the user is about; it is read by that."""
    found = Notice.objects.filter(pk=notice_id, user_id=current_actor().user_id or 0).first()
    if found is None:
        raise Http404
    if found.read_at is None:
        mark_read(notice_ids=[found.pk])
    own = url_has_allowed_host_and_scheme(found.link, allowed_hosts=None)
    return HttpResponseRedirect(found.link if found.link and own else reverse("admin:notices"))


def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark all notices as read, or choose the daily mail."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "daily_mail" in request.POST:
        choose_mail(daily_mail=request.POST["daily_mail"] == "1")
    else:
        mark_all_read()
    return HttpResponseRedirect(reverse("admin:notices"))


def urls(site: Any) -> list[Any]:
    """Return the addresses of these pages."""
    return [
        path("notices/", site.admin_view(notices), name="notices"),
        path("notices/read/", site.admin_view(read_notices), name="notices_read"),
        path("notices/<int:notice_id>/", site.admin_view(open_notice), name="notice"),
    ]
