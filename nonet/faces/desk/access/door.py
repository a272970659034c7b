"""The log of the door, what the company asks of who signs in, and tokens for programs."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nonet.faces.desk.access.shared import done, page, require_reading
from nonet.faces.signin.devices import device_name
from nonet.faces.signin.second_factor import asked_roles
from nonet.kernel.actor import current_company_id
from nonet.kernel.models import ApiToken, Role, User
from nonet.kernel.signing_policy import ask_second_factor
from nonet.kernel.signins import events_of
from nonet.kernel.tokens import issue_token, revoke_tokens
from nonet.kit.admin.base import actor_may

LASTS_DAYS = (30, 90, 365)


def door(request: HttpRequest) -> HttpResponse:
    """Show what happened at the door to the people of the company, and which roles need a second factor."""
    require_reading()
    if request.method == "POST":
        roles = request.POST.getlist("roles")
        done(request, lambda: ask_second_factor(roles=roles), _("What sign-in asks for is changed."))
        return HttpResponseRedirect(request.path)
    asked = asked_roles()
    ids = list(User.objects.filter(memberships__company_id=current_company_id()).values_list("pk", flat=True))
    return page(
        request,
        "door.html",
        _("Sign-in log"),
        events=[(each, device_name(each.device)) for each in events_of(ids)],
        roles=[(each, each.code in asked) for each in Role.objects.order_by("pk")],
        may_ask=actor_may("kernel.ask_second_factor"),
    )


def tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens of programs with their last use; issue one, revoke another."""
    require_reading()
    secret = _act(request) if request.method == "POST" else ""
    if request.method == "POST" and not secret:
        return HttpResponseRedirect(reverse("admin:tokens"))
    return page(
        request,
        "tokens.html",
        _("API tokens"),
        tokens=ApiToken.objects.select_related("user").order_by("revoked_at", "-created_at")[:200],
        now=timezone.now(),
        secret=secret,
        lasts=LASTS_DAYS,
        may_issue=actor_may("kernel.issue_token"),
        may_revoke=actor_may("kernel.revoke_tokens"),
    )


def _act(request: HttpRequest) -> str:
    """Revoke or issue; return the new token's secret, which is shown this once."""
    if (token_id := request.POST.get("revoke", "")).isdigit():
        done(request, lambda: revoke_tokens(token_ids=[int(token_id)]), _("The token is revoked."))
        return ""
    name, scopes = (
        request.POST.get("name", "").strip(),
        request.POST.get("scopes", "").replace(",", " ").split(),
    )
    days = request.POST.get("days", "")
    if not name or not days.isdigit():
        messages.error(request, _("Name the program that will use the token."))
        return ""
    ends = timezone.now() + dt.timedelta(days=min(int(days), max(LASTS_DAYS)))
    made: Any = done(request, lambda: issue_token(name=name[:100], scopes=scopes, expires_at=ends))
    return made.secret if made is not None else ""
