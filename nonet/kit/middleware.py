"""Who acts in a request: the session's user in the company chosen, or the program that a bearer token stands for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nonet.kernel.access import actor_of
from nonet.kernel.actor import Actor, acting
from nonet.kernel.clock import zone
from nonet.kernel.tokens import actor_of_token
from nonet.kit.visits import address_of

Handler = Callable[[HttpRequest], HttpResponse]

COMPANY_KEY = "nonet_company"
API_PREFIX = "/api/"


def acting_user(get_response: Handler) -> Handler:
    """Do the work of each request as its user, in the company chosen and its time; a stranger acts as nobody."""

    def answer(request: HttpRequest) -> HttpResponse:
        actor = _actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        if actor is None:
            return get_response(request)
        with acting(actor), timezone.override(zone()):
            return get_response(request)

    return answer


def _actor(request: HttpRequest) -> Actor | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if request.path.startswith(API_PREFIX) and scheme.lower() == "bearer":
        return _token_actor(request, secret.strip())
    if not request.user.is_authenticated:
        return None
    source = "api" if request.path.startswith(API_PREFIX) else "desk"
    return actor_of(request.user, request.session.get(COMPANY_KEY), source)


def _token_actor(request: HttpRequest, secret: str) -> Actor | None:
    """Return the token's actor; a request that names a bad token is nobody's, whatever session it carries."""
    found = actor_of_token(secret, address_of(request))
    request.by_token = True  # type: ignore[attr-defined]
    if found is None:
        return None
    request.user, actor = found
    return actor
