"""The page that tells the API, one subject at a time: drawn whole, its hundreds of operations took seconds."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from ninja.openapi.docs import DocsBase

REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


class DocsBySubject(DocsBase):
    """Lists the subjects and shows the operations of the chosen one."""

    def render_page(self, request: HttpRequest, api: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the part of the document that it shows (``?part=<subject>``)."""
        document = api.get_openapi_schema()
        subjects = subjects_of(document)
        if part := request.GET.get("part"):
            if part not in subjects:
                raise Http404
            return JsonResponse(part_of(document, part))
        chosen = request.GET.get("subject", "")
        context = {"subjects": subjects, "chosen": chosen if chosen in subjects else next(iter(subjects), "")}
        return render(request, "api/docs.html", {**context, "api": api})


def subjects_of(document: dict[str, Any]) -> dict[str, int]:
    """Return the subjects in their order, with the number of their operations."""
    counts: dict[str, int] = {}
    for _path, operation in _operations(document):
        for tag in operation.get("tags", ()):
            counts[tag] = counts.get(tag, 0) + 1
    return counts


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def part_of(document: dict[str, Any], subject: str) -> dict[str, Any]:
    """Return a document that holds the operations of one subject and the schemas that they use."""
    paths: dict[str, Any] = {}
    for path, methods in document["paths"].items():
        kept = {name: each for name, each in methods.items() if subject in each.get("tags", ())}
        if kept:
            paths[path] = kept
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    fresh = set(REFERENCE.findall(json.dumps(paths)))
    while fresh:
        used |= fresh
        fresh = {name for each in fresh for name in REFERENCE.findall(json.dumps(schemas[each]))} - used
    components = {**document["components"], "schemas": {name: schemas[name] for name in sorted(used)}}
    return {**document, "paths": paths, "components": components}
