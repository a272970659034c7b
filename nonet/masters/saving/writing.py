"""Rows are locked, checked and written: one statement each, however many there are."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.masters.saving.cleaning import clean_rows
from nonet.masters.saving.plans import InUse, Plan, Row, Saved, of_company
from nonet.masters.saving.refusing import States, refuse_frozen, refuse_taken


def save_rows(plan: Plan, rows: Sequence[Row], in_use: InUse | None = None) -> Saved:
    """Create or change rows by their key, in a number of statements that does not grow with their count.

    ``in_use`` tells which rows of those given by id are in use, so that their frozen fields stay as they are.
    """
    outcome = Saved()
    accepted = clean_rows(plan, rows, outcome)
    existing = _lock_existing(plan, [row for _position, row in accepted])
    states = {key: plan.state_of(instance) for key, instance in existing.items()}
    instances: dict[int, Any] = {}
    for position, row in accepted:
        key = tuple(row[name] for name in plan.key)
        try:
            instances[position] = _apply(plan, existing.get(key), row)
        except NonetError as error:
            outcome.refused[position] = error
    refuse_frozen(plan, instances, states, in_use, outcome)
    refuse_taken(plan, instances, outcome)
    _write(plan, instances, states, outcome)
    return outcome


def _lock_existing(plan: Plan, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], Any]:
    if not rows:
        return {}
    wanted = Q()
    for name in plan.key:
        values = {row[name] for row in rows}
        empty = Q(**{f"{name}__isnull": True}) if None in values else Q()
        wanted &= Q(**{f"{name}__in": values - {None}}) | empty
    found = of_company(plan.model).filter(wanted).order_by("pk").select_for_update(no_key=True)
    return {plan.key_of(each): each for each in found}


def _apply(plan: Plan, instance: Any, row: dict[str, Any]) -> Any:
    if instance is None:
        instance = plan.model(company_id=current_company_id())
    for name, value in row.items():
        setattr(instance, name, value)
    for name in plan.fields:
        _require(plan, instance, name)
    if plan.check is not None:
        plan.check(instance)
    return instance


def _require(plan: Plan, instance: Any, name: str) -> None:
    found = plan.found(name)
    if not found.null and not found.blank and getattr(instance, found.attname) in (None, ""):
        raise InvalidInput(name, _("is missing; every row needs one"))


def _write(plan: Plan, instances: dict[int, Any], states: States, outcome: Saved) -> None:
    fresh = [each for each in instances.values() if each.pk is None]
    altered = [
        each for each in instances.values() if each.pk and plan.state_of(each) != states[plan.key_of(each)]
    ]
    if fresh or altered:
        _upsert(plan, fresh, altered)
    outcome.done = [instances[position].pk for position in sorted(instances)]
    outcome.ids = {str(plan.key_of(each)[-1]): each.pk for each in instances.values()}
    outcome.created = [each.pk for each in fresh]
    outcome.changed = [each.pk for each in altered]


def _upsert(plan: Plan, fresh: list[Any], altered: list[Any]) -> None:
    columns = [plan.found(name).name for name in plan.columns if plan.found(name).attname not in plan.key]
    for instances in (fresh, altered):
        if instances:
            instances.sort(key=lambda each: [(part is None, part) for part in plan.key_of(each)])
            plan.model._base_manager.bulk_create(
                instances, update_conflicts=True, unique_fields=plan.unique_fields, update_fields=columns
            )
