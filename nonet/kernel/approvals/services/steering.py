"""What else people do with a request: withdraw, remind, hand over, add an approver, send copies, comment."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor
from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.chains import names_of
from nonet.kernel.approvals.errors import NotYourRequest, RequestMissing
from nonet.kernel.approvals.models import Decision, Own, Request, Task
from nonet.kernel.approvals.selectors import seen_requests
from nonet.kernel.approvals.services.deciding import (
    end_requests,
    lock_pending,
    take_turn,
    write_decisions,
)
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Membership
from nonet.kernel.notices.services import notify, settle_notices
from nonet.kernel.verbs import Outcome, verb

MANAGE = "approvals.save_rules"


def _own(request_ids: Sequence[int]) -> tuple[list[Any], Outcome]:
    """Lock waiting requests that the user at work asked for; who keeps the rules may act for any asker."""
    outcome, actor = Outcome(), current_actor()
    found = lock_pending(request_ids, outcome)
    for each in found:
        if each.asked_by_id != actor.user_id and not actor.may(MANAGE):
            outcome.refused[each.pk] = NotYourRequest(each.number)
    return [each for each in found if each.pk not in outcome.refused], outcome


@verb("approvals.withdraw")
def withdraw(*, request_ids: Sequence[int], note: str = "") -> Outcome:
    """Take back requests that the user at work asked for and that still wait."""
    found, outcome = _own(request_ids)
    write_decisions(found, Decision.Act.WITHDRAW, note)
    end_requests(found, Request.State.WITHDRAWN)
    outcome.done = [each.pk for each in found]
    return outcome


@verb("approvals.remind")
def remind(*, request_ids: Sequence[int]) -> Outcome:
    """Remind those with whom the user's own requests wait."""
    found, outcome = _own(request_ids)
    write_decisions(found, Decision.Act.REMIND)
    tasks = Task.objects.filter(request_id__in=[each.pk for each in found], state=Task.State.OPEN)
    users: dict[int, list[int]] = {}
    for request_id, user_id in tasks.values_list("request_id", "user_id"):
        users.setdefault(request_id, []).append(user_id)
    tasks.update(reminded_at=timezone.now())
    notify([kinds.tell(kinds.REMINDED, each, users.get(each.pk, ())) for each in found])
    outcome.done = [each.pk for each in found]
    return outcome


@verb("approvals.hand_over")
def hand_over(*, request_ids: Sequence[int], user_id: int, note: str = "") -> Outcome:
    """Give the own part in requests to somebody else of the company."""
    _require_member(user_id)
    turn = take_turn(request_ids)
    _refuse_for(turn, user_id)
    old = [turn.mine[each.pk] for each in turn.requests]
    Task.objects.filter(pk__in=[each.pk for each in old]).update(
        state=Task.State.HANDED_OVER, ended_at=timezone.now()
    )
    Task.objects.bulk_create(
        _task(task.request, user_id, "handed_over", task.is_required, task.instead_of_id or task.user_id)
        for task in old
    )
    write_decisions(turn.requests, Decision.Act.HAND_OVER, note, turn.mine, to_user=user_id)
    settle_notices(kinds.ASKED, kinds.keys(turn.requests), [each.user_id for each in old])
    _tell(turn.requests, user_id)
    turn.outcome.done = [each.pk for each in turn.requests]
    return turn.outcome


@verb("approvals.add_approver")
def add_approver(*, request_ids: Sequence[int], user_id: int, note: str = "") -> Outcome:
    """Have somebody else of the company agree too, beside the user at work, before the requests go on."""
    _require_member(user_id)
    turn = take_turn(request_ids)
    _refuse_for(turn, user_id)
    Task.objects.bulk_create(_task(each, user_id, "added", True, None) for each in turn.requests)
    write_decisions(turn.requests, Decision.Act.ADD, note, turn.mine, to_user=user_id)
    _tell(turn.requests, user_id)
    turn.outcome.done = [each.pk for each in turn.requests]
    return turn.outcome


def _refuse_for(turn: Any, user_id: int) -> None:
    """Refuse to bring in who asked (unless the rule lets the asker decide) or who has an open part already."""
    for each in list(turn.requests):
        barred = each.asked_by_id == user_id and each.rule_facts.get("own") == Own.FORBID
        busy = any(t.user_id == user_id and t.state == Task.State.OPEN for t in turn.tasks[each.pk])
        if barred or busy:
            reason = _("who asked cannot decide") if barred else _("has a part in it already")
            turn.outcome.refused[each.pk] = InvalidInput("user_id", reason)
            turn.requests.remove(each)


def _task(request: Any, user_id: int, why: str, required: bool, instead_of: int | None) -> Task:
    return Task(
        company_id=request.company_id,
        request=request,
        step=request.step,
        user_id=user_id,
        instead_of_id=instead_of,
        why=why,
        is_required=required,
    )


def _tell(requests: Sequence[Any], user_id: int) -> None:
    who = names_of([current_actor().user_id or 0]).get(current_actor().user_id or 0, "")
    notify([kinds.tell(kinds.ASKED, each, [user_id], who) for each in requests])


@verb("approvals.send_copies")
def send_copies(*, request_ids: Sequence[int], user_ids: Sequence[int], note: str = "") -> Outcome:
    """Let others know of requests that the user at work may see; they can read, not decide."""
    for each in user_ids:
        _require_member(each)
    found, outcome = _seen(request_ids)
    for each in user_ids:
        write_decisions(found, Decision.Act.COPY, note, to_user=each)
    who = names_of([current_actor().user_id or 0]).get(current_actor().user_id or 0, "")
    notify([kinds.tell(kinds.COMMENTED, each, user_ids, who, note) for each in found])
    return outcome


@verb("approvals.comment")
def comment(*, request_ids: Sequence[int], note: str) -> Outcome:
    """Say something about requests that the user at work may see, to all who have a part in them."""
    if not note.strip():
        raise InvalidInput("note", _("write something"))
    found, outcome = _seen(request_ids)
    write_decisions(found, Decision.Act.COMMENT, note)
    actor = current_actor()
    parts: dict[int, set[int | None]] = {each.pk: {each.asked_by_id} for each in found}
    tasks = Task.objects.filter(request_id__in=parts, state__in=[Task.State.OPEN, Task.State.APPROVED])
    for request_id, user_id in tasks.values_list("request_id", "user_id"):
        parts[request_id].add(user_id)
    who = names_of([actor.user_id or 0]).get(actor.user_id or 0, "")
    notify([kinds.tell(kinds.COMMENTED, each, parts[each.pk] - {actor.user_id}, who, note) for each in found])
    return outcome


def _seen(request_ids: Sequence[int]) -> tuple[list[Any], Outcome]:
    found = list(seen_requests().filter(pk__in=list(request_ids)))
    outcome = Outcome(sorted(each.pk for each in found))
    for each in set(request_ids) - set(outcome.done):
        outcome.refused[each] = RequestMissing(each)
    return found, outcome


def _require_member(user_id: int) -> None:
    if not Membership.objects.filter(user_id=user_id, user__is_active=True).exists():
        raise InvalidInput("user_id", _("name a user who has a role in this company"))
