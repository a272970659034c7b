"""Look-ups for programs and for the desk's own forms: what is found as people type."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from nonet.kernel.actor import require
from nonet.kit import lookups
from nonet.kit.api import schemas
from nonet.kit.api.answers import answer

Text = Query(
    "", max_length=200, description="A code, a name or its pinyin initials, any part of it, or a scan."
)
Use = Query("", max_length=20, description="What it is for: sale, purchase, customer, supplier.")


def add_lookups(router: Router) -> None:
    """Offer every look-up under ``/lookups/<code>``."""
    router.get(
        "/lookups/{slug:code}",
        response={200: list[lookups.Found], 401: schemas.Problem, 403: schemas.Problem, 404: schemas.Problem},
        tags=["Look-ups"],
        summary="Find rows by what is typed or scanned, best first",
        operation_id="look_up",
    )(look_up)


def look_up(request: HttpRequest, code: str, q: str = Text, use: str = Use) -> HttpResponse:
    """Tell the rows that match a text, best first; items, parties, sites and so on."""
    found = lookups.lookup(code)
    if found is None:
        raise Http404
    require(found.permission)
    return answer([asdict(each) for each in found.search(q, {"use": use})])
