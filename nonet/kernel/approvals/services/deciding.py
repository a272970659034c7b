"""Approvers decide, many requests at once; each is answered for by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from nonet.kernel.actor import current_actor
from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.chains import is_complete
from nonet.kernel.approvals.errors import (
    DocumentChanged,
    NotYourTurn,
    ReasonMissing,
    RequestEnded,
    RequestMissing,
)
from nonet.kernel.approvals.models import Decision, Request, Task
from nonet.kernel.approvals.points import facts_of, point
from nonet.kernel.approvals.rules import exceeds
from nonet.kernel.approvals.services.asking import waiting_with, write_opened
from nonet.kernel.approvals.services.carrying import carry_out
from nonet.kernel.locking import lock_rows
from nonet.kernel.notices.services import notify, settle_notices
from nonet.kernel.verbs import Outcome, verb


@dataclass(slots=True)
class Turn:
    """Requests that the user at work has a part in: locked, with all tasks of their current steps."""

    outcome: Outcome = field(default_factory=Outcome)
    requests: list[Any] = field(default_factory=list)
    mine: dict[int, Any] = field(default_factory=dict)
    tasks: dict[int, list[Any]] = field(default_factory=dict)


def lock_pending(request_ids: Sequence[int], outcome: Outcome) -> list[Any]:
    """Lock requests and return those that wait; refuse the others."""
    lock_rows(Request, request_ids, "id")
    found = list(Request.objects.filter(pk__in=set(request_ids)).order_by("pk"))
    for each in set(request_ids) - {each.pk for each in found}:
        outcome.refused[each] = RequestMissing(each)
    for each in found:
        if each.state != Request.State.PENDING:
            outcome.refused[each.pk] = RequestEnded(each.number, each.get_state_display())
    return [each for each in found if each.pk not in outcome.refused]


def take_turn(request_ids: Sequence[int]) -> Turn:
    """Lock requests that wait for the user at work; refuse those that do not."""
    turn = Turn()
    pending = lock_pending(request_ids, turn.outcome)
    for task in Task.objects.filter(request_id__in=[each.pk for each in pending]).order_by("pk"):
        turn.tasks.setdefault(task.request_id, []).append(task)
    user_id = current_actor().user_id
    strangers = []
    for each in pending:
        current = [t for t in turn.tasks.get(each.pk, []) if t.step == each.step]
        turn.tasks[each.pk] = current
        mine = next((t for t in current if t.user_id == user_id and t.state == Task.State.OPEN), None)
        if mine is None:
            strangers.append(each)
        else:
            turn.mine[each.pk] = mine
            turn.requests.append(each)
    with_whom = waiting_with(strangers) if strangers else {}
    for each in strangers:
        turn.outcome.refused[each.pk] = NotYourTurn(each.number, with_whom[each.pk])
    return turn


@verb("approvals.approve")
def approve(*, request_ids: Sequence[int], note: str = "") -> Outcome:
    """Agree to requests that wait for the user at work; what is approved by that is carried out at once.

    A document that was changed beyond what was sent is refused, and its request shows it as it is now. A number of
    statements that does not grow with the requests, but for the kinds of work among them.
    """
    turn = take_turn(request_ids)
    _refuse_changed(turn)
    _end_tasks(turn, Task.State.APPROVED)
    write_decisions(turn.requests, Decision.Act.APPROVE, note, turn.mine)
    complete = [
        each
        for each in turn.requests
        if is_complete(each.rule_facts["steps"][each.step], turn.tasks[each.pk])
    ]
    _close_step(complete, turn)
    turn.outcome.done = [each.pk for each in turn.requests]
    _settle(turn)
    _go_on(complete)
    return turn.outcome


def _refuse_changed(turn: Turn) -> None:
    """Refuse requests whose document went beyond what was sent, and begin them anew with what it is now."""
    for code in {each.point for each in turn.requests}:
        members = [each for each in turn.requests if each.point == code and "arguments" not in each.work]
        now = point(code).facts([each.document_id for each in members])
        for each in members:
            facts = now.get(each.document_id)
            if facts is not None and exceeds(facts, facts_of(each.facts), facts.discount * 0):
                each.facts, each.amount = facts.plain(), facts.amount
                turn.outcome.refused[each.pk] = DocumentChanged(each.number, facts.number)
    changed = [each for each in turn.requests if each.pk in turn.outcome.refused]
    if changed:
        _begin_anew(changed, turn)
        turn.requests = [each for each in turn.requests if each.pk not in turn.outcome.refused]


def _begin_anew(changed: Sequence[Any], turn: Turn) -> None:
    """Start the chains of changed requests again: what others agreed to was another document."""
    tasks = [task for each in changed for task in turn.tasks[each.pk]]
    _finish([each for each in tasks if each.state == Task.State.OPEN], Task.State.NOT_NEEDED)
    write_decisions(changed, Decision.Act.CHANGED)
    for each in changed:
        each.step = 0
    Request.objects.bulk_update(changed, ["facts", "amount", "step"])
    settle_notices(kinds.ASKED, kinds.keys(changed))
    write_opened(changed)


def _end_tasks(turn: Turn, state: str) -> None:
    _finish([turn.mine[each.pk] for each in turn.requests], state)


def _finish(tasks: Sequence[Any], state: str) -> None:
    now = timezone.now()
    for each in tasks:
        each.state, each.ended_at = state, now
    Task.objects.filter(pk__in=[each.pk for each in tasks]).update(state=state, ended_at=now)


def _close_step(requests: Sequence[Any], turn: Turn) -> None:
    left = [t for each in requests for t in turn.tasks[each.pk] if t.state == Task.State.OPEN]
    if left:
        _finish(left, Task.State.NOT_NEEDED)
        settle_notices(kinds.ASKED, kinds.keys(requests), [each.user_id for each in left])


def _settle(turn: Turn) -> None:
    """The notices that brought the user here are read by deciding."""
    if turn.requests:
        users = [each.user_id for each in turn.mine.values()]
        for kind in (kinds.ASKED, kinds.REMINDED):
            settle_notices(kind, kinds.keys(turn.requests), users)


def _go_on(complete: Sequence[Any]) -> None:
    """Open the next steps, and carry out what has passed its last."""
    if not complete:
        return
    for each in complete:
        each.step += 1
    write_opened(complete)
    approved = [each for each in complete if each.state == Request.State.APPROVED]
    if approved:
        Request.objects.filter(pk__in=[each.pk for each in approved]).update(ended_at=timezone.now())
        carry_out(approved)


@verb("approvals.reject")
def reject(*, request_ids: Sequence[int], note: str) -> Outcome:
    """Refuse requests that wait for the user at work, for a reason; their documents stay as they are."""
    return _turn_down(request_ids, note, Request.State.REJECTED, Decision.Act.REJECT, kinds.REJECTED)


@verb("approvals.send_back")
def send_back(*, request_ids: Sequence[int], note: str) -> Outcome:
    """Send requests back to be amended, for a reason; doing the work again asks again."""
    return _turn_down(request_ids, note, Request.State.SENT_BACK, Decision.Act.SEND_BACK, kinds.SENT_BACK)


def _turn_down(request_ids: Sequence[int], note: str, state: str, act: str, kind: str) -> Outcome:
    if not note.strip():
        return Outcome(refused={each: ReasonMissing() for each in request_ids})
    turn = take_turn(request_ids)
    _end_tasks(turn, Task.State.REJECTED)
    write_decisions(turn.requests, act, note, turn.mine)
    end_requests(turn.requests, state)
    notify([kinds.tell(kind, each, [each.asked_by_id], why=note) for each in turn.requests])
    turn.outcome.done = [each.pk for each in turn.requests]
    return turn.outcome


def end_requests(requests: Sequence[Any], state: str) -> None:
    """End requests that wait, with all that is open in them."""
    if not requests:
        return
    ids, now = [each.pk for each in requests], timezone.now()
    Request.objects.filter(pk__in=ids).update(state=state, ended_at=now)
    Task.objects.filter(request_id__in=ids, state=Task.State.OPEN).update(
        state=Task.State.NOT_NEEDED, ended_at=now
    )
    for kind in (kinds.ASKED, kinds.REMINDED):
        settle_notices(kind, kinds.keys(requests))


def write_decisions(
    requests: Sequence[Any],
    act: str,
    note: str = "",
    tasks: Mapping[int, Any] | None = None,
    to_user: int | None = None,
) -> None:
    """Write what the user at work did to requests, for good; ``tasks`` tells for whom."""
    actor, known = current_actor(), tasks or {}
    Decision.objects.bulk_create(
        Decision(
            company_id=each.company_id,
            request=each,
            step=each.step,
            act=act,
            user_id=actor.user_id,
            instead_of_id=known[each.pk].instead_of_id if each.pk in known else None,
            to_user_id=to_user,
            note=note.strip(),
            source=actor.source,
        )
        for each in requests
    )
