"""Rules and delegations are saved; rules as a small company needs them come ready."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.approvals.models import Delegation, Own, Rule
from nonet.kernel.approvals.points import points
from nonet.kernel.approvals.services.asking import PREFIX
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError, PermissionMissing
from nonet.kernel.models import Membership, Role
from nonet.kernel.numbering import create_series
from nonet.kernel.people.models import Department
from nonet.kernel.verbs import Outcome, verb

NEEDS = ("any", "all", "count")
WHO = ("user", "role", "head", "superior")


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One step of a chain. ``who`` holds ``{"kind": "user" | "role" | "head" | "superior", "id": …}``.

    A head without id is that of the asker's department. ``above`` is the amount, in the company's currency, over
    which the step is needed.
    """

    who: Sequence[Mapping[str, Any]]
    need: str = "any"
    count: int = 1
    above: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule to be; with ``id`` it changes that one. Amounts are in the company's currency, shares of one."""

    name: str
    point: str
    steps: Sequence[StepDraft] = ()
    id: int | None = None
    position: int = 10
    amount_above: Decimal | None = None
    discount_above: Decimal | None = None
    department_id: int | None = None
    asker_id: int | None = None
    asker_role_id: int | None = None
    party_ids: Sequence[int] = ()
    category_ids: Sequence[int] = ()
    own: str = "forbid"
    tolerance: Decimal = Decimal(0)
    copy_to: Sequence[int] = ()
    remind_after_hours: int | None = None
    escalate_after_hours: int | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    is_active: bool = True


@dataclass(slots=True)
class _Known:
    """What rules may refer to in the company at work."""

    users: set[int]
    roles: set[int]
    departments: set[int]
    rules: dict[int, Rule] = field(default_factory=dict)


def _known() -> _Known:
    return _Known(
        set(Membership.objects.values_list("user_id", flat=True)),
        set(Role.objects.values_list("pk", flat=True)),
        set(Department.objects.values_list("pk", flat=True)),
        Rule.objects.in_bulk(),
    )


@verb("approvals.save_rules")
def save_rules(*, rules: Sequence[RuleDraft]) -> Outcome:
    """Create or change rules of approval; they hold from the next piece of work on.

    ``done`` holds the rules' ids in order, ``refused`` is by position. What waits already keeps the chain it was asked
    with; former versions of a rule stay in its history.
    """
    known, outcome = _known(), Outcome()
    create_series(current_company_id(), [PREFIX])
    for position, draft in enumerate(rules):
        fault = _fault(draft, known)
        if fault is None:
            outcome.done.append(_write(draft, known.rules.get(draft.id or 0)))
        else:
            outcome.refused[position] = fault
    return outcome


def _fault(draft: RuleDraft, known: _Known) -> NonetError | None:
    if draft.id is not None and draft.id not in known.rules:
        return DocumentMissing(draft.id)
    if not draft.name.strip():
        return InvalidInput("name", _("give it a name"))
    if draft.point not in points():
        return InvalidInput("point", f"{draft.point!r} ≠ {', '.join(sorted(points()))}")
    if draft.own not in Own.values:
        return InvalidInput("own", f"{draft.own!r} ≠ {', '.join(Own.values)}")
    if (draft.amount_above or 0) < 0 or (draft.discount_above or 0) < 0 or draft.tolerance < 0:
        return InvalidInput("amount_above", _("an amount cannot be below zero"))
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        return InvalidInput("valid_until", _("it ends before it begins"))
    return _reference_fault(draft, known) or _step_fault(draft, known)


def _reference_fault(draft: RuleDraft, known: _Known) -> NonetError | None:
    users = {each for each in (draft.asker_id, *draft.copy_to) if each is not None}
    if users - known.users:
        return InvalidInput("asker_id", _("name users who have a role in this company"))
    if draft.asker_role_id is not None and draft.asker_role_id not in known.roles:
        return InvalidInput("asker_role_id", _("there is no such role"))
    if draft.department_id is not None and draft.department_id not in known.departments:
        return InvalidInput("department_id", _("there is no such department"))
    return None


def _step_fault(draft: RuleDraft, known: _Known) -> NonetError | None:
    for step in draft.steps:
        if step.need not in NEEDS or step.count < 1:
            return InvalidInput("steps", f"{step.need!r} ≠ {', '.join(NEEDS)}")
        if not step.who:
            return InvalidInput("steps", _("say for each step who approves"))
        for each in step.who:
            kind, target = each.get("kind"), each.get("id")
            pool = {"user": known.users, "role": known.roles, "head": known.departments}.get(str(kind), set())
            free = kind == "superior" or (kind == "head" and not target)
            if kind not in WHO or not (free or target in pool):
                return InvalidInput("steps", _("an approver is no user, role or department of this company"))
    return None


