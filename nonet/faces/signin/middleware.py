"""Sessions end by themselves, are seen by their owner, and have a second factor where the company asks for one."""

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.faces.signin.second_factor import factor_missing
from nonet.kit.api.problems import problem
from nonet.kit.middleware import API_PREFIX

Handler = Callable[[HttpRequest], HttpResponse]

BEGUN, SEEN = "nonet_begun", "nonet_seen"
SEEN_SECONDS = 60


def session_limits(get_response: Handler) -> Handler:
    """End sessions that stood idle or began too long ago; note once a minute that a session is at work."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _age(request)
        return get_response(request)

    return answer


def _age(request: HttpRequest) -> None:
    now, session = int(time.time()), request.session
    begun, seen = session.get(BEGUN, now), session.get(SEEN, 0)
    if (seen and now - seen > settings.SESSION_IDLE_SECONDS) or now - begun > settings.SESSION_COOKIE_AGE:
        logout(request)
    elif now - seen >= SEEN_SECONDS:
        session[BEGUN], session[SEEN] = begun, now
        UserSession.objects.create_from_request(request)


def second_factor(get_response: Handler) -> Handler:
    """Lead who needs a second factor and came without one to where it is set up; programs are told."""

    def answer(request: HttpRequest) -> HttpResponse:
        guarded = request.path.startswith(("/desk/", API_PREFIX)) and not getattr(request, "by_token", False)
        if not guarded or not factor_missing(request):
            return get_response(request)
        told = _("Your company asks for a second factor: set one up to go on.")
        if request.path.startswith(API_PREFIX):
            return problem(403, "second_factor_needed", told)
        messages.warning(request, told)
        has_one = is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
        return HttpResponseRedirect(reverse("mfa_reauthenticate" if has_one else "mfa_index"))

    return answer
