"""What requests and answers look like, made from models and services, so that the OpenAPI page tells all of it."""

import datetime as dt
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from nonet.kit.api.declaring import Lines, Resource

MAX_PAGE = 500
PAGE = 50
MAX_ROWS = 10_000

Plain = Annotated[Decimal, WithJsonSchema({"type": "string", "format": "decimal"})]
TYPES: dict[Any, Any] = {
    models.BooleanField: bool,
    models.DecimalField: Plain,
    models.DateTimeField: dt.datetime,
    models.DateField: dt.date,
    models.TimeField: dt.time,
    models.IntegerField: int,
    models.AutoField: int,
    models.JSONField: Any,
    ArrayField: list[str],
}


class Fault(BaseModel):
    """What is wrong with one field, and what to do about it."""

    field: str
    reason: str


class Problem(BaseModel):
    """Why a request was not done (RFC 9457); ``code`` is stable, ``detail`` is in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    params: dict[str, Any] = {}
    errors: list[Fault] = []


class Refusal(BaseModel):
    """Why one document, or one row by its position, was not done."""

    id: int | None = None
    position: int | None = None
    code: str
    message: str
    params: dict[str, Any] = {}


class Done(BaseModel):
    """One row that was done: where it stood in the request (unless equal rows became one), and its id."""

    position: int | None = None
    id: int


class ByDocument(BaseModel):
    """The answer of a verb over documents; ``waiting`` tells of which of them a further step waits, and why."""

    done: list[int]
    refused: list[Refusal]
    waiting: list[Refusal] = []


class ByRow(BaseModel):
    """The answer of a verb over rows; ``waiting`` tells of which of them a further step waits, and why."""

    done: list[Done]
    refused: list[Refusal]
    waiting: list[Refusal] = []


def type_of(field: Any) -> Any:
    """Return the Python type of a model field, as told to programs."""
    if isinstance(field, models.ForeignKey):
        return type_of(field.target_field)
    if field.choices:
        return Literal[tuple(value for value, _ in field.flatchoices)]
    found = next((kind for base, kind in TYPES.items() if isinstance(field, base)), str)
    return found


def field_at(model: type[models.Model], path: str) -> Any:
    """Return the field at the end of a path such as ``party__code``."""
    name, _, rest = path.partition("__")
    field: Any = model._meta.get_field(name)
    return field_at(field.related_model, rest) if rest else field


def told_name(model: type[models.Model], path: str) -> str:
    """Return the name under which a field is told: ``party_id`` for a reference, ``party_code`` for ``party__code``."""
    if "__" in path:
        return path.replace("__", "_")
    field = model._meta.get_field(path)
    return str(getattr(field, "attname", path)) if isinstance(field, models.ForeignKey) else path


def row_schema(name: str, model: type[models.Model], paths: Sequence[str]) -> type[BaseModel]:
    """Return the schema of a row; every field may be left out, since callers may ask for a few."""
    parts: dict[str, Any] = {"id": (int, ...)}
    for path in paths:
        field = field_at(model, path)
        nullable = field.null or "__" in path
        kind = type_of(field)
        parts[told_name(model, path)] = (kind | None if nullable and kind is not Any else kind, None)
    return create_model(name, **parts)


def detail_schema(resource: Resource, row: type[BaseModel]) -> type[BaseModel]:
    """Return the schema of one document with its lines."""
    parts: dict[str, Any] = {
        each.name: (types.GenericAlias(list, (lines_schema(resource, each),)), []) for each in resource.lines
    }
    return create_model(f"{row.__name__}Detail", __base__=row, **parts)


def lines_schema(resource: Resource, lines: Lines) -> Any:
    """Return the schema of the lines of a document."""
    return row_schema(
        f"{schema_name(resource)}{lines.name.title().replace('_', '')}", lines.model, lines.fields
    )


def schema_name(resource: Resource) -> str:
    """Return the name of a resource's schemas."""
    return resource.path.title().replace("-", "")


def page_schema(row: type[BaseModel]) -> type[BaseModel]:
    """Return the schema of a page of rows; ``next`` is the cursor of the following one."""
    return create_model(f"{row.__name__}Page", items=(list[row], ...), next=(str | None, None))  # type: ignore[valid-type]


def query_schema(resource: Resource) -> type[BaseModel]:
    """Return the schema of a list's query: filters, search, page and fields wanted."""
    parts: dict[str, Any] = {
        "limit": (int, Field(PAGE, ge=1, le=MAX_PAGE, description="Rows on a page.")),
        "cursor": (str | None, Field(None, max_length=100, description="The former page's `next`.")),
        "fields": (str | None, Field(None, description="Only these fields, separated by commas.")),
    }
    if resource.search:
        parts["q"] = (str | None, Field(None, max_length=100, description="Words to search for."))
    for path in resource.filters:
        parts |= _filter_parts(resource.model, path)
    config = ConfigDict(extra="forbid")
    return create_model(f"{schema_name(resource)}Query", __config__=config, **parts)


def _filter_parts(model: type[models.Model], path: str) -> dict[str, Any]:
    name, kind = told_name(model, path), type_of(field_at(model, path))
    if kind in (dt.date, dt.datetime):
        return {f"{name}_from": (kind | None, None), f"{name}_until": (kind | None, None)}
    return {name: (kind | None, None)}


def body_schema(code: str, service: Callable[..., Any]) -> type[BaseModel]:
    """Return the schema of a verb's body, made from the signature of its service."""
    hints = typing.get_type_hints(service)
    parts: dict[str, Any] = {}
    for name, parameter in inspect.signature(service).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        parts[name] = (_bounded(hints.get(name, Any)), default)
    return create_model(_body_name(code), __config__=ConfigDict(extra="forbid"), **parts)


def _bounded(hint: Any) -> Any:
    """Return a list type with a limit to its length; any other type as it is."""
    if typing.get_origin(hint) in (list, Sequence, Iterable):
        (inner,) = typing.get_args(hint) or (Any,)
        return Annotated[list[inner], Field(max_length=MAX_ROWS)]  # type: ignore[valid-type]
    return hint


def _body_name(code: str) -> str:
    return code.replace(".", "_").title().replace("_", "") + "Body"


def rows_schema(resource: Resource) -> type[BaseModel]:
    """Return the schema of rows to save: checked one by one by the verb, so that one fault never sinks the batch."""
    properties = {name: {"description": told} for name, told in _plan_fields(resource.plan).items()}
    optional = getattr(resource.plan, "optional", ())
    required = [each for each in resource.plan.key if each not in optional] if resource.plan else []
    described = {"type": "object", "properties": properties, "required": required}
    properties["version"] = {
        "type": "string",
        "description": "The ETag that was read: refused when it is another now.",
    }
    row = Annotated[dict[str, Any], WithJsonSchema(described)]
    rows = Annotated[list[row], Field(max_length=MAX_ROWS)]
    return create_model(
        f"{schema_name(resource)}Rows", __config__=ConfigDict(extra="forbid"), rows=(rows, ...)
    )


def _plan_fields(plan: Any) -> Mapping[str, str]:
    if plan is None:
        return {}
    references = getattr(plan, "references", {})
    told = {name: str(plan.model._meta.get_field(name).get_internal_type()) for name in plan.fields}
    return {name: f"Code of the {name}" if name in references else kind for name, kind in told.items()}
