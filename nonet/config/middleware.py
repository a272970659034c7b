"""What every answer passes through: health before anything else, safe headers, the user's language."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from nonet.config import health
from nonet.kit.visits import address_of

LOG = logging.getLogger("nonet.security")
REFUSALS = frozenset({401, 403, 429})

Handler = Callable[[HttpRequest], HttpResponse]

BASE_POLICY = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
)
STRICT = "; ".join((*BASE_POLICY, "script-src 'self'", "form-action 'self'"))
# The desk's toolkit evaluates expressions written in its pages (Alpine), hence 'unsafe-eval'; no page carries a script.
DESK = "; ".join((*BASE_POLICY, "script-src 'self' 'unsafe-eval'", "form-action 'self'"))
# Who signs in by an identity provider is sent on to it by a form.
PROVIDER = "; ".join((*BASE_POLICY, "script-src 'self'", "form-action 'self' https:"))
# The camera is for scanning codes in a browser; the place for a driver's proof of delivery.
PERMISSIONS_POLICY = (
    "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
)


def health_pages(get_response: Handler) -> Handler:
    """Answer ``/healthz`` and ``/readyz`` whatever host the prober names, without session or redirect."""

    def answer(request: HttpRequest) -> HttpResponse:
        page = health.PAGES.get(request.path)
        return page() if page else get_response(request)

    return answer


def security_headers(get_response: Handler) -> Handler:
    """Add the headers that Django's own middleware leaves out; a page may have set a stricter one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_of(request))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path.endswith("/logout/"):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return answer


def security_log(get_response: Handler) -> Handler:
    """Tell the server's log who was refused what: 401, 403, 429, with user and address, and nothing that was sent."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in REFUSALS:
            user = getattr(getattr(request, "user", None), "pk", None)
            told = (response.status_code, request.method, request.path.encode("ascii", "replace").decode())
            LOG.warning("refused %s %s %s user=%s address=%s", *told, user, address_of(request))
        return response

    return answer


def policy_of(request: HttpRequest) -> str:
    """Return what a page may load and run: nothing of other hosts, and no script that is written in the page."""
    if request.path.startswith("/desk/"):
        return DESK
    return PROVIDER if request.path.startswith("/account/") and settings.HAS_PROVIDERS else STRICT


def user_language(get_response: Handler) -> Handler:
    """Speak the language the signed-in user chose; else the browser's, as ``LocaleMiddleware`` found it."""

    def answer(request: HttpRequest) -> HttpResponse:
        language = getattr(getattr(request, "user", None), "language", "")
        if not language:
            return get_response(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answer
