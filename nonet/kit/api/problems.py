"""Every refusal as problem+json (RFC 9457): what happened, which field, and what to do about it."""

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nonet.kernel.errors import (
    CompanyNotSet,
    InvalidInput,
    KeyReused,
    NonetError,
    PermissionMissing,
    SystemLocked,
)
from nonet.kernel.versions import ChangedMeanwhile
from nonet.kit.guarding import fact_of

STATUS: dict[type[NonetError], int] = {
    PermissionMissing: 403,
    CompanyNotSet: 403,
    SystemLocked: 403,
    InvalidInput: 422,
    KeyReused: 422,
    ChangedMeanwhile: 412,
}
CONFLICT = 409


def problem(
    status: int, code: str, detail: str, *, params: Any = None, errors: Sequence[dict[str, str]] = ()
) -> HttpResponse:
    """Return a refusal of the whole request."""
    body = {
        "type": f"urn:nonet:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail,
        "params": {key: str(value) for key, value in (params or {}).items()},
        "errors": list(errors),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def fact_problem(fact: NonetError) -> HttpResponse:
    """Return a fact that stopped the whole request."""
    status = next((code for kind, code in STATUS.items() if isinstance(fact, kind)), CONFLICT)
    errors = []
    if isinstance(fact, InvalidInput):
        errors = [{"field": str(fact.params["field"]), "reason": str(fact.params["reason"])}]
    return problem(status, fact.code, fact.message, params=fact.params, errors=errors)


def install_problems(api: NinjaAPI) -> None:
    """Have the API tell every refusal as a problem."""
    api.add_exception_handler(NonetError, _on_fact)
    api.add_exception_handler(DatabaseError, _on_database)
    api.add_exception_handler(UnicodeError, _on_unfit)
    api.add_exception_handler(ValidationError, _on_invalid)
    api.add_exception_handler(AuthenticationError, _on_stranger)
    api.add_exception_handler(Http404, _on_missing)
    api.add_exception_handler(HttpError, _on_http)


def _on_fact(request: HttpRequest, error: Any) -> HttpResponse:
    return fact_problem(error)


def _on_database(request: HttpRequest, error: Any) -> HttpResponse:
    fact = fact_of(error)
    if fact is not None:
        return fact_problem(fact)
    if isinstance(error, DataError):
        return _on_unfit(request, error)
    raise error


def _on_unfit(request: HttpRequest, error: Any) -> HttpResponse:
    """Refuse a value that the database cannot hold: a number beyond 64 bits, half a character."""
    detail = _("A number or a text in the request is out of range; correct it and send it again.")
    return problem(422, "invalid_input", detail)


def _on_invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [{"field": _field(each["loc"]), "reason": each["msg"]} for each in error.errors]
    detail = _("The request cannot be used; correct the fields named in errors and send it again.")
    return problem(422, "invalid_input", detail, errors=faults)


def _field(location: Sequence[Any]) -> str:
    """Return the place of a fault as callers wrote it: without the names that only our functions know."""
    parts = [str(each) for each in location if each not in ("body", "query", "path", "header", "data")]
    return ".".join(parts) or "body"


def _on_stranger(request: HttpRequest, error: Any) -> HttpResponse:
    detail = _("Send a valid token as `Authorization: Bearer …`, or sign in.")
    response = problem(401, "not_signed_in", detail)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _on_missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "not_found", _("There is no such thing in this company."))


def _on_http(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 403:
        return problem(403, "csrf_failed", _("Send the CSRF token of your session as X-CSRFToken."))
    if error.status_code == 400:
        return problem(400, "not_json", _("The body is no valid JSON; send JSON in UTF-8."))
    return problem(error.status_code, "http_error", str(error))
