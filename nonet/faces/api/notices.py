"""Notices for programs: what the caller's user was told, and reading it."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from nonet.kernel.actor import require
from nonet.kernel.notices import services
from nonet.kernel.notices.selectors import notices_of_user, unread_count
from nonet.kit.api import Verb, add_verb
from nonet.kit.api.answers import answer
from nonet.kit.api.schemas import MAX_PAGE, PAGE

VERBS = (
    Verb("notices/read", services.mark_read),
    Verb("notices/read-all", services.mark_all_read),
    Verb("notices/mail", services.choose_mail),
)


def add_notices(router: Router) -> None:
    """Offer the notices of the caller's user."""
    router.get("/notices", tags=["Notices"], operation_id="notices", summary="List one's own notices")(
        _notices
    )
    for verb in VERBS:
        add_verb(router, verb, tag="Notices")


def _notices(
    request: HttpRequest,
    unread: bool = False,
    cursor: int | None = Query(None, ge=1, le=2**63 - 1),
    limit: int = Query(PAGE, ge=1, le=MAX_PAGE),
) -> HttpResponse:
    """List what the caller's user was told, newest first; ``next`` is the cursor of the following page."""
    require("notices.read")
    found = notices_of_user(unread=unread, before=cursor, limit=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    items = [asdict(each) for each in found[:limit]]
    return answer({"items": items, "next": following, "unread": unread_count()})
