"""Rules as sentences: whoever is stopped, or keeps the rules, reads them in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kernel.approvals.points import points
from nonet.kernel.models import Company, Membership, Role
from nonet.kernel.money import format_money
from nonet.kernel.people.models import Department


@dataclass(frozen=True, slots=True)
class Names:
    """What users, roles and departments are called, and the company's currency."""

    currency: str
    users: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    departments: dict[int, str] = field(default_factory=dict)


def read_names() -> Names:
    """Read the names that sentences need; four statements."""
    members = Membership.objects.select_related("user")
    return Names(
        str(Company.objects.values_list("currency", flat=True).get(pk=current_company_id())),
        {each.user_id: str(each.user) for each in members},
        dict(Role.objects.values_list("pk", "name")),
        dict(Department.objects.values_list("pk", "name")),
    )


def sentence(rule: Any, names: Names) -> str:
    """Return a rule as one sentence, in the language at work."""
    known = points().get(rule.point)
    parts = {
        "what": _(known.many) if known else rule.point,
        "conditions": "".join(_conditions(rule, names)),
        "steps": chain(rule.steps, names),
    }
    if not rule.steps:
        return _("%(what)s%(conditions)s need no approval") % parts
    return _("%(what)s%(conditions)s need %(steps)s") % parts


def _conditions(rule: Any, names: Names) -> list[str]:
    found = []
    if rule.asker_id:
        found.append(_(" by %(who)s") % {"who": names.users.get(rule.asker_id, "?")})
    if rule.asker_role_id:
        found.append(_(" by %(who)s") % {"who": names.roles.get(rule.asker_role_id, "?")})
    if rule.department_id:
        found.append(_(" of %(department)s") % {"department": names.departments.get(rule.department_id, "?")})
    if rule.amount_above is not None:
        found.append(_(" over %(amount)s") % {"amount": _money(rule.amount_above, names)})
    if rule.discount_above is not None:
        share = f"{(Decimal(rule.discount_above) * 100).normalize():f}%"
        found.append(_(" with a discount over %(share)s") % {"share": share})
    if rule.party_ids:
        found.append(_(" of %(count)s parties named") % {"count": len(rule.party_ids)})
    if rule.category_ids:
        found.append(_(" with items of %(count)s categories named") % {"count": len(rule.category_ids)})
    return found


def chain(steps: Sequence[Mapping[str, Any]], names: Names) -> str:
    """Return the steps of a chain, joined as what comes after what."""
    return _(", then ").join(step_words(each, names) for each in steps)


def step_words(step: Mapping[str, Any], names: Names) -> str:
    """Return one step in words: ``any of General manager, Finance director``."""
    who = [_who(each, names) for each in step.get("who", ())]
    joined = _(", ").join(who)
    need = step.get("need", "any")
    several = len(who) > 1 or (who and step["who"][0].get("kind") == "role")
    if need == "all" and several:
        told = _("all of %(who)s") % {"who": joined}
    elif need == "count" and int(step.get("count") or 1) > 1:
        told = _("%(count)s of %(who)s") % {"count": step["count"], "who": joined}
    elif len(who) > 1:
        told = _("any of %(who)s") % {"who": joined}
    else:
        told = joined
    if step.get("above") in (None, ""):
        return told
    return _("%(who)s (over %(amount)s)") % {"who": told, "amount": _money(step["above"], names)}


def _who(each: Mapping[str, Any], names: Names) -> str:
    kind, target = each.get("kind"), int(each.get("id") or 0)
    if kind == "user":
        return names.users.get(target, "?")
    if kind == "role":
        return names.roles.get(target, "?")
    if kind == "superior":
        return _("the asker's superior")
    if target:
        return _("the head of %(department)s") % {"department": names.departments.get(target, "?")}
    return _("the head of the asker's department")


def _money(amount: Any, names: Names) -> str:
    return format_money(Decimal(str(amount)), names.currency, get_language() or "en").removesuffix(".00")
