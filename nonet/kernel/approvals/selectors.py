"""What waits for whom, what one asked for, and how far a document's approval is."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from nonet.kernel.actor import current_actor
from nonet.kernel.approvals.models import Decision, Request, Task

READ_ALL = "approvals.read_all"


def seen_requests() -> QuerySet[Any]:
    """Return the requests that the user at work may see: own ones, those with a part or a copy, or all."""
    actor = current_actor()
    found: QuerySet[Any] = Request.objects.all()
    if actor.may(READ_ALL) or actor.user_id is None:
        return found
    part = Task.objects.filter(request_id=OuterRef("pk"), user_id=actor.user_id)
    copy = Decision.objects.filter(request_id=OuterRef("pk"), to_user_id=actor.user_id)
    return found.filter(
        Q(asked_by_id=actor.user_id)
        | Exists(part)
        | Exists(copy)
        | Q(rule_facts__copy_to__contains=[actor.user_id])
    )


def waiting_for_me() -> QuerySet[Any]:
    """Return the requests that wait for the user at work, the oldest first."""
    mine = Task.objects.filter(
        request_id=OuterRef("pk"), user_id=current_actor().user_id or 0, state=Task.State.OPEN
    )
    return Request.objects.filter(Exists(mine), state=Request.State.PENDING).order_by("pk")


def decided_by_me() -> QuerySet[Any]:
    """Return the requests in which the user at work decided something, the newest first."""
    acts = (Decision.Act.APPROVE, Decision.Act.REJECT, Decision.Act.SEND_BACK)
    mine = Decision.objects.filter(
        request_id=OuterRef("pk"), user_id=current_actor().user_id or 0, act__in=acts
    )
    return Request.objects.filter(Exists(mine)).order_by("-pk")


def asked_by_me() -> QuerySet[Any]:
    """Return the requests that the user at work asked for, the newest first."""
    return Request.objects.filter(asked_by_id=current_actor().user_id or 0).order_by("-pk")


def requests_of(points: Sequence[str], document_id: int, limit: int = 5) -> list[Any]:
    """Return the newest requests of one document."""
    found = Request.objects.filter(point__in=list(points), document_id=document_id)
    return list(found.select_related("asked_by", "rule").order_by("-pk")[:limit])


def tasks_of(request_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return the tasks of requests in order, with their users; one statement."""
    found: dict[int, list[Any]] = {}
    rows = Task.objects.filter(request_id__in=list(request_ids)).select_related("user", "instead_of")
    for each in rows.order_by("step", "pk"):
        found.setdefault(each.request_id, []).append(each)
    return found


def decisions_of(request_id: int) -> list[Any]:
    """Return what was done to a request, in order."""
    found = Decision.objects.filter(request_id=request_id).select_related("user", "instead_of", "to_user")
    return list(found.order_by("pk"))
