"""How far a document has come, as a bar of steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

ENDS = ("cancelled", "failed", "expired", "rejected", "withdrawn")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``how`` is done, here, todo, or off for an end that is none of the way."""

    label: Any
    how: str


def steps_between(labels: Sequence[Any], at: int, finished: bool = False) -> list[Step]:
    """Return the steps of a way on which a document stands at one of them, or has come to the end."""
    return [Step(label, _how(n, at, finished)) for n, label in enumerate(labels)]


def steps_of(instance: models.Model) -> list[Step]:
    """Return the steps of a document that moves along its states in the order in which they are declared."""
    field = next((each for each in instance._meta.fields if each.name == "state"), None)
    if field is None or not field.flatchoices:
        return []
    names = dict(field.flatchoices)
    state = str(getattr(instance, "state", ""))
    way = [each for each in names if each not in ENDS]
    if state not in way:
        return [Step(names.get(state, state), "off")]
    return steps_between([names[each] for each in way], way.index(state), state == way[-1])


def _how(position: int, at: int, finished: bool) -> str:
    if position < at or finished:
        return "done"
    return "here" if position == at else "todo"
