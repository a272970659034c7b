"""What only the rows already kept can refuse: values that belong to another, fields of what is in use."""

from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput
from nonet.masters.saving.plans import InUse, Plan, Saved, of_company

States = dict[tuple[Any, ...], tuple[Any, ...]]


def refuse_frozen(
    plan: Plan, instances: dict[int, Any], states: States, in_use: InUse | None, outcome: Saved
) -> None:
    """Refuse rows in use whose frozen fields would change."""
    if in_use is None or not plan.frozen:
        return
    changed: dict[int, str] = {}
    for position, each in instances.items():
        if each.pk is not None and (name := _first_change(plan, each, states)):
            changed[position] = name
    used = set(in_use([instances[position].pk for position in changed])) if changed else set()
    for position, name in changed.items():
        if instances[position].pk in used:
            del instances[position]
            why = str(plan.frozen_because) or _("cannot change while there is stock or value of it")
            outcome.refused[position] = InvalidInput(name, why)


def _first_change(plan: Plan, instance: Any, states: States) -> str | None:
    former = dict(zip(plan.columns, states[plan.key_of(instance)], strict=True))
    changed = (name for name in plan.frozen if former[name] != getattr(instance, plan.found(name).attname))
    return next(changed, None)


def refuse_taken(plan: Plan, instances: dict[int, Any], outcome: Saved) -> None:
    """Refuse rows whose value of a unique field belongs to another row, in the database or in this batch."""
    for name in plan.unique:
        values = {getattr(each, name) for each in instances.values()} - {"", None}
        if not values:
            continue
        found = of_company(plan.model).filter(**{f"{name}__in": values}).values_list(name, *plan.key)
        owners = {value: tuple(key) for value, *key in found}
        for position, each in list(instances.items()):
            value, key = getattr(each, name), plan.key_of(each)
            if value and owners.setdefault(value, key) != key:
                del instances[position]
                outcome.refused[position] = InvalidInput(
                    name,
                    _("%(value)s belongs to %(owner)s already")
                    % {"value": value, "owner": owners[value][-1]},
                )
