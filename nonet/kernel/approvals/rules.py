"""Which rule a document falls under, and what of its chain applies."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.kernel.approvals.models import Rule
from nonet.kernel.approvals.points import Facts
from nonet.kernel.clock import today
from nonet.kernel.models import Membership
from nonet.kernel.people.selectors import House, read_house


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the user, the roles held, and the departments from the own one upwards."""

    user_id: int | None
    role_ids: frozenset[int] = frozenset()
    department_ids: tuple[int, ...] = ()


def rules_of(point: str) -> list[Any]:
    """Return the active rules of a point in the order in which they decide."""
    return list(Rule.objects.filter(point=point, is_active=True).order_by("position", "pk"))


def askers(user_ids: Iterable[int | None], house: House | None = None) -> dict[int | None, Asker]:
    """Return what rules look at in who asks."""
    ids = sorted({each for each in user_ids if each is not None})
    house = house or read_house(ids)
    roles: dict[int, set[int]] = {}
    for user_id, role_id in Membership.objects.filter(user_id__in=ids).values_list("user_id", "role_id"):
        roles.setdefault(user_id, set()).add(role_id)
    found: dict[int | None, Asker] = {None: Asker(None)}
    for each in ids:
        line = tuple(unit.id for unit in house.line(house.department_of.get(each)))
        found[each] = Asker(each, frozenset(roles.get(each, ())), line)
    return found


def rule_for(rules: Sequence[Any], facts: Facts, asker: Asker, on: dt.date | None = None) -> Any | None:
    """Return the first rule that a document falls under and that asks for something; None when it is free."""
    day = on or today()
    for rule in rules:
        if fits(rule, facts, asker, day):
            return rule if steps_for(rule.steps, facts.amount) else None
    return None


def fits(rule: Any, facts: Facts, asker: Asker, day: dt.date) -> bool:
    """Return whether every condition that a rule names holds."""
    return (
        rule.valid_from <= day
        and (rule.valid_until is None or day <= rule.valid_until)
        and (rule.amount_above is None or facts.amount is None or facts.amount > rule.amount_above)
        and (rule.discount_above is None or facts.discount > rule.discount_above)
        and (rule.department_id is None or rule.department_id in asker.department_ids)
        and (rule.asker_id is None or rule.asker_id == asker.user_id)
        and (rule.asker_role_id is None or rule.asker_role_id in asker.role_ids)
        and (not rule.party_ids or facts.party_id in rule.party_ids)
        and (not rule.category_ids or bool(set(rule.category_ids) & set(facts.category_ids)))
    )


def steps_for(steps: Sequence[Mapping[str, Any]], amount: Decimal | None) -> list[dict[str, Any]]:
    """Return the steps of a chain that an amount needs; one that is not known needs all."""
    return [
        dict(each)
        for each in steps
        if each.get("above") in (None, "") or amount is None or amount > Decimal(str(each["above"]))
    ]


def exceeds(now: Facts, approved: Facts, tolerance: Decimal) -> bool:
    """Return whether a document goes beyond what was approved: another party or currency, more money, other goods."""
    if (now.party_id, now.currency) != (approved.party_id, approved.currency):
        return True
    for after, before in ((now.amount, approved.amount), (now.total, approved.total)):
        if after is not None and (before is None or after > before * (1 + tolerance)):
            return True
    if now.discount > approved.discount:
        return True
    return any(
        Decimal(quantity) > Decimal(approved.lines.get(key, "0")) * (1 + tolerance)
        for key, quantity in now.lines.items()
    )


def snapshot(rule: Any, facts: Facts) -> dict[str, Any]:
    """Return a rule as it is now, to be kept with a request: its name, conditions and the steps that apply."""
    return {
        "name": rule.name,
        "point": rule.point,
        "amount_above": None if rule.amount_above is None else str(rule.amount_above),
        "discount_above": None if rule.discount_above is None else str(rule.discount_above),
        "department": rule.department_id,
        "asker": rule.asker_id,
        "asker_role": rule.asker_role_id,
        "steps": steps_for(rule.steps, facts.amount),
        "own": rule.own,
        "tolerance": str(rule.tolerance),
        "copy_to": list(rule.copy_to),
        "remind_after_hours": rule.remind_after_hours,
        "escalate_after_hours": rule.escalate_after_hours,
    }
