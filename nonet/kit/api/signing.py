"""Who calls: a program by its bearer token, or the desk's own scripts by session and CSRF token."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from nonet.kernel.actor import Actor, require
from nonet.kernel.errors import CompanyNotSet


class Signed(HttpBearer):
    """Asks for a caller; the middleware has already found out who it is and entered its company.

    ``permission`` is asked for before the request is looked at, so that a stranger to a verb learns nothing of it.
    """

    def __init__(self, permission: str = "") -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Any:
        actor = self.caller(request)
        if actor is not None and self.permission:
            require(self.permission)
        return actor

    def caller(self, request: HttpRequest) -> Actor | None:
        """Return who calls; None when nobody does."""
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
