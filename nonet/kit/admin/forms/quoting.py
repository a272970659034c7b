"""Lines filled in by the server while they are typed."""

from collections.abc import Mapping
from typing import Any

from nonet.kernel.errors import NonetError
from nonet.kit.admin.forms.comparing import names_in
from nonet.kit.admin.forms.declaring import Entry, LineQuote
from nonet.kit.admin.forms.reading import read_form

USUAL_FIELD = {"unit": "unit", "quantity": "quantity", "tax_code": "tax_code_id", "due_on": "due_on"}


def quote_of(entry: Entry, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer for the lines sent, each under the key that the page gave it."""
    keys = [str(line.get("key", "")) for line in body.get("lines", ()) if isinstance(line, Mapping)]
    read = read_form(entry, body, complete=False)
    faults: dict[str, Any] = {
        keys[each.line]: {"field": each.field, "message": each.message}
        for each in read.faults
        if each.line is not None
    }
    asked = [n for n in range(len(read.lines)) if keys[n] not in faults]
    assert entry.quote is not None
    quote = entry.quote(read.head, [read.lines[n] for n in asked])
    told = {keys[n]: _line(entry, line, read.lines[n]) for n, line in zip(asked, quote.lines, strict=True)}
    told |= {key: {"error": fault} for key, fault in faults.items()}
    heads = [
        {"line": None, "field": each.field, "message": each.message}
        for each in read.faults
        if each.line is None
    ]
    return {
        "lines": told,
        "errors": heads,
        "notes": quote.notes,
        "currency": quote.currency,
        "digits": quote.digits,
        "names": names_in(entry, {"head": {}, "lines": read.lines}),
    }


def _line(entry: Entry, line: LineQuote, values: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "values": {name: plain(value) for name, value in line.values.items()},
        "choices": line.choices,
        "net": plain(line.net),
        "tax": plain(line.tax),
        "why": line.why,
        "found": {each.name: values.get(each.name) for each in entry.lines if each.kind == "lookup"},
        "unit": values.get("unit", ""),
    }
    if line.error is not None:
        told["error"] = {"field": field_of(entry, line.error), "message": message_of(line.error)}
    return told


def plain(value: Any) -> str:
    """Return a value as the form shows it: numbers without idle zeros."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)


def field_of(entry: Entry, error: NonetError) -> str:
    """Return the field at which an error is shown."""
    name = str(error.params.get("field", ""))
    return entry.places.get(error.code) or USUAL_FIELD.get(name, name)


def message_of(error: NonetError) -> str:
    """Return what is told at a field; beside the field its name need not be said again."""
    reason = error.params.get("reason")
    return str(reason) if reason and error.params.get("field") else error.message
