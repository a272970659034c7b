"""What was typed, as values for the verb: texts cleaned, codes resolved, faults told by line and field."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from nonet.kit import lookups
from nonet.kit.admin.forms.declaring import Entry, Field

MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field: of the header, or of the line at a position."""

    line: int | None
    field: str
    message: str


@dataclass(slots=True)
class Read:
    """A form as read: the values of header and lines, and what cannot be read."""

    head: dict[str, Any]
    lines: list[dict[str, Any]]
    faults: list[Fault]


def read_form(entry: Entry, body: Mapping[str, Any], *, complete: bool = True) -> Read:
    """Return the values of a form; ``complete`` asks for what is required too."""
    read = Read({}, [], [])
    typed = [each for each in body.get("lines", ())[:MOST_LINES] if isinstance(each, Mapping)]
    head = body.get("head")
    read.head = _values(entry.header, head if isinstance(head, Mapping) else {}, None, read, complete)
    read.lines = [_values(entry.lines, line, n, read, complete) for n, line in enumerate(typed)]
    for column in entry.lines:
        if column.kind == "lookup":
            _resolve(column, typed, read, complete)
    return read


def make_draft(entry: Entry, read: Read) -> Any:
    """Return the draft for the verb, or None after noting why there is none."""
    shape = entry.shape or _shape
    given = shape(read.head, read.lines)
    try:
        return TypeAdapter(entry.draft_type).validate_python(given)
    except ValidationError as error:
        read.faults += [_fault_of(each) for each in error.errors()]
        return None


def _shape(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    own = [{name: value for name, value in line.items() if name != "line_id"} for line in lines]
    return {**head, "lines": own}


def _fault_of(error: Any) -> Fault:
    where = [each for each in error["loc"] if each != "lines"]
    line = where[0] if where and isinstance(where[0], int) else None
    names = [str(each) for each in where if isinstance(each, str)]
    missing = error["type"] == "missing"
    return Fault(line, names[-1] if names else "", _missing() if missing else _("cannot be used; correct it"))


def _missing() -> str:
    return _("is missing; fill it in")


def _values(
    fields: Sequence[Field], typed: Mapping[str, Any], line: int | None, read: Read, complete: bool
) -> dict[str, Any]:
    """Return what was typed in the fields of a header or of a line; what was left blank is left out."""
    values: dict[str, Any] = {}
    for field in fields:
        text = None if field.kind == "shown" else typed.get(field.name)
        if text is None or text == "":
            if (
                field.required
                and complete
                and not (field.kind == "lookup" and typed.get(f"{field.name}_text"))
            ):
                read.faults.append(Fault(line, field.name, _missing()))
            continue
        try:
            values[field.name] = READERS.get(field.kind, _text)(text)
        except (ValueError, InvalidOperation):
            read.faults.append(Fault(line, field.name, _unreadable(field, text)))
    if isinstance(typed.get("line_id"), int | str) and str(typed["line_id"]).isdigit():
        values["line_id"] = int(typed["line_id"])
    return values


def _unreadable(field: Field, text: Any) -> str:
    kinds = {
        "date": _("“%s” is no date; write 2026-11-22"),
        "lookup": _("“%s” was not found; choose from the list"),
    }
    return kinds.get(field.kind, _("“%s” is no number; write 12.5")) % str(text)[:40]


def _number(text: Any) -> Decimal:
    """Return a number as people type or paste it: full-width digits, grouping, currency signs."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().lstrip("¥$€£").replace(",", "").replace(" ", "")
    found = Decimal(plain)
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise InvalidOperation
    return found


def _percent(text: Any) -> Decimal:
    return _number(str(text).strip().removesuffix("%")) / 100


def _date(text: Any) -> Any:
    plain = unicodedata.normalize("NFKC", str(text)).strip().replace("/", "-").replace(".", "-")
    parts = plain.split("-")
    found = parse_date("-".join(each.zfill(2) for each in parts)) if len(parts) == 3 else parse_date(plain)
    if found is None:
        raise ValueError
    return found


def _text(text: Any) -> str:
    return str(text).strip()[:2000]


def _key(value: Any) -> int:
    return int(str(value))


def _choice(value: Any) -> Any:
    """Return what was chosen: the id of a row, or a code."""
    text = _text(value)
    return int(text) if text.isdecimal() else text


READERS: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "percent": _percent,
    "date": _date,
    "lookup": _key,
    "choice": _choice,
}


def _resolve(column: Field, typed: Sequence[Mapping[str, Any]], read: Read, complete: bool) -> None:
    """Find the rows of what was typed or pasted as text, in one statement."""
    waiting = {
        n: str(line[f"{column.name}_text"]).strip()
        for n, line in enumerate(typed)
        if line.get(f"{column.name}_text") and column.name not in read.lines[n]
    }
    source = lookups.lookup(column.lookup)
    if not waiting or source is None:
        return
    found = source.resolve(sorted(set(waiting.values())), {"use": column.use})
    for n, text in waiting.items():
        if text in found:
            read.lines[n][column.name] = found[text].id
            if "unit" in found[text].facts and found[text].facts.get("scanned"):
                read.lines[n].setdefault("unit", found[text].facts["unit"])
        else:
            read.faults.append(Fault(n, column.name, _unreadable(column, text)))
