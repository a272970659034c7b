"""The history of a row and the chain of a document, as programs read them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from nonet.kernel import documents
from nonet.kernel.history import changes_of, event_model_of
from nonet.kit.api import schemas
from nonet.kit.api.answers import answer
from nonet.kit.api.declaring import Resource
from nonet.kit.api.signing import Signed

RowsOf = Callable[[Resource], Any]


class ChangedField(BaseModel):
    """One field, before and after."""

    field: str
    before: Any = None
    after: Any = None


class Change(BaseModel):
    """One change of one row: when, by whom, by which verb and through which face."""

    model: str
    object_id: int
    kind: str
    at: dt.datetime
    user_id: int | None = None
    user: str
    verb: str
    source: str
    fields: list[ChangedField]


class ChainNode(BaseModel):
    """One document of a chain."""

    type: str
    id: int
    number: str
    state: str


class ChainLink(BaseModel):
    """One document led to another."""

    source_type: str
    source_id: int
    target_type: str
    target_id: int


class Chain(BaseModel):
    """All documents that belong with one, and how they led to each other."""

    nodes: list[ChainNode]
    links: list[ChainLink]


def _open(resource: Resource, rows_of: RowsOf, id: int) -> Any:
    found = rows_of(resource).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def add_history(router: Router, resource: Resource, rows_of: RowsOf) -> None:
    """Offer who changed what of a row, when and by which verb."""
    if event_model_of(resource.model) is None:
        return

    def view(request: HttpRequest, id: int) -> HttpResponse:
        told = [asdict(each) for each in changes_of([_open(resource, rows_of, id)])]
        return answer(told)

    router.get(
        f"/{resource.path}/{{int:id}}/history",
        response={200: list[Change], 401: schemas.Problem, 403: schemas.Problem, 404: schemas.Problem},
        tags=[resource.title],
        summary="Tell who changed what, when and by which verb",
        description=f"Permission: `{resource.read}`.",
        auth=Signed(resource.read),
        operation_id=f"history_of_{resource.path.replace('-', '_')}",
    )(view)


def add_chain(router: Router, resource: Resource, rows_of: RowsOf) -> None:
    """Offer the documents that one came from and led to."""

    def view(request: HttpRequest, id: int) -> HttpResponse:
        _open(resource, rows_of, id)
        nodes, edges = documents.chain(resource.document, id)
        links = [
            ChainLink(source_type=source[0], source_id=source[1], target_type=target[0], target_id=target[1])
            for source, target in edges
        ]
        told = Chain(nodes=[ChainNode(**asdict(each)) for each in nodes], links=links)
        return answer(told.model_dump())

    router.get(
        f"/{resource.path}/{{int:id}}/chain",
        response={200: Chain, 401: schemas.Problem, 403: schemas.Problem, 404: schemas.Problem},
        tags=[resource.title],
        summary="Tell the documents that it came from and led to",
        description=f"Permission: `{resource.read}`.",
        auth=Signed(resource.read),
        operation_id=f"chain_of_{resource.path.replace('-', '_')}",
    )(view)
