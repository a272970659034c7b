"""A task's form for one request: fields and lines as Django forms, kept as typed when something is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from nonet.kit.admin.tasks.declaring import Asked, Field, Filled, Grid, Line, Shown, TaskForm
from nonet.kit.admin.tasks.kinds import form_field
from nonet.kit.show import show_plain

TOKENS = "line"
BLANK = "__new__"


def make_form(
    fields: Sequence[Field],
    kinds: Mapping[str, str],
    row: Any = None,
    asked: Asked | None = None,
    **kwargs: Any,
) -> forms.Form:
    """Return a Django form over declared fields."""
    made = {each.name: form_field(each, kinds[each.name], row, asked) for each in fields}
    return type("TaskFields", (forms.Form,), made)(**kwargs)


@dataclass(slots=True)
class GridLine:
    """A line on the page: its cells are texts or bound fields, each with its column."""

    token: str
    row: Any
    form: forms.Form
    cells: list[tuple[Any, Any, bool]]

    @property
    def errors(self) -> list[str]:
        """Return what is wrong with the line as a whole."""
        return [str(each) for each in self.form.non_field_errors()]


class Filling:
    """A task's form as it stands in a request: fresh, or with all that was sent."""

    def __init__(
        self, form: TaskForm, ids: Sequence[int], given: Mapping[str, Any], data: Any = None
    ) -> None:
        self.form, self.ids, self.data = form, tuple(ids), data
        asked = Asked(self.ids, given)
        initial = {each.name: given_value(given, each, asked) for each in form.fields}
        context = Asked(self.ids, data if data is not None else given)
        self.head = make_form(form.fields, form.kinds, None, context, data=data, initial=initial)
        known = self.head.cleaned_data if self.head.is_valid() or data is not None else self._read(initial)
        self.asked = Asked(self.ids, {**given, **known})

    def _read(self, initial: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stands in the fields at first as values; what cannot be read is not there."""
        found = {}
        for name, field in self.head.fields.items():
            try:
                found[name] = field.clean(field.prepare_value(initial[name]))
            except forms.ValidationError:
                found[name] = None
        return found

    @cached_property
    def rows(self) -> dict[str, Any]:
        """Return the known rows by token."""
        grid = self.form.grid
        found = grid.rows(self.asked) if grid and grid.rows else ()
        return {str(each.id): each for each in found}

    @cached_property
    def lines(self) -> list[GridLine]:
        """Return the lines: those sent, else one a known row and some empty ones."""
        grid = self.form.grid
        if grid is None:
            return []
        if self.data is not None:
            tokens = [each for each in self.data.getlist(TOKENS) if self._is_known(each)]
        else:
            tokens = [*self.rows, *(f"n{at}" for at in range(grid.fresh))]
        return [self._line(grid, each) for each in tokens]

    def _is_known(self, token: str) -> bool:
        return token.startswith("n") or token.partition(".")[0] in self.rows

    def blank(self) -> GridLine | None:
        """Return the pattern of a line to be added; none where all lines are of known rows."""
        grid = self.form.grid
        return self._line(grid, BLANK, bound=False) if grid and grid.fresh else None

    def _line(self, grid: Grid, token: str, bound: bool = True) -> GridLine:
        row = self.rows.get(token.partition(".")[0])
        fields = [each for each in grid.fields if _is_asked(each, row)]
        initial = {
            each.name: each.first_value(row)
            for each in fields
            if row is not None or not callable(each.initial)
        }
        data = self.data if bound else None
        form = make_form(
            fields, self.form.line_kinds, row, self.asked, data=data, initial=initial, prefix=f"l{token}"
        )
        form.use_required_attribute = False
        return GridLine(token, row, form, [_cell(each, row, form) for each in grid.columns])

    def is_valid(self) -> bool:
        """Return whether every field can be used; a line left empty is no line."""
        faults = [
            each for each in self.lines if not self._is_fit(each)
        ]  # every line is judged, not the first alone
        return self.head.is_valid() and not faults

    def _is_fit(self, line: GridLine) -> bool:
        return not self._counts(line) or line.form.is_valid()

    def _counts(self, line: GridLine) -> bool:
        """Return whether a line says anything: the needed field of a known row, any but a choice of a fresh one."""
        needs = self.form.grid.needs if self.form.grid else ""
        names = [needs] if needs and line.row is not None else list(line.form.fields)
        typed = [each for each in names if not isinstance(line.form.fields[each], forms.ChoiceField)]
        return any(str(line.form.data.get(line.form.add_prefix(name), "")).strip() for name in typed)

    def filled(self) -> Filled:
        """Return the answers."""
        lines = [
            Line(each.row, {**dict.fromkeys(self.form.line_kinds), **each.form.cleaned_data}, each.token)
            for each in self.lines
            if self._counts(each)
        ]
        return Filled(self.ids, {**self.asked.values, **self.head.cleaned_data}, lines)

    def refuse(self, text: str, params: Mapping[str, Any]) -> None:
        """Put a refusal where it belongs: at the field it names, at the line of its item, else above all."""
        name = str(params.get("field", ""))
        if name in self.head.fields:
            self.head.add_error(name, str(params.get("reason", text)))
            return
        for line in self.lines:
            if params.get("item") and getattr(line.row, "item", None) == params["item"]:
                line.form.is_valid()
                line.form.add_error(None, text)
                return
        self.head.add_error(None, text)

    def totals(self) -> list[tuple[str, str]]:
        """Return the columns that are summed on the page: label and name."""
        grid = self.form.grid
        return [(each.title, each.name) for each in grid.columns if each.total] if grid else []


def given_value(given: Mapping[str, Any], field: Field, asked: Asked) -> Any:
    """Return what an address or the declaration puts into a field; ``@5`` is the row with the id 5."""
    text = given.get(field.name)
    if text is None:
        return field.first_value(asked)
    return int(text[1:]) if text.startswith("@") and text[1:].isdecimal() else text


def _is_asked(field: Field, row: Any) -> bool:
    """Return whether a line asks for a field: of a known row what it does not tell, and where it makes sense."""
    if row is None:
        return True
    return field.told is None and (field.when is None or field.when(row))


def _cell(column: Field | Shown, row: Any, form: forms.Form) -> tuple[Any, Any, bool]:
    """Return a column, what stands in its cell, and whether that is typed in."""
    if isinstance(column, Field):
        if column.name in form.fields:
            return column, form[column.name], True
        return column, show_plain(column.told(row)) if column.told else "", False
    return column, show_plain(column.of(row)) if row is not None else "", False
