"""The form of a rule of approval: what it offers, what stands in it, and the rule that was typed."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.approvals.models import Own
from nonet.kernel.approvals.points import points
from nonet.kernel.approvals.services.ruling import RuleDraft, StepDraft, amount_of
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput
from nonet.kernel.models import Membership, Role
from nonet.kernel.people.models import Department
from nonet.masters.items.models import ItemCategory
from nonet.masters.parties.models import Party

STEPS = 4
MOST_STEPS = 20


def choices() -> dict[str, Any]:
    """Return what the fields of rules offer."""
    members = Membership.objects.filter(user__is_active=True).select_related("user")
    users = sorted({each.user_id: str(each.user) for each in members}.items(), key=lambda each: each[1])
    roles = list(Role.objects.order_by("pk").values_list("pk", "name"))
    departments = list(Department.objects.filter(is_active=True).order_by("code").values_list("pk", "name"))
    who = [
        (_("Roles"), [(f"role:{id_}", name) for id_, name in roles]),
        (_("People"), [(f"user:{id_}", name) for id_, name in users]),
        (
            _("Departments"),
            [
                ("superior:", _("the asker's superior")),
                ("head:", _("the head of the asker's department")),
                *(
                    (f"head:{id_}", _("the head of %(department)s") % {"department": name})
                    for id_, name in departments
                ),
            ],
        ),
    ]
    return {
        "categories": list(ItemCategory.objects.order_by("code").values_list("pk", "name")),
        "points": [(each.code, _(each.many)) for each in points().values()],
        "users": users,
        "roles": roles,
        "departments": departments,
        "who": who,
        "owns": Own.choices,
        "needs": [("any", _("any one")), ("all", _("all")), ("count", _("as many as"))],
    }


FIELDS = (
    *("name", "point", "position", "department_id", "asker_id", "asker_role_id"),
    *("own", "remind_after_hours", "escalate_after_hours", "valid_from", "valid_until"),
)


def form_of(rule: Any) -> dict[str, Any]:
    """Return what stands in the form of a rule, or of a new one."""
    if rule is None:
        return {
            "point": "purchase_order",
            "position": "10",
            "own": "forbid",
            "valid_from": today().isoformat(),
            "parties": [],
        }
    form: dict[str, Any] = {
        name: "" if (value := getattr(rule, name)) is None else str(value) for name in FIELDS
    }
    form["amount_above"] = "" if rule.amount_above is None else f"{rule.amount_above.normalize():f}"
    for name in ("discount_above", "tolerance"):
        value = getattr(rule, name)
        form[name] = "" if not value else f"{(value * 100).normalize():f}"
    for name in ("copy_to", "category_ids"):
        form[name] = [str(each) for each in getattr(rule, name)]
    form["parties"] = _parties(rule.party_ids)
    form["is_active"] = rule.is_active
    return form


def typed(post: Any) -> dict[str, Any]:
    """Return what was typed, to be shown again."""
    many = {name: post.getlist(name) for name in ("copy_to", "category_ids")}
    return {**post.dict(), **many, "parties": _parties(numbers(post, "party_ids"))}


def _parties(ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return the parties that a rule names, as its form shows them."""
    found = Party.objects.filter(pk__in=list(ids)).order_by("code").values_list("pk", "code", "name")
    return [(pk, f"{code} {name}") for pk, code, name in found]


def steps_of(rule: Any) -> list[dict[str, Any]]:
    """Return the steps of a rule, and empty ones."""
    steps = [
        {
            "need": each.get("need", "any"),
            "count": each.get("count") or 1,
            "above": each.get("above") or "",
            "who": [f"{who['kind']}:{who.get('id') or ''}" for who in each["who"]],
        }
        for each in (rule.steps if rule else [])
    ]
    return steps + [{"need": "any", "count": 1, "above": "", "who": []}] * max(0, STEPS - len(steps))


def typed_steps(post: Any) -> list[dict[str, Any]]:
    """Return the steps as they were typed."""
    return [
        {
            "need": post.get(f"need_{n}", "any"),
            "count": post.get(f"count_{n}", "1"),
            "above": post.get(f"above_{n}", ""),
            "who": post.getlist(f"who_{n}"),
        }
        for n in range(MOST_STEPS)
        if f"need_{n}" in post or f"who_{n}" in post
    ]


def draft_of(post: Any, rule_id: int | None) -> RuleDraft:
    """Return the rule that was typed."""
    steps = [_step(each) for each in typed_steps(post) if each["who"]]
    discount, tolerance = amount_of(post.get("discount_above", "")), amount_of(post.get("tolerance", ""))
    return RuleDraft(
        name=post.get("name", ""),
        point=post.get("point", ""),
        steps=steps,
        id=rule_id,
        position=number(post.get("position", "")) or 10,
        amount_above=amount_of(post.get("amount_above", "")),
        discount_above=None if discount is None else discount / 100,
        department_id=number(post.get("department_id", "")),
        asker_id=number(post.get("asker_id", "")),
        asker_role_id=number(post.get("asker_role_id", "")),
        own=post.get("own", "forbid"),
        tolerance=(tolerance or Decimal(0)) / 100,
        party_ids=numbers(post, "party_ids"),
        category_ids=numbers(post, "category_ids"),
        copy_to=numbers(post, "copy_to"),
        remind_after_hours=number(post.get("remind_after_hours", "")),
        escalate_after_hours=number(post.get("escalate_after_hours", "")),
        valid_from=day(post.get("valid_from", "")),
        valid_until=day(post.get("valid_until", "")),
    )


def _step(typed: dict[str, Any]) -> StepDraft:
    who = []
    for each in typed["who"]:
        kind, _sep, target = each.partition(":")
        who.append({"kind": kind, "id": int(target) if target.isdecimal() else None})
    return StepDraft(who, typed["need"], number(typed["count"]) or 1, amount_of(typed["above"]))


def numbers(post: Any, name: str) -> list[int]:
    """Return the ids that a field with many answers holds."""
    found = (number(each) for each in post.getlist(name))
    return [each for each in found if each is not None]


def number(text: str) -> int | None:
    """Return a whole number, or None."""
    return int(text) if text.strip().isdecimal() and len(text.strip()) < 10 else None


def day(text: str) -> dt.date | None:
    """Return a day, or None for nothing."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput("valid_from", _("%(text)s is no date") % {"text": text}) from error
