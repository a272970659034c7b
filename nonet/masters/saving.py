"""How masters are saved: many rows at once, keyed by their code, each accepted or refused by itself.

A row is a mapping from field to value and names only the fields it wants changed. References may be given by
code (``payment_term="NET30"``) or by id (``payment_term_id=7``). Rows that change nothing write nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.verbs import Outcome

Row = Mapping[str, Any]


@dataclass(slots=True)
class Saved(Outcome):
    """What was saved: ``done`` holds the ids in the order of their rows, ``ids`` the same by code.

    ``refused`` is keyed by the position of the row in what was handed in, from 0.
    """

    ids: dict[str, int] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one model are saved.

    ``key`` names the fields that identify a row within the company; ``references`` maps a field to the model it
    points to, found by ``code``; ``check`` sees the whole row as it will be and may fill or refuse it.
    """

    model: type[Model]
    fields: tuple[str, ...]
    key: tuple[str, ...] = ("code",)
    references: Mapping[str, type[Model]] = field(default_factory=dict)
    check: Callable[[Any], None] | None = None
    derived: tuple[str, ...] = ()


def save_rows(plan: Plan, rows: Sequence[Row]) -> Saved:
    """Create or change rows by their key: one statement to lock, one to write, one for each kind of reference."""
    outcome = Saved()
    accepted = _clean_rows(plan, rows, outcome)
    existing = _lock_existing(plan, [row for _position, row in accepted])
    states = {key: _state(plan, instance) for key, instance in existing.items()}
    instances: dict[int, Any] = {}
    for position, row in accepted:
        key = tuple(row[name] for name in plan.key)
        try:
            instances[position] = _apply(plan, existing.get(key), row)
        except NonetError as error:
            outcome.refused[position] = error
    _write(plan, instances, states, outcome)
    return outcome


def _write(plan: Plan, instances: dict[int, Any], states: dict[Any, Any], outcome: Saved) -> None:
    fresh = [each for each in instances.values() if each.pk is None]
    altered = [
        each for each in instances.values() if each.pk and _state(plan, each) != states[_key(plan, each)]
    ]
    if fresh or altered:
        _upsert(plan, fresh, altered)
    outcome.done = [instances[position].pk for position in sorted(instances)]
    outcome.ids = {str(_key(plan, each)[-1]): each.pk for each in instances.values()}
    outcome.created = [each.pk for each in fresh]
    outcome.changed = [each.pk for each in altered]


def _upsert(plan: Plan, fresh: list[Any], altered: list[Any]) -> None:
    unique = ["company", *(_relation(plan, name) for name in plan.key)]
    columns = [_relation(plan, name) for name in (*plan.fields, *plan.derived) if name not in plan.key]
    for instances in (fresh, altered):
        if instances:
            instances.sort(key=lambda each: _key(plan, each))
            plan.model._base_manager.bulk_create(
                instances, update_conflicts=True, unique_fields=unique, update_fields=columns
            )


def _relation(plan: Plan, name: str) -> str:
    return plan.model._meta.get_field(name).name


def _key(plan: Plan, instance: Any) -> tuple[Any, ...]:
    return tuple(getattr(instance, name) for name in plan.key)


def _state(plan: Plan, instance: Any) -> tuple[Any, ...]:
    return tuple(getattr(instance, _attname(plan, name)) for name in (*plan.fields, *plan.derived))


def _attname(plan: Plan, name: str) -> str:
    return str(plan.model._meta.get_field(name).attname)  # type: ignore[union-attr]


def _clean_rows(plan: Plan, rows: Sequence[Row], outcome: Saved) -> list[tuple[int, dict[str, Any]]]:
    """Return the rows whose fields are sound, by position; the others are refused with field and cure."""
    resolve = _Resolver(plan, rows)
    accepted: list[tuple[int, dict[str, Any]]] = []
    seen: dict[tuple[Any, ...], int] = {}
    for position, row in enumerate(rows):
        try:
            cleaned = _clean(plan, resolve, row)
            key = tuple(cleaned[name] for name in plan.key)
            if seen.setdefault(key, position) != position:
                raise InvalidInput(plan.key[-1], _("comes twice in one batch; keep one row of it"))
        except NonetError as error:
            outcome.refused[position] = error
        else:
            accepted.append((position, cleaned))
    return accepted


