"""What stands on paper, as plain data: rooms gather it, layouts choose from it, the typesetter sets it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet's table: its code, its head, its share of the width, where its text stands.

    ``width`` 0 makes it as wide as its longest text; ``hidden`` columns are shown when a layout names them.
    """

    code: str
    title: Any
    width: float = 0
    align: str = "left"
    hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """One document on paper; every text is in the language of the reader already.

    ``rows`` hold a text for each column code; ``sums`` are shown under the table at the right, the last one strongly;
    ``words`` is the amount in words; ``signers`` are the roles that sign; ``barcode`` is written as Code 128;
    ``mark`` is set across the sheet (a draft, a copy); ``more`` is what a form of its own needs.
    """

    id: int
    number: str
    title: str = ""
    party: Sequence[str] = ()
    party_head: str = ""
    facts: Sequence[Fact] = ()
    rows: Sequence[dict[str, str]] = ()
    columns: Sequence[Column] = ()
    sums: Sequence[Fact] = ()
    words: str = ""
    notes: Sequence[Fact] = ()
    signers: Sequence[str] = ()
    barcode: str = ""
    mark: str = ""
    more: dict[str, Any] = field(default_factory=dict)
