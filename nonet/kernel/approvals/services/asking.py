"""Requests are made by the gate, many at once, with the first step of each opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nonet.kernel.actor import current_actor
from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.chains import Opened, names_of, open_steps, read_directory
from nonet.kernel.approvals.models import Decision, Request, Task
from nonet.kernel.approvals.points import Facts
from nonet.kernel.approvals.rules import snapshot
from nonet.kernel.clock import today
from nonet.kernel.notices.services import notify
from nonet.kernel.numbering import next_numbers

PREFIX = "APR"


@dataclass(slots=True)
class Wanted:
    """An approval to be asked for: the document or the work, what is known of it, and the rule it falls under."""

    subject: str
    verb: str
    facts: Facts
    rule: Any
    asked_by: int | None
    department_id: int | None
    document_id: int | None = None
    work: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def ask(point: str, wanted: Sequence[Wanted], currency: str) -> list[Request]:
    """Write requests, open their first steps and tell the approvers; a number of statements that does not grow.

    Those whose chain is complete by itself come back approved.
    """
    if not wanted:
        return []
    numbers = next_numbers(PREFIX, len(wanted), today())
    made = Request.objects.bulk_create(
        _request(point, each, number, currency) for each, number in zip(wanted, numbers, strict=True)
    )
    source = current_actor().source
    Decision.objects.bulk_create(
        Decision(
            company_id=each.company_id,
            request=each,
            act=Decision.Act.ASK,
            user_id=each.asked_by_id,
            note=why.note,
            source=source,
        )
        for each, why in zip(made, wanted, strict=True)
    )
    write_opened(made)
    return made


def _request(point: str, wanted: Wanted, number: str, currency: str) -> Request:
    facts = wanted.facts
    return Request(
        company_id=current_actor().company_id,
        number=number,
        point=point,
        subject=wanted.subject,
        document_id=wanted.document_id,
        verb=wanted.verb,
        state=Request.State.PENDING,
        rule=wanted.rule,
        rule_facts=snapshot(wanted.rule, facts),
        facts=facts.plain(),
        amount=facts.amount,
        currency=currency,
        asked_by_id=wanted.asked_by,
        department_id=wanted.department_id,
        work=wanted.work,
    )


def write_opened(requests: Sequence[Request]) -> Opened:
    """Open the current step of requests, write its tasks, end those that are complete, and tell the approvers."""
    opened = open_steps(requests, read_directory())
    Task.objects.bulk_create(opened.tasks)
    Decision.objects.bulk_create(opened.decisions)
    for each in opened.approved:
        each.state = Request.State.APPROVED
    Request.objects.bulk_update(requests, ["step", "state"])
    _tell(opened)
    return opened


def _tell(opened: Opened) -> None:
    open_tasks = [each for each in opened.tasks if each.state == Task.State.OPEN]
    if not open_tasks:
        return
    names = names_of(each.request.asked_by_id or 0 for each in open_tasks)
    notify(
        [
            kinds.tell(
                kinds.ASKED, each.request, [each.user_id], names.get(each.request.asked_by_id or 0, "")
            )
            for each in open_tasks
        ]
    )


def waiting_with(requests: Sequence[Request]) -> dict[int, str]:
    """Return by request the names of those with whom it waits; two statements."""
    found = Task.objects.filter(request_id__in=[each.pk for each in requests], state=Task.State.OPEN)
    users = list(found.order_by("pk").values_list("request_id", "user_id"))
    names = names_of(user for _, user in users)
    told: dict[int, list[str]] = {}
    for request_id, user in users:
        told.setdefault(request_id, []).append(names[user])
    return {each.pk: ", ".join(told.get(each.pk, ())) or "–" for each in requests}
