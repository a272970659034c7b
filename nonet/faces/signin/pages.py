"""Pages around signing in that allauth has not: one's own account, and choosing a password by a link."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from nonet.faces.signin.devices import device_name
from nonet.faces.signin.forms import WelcomeForm
from nonet.kernel.signins import events_of
from nonet.kernel.users import user_of_link

LINK = "nonet_link"


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show a user's own account: how they sign in, and what happened at the door."""
    events = [(each, device_name(each.device)) for each in events_of([request.user.pk or 0], 50)]
    return render(request, "signin/overview.html", {"events": events})


@never_cache
def arrive(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Take the link out of the address, so that neither history nor a referrer tells it."""
    request.session[LINK] = [uid, token]
    return HttpResponseRedirect(reverse("account_welcome"))


@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """Let who came by a link choose a password, and sign them in."""
    user: Any = user_of_link(*request.session.get(LINK, ("", "")))
    if user is None:
        return render(request, "signin/link_spent.html", status=410)
    form = WelcomeForm(user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "signin/welcome.html", {"form": form, "guest": user})
    get_adapter(request).set_password(user, form.cleaned_data["password1"])
    request.session.flush()
    record_authentication(request, user, "password")
    answer: HttpResponse = perform_login(request, Login(user=user))
    return answer


def words(request: HttpRequest) -> dict[str, Any]:
    """Tell templates whether mail can be sent."""
    return {"has_mail": "dummy" not in settings.EMAIL_BACKEND}
