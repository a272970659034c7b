"""The words in which a verb says what it asks for: fields at the head, and a grid of lines below."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args, get_type_hints

from django.utils.text import capfirst
from django.utils.translation import gettext

from nonet.kit.admin.tasks.kinds import kind_of

Rows = Callable[["Asked"], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a task is about: the documents picked and what is known of its fields so far."""

    ids: tuple[int, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for.

    ``kind`` is text, area, date, decimal, integer, choice, flag, lookup or lookups; left empty it follows from the
    type of the field of this name in the draft. ``initial`` is a value or a function of ``Asked`` (of the
    row in a line); ``model`` is what a lookup searches, ``where`` narrows it (by the row and ``Asked``,
    when a function). ``reload`` asks for the page anew when
    the field changes; ``when`` says of which rows a line's field is asked; ``total`` sums it under the grid;
    ``told`` tells it of known rows, so that it is asked in fresh lines only.
    """

    name: str
    label: Any = ""
    kind: str = ""
    initial: Any = None
    choices: Any = ()
    model: str = ""
    where: Mapping[str, Any] | Callable[[Any, Any], Mapping[str, Any]] = field(default_factory=dict)
    required: bool = False
    help: Any = ""
    reload: bool = False
    when: Callable[[Any], bool] | None = None
    total: bool = False
    told: Callable[[Any], Any] | None = None

    @property
    def title(self) -> str:
        """Return the label, else the name in words in the language at work."""
        words = self.name.removesuffix("_ids").removesuffix("_id").replace("_", " ")
        return capfirst(str(self.label or gettext(words)))

    def first_value(self, subject: Any) -> Any:
        """Return what stands in the field at first."""
        return self.initial(subject) if callable(self.initial) else self.initial


@dataclass(frozen=True, slots=True)
class Shown:
    """A column that only tells something of a row: an attribute by name, or a function of the row."""

    name: str
    label: Any = ""
    value: Callable[[Any], Any] | None = None
    total: bool = False

    @property
    def title(self) -> str:
        """Return the label, else the name in words in the language at work."""
        return capfirst(str(self.label or gettext(self.name.replace("_", " "))))

    def of(self, row: Any) -> Any:
        """Return what the column tells of a row."""
        return self.value(row) if self.value else getattr(row, self.name)


@dataclass(frozen=True)
class Grid:
    """Lines that are filled in: those of known rows (``rows``, each with an ``id``), or ``fresh`` empty ones.

    ``needs`` names the field without which a line is left out; ``split`` lets a row be filled in several times.
    """

    columns: tuple[Field | Shown, ...]
    rows: Rows | None = None
    fresh: int = 0
    needs: str = ""
    split: bool = False
    title: Any = ""
    empty: Any = ""
    draft: type | None = None

    @property
    def fields(self) -> list[Field]:
        """Return the columns that are filled in."""
        return [each for each in self.columns if isinstance(each, Field)]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was filled in: its row (none for a fresh one), and its values by field."""

    row: Any
    values: Mapping[str, Any]
    token: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    ids: tuple[int, ...]
    values: Mapping[str, Any]
    lines: Sequence[Line] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True)
class TaskForm:
    """What a verb asks for, and how it is called with the answers.

    ``call`` hands what was filled in to the verb; without it the fields go to the verb as arguments, beside the ids.
    ``draft`` is the dataclass whose types the fields follow. ``made`` is the page (``app_model``) of what the verb
    answers with; without it the user is back where the task began. ``facts`` tells what should be known before.
    ``balance`` names two columns whose sums must be equal; ``spread`` a field whose amount spreads over a column, up to
    what another says is open, in lines whose currency (a column of the field's name) is the one chosen.
    ``scan`` names the column that a scanned code counts up, in the row whose ``codes`` hold it.
    """

    fields: tuple[Field, ...] = ()
    grid: Grid | None = None
    call: Callable[[Filled], Any] | None = None
    draft: type | None = None
    made: str = ""
    title: Any = ""
    intro: Any = ""
    submit: Any = ""
    facts: Callable[[Asked], Sequence[tuple[Any, Any]]] | None = None
    balance: tuple[str, str] | None = None
    scan: str = ""
    spread: tuple[str, ...] = ()
    links: Callable[[Asked], Sequence[tuple[Any, str]]] | None = None

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Return the kind of each field at the head."""
        return kinds(self.fields, self.draft)

    @cached_property
    def line_kinds(self) -> dict[str, str]:
        """Return the kind of each field of the grid."""
        return kinds(self.grid.fields, self.grid.draft) if self.grid else {}


def kinds(fields: Sequence[Field], draft: type | None) -> dict[str, str]:
    """Return the kind of each field: as declared, else by its type in the draft."""
    hints = get_type_hints(draft) if draft else {}
    return {each.name: each.kind or kind_of(each, hints.get(each.name)) for each in fields}


def plain_type(hint: Any) -> Any:
    """Return a type without its ``| None``."""
    parts = [each for each in get_args(hint) if each is not type(None)]
    return parts[0] if len(parts) == 1 and type(None) in get_args(hint) else hint
