"""The columns that a list offers: what its page declares first, then whatever else the desk shows of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from nonet.kernel.fields import AmountField, QuantityField
from nonet.kit.show import NOTHING, badge, is_number, show_value

SECRET = ("password", "secret", "hash", "token")


@dataclass(frozen=True, slots=True)
class Computed:
    """A column worked out for all rows of a page at once; it is neither sorted nor filtered by.

    ``values`` takes the ids of the rows and returns of each its text and the tone in which it is shown.
    """

    name: str
    label: Any
    values: Callable[[Sequence[int]], Mapping[int, tuple[Any, str]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: a field of the model, something computed, or a method of the page."""

    name: str
    label: str
    field: Any = None
    computed: Computed | None = None
    method: Callable[[Any], Any] | None = None

    @property
    def is_right(self) -> bool:
        """Return whether its values stand aligned to the right."""
        return self.field is not None and is_number(self.field)

    @property
    def is_summed(self) -> bool:
        """Return whether a total of its values means something."""
        return isinstance(self.field, AmountField | QuantityField)

    @property
    def is_reference(self) -> bool:
        """Return whether its values are rows of another table."""
        return isinstance(self.field, models.ForeignKey)

    @property
    def sort_path(self) -> str:
        """Return by what rows are sorted: a reference by the code or number of what it points to."""
        if not self.is_reference:
            return self.name
        target = {each.name for each in self.field.related_model._meta.concrete_fields}
        named = next((each for each in ("code", "number", "username") if each in target), "")
        return f"{self.name}__{named}" if named else self.name

    def cell(self, row: Any, known: Mapping[str, Mapping[int, tuple[Any, str]]]) -> Any:
        """Return its value in a row, ready to be shown."""
        if self.computed is not None:
            text, tone = known[self.name].get(row.pk, (NOTHING, "plain"))
            return badge(text, tone)
        return self.method(row) if self.method is not None else show_value(row, self.name)


def columns_of(admin: Any) -> dict[str, Column]:
    """Return all columns that a list offers, by name, in the order in which they are offered."""
    found: dict[str, Column] = {}
    for name in (*admin.list_display, *_seen_elsewhere(admin)):
        column = _column(admin, name)
        if column is not None:
            found.setdefault(column.name, column)
    return found


def _column(admin: Any, name: Any) -> Column | None:
    computed = next((each for each in admin.computed if each.name == name), None)
    if computed is not None:
        return Column(name, str(computed.label), computed=computed)
    if name == "__str__":
        return Column("row", str(admin.opts.verbose_name), method=str)
    method = getattr(admin, name, None) if isinstance(name, str) else name
    if callable(method):
        return Column(method.__name__, str(getattr(method, "short_description", name)), method=method)
    field = next((each for each in admin.model._meta.concrete_fields if each.name == name), None)
    return None if field is None else Column(name, str(field.verbose_name), field=field)


def _seen_elsewhere(admin: Any) -> list[str]:
    """Return the fields that the desk shows of a row outside of its list: on its page, in its form, as filters."""
    declared = (*getattr(admin, "facts", ()), *getattr(admin, "totals", ()), *admin.list_filter)
    names = [each for each in declared if isinstance(each, str)]
    if admin.shows_form and not admin.fields:
        names += [each.name for each in admin.model._meta.concrete_fields if each.editable]
    return [each for each in names if is_open(admin.model, each)]


def is_open(model: Any, name: str) -> bool:
    """Return whether a field may stand in a list: no secret, no document in itself, not the company."""
    field = next((each for each in model._meta.concrete_fields if each.name == name), None)
    if field is None or name == "company" or any(each in name for each in SECRET):
        return False
    return not isinstance(field, models.JSONField | models.BinaryField | models.FileField)