def _write(draft: RuleDraft, found: Rule | None) -> int:
    rule = found or Rule(company_id=current_company_id())
    for name in draft.__slots__:
        if name not in ("id", "steps", "valid_from"):
            value = getattr(draft, name)
            setattr(rule, name, list(value) if name in ("party_ids", "category_ids", "copy_to") else value)
    rule.valid_from = draft.valid_from or rule.valid_from or today()
    rule.steps = [_plain(each) for each in draft.steps]
    rule.save()
    return int(rule.pk)


def _plain(step: StepDraft) -> dict[str, Any]:
    who = [{"kind": each["kind"], "id": each.get("id") or None} for each in step.who]
    above = None if step.above is None else str(step.above)
    return {"need": step.need, "count": step.count, "above": above, "who": who}


@verb("approvals.end_rules")
def end_rules(*, rule_ids: Sequence[int]) -> Outcome:
    """Put rules out of force; what waits because of them goes on waiting."""
    found = list(Rule.objects.filter(pk__in=list(rule_ids)).values_list("pk", flat=True))
    Rule.objects.filter(pk__in=found).update(is_active=False)
    outcome = Outcome(found)
    outcome.refuse_missing(rule_ids, found)
    return outcome


@dataclass(frozen=True, slots=True)
class DelegationDraft:
    """Somebody stands in for a user (the user at work when none is named) from one day to another."""

    stand_in_id: int
    from_on: dt.date
    until_on: dt.date
    user_id: int | None = None
    points: Sequence[str] = ()
    reason: str = ""


@verb("approvals.delegate")
def delegate(*, delegations: Sequence[DelegationDraft]) -> Outcome:
    """Let others stand in for the user at work; who keeps the rules may say so for anybody.

    It counts for what is asked from then on; hand over what waits already. ``refused`` is by position.
    """
    actor, users, outcome = current_actor(), _known().users, Outcome()
    for position, draft in enumerate(delegations):
        user_id = draft.user_id or actor.user_id
        fault = _delegation_fault(draft, user_id, users)
        if fault is not None:
            outcome.refused[position] = fault
            continue
        made = Delegation.objects.create(
            company_id=actor.company_id,
            user_id=user_id,
            stand_in_id=draft.stand_in_id,
            from_on=draft.from_on,
            until_on=draft.until_on,
            points=list(draft.points),
            reason=draft.reason,
            made_by_id=actor.user_id,
        )
        outcome.done.append(made.pk)
    return outcome


def _delegation_fault(draft: DelegationDraft, user_id: int | None, users: set[int]) -> NonetError | None:
    actor = current_actor()
    if user_id != actor.user_id and not actor.may("approvals.save_rules"):
        return PermissionMissing("approvals.save_rules")
    if user_id not in users or draft.stand_in_id not in users:
        return InvalidInput("stand_in_id", _("name a user who has a role in this company"))
    if user_id == draft.stand_in_id:
        return InvalidInput("stand_in_id", _("nobody stands in for oneself"))
    if draft.until_on < draft.from_on:
        return InvalidInput("until_on", _("it ends before it begins"))
    if set(draft.points) - points().keys():
        return InvalidInput("points", f"≠ {', '.join(sorted(points()))}")
    return None


@verb("approvals.end_delegations")
def end_delegations(*, delegation_ids: Sequence[int]) -> Outcome:
    """End delegations of the user at work; who keeps the rules may end anybody's."""
    actor = current_actor()
    found = Delegation.objects.filter(pk__in=list(delegation_ids), is_active=True)
    if not actor.may("approvals.save_rules"):
        found = found.filter(user_id=actor.user_id or 0)
    ids = list(found.values_list("pk", flat=True))
    Delegation.objects.filter(pk__in=ids).update(is_active=False)
    outcome = Outcome(ids)
    outcome.refuse_missing(delegation_ids, ids)
    return outcome


def amount_of(text: str) -> Decimal | None:
    """Return an amount as a person typed it, without separators; None when nothing was typed."""
    plain = text.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation as error:
        raise InvalidInput("amount_above", _("%(text)s is no number") % {"text": text}) from error
