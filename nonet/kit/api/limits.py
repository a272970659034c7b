"""How many requests a program may make: counted in the database, so that all processes count together.

One upsert a request into a table without write-ahead log: the count is lost in a crash, and nothing else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import Actor
from nonet.kit.api.problems import problem
from nonet.kit.middleware import API_PREFIX
from nonet.kit.visits import address_of

Handler = Callable[[HttpRequest], HttpResponse]
WINDOW_SECONDS = 60

_COUNT = f"""
INSERT INTO kernel_ratewindow AS w (key, began, requests) VALUES (%s, now(), 1)
ON CONFLICT (key) DO UPDATE SET
    requests = CASE WHEN w.began > now() - interval '{WINDOW_SECONDS} s' THEN w.requests + 1 ELSE 1 END,
    began = CASE WHEN w.began > now() - interval '{WINDOW_SECONDS} s' THEN w.began ELSE now() END
RETURNING requests, extract(epoch FROM w.began) AS began
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands: requests allowed and made in this window, and when it ends, in seconds."""

    allowed: int
    made: int
    ends_in: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the standing as the headers of the IETF's draft on rate limits."""
        left = max(0, self.allowed - self.made)
        return {
            "RateLimit-Policy": f'"default";q={self.allowed};w={WINDOW_SECONDS}',
            "RateLimit": f'"default";r={left};t={self.ends_in}',
        }


def limit_api(get_response: Handler) -> Handler:
    """Refuse callers of the API who ask too often, and tell each how they stand."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API_PREFIX):
            return get_response(request)
        standing = count(*_caller(request))
        refused = standing.made > standing.allowed
        response = _refusal(standing) if refused else get_response(request)
        for name, value in standing.headers.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def _caller(request: HttpRequest) -> tuple[str, int]:
    """Return who is counted and how much is allowed: a token, a user, or the address of a stranger."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return f"address:{address_of(request)}", settings.API_STRANGER_REQUESTS
    kind = "token" if getattr(request, "by_token", False) else "user"
    return f"{kind}:{actor.company_id}:{actor.user_id}", settings.API_REQUESTS


def count(key: str, allowed: int) -> Standing:
    """Count one request of a caller, and return how it stands."""
    found = sql.row(_COUNT, (key[:100],))
    assert found is not None
    left = max(1, round(float(found.began) + WINDOW_SECONDS - time.time()))
    return Standing(allowed, found.requests, left)


def _refusal(standing: Standing) -> HttpResponse:
    told = _("Too many requests; go on in %(seconds)s s.") % {"seconds": standing.ends_in}
    response = problem(429, "too_many_requests", told, params={"seconds": standing.ends_in})
    response.headers["Retry-After"] = str(standing.ends_in)
    return response
