"""Requests that wait too long: their approvers are reminded, then the next above them takes over."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.chains import Directory, read_directory
from nonet.kernel.approvals.models import Decision, Own, Request, Task
from nonet.kernel.notices.services import notify, settle_notices
from nonet.kernel.verbs import verb


@verb("approvals.chase")
def chase(*, now: dt.datetime | None = None) -> dict[str, int]:
    """Remind and escalate what waits longer than its rule allows; doing it again at once changes nothing.

    Returns how many tasks were ``reminded`` and ``escalated``.
    """
    at = now or timezone.now()
    tasks = list(
        Task.objects.filter(state=Task.State.OPEN, request__state=Request.State.PENDING)
        .select_related("request")
        .order_by("pk")
    )
    late = [each for each in tasks if each.escalated_at is None and _is_over(each, "escalate", at)]
    moved = _escalate(late, at)
    left = [each for each in tasks if each not in moved]
    due = [each for each in left if _is_over(each, "remind", at)]
    Task.objects.filter(pk__in=[each.pk for each in due]).update(reminded_at=at)
    notify([kinds.tell(kinds.REMINDED, each.request, [each.user_id]) for each in due])
    return {"reminded": len(due), "escalated": len(moved)}


def _is_over(task: Any, what: str, at: dt.datetime) -> bool:
    hours = task.request.rule_facts.get(f"{what}_after_hours")
    since = (task.reminded_at if what == "remind" else None) or task.opened_at
    return bool(hours) and at - since >= dt.timedelta(hours=hours)


def _escalate(late: Sequence[Any], at: dt.datetime) -> list[Any]:
    """Hand parts that wait too long to the superior of whom they wait for, else to an owner; return those moved."""
    if not late:
        return []
    directory = read_directory()
    busy = set(
        Task.objects.filter(
            request_id__in=[each.request_id for each in late], state=Task.State.OPEN
        ).values_list("request_id", "user_id")
    )
    moved, made, decisions = [], [], []
    for task in late:
        user_id = _above(task, directory, busy)
        if user_id is None:
            continue
        busy.add((task.request_id, user_id))
        moved.append(task)
        made.append(_successor(task, user_id))
        decisions.append(
            Decision(
                company_id=task.company_id,
                request=task.request,
                step=task.step,
                act=Decision.Act.ESCALATE,
                instead_of_id=task.user_id,
                to_user_id=user_id,
            )
        )
    _write(moved, made, decisions, at)
    return moved


def _write(
    moved: Sequence[Any], made: Sequence[Task], decisions: Sequence[Decision], at: dt.datetime
) -> None:
    Task.objects.filter(pk__in=[each.pk for each in moved]).update(
        state=Task.State.HANDED_OVER, ended_at=at, escalated_at=at
    )
    Task.objects.bulk_create(made)
    Decision.objects.bulk_create(decisions)
    for task in moved:
        settle_notices(kinds.ASKED, [str(task.request_id)], [task.user_id])
    notify([kinds.tell(kinds.ASKED, each.request, [each.user_id]) for each in made])


def _above(task: Any, directory: Directory, busy: set[tuple[int, int]]) -> int | None:
    superior = directory.house.superior(task.user_id)
    barred = task.request.asked_by_id if task.request.rule_facts.get("own") == Own.FORBID else None
    for each in ([superior] if superior else []) + directory.owners:
        if (
            each in directory.active
            and each not in (task.user_id, barred)
            and (task.request_id, each) not in busy
        ):
            return each
    return None


def _successor(task: Any, user_id: int) -> Task:
    return Task(
        company_id=task.company_id,
        request=task.request,
        step=task.step,
        user_id=user_id,
        instead_of_id=task.instead_of_id or task.user_id,
        why="escalated",
        is_required=task.is_required,
        escalated_at=timezone.now(),
    )
