"""What every answer passes through: health before anything else, safe headers, the user's language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from nonet.config import health

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
