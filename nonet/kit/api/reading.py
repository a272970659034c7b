"""Lists and details of a resource: one statement a page, the cursor instead of a count, only the fields wanted."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel

from nonet.kernel.errors import InvalidInput
from nonet.kit.api import schemas
from nonet.kit.api.answers import answer
from nonet.kit.api.declaring import Resource
from nonet.kit.api.preconditions import tagged
from nonet.kit.api.signing import Signed
from nonet.kit.api.telling import add_chain, add_history
from nonet.kit.api.verbs import add_save, add_verb

_query: Any = Query  # takes a schema made while running, which type checkers cannot follow
MAX_LINES = 5_000
PROBLEMS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 409, 422), schemas.Problem)


def add_resource(router: Router, resource: Resource) -> None:
    """Offer a resource: list, save, verbs, detail, history and chain."""
    row = schemas.row_schema(schemas.schema_name(resource), resource.model, resource.fields)
    _add_list(router, resource, row)
    if resource.save is not None:
        add_save(router, resource)
    for verb in resource.verbs:
        add_verb(router, verb, prefix=resource.path, tag=resource.title, resource=resource)
    _add_detail(router, resource, row)
    add_history(router, resource, rows_of)
    if resource.document:
        add_chain(router, resource, rows_of)


def _add_list(router: Router, resource: Resource, row: type[BaseModel]) -> None:
    schema = schemas.query_schema(resource)

    def view(request: HttpRequest, query: Any) -> HttpResponse:
        _refuse_unknown(request, schema)
        return answer(_page(resource, query))

    view.__annotations__["query"] = _query[schema]
    router.get(
        f"/{resource.path}",
        response={200: schemas.page_schema(row), **PROBLEMS},
        tags=[resource.title],
        summary=f"List {resource.title.lower()}",
        description=f"Permission: `{resource.read}`.",
        auth=Signed(resource.read),
        operation_id=f"list_{resource.path.replace('-', '_')}",
    )(view)


def _refuse_unknown(request: HttpRequest, schema: type[BaseModel]) -> None:
    """Refuse a filter that is none: left out in silence, it would answer with too much."""
    for name in request.GET:
        if name not in schema.model_fields:
            known = ", ".join(schema.model_fields)
            raise InvalidInput(name, _("is not known here; use one of %(known)s") % {"known": known})


def _add_detail(router: Router, resource: Resource, row: type[BaseModel]) -> None:
    def view(request: HttpRequest, id: int) -> HttpResponse:
        return tagged(request, resource, id, _detail(resource, id))

    router.get(
        f"/{resource.path}/{{int:id}}",
        response={200: schemas.detail_schema(resource, row), **PROBLEMS},
        tags=[resource.title],
        summary=f"Open one of {resource.title.lower()}",
        description=f"Its `ETag` is the version for `If-Match`.\n\nPermission: `{resource.read}`.",
        auth=Signed(resource.read),
        operation_id=f"get_{resource.path.replace('-', '_')}",
    )(view)


def rows_of(resource: Resource) -> Any:
    """Return the rows of a resource that the company at work may see."""
    manager: Any = resource.model._default_manager
    return manager.filter(**resource.where)


def _page(resource: Resource, query: Any) -> dict[str, Any]:
    wanted = _wanted(resource, query.fields)
    rows = _filtered(resource, rows_of(resource), query)
    if query.cursor:
        rows = rows.filter(**{"pk__lt" if resource.newest_first else "pk__gt": _last_seen(query.cursor)})
    rows = rows.order_by("-pk" if resource.newest_first else "pk")
    found = list(rows.values_list("pk", *wanted)[: query.limit + 1])
    items = [_told(resource.model, wanted, each) for each in found[: query.limit]]
    more = len(found) > query.limit
    return {"items": items, "next": _cursor(items[-1]["id"]) if more else None}


def _wanted(resource: Resource, fields: str | None) -> list[str]:
    by_name = {schemas.told_name(resource.model, path): path for path in resource.fields}
    if not fields:
        return list(by_name.values())
    names = [each.strip() for each in fields.split(",") if each.strip() not in ("", "id")]
    unknown = [each for each in names if each not in by_name]
    if unknown:
        text = _("%(unknown)s is not known; choose from %(known)s")
        raise InvalidInput("fields", text % {"unknown": ", ".join(unknown), "known": ", ".join(by_name)})
    return [by_name[each] for each in names]


def _told(model: type[Model], paths: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    names = [schemas.told_name(model, path) for path in paths]
    return {"id": values[0], **dict(zip(names, values[1:], strict=True))}


def _filtered(resource: Resource, rows: Any, query: Any) -> Any:
    for path in resource.filters:
        name = schemas.told_name(resource.model, path)
        for suffix, lookup in (("", ""), ("_from", "__gte"), ("_until", "__lte")):
            value = getattr(query, f"{name}{suffix}", None)
            if value is not None:
                rows = rows.filter(**{f"{path}{lookup}": value})
    words = getattr(query, "q", None)
    if words:
        wanted = Q()
        for path in resource.search:
            wanted |= Q(**{f"{path}__icontains": words})
        rows = rows.filter(wanted)
    return rows


def _cursor(last: int) -> str:
    return base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def _last_seen(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("cursor", _("send the `next` of a former page as it was told")) from error


def _detail(resource: Resource, id: int) -> dict[str, Any]:
    found = rows_of(resource).filter(pk=id).values_list("pk", *resource.fields).first()
    if found is None:
        raise Http404
    told = _told(resource.model, resource.fields, found)
    for lines in resource.lines:
        manager: Any = lines.model._default_manager
        rows = manager.filter(**{f"{lines.key}_id": id}).order_by(*lines.order_by)
        values = rows.values_list("pk", *lines.fields)[:MAX_LINES]
        told[lines.name] = [_told(lines.model, lines.fields, each) for each in values]
    return told
