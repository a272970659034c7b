"""Look-ups: rows of a master found as people type or scan, for every field that points to one.

A room declares a ``Lookup``; forms name it by its code, programs ask it under ``/api/lookups/<code>``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST = 12
"""How many rows a look-up shows at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row found: what is shown of it, and facts that the form takes over (the unit that a bar code stands for)."""

    id: Any
    code: str
    name: str
    hint: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lookup:
    """How rows of one kind are found.

    ``search`` takes a text, and what narrows the rows (``use``: sale); ``resolve`` gives the rows of exact codes and
    scans, all in one statement; ``names`` gives rows by id, for forms that show what was chosen before.
    """

    code: str
    permission: str
    search: Callable[[str, Mapping[str, str]], Sequence[Found]]
    resolve: Callable[[Sequence[str], Mapping[str, str]], Mapping[str, Found]]
    names: Callable[[Iterable[Any]], Mapping[Any, Found]]


_lookups: dict[str, Lookup] = {}


def install(lookups: Iterable[Lookup]) -> None:
    """Make look-ups known; called by the composition root."""
    _lookups.update({each.code: each for each in lookups})


def lookup(code: str) -> Lookup | None:
    """Return a look-up by its code."""
    return _lookups.get(code)


def lookups() -> dict[str, Lookup]:
    """Return all look-ups by code."""
    return dict(_lookups)
