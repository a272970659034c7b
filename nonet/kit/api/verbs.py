"""Verbs as endpoints: many documents in, an answer for each out, done once for each idempotency key."""

import inspect
import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Body, Header, Router
from pydantic import BaseModel

from nonet.kernel.actor import require
from nonet.kernel.errors import InvalidInput
from nonet.kernel.idempotency import once
from nonet.kernel.verbs import Outcome, error_of
from nonet.kit.api import schemas
from nonet.kit.api.answers import Encoder, answer
from nonet.kit.api.declaring import Resource, Verb
from nonet.kit.api.preconditions import matching, saving
from nonet.kit.api.signing import Signed
from nonet.kit.usage import with_usage

MAX_KEY = 200
PROBLEMS: dict[Any, Any] = dict.fromkeys((401, 403, 409, 422), schemas.Problem)
_body: Any = Body  # takes a schema made while running, which type checkers cannot follow
KEY_TEXT = "Your own name for this request; sent twice, it is done once and answered twice."


def add_verb(
    router: Router, verb: Verb, *, prefix: str = "", tag: str = "", resource: Resource | None = None
) -> None:
    """Offer a verb under its path; ``resource`` is that of the documents it moves on, for ``If-Match``."""
    body = schemas.body_schema(verb.code, verb.service)
    path = "/".join(each for each in (prefix, verb.path) if each)

    def view(request: HttpRequest, body: Any, idempotency_key: str | None = None) -> HttpResponse:
        arguments = {name: getattr(body, name) for name in type(body).model_fields}
        size = _size(arguments) if verb.creates else 0
        work = matching(
            request, None if verb.creates else resource, arguments, partial(verb.service, **arguments)
        )
        return perform(request, verb.code, arguments, lambda: plain(work(), size, verb.creates))

    _describe(view, body)
    says = inspect.getdoc(verb.service) or verb.code
    router.post(
        f"/{path}",
        response={200: _answer_schema(verb), **PROBLEMS},
        tags=[tag or verb.code.partition(".")[0].capitalize()],
        summary=says.splitlines()[0].rstrip("."),
        description=f"{says}\n\nPermission: `{verb.code}`.",
        auth=Signed(verb.code),
        operation_id=path.replace("/", "_").replace("-", "_"),
    )(view)


def add_save(router: Router, resource: Resource) -> None:
    """Offer the verb that creates and changes rows of a master, keyed by their code."""
    service: Any = resource.save
    rows_name = next(iter(inspect.signature(service).parameters))

    def view(request: HttpRequest, body: Any, idempotency_key: str | None = None) -> HttpResponse:
        def save(rows: Any) -> Any:
            return with_usage(service)(**{rows_name: rows})

        def work() -> Any:
            return plain(saving(request, resource, body.rows, save), len(body.rows), True)

        return perform(request, service.verb_code, {"rows": body.rows}, work)

    _describe(view, schemas.rows_schema(resource))
    router.post(
        f"/{resource.path}",
        response={200: schemas.ByRow, **PROBLEMS},
        tags=[resource.title],
        summary=f"Create or change {resource.title.lower()}, many at once",
        description=f"{inspect.getdoc(service)}\n\nPermission: `{service.verb_code}`.",
        auth=Signed(service.verb_code),
        operation_id=f"save_{resource.path.replace('-', '_')}",
    )(view)


def _describe(view: Callable[..., Any], body: type[BaseModel]) -> None:
    """Give a view the types that its schema is made from."""
    signature = inspect.signature(view)
    parameters = {
        "body": signature.parameters["body"].replace(annotation=_body[body]),
        "idempotency_key": signature.parameters["idempotency_key"].replace(
            annotation=str | None,
            default=Header(None, alias="Idempotency-Key", max_length=MAX_KEY, description=KEY_TEXT),
        ),
    }
    kept = [parameters.get(name, each) for name, each in signature.parameters.items()]
    view.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
    view.__annotations__["body"] = parameters["body"].annotation


def perform(request: HttpRequest, code: str, arguments: Any, work: Callable[[], Any]) -> HttpResponse:
    """Do the work once for the request's idempotency key, and answer as before when the key is known."""
    actor = require(code)
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > MAX_KEY:
        raise InvalidInput("Idempotency-Key", f"≤ {MAX_KEY}")
    if not key:
        return answer(work())
    asked = [actor.user_id, json.loads(json.dumps(arguments, cls=Encoder))]
    with transaction.atomic():
        kept = once(key, code, asked, work)
    return answer(kept)


def plain(result: Any, size: int, creates: bool) -> Any:
    """Return what a verb answered as plain data."""
    if isinstance(result, list):
        result = Outcome(done=result)
    if isinstance(result, Outcome):
        return _by_row(result, size) if creates else _by_document(result)
    if is_dataclass(result) and not isinstance(result, type):
        return json.loads(json.dumps(asdict(result), cls=Encoder))
    if isinstance(result, int):
        return {"id": result}
    return json.loads(json.dumps(result, cls=Encoder)) if result is not None else {"done": [], "refused": []}


def _by_document(outcome: Outcome) -> dict[str, Any]:
    return _answered("id", outcome, list(outcome.done))


def _by_row(outcome: Outcome, size: int) -> dict[str, Any]:
    """Return the answer by position; ids that were done come in the order of the rows that were not refused."""
    positions = [each for each in range(size) if each not in outcome.refused]
    told = positions if len(positions) == len(outcome.done) else [None] * len(outcome.done)
    done = [{"position": at, "id": each} for at, each in zip(told, outcome.done, strict=True)]
    return _answered("position", outcome, done)


def _answered(name: str, outcome: Outcome, done: list[Any]) -> dict[str, Any]:
    """Return the answer, in which refused and waiting things are called by ``name``."""
    refused, waiting = (
        [{name: key, **_refusal(error)} for key, error in sorted(errors.items())]
        for errors in (outcome.refused, outcome.waiting)
    )
    return {"done": done, "refused": refused} | ({"waiting": waiting} if waiting else {})


def _refusal(error: Any) -> dict[str, Any]:
    told = error_of(error)
    return {**told, "params": {key: str(value) for key, value in told["params"].items()}}


def _size(arguments: dict[str, Any]) -> int:
    """Return how many rows were sent: the length of the first list among the arguments."""
    return next((len(each) for each in arguments.values() if isinstance(each, list | tuple)), 0)


def _answer_schema(verb: Verb) -> Any:
    returns = inspect.signature(verb.service).return_annotation
    if returns == list[int] or (isinstance(returns, type) and issubclass(returns, Outcome)):
        return schemas.ByRow if verb.creates else schemas.ByDocument
    if is_dataclass(returns):
        return returns
    return dict[str, Any]
