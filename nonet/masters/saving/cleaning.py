"""From what was handed in to values that fit their fields, each row accepted or refused by itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, Model
from django.utils.translation import gettext as _

from nonet.kernel.errors import InvalidInput, NonetError
from nonet.masters.saving.plans import Plan, Row, Saved, of_company


def clean_rows(plan: Plan, rows: Sequence[Row], outcome: Saved) -> list[tuple[int, dict[str, Any]]]:
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
    cleaned = dict(_clean_field(plan, resolve, name, value) for name, value in row.items())
    if plan.prepare is not None:
        plan.prepare(cleaned)
    for name in plan.optional:
        cleaned.setdefault(name, None)
    for name in (each for each in plan.key if each not in plan.optional):
        if cleaned.get(name) is None or (cleaned[name] == "" and not plan.found(name).blank):
            raise InvalidInput(name.removesuffix("_id"), _("is missing; every row needs one"))
    return cleaned


def _clean_field(plan: Plan, resolve: "_Resolver", name: str, value: Any) -> tuple[str, Any]:
    if name in plan.references:
        return resolve.by_code(name, value)
    if name.removesuffix("_id") in plan.references:
        return resolve.by_id(name, value)
    if name not in plan.fields:
        raise InvalidInput(name, _("is no field here; use one of %s") % ", ".join(plan.fields))
    found = plan.found(name)
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
    except (TypeError, ValueError, AttributeError, OverflowError) as error:  # a list where a date belongs
        raise InvalidInput(found.name, _("%r is no value for this field") % (value,)) from error


class _Resolver:
    """Turns references given by code or id into ids, with one query for each kind of reference."""

    def __init__(self, plan: Plan, rows: Sequence[Row]) -> None:
        self.plan = plan
        self.by_codes: dict[str, dict[str, Any]] = {}
        self.known_ids: dict[str, set[Any]] = {}
        for name, model in plan.references.items():
            codes = {str(row[name]) for row in rows if row.get(name)}
            ids = {row[f"{name}_id"] for row in rows if _is_id(model, row.get(f"{name}_id"))}
            self.by_codes[name] = _find_codes(model, codes) if codes else {}
            self.known_ids[name] = _find_ids(model, ids) if ids else set()

    def by_code(self, name: str, value: Any) -> tuple[str, Any]:
        if value in (None, ""):
            return self._empty(name)
        if name in self.plan.only_by_id:
            raise InvalidInput(name, _("is not unique by code; give %s_id") % name)
        found = self.by_codes[name].get(str(value))
        if found is None:
            raise InvalidInput(name, _("%r is not known; create it first or correct the code") % str(value))
        return f"{name}_id", found

    def by_id(self, name: str, value: Any) -> tuple[str, Any]:
        if value in (None, ""):
            return self._empty(name.removesuffix("_id"))
        known = name.removesuffix("_id")
        if not _is_id(self.plan.references[known], value) or value not in self.known_ids[known]:
            raise InvalidInput(name, _("%r is not known in this company") % value)
        return name, value

    def _empty(self, name: str) -> tuple[str, None]:
        if not self.plan.model._meta.get_field(name).null:
            raise InvalidInput(name, _("is missing; every row needs one"))
        return f"{name}_id", None


def _is_id(model: type[Model], value: Any) -> bool:
    """Return whether a value can be the id of a model's row at all; units are known by their code."""
    if isinstance(model._meta.pk, CharField):
        return isinstance(value, str) and "\0" not in value
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _find_codes(model: type[Model], codes: Iterable[str]) -> dict[str, Any]:
    return dict(of_company(model).filter(code__in=codes).values_list("code", "pk"))


def _find_ids(model: type[Model], ids: Iterable[Any]) -> set[Any]:
    return set(of_company(model).filter(pk__in=ids).values_list("pk", flat=True))
