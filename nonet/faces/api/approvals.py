"""Approvals for programs: requests that the caller may see, their chains, rules, and what can be done."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from nonet.kernel.actor import require
from nonet.kernel.approvals import ready, reminding, selectors
from nonet.kernel.approvals.models import Delegation, Rule
from nonet.kernel.approvals.points import points
from nonet.kernel.approvals.rules import askers, rule_for, rules_of
from nonet.kernel.approvals.sentences import read_names, sentence
from nonet.kernel.approvals.services import deciding, ruling, steering
from nonet.kernel.people.models import Department, Post
from nonet.kernel.people.services import save_departments, save_posts
from nonet.kit.api import Resource, Verb, add_verb
from nonet.kit.api.answers import answer
from nonet.kit.api.schemas import MAX_PAGE, PAGE

RESOURCES = (
    Resource(
        "approval-rules",
        Rule,
        fields=(
            *("name", "point", "position", "amount_above", "discount_above", "department", "asker"),
            *("asker_role", "party_ids", "category_ids", "steps", "own", "tolerance", "copy_to"),
            *("remind_after_hours", "escalate_after_hours", "valid_from", "valid_until", "is_active"),
        ),
        filters=("point", "is_active"),
        verbs=(
            Verb("save", ruling.save_rules, creates=True),
            Verb("end", ruling.end_rules),
            Verb("install", ready.install_rules, creates=True),
        ),
        permission="approvals.read_all",
    ),
    Resource(
        "approval-delegations",
        Delegation,
        fields=("user", "stand_in", "from_on", "until_on", "points", "reason", "made_by", "is_active"),
        filters=("user", "stand_in", "is_active"),
        verbs=(Verb("make", ruling.delegate, creates=True), Verb("end", ruling.end_delegations)),
        permission="approvals.read_all",
    ),
    Resource(
        "departments",
        Department,
        fields=("code", "name", "parent", "head", "is_active"),
        filters=("code", "is_active"),
        verbs=(Verb("save", save_departments, creates=True),),
        permission="people.read",
    ),
    Resource(
        "posts",
        Post,
        fields=("user", "department", "superior", "title"),
        filters=("user", "department"),
        verbs=(Verb("save", save_posts, creates=True),),
        permission="people.read",
    ),
)
VERBS = (
    Verb("approvals/approve", deciding.approve),
    Verb("approvals/reject", deciding.reject),
    Verb("approvals/send-back", deciding.send_back),
    Verb("approvals/withdraw", steering.withdraw),
    Verb("approvals/remind", steering.remind),
    Verb("approvals/hand-over", steering.hand_over),
    Verb("approvals/add-approver", steering.add_approver),
    Verb("approvals/send-copies", steering.send_copies),
    Verb("approvals/comment", steering.comment),
    Verb("approvals/chase", reminding.chase),
)
VIEWS: dict[str, Any] = {
    "waiting": selectors.waiting_for_me,
    "asked": selectors.asked_by_me,
    "decided": selectors.decided_by_me,
    "all": selectors.seen_requests,
}


def add_approvals(router: Router) -> None:
    """Offer requests, the trial of a document, and the verbs."""
    for path, view, says in (
        ("approvals", _requests, "List requests for approval"),
        ("approvals/needed", _needed, "Tell what a document would need"),
        ("approvals/{int:request_id}", _request, "Tell one request with its chain and history"),
    ):
        router.get(f"/{path}", tags=["Approvals"], operation_id=f"approvals{view.__name__}", summary=says)(
            view
        )
    for verb in VERBS:
        add_verb(router, verb, tag="Approvals")


def _told(request: Any) -> dict[str, Any]:
    names = (
        "id",
        "number",
        "point",
        "document_id",
        "state",
        "facts",
        "amount",
        "currency",
        "step",
        "carried",
    )
    told = {name: getattr(request, name) for name in names}
    return told | {
        "asked_by_id": request.asked_by_id,
        "asked_at": request.asked_at,
        "trouble": request.trouble,
        "rule_id": request.rule_id,
        "steps": request.rule_facts["steps"],
    }


def _requests(
    request: HttpRequest,
    view: str = "waiting",
    cursor: int | None = Query(None, ge=1, le=2**63 - 1),
    limit: int = Query(PAGE, ge=1, le=MAX_PAGE),
) -> HttpResponse:
    """List requests that wait for the caller's user (``waiting``), were ``asked`` or ``decided`` by it, or ``all``."""
    require("approvals.read")
    if view not in VIEWS:
        raise Http404
    rows = VIEWS[view]().order_by("-pk")
    if cursor is not None:
        rows = rows.filter(pk__lt=cursor)
    found = list(rows[: limit + 1])
    following = str(found[limit - 1].pk) if len(found) > limit else None
    return answer({"items": [_told(each) for each in found[:limit]], "next": following})


def _request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Tell one request: what it is about, who has a part in each step, and all that was done."""
    require("approvals.read")
    found = selectors.seen_requests().filter(pk=min(request_id, 2**63 - 1)).first()
    if found is None:
        raise Http404
    tasks = [
        {
            **{name: getattr(each, name) for name in ("step", "user_id", "instead_of_id", "why", "state")},
            "is_required": each.is_required,
            "ended_at": each.ended_at,
        }
        for each in selectors.tasks_of([found.pk]).get(found.pk, ())
    ]
    names = ("step", "act", "user_id", "instead_of_id", "to_user_id", "note", "source", "decided_at")
    history = [{name: getattr(each, name) for name in names} for each in selectors.decisions_of(found.pk)]
    return answer({**_told(found), "tasks": tasks, "history": history})


def _needed(
    request: HttpRequest,
    point: str,
    document_id: int = Query(..., ge=1, le=2**63 - 1),
    asker_id: int | None = Query(None, ge=1, le=2**63 - 1),
) -> HttpResponse:
    """Tell which rule a document falls under when a user (the caller's own, when none is named) asks."""
    actor = require("approvals.read_all")
    where = points().get(point)
    facts = where.facts([document_id]).get(document_id) if where else None
    if where is None or facts is None:
        raise Http404
    asker = asker_id or actor.user_id
    rule = rule_for(rules_of(point), facts, askers([asker])[asker])
    return answer(
        {
            "facts": facts.plain(),
            "rule_id": rule.pk if rule else None,
            "sentence": sentence(rule, read_names()) if rule else "",
        }
    )
