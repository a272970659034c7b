"""Who calls: a program by its bearer token, or the desk's own scripts by session and CSRF token."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from nonet.kernel.actor import Actor
from nonet.kernel.errors import CompanyNotSet


class Signed(HttpBearer):
    """Asks for a caller; the middleware has already found out who it is and entered its company."""

    def __call__(self, request: HttpRequest) -> Any:
        actor: Actor | None = getattr(request, "actor", None)
        if getattr(request, "by_token", False):
            return actor
        if not request.user.is_authenticated:
            return None
        if actor is None:
            raise CompanyNotSet
        if check_csrf(request) is not None:
            raise HttpError(403, "CSRF")
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the caller; not used, since ``__call__`` looks at what the middleware found."""
        return getattr(request, "actor", None)
