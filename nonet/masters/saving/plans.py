"""What a save is made of: the plan of a model, the rows handed in, the answer."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, Manager, Model, QuerySet

from nonet.kernel.verbs import Outcome

Row = Mapping[str, Any]
InUse = Callable[[list[int]], Collection[int]]


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

    ``key`` names the columns that identify a row within the company; ``references`` maps a field to the model it
    points to, found by ``code``; ``prepare`` may fill a row before its key is read; ``check`` sees the whole row as
    it will be and may fill or refuse it; ``derived`` fields are filled by ``check`` alone; values of ``unique``
    fields belong to one row; ``frozen`` fields do not change once a row is in use, and ``frozen_because`` says why;
    ``constraint`` names the fields of the unique constraint where they are not those of the key; references
    ``only_by_id`` have no code that is unique in the company; ``optional`` columns of the key may be empty.
    """

    model: type[Model]
    fields: tuple[str, ...]
    key: tuple[str, ...] = ("code",)
    references: Mapping[str, type[Model]] = field(default_factory=dict)
    prepare: Callable[[dict[str, Any]], None] | None = None
    check: Callable[[Any], None] | None = None
    derived: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    frozen_because: Any = ""
    constraint: tuple[str, ...] = ()
    only_by_id: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the fields that a save may change."""
        return (*self.fields, *self.derived)

    @property
    def unique_fields(self) -> list[str]:
        """Return the fields of the constraint behind the key: within the company, or within the row's owner."""
        if self.constraint:
            return list(self.constraint)
        names = [self.found(name).name for name in self.key]
        return names if self.key[0].endswith("_id") else ["company", *names]

    def found(self, name: str) -> "Field[Any, Any]":
        """Return a field of the model by the name of its field or column."""
        found = self.model._meta.get_field(name)
        assert isinstance(found, Field)
        return found

    def key_of(self, instance: Any) -> tuple[Any, ...]:
        """Return what identifies an instance within its company."""
        return tuple(getattr(instance, name) for name in self.key)

    def state_of(self, instance: Any) -> tuple[Any, ...]:
        """Return what a save may change of an instance, to tell whether it did."""
        return tuple(getattr(instance, self.found(name).attname) for name in self.columns)


def of_company(model: type[Model]) -> "QuerySet[Any]":
    """Return the rows of the company at work, or all rows of a table that companies share."""
    manager: Manager[Any] = getattr(model, "objects", model._default_manager)
    return manager.all()
