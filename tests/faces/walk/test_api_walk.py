"""Every operation of the API, for every role, a user of another company, and nobody."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from nonet.faces.api.main import RESOURCES, api
from nonet.kernel.access import actor_of
from nonet.kernel.models import User
from tests.faces.conftest import Office
from tests.faces.walk.conftest import ROLE_CODES, browser, changed, told

TEXTS = {"date": "2026-01-15", "date-time": "2026-01-15T00:00:00Z", "decimal": "1"}
BY_SUBJECT = ("/print", "/files")  # what these ask for depends on what is printed, or written on
PERMISSION = re.compile(r"Permission: `([\w.]+)`")


@dataclass(frozen=True)
class Operation:
    """One operation: its method and path, the permission it asks for, and a body that could be meant."""

    method: str
    path: str
    permission: str
    body: Any


def operations(office: Office) -> Iterator[Operation]:
    """Return every operation of the document, with the ids of the office's own rows."""
    document = api.get_openapi_schema()
    schemas = document["components"]["schemas"]
    for template, methods in document["paths"].items():
        own = own_id(office, template)
        for method, told_ in methods.items():
            permission = PERMISSION.search(told_.get("description", ""))
            content = told_.get("requestBody", {}).get("content", {}).get("application/json", {})
            body = sample(content["schema"], schemas, own) if content else None
            path = re.sub(r"\{[^}]*code\}", "order-to-cash", template)
            path = re.sub(r"\{[^}]*\}", str(own), path)
            yield Operation(method, path, permission.group(1) if permission else "", body)


def own_id(office: Office, path: str) -> int:
    """Return the id of a row of the office's company that a path is about."""
    for each in RESOURCES:
        if f"/api/{each.path}/" in f"{path}/":
            rows = each.model._base_manager.filter(**each.where)
            if any(field.name == "company" for field in each.model._meta.fields):
                rows = rows.filter(company_id=office.world.company.pk)
            return rows.order_by("pk").values_list("pk", flat=True).first() or 1
    return 1


def sample(schema: Any, schemas: Any, own: int, depth: int = 0) -> Any:
    """Return a value that fits a schema."""
    if "$ref" in schema:
        return sample(schemas[schema["$ref"].rpartition("/")[2]], schemas, own, depth)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return sample(schema[key][0], schemas, own, depth)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {})
        names = [each for each in schema.get("required", parts) if each in parts] if depth < 6 else []
        return {each: sample(parts[each], schemas, own, depth + 1) for each in names}
    if kind == "array":
        return [sample(schema.get("items", {}), schemas, own, depth + 1)]
    if kind == "string":
        return {"date": "2026-01-15", "date-time": "2026-01-15T00:00:00Z", "decimal": "1"}.get(
            schema.get("format"), "x"
        )
    return {"integer": own, "number": 1, "boolean": True, "null": None}.get(kind, own)


def call(client: Any, each: Operation) -> Any:
    if each.body is None:
        return getattr(client, each.method)(each.path)
    return getattr(client, each.method)(each.path, each.body, content_type="application/json")


@pytest.mark.parametrize("role", ROLE_CODES)
def test_a_role_does_what_it_grants_and_nothing_else(
    office: Office, role: str, snapshot: Callable[..., Any]
) -> None:
    user = User.objects.get(username=role)
    actor = actor_of(user)
    assert actor is not None
    client, before, faults = browser(user), snapshot(), []
    for each in operations(office):
        if each.method != "get" and (not each.permission or actor.may(each.permission)):
            continue
        answer = call(client, each)
        allowed = not each.permission or actor.may(each.permission)
        wanted = {200, 404, 409, 422} if allowed else {403}
        if answer.status_code not in wanted and not (not each.permission and answer.status_code == 403):
            faults.append(f"{answer.status_code} {each.method} {each.path} {each.permission}")
    assert not faults
    assert changed(before, snapshot()) == []


def test_nobody_does_nothing(office: Office, snapshot: Callable[..., Any]) -> None:
    client, before = browser(None), snapshot()
    faults = []
    for each in operations(office):
        answer = call(client, each)
        if answer.status_code != 401 or answer["Content-Type"] != "application/problem+json":
            faults.append(f"{answer.status_code} {each.method} {each.path}")
    assert not faults
    assert changed(before, snapshot()) == []


def test_a_stranger_reaches_nothing_of_ours(
    office: Office, snapshot: Callable[..., Any], secrets: list[bytes]
) -> None:
    client, before, faults = browser(office.stranger), snapshot(mine_only=True), []
    for each in operations(office):
        answer = call(client, each)
        leaks = told(answer.content, secrets)
        if answer.status_code >= 500 or leaks:
            faults.append(
                f"{answer.status_code} {each.method} {each.path} {leaks[:3]} {answer.content[:200]!r}"
            )
    assert not faults
    assert changed(before, snapshot(mine_only=True)) == []


def test_every_operation_names_its_permission(office: Office) -> None:
    found = [each for each in operations(office) if not each.permission and each.method != "get"]
    assert [
        each.path for each in found if not each.path.endswith(BY_SUBJECT) and "/imports" not in each.path
    ] == []
