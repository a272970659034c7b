"""The words in which a room declares a report."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nonet.kernel.clock import today
from nonet.kit.admin.tasks.declaring import Field

Values = Mapping[str, Any]
NUMBERS = ("amount", "quantity", "price", "integer", "share")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report.

    ``kind`` is text, date, amount, quantity, price, integer or share; ``total`` sums it below; ``link`` returns
    the address of what is behind a row's figure, or nothing; ``value`` computes what a row's attribute does not say.
    """

    name: str
    label: Any = ""
    kind: str = "text"
    total: bool = False
    link: Callable[[Any, Values], str] | None = None
    value: Callable[[Any], Any] | None = None

    @property
    def title(self) -> str:
        """Return the label, else the name in words in the language at work."""
        return capfirst(str(self.label or gettext(self.name.replace("_", " "))))

    @property
    def is_number(self) -> bool:
        """Return whether the column stands to the right."""
        return self.kind in NUMBERS

    def of(self, row: Any) -> Any:
        """Return what the column says of a row."""
        return self.value(row) if self.value else getattr(row, self.name)


@dataclass(frozen=True, slots=True)
class Report:
    """A table computed from the books.

    ``rows`` takes the values of the filters; ``columns`` are fixed, or follow from the values. ``level`` indents
    a row and ``strong`` marks a sum; ``tasks`` are pages (label, name) of what is done about it. ``read`` is
    the permission to see it.
    """

    code: str
    title: Any
    group: Any
    read: str
    rows: Callable[[Values], Sequence[Any]]
    columns: Sequence[Column] | Callable[[Values], Sequence[Column]]
    filters: Sequence[Field] = ()
    level: Callable[[Any], int] | None = None
    strong: Callable[[Any], bool] | None = None
    intro: Any = ""
    heading: Callable[[Values], Any] | None = None
    tasks: Sequence[tuple[Any, str]] = ()

    def columns_for(self, values: Values) -> list[Column]:
        """Return the columns for these values of the filters."""
        return list(self.columns(values) if callable(self.columns) else self.columns)


def _first_of_month(asked: Any) -> dt.date:
    return today().replace(day=1)


def period_fields() -> tuple[Field, Field]:
    """Return the filters of a span of days: this month up to today unless changed."""
    return (
        Field("start", _("From"), "date", _first_of_month, required=True),
        Field("end", _("Until"), "date", lambda asked: today(), required=True),
    )
