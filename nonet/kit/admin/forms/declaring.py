"""The words in which a document says how it is entered: its header, the columns of its lines, its verbs."""

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.kernel.errors import NonetError

Document = dict[str, Any]
"""A document as the form knows it: ``head`` by field, ``lines`` each by column, all values as plain text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the header or a column of the lines, named as in the verb's own dataclass.

    ``kind`` is text, area, number, percent, date, choice, lookup or shown (filled in, never typed). ``stop`` marks the
    columns that Enter visits; ``fixed`` what stays once the document is there; ``more`` what is hidden until asked for;
    ``begins`` names the parameter by which choosing a row begins the form anew (a return from an order).
    """

    name: str
    label: Any
    kind: str = "text"
    lookup: str = ""
    use: str = ""
    choices: Callable[[], Sequence[tuple[Any, Any]]] | None = None
    default: Callable[[], Any] | None = None
    required: bool = False
    stop: bool = False
    fixed: bool = False
    more: bool = False
    wide: bool = False
    begins: str = ""


@dataclass(slots=True)
class LineQuote:
    """What the server makes of a line: values it fills in unless they are typed, its amounts, or what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    why: str = ""
    error: NonetError | None = None


@dataclass(slots=True)
class Quote:
    """The answer for some lines, and what there is to know about the head: credit, hold."""

    lines: list[LineQuote] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    currency: str = ""
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Revised:
    """A document as it shall be, for the verb that changes it."""

    document_id: int
    head: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    base: Document
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """How one kind of document is entered.

    ``create`` is the verb that takes many drafts, or a function that hands them to one verb or another, for which
    ``create_verb`` names what the user must be allowed; the form is laid over its dataclass, so that names and
    types are the verb's own. ``load`` gives a document as the form knows it, ``change`` brings it to what the form
    says; ``start`` gives a new one that is not blank (a return from an order). ``quote`` fills lines in as they are
    typed, ``confirm`` is the verb that may follow at once. ``places`` names the field of an error that names none,
    ``shape`` makes the draft's values of header and lines where they are not the dataclass's own.
    """

    header: Sequence[Field]
    lines: Sequence[Field]
    create: Callable[..., Any]
    create_verb: str = ""
    quote: Callable[[Mapping[str, Any], Sequence[Mapping[str, Any]]], Quote] | None = None
    load: Callable[[Any], Document] | None = None
    change: Callable[[Revised], Any] | None = None
    change_verb: str = ""
    changeable: Callable[[Any], bool] = lambda document: True
    start: Callable[[Mapping[str, str]], Document | None] | None = None
    confirm: Callable[..., Any] | None = None
    own_lines: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    priced: bool = True
    shape: Callable[[Mapping[str, Any], Sequence[Mapping[str, Any]]], dict[str, Any]] | None = None

    @property
    def create_code(self) -> str:
        """Return the code of the verb by which such documents come into being."""
        return self.create_verb or str(getattr(self.create, "verb_code", ""))

    @property
    def drafts_name(self) -> str:
        """Return the name of the verb's argument that takes the drafts."""
        return next(iter(inspect.signature(self.create).parameters))

    @property
    def draft_type(self) -> Any:
        """Return the dataclass of one draft."""
        return typing.get_args(typing.get_type_hints(self.create)[self.drafts_name])[0]

    def field(self, name: str, of_lines: bool) -> Field | None:
        """Return a field of the header, or of the lines, by its name."""
        return next((each for each in (self.lines if of_lines else self.header) if each.name == name), None)