def _clean(plan: Plan, resolve: "_Resolver", row: Row) -> dict[str, Any]:
    for name in plan.key:
        if row.get(name) in (None, ""):
            raise InvalidInput(name, _("is missing; every row needs one"))
    return dict(_clean_field(plan, resolve, name, value) for name, value in row.items())


def _clean_field(plan: Plan, resolve: "_Resolver", name: str, value: Any) -> tuple[str, Any]:
    if name in plan.references:
        return resolve.by_code(name, value)
    if name.removesuffix("_id") in plan.references:
        return resolve.by_id(name, value)
    if name not in plan.fields:
        raise InvalidInput(name, _("is no field here; use one of %s") % ", ".join(plan.fields))
    found = plan.model._meta.get_field(name)
    assert isinstance(found, Field)
    if found.is_relation:
        raise InvalidInput(name, _("cannot be given by code; use %s_id") % name)
    return name, clean_value(found, value)


def clean_value(found: "Field[Any, Any]", value: Any) -> Any:
    """Return a value as its field wants it; raises ``InvalidInput`` naming the field and what is wrong."""
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "") and found.null:
        return None
    if value is None and found.get_internal_type() in ("CharField", "TextField", "SlugField"):
        value = ""
    try:
        return found.clean(value, None)
    except ValidationError as error:
        raise InvalidInput(found.name, " ".join(error.messages)) from error


class _Resolver:
    """Turns references given by code or id into ids, with one query for each kind of reference."""

    def __init__(self, plan: Plan, rows: Sequence[Row]) -> None:
        self.plan = plan
        self.by_codes: dict[str, dict[str, Any]] = {}
        self.known_ids: dict[str, set[Any]] = {}
        for name, model in plan.references.items():
            codes = {str(row[name]) for row in rows if row.get(name)}
            ids = {row[f"{name}_id"] for row in rows if row.get(f"{name}_id")}
            self.by_codes[name] = _find_codes(model, codes) if codes else {}
            self.known_ids[name] = _find_ids(model, ids) if ids else set()

    def by_code(self, name: str, value: Any) -> tuple[str, Any]:
        if value in (None, ""):
            return self._empty(name)
        found = self.by_codes[name].get(str(value))
        if found is None:
            raise InvalidInput(name, _("%r is not known; create it first or correct the code") % str(value))
        return f"{name}_id", found

    def by_id(self, name: str, value: Any) -> tuple[str, Any]:
        if value in (None, ""):
            return self._empty(name.removesuffix("_id"))
        if value not in self.known_ids[name.removesuffix("_id")]:
            raise InvalidInput(name, _("%r is not known in this company") % value)
        return name, value

    def _empty(self, name: str) -> tuple[str, None]:
        if not self.plan.model._meta.get_field(name).null:
            raise InvalidInput(name, _("is missing; every row needs one"))
        return f"{name}_id", None


def _find_codes(model: type[Model], codes: Iterable[str]) -> dict[str, Any]:
    return dict(_of_company(model).filter(code__in=codes).values_list("code", "pk"))


def _find_ids(model: type[Model], ids: Iterable[Any]) -> set[Any]:
    return set(_of_company(model).filter(pk__in=ids).values_list("pk", flat=True))


def _of_company(model: type[Model]) -> Any:
    manager = getattr(model, "objects", model._default_manager)
    return manager.all()


def _lock_existing(plan: Plan, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], Any]:
    if not rows:
        return {}
    wanted = {f"{name}__in": {row[name] for row in rows} for name in plan.key}
    found = _of_company(plan.model).filter(**wanted).order_by("pk").select_for_update(no_key=True)
    return {_key(plan, each): each for each in found}


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
    found = plan.model._meta.get_field(name)
    assert isinstance(found, Field)
    if not found.null and not found.blank and getattr(instance, found.attname) in (None, ""):
        raise InvalidInput(name, _("is missing; every row needs one"))
