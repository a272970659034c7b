"""Every address of the server, found by walking what Django routes, with arguments that point at real rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from tests.faces.conftest import Office

# What is open to everybody, and what ends the session that walks.
OPEN = ("/account/", "/api/docs", "/api/openapi.json", "/i18n/", "/desk/login/", "/desk/jsi18n/", "/static/")
LEAVING = ("logout", "/language/")
SAMPLES: dict[str, str] = {
    "code": "wms",
    "app_label": "items",
    "action": "confirm",
    "content_type_id": "1",
    "name": "none",
    "key": "none",
    "slug": "none",
    "token": "none",
    "number": "none",
    "uid": "none",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "path": "none",
    "url": "none",
    "format": "csv",
    "kind": "sales",
    "profile": "none",
    "document": "none",
    "verb": "confirm",
    "page": "items",
    "model": "item",
    "app": "items",
}


@dataclass(frozen=True)
class Address:
    """An address to walk to; ``ours`` says that it names a row of the office's company."""

    path: str
    ours: bool = False


def desk_addresses(office: Office) -> list[Address]:
    """Return every address of the desk."""
    rows = _rows(office)
    found = []
    for route in _routes(get_resolver()):
        if route.startswith("desk/") and "(?P<url>" not in route:
            path, ours = _filled(route, rows)
            address = Address(f"/{path}", ours)
            if not any(part in address.path for part in LEAVING) and not address.path.startswith(OPEN):
                found.append(address)
    return sorted(set(found), key=lambda each: each.path)


def _routes(resolver: Any, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _rows(office: Office) -> dict[str, Any]:
    """Return the first row of the office's company by the beginning of the desk's routes."""
    found = {}
    for model, page in admin.site._registry.items():
        rows = model._base_manager.all()
        if any(field.name == "company" for field in model._meta.fields):
            rows = rows.filter(company_id=office.world.company.pk)
        where = getattr(page, "where", None) or {}
        row = rows.filter(**where).order_by("pk").first()
        if row is not None:
            found[f"desk/{model._meta.app_label}/{model._meta.model_name}/"] = row
    return found


def _filled(route: str, rows: dict[str, Any]) -> tuple[str, bool]:
    row = next((row for start, row in rows.items() if route.startswith(start)), None)
    ours = row is not None and hasattr(row, "company_id") and "<" in route
    given = {"object_id": row.pk, "id": row.pk, "pk": row.pk} if row is not None else {}

    def fill(match: re.Match[str]) -> str:
        converter, _, name = match.group(1).rpartition(":")
        if name in given:
            return str(given[name])
        return SAMPLES.get(name) or ("999999999" if converter == "int" or name.endswith("id") else "none")

    return re.sub(r"<([^>]+)>", fill, route).replace("^", "").replace("$", ""), ours
