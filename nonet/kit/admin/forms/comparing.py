"""What another person changed of a document while it was being edited: field by field, line by line, and by whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nonet.kernel.history import changes_of
from nonet.kit import lookups
from nonet.kit.admin.forms.declaring import Document, Entry, Field
from nonet.kit.show import show_plain


def differences(entry: Entry, base: Document, current: Document) -> list[dict[str, Any]]:
    """Return how a document differs from what the form was opened with; nothing when nobody else changed it."""
    found = [
        _difference(field, None, base["head"], current["head"])
        for field in entry.header
        if _differs(field, base["head"], current["head"])
    ]
    before = {str(line["line_id"]): line for line in base["lines"] if line.get("line_id")}
    after = {str(line["line_id"]): line for line in current["lines"] if line.get("line_id")}
    for key, line in after.items():
        if key not in before:
            found.append({"kind": "added", "line": key, "values": line})
            continue
        found += [
            _difference(field, key, before[key], line)
            for field in entry.lines
            if _differs(field, before[key], line)
        ]
    found += [{"kind": "removed", "line": key} for key in before if key not in after]
    return found


def _differs(field: Field, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return field.kind != "shown" and (before.get(field.name) or "") != (after.get(field.name) or "")


def _difference(
    field: Field, line: str | None, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "kind": "changed",
        "line": line,
        "field": field.name,
        "label": str(field.label),
        "before": before.get(field.name) or "",
        "theirs": after.get(field.name) or "",
    }


def who_changed(instances: Iterable[Any]) -> str:
    """Return who changed these rows last, and when."""
    changes = changes_of(instances, 20)
    last = next((each for each in changes if each.user), None)
    return f"{last.user} · {show_plain(last.at)}" if last else ""


def names_in(entry: Entry, *documents: Document) -> dict[str, dict[str, Any]]:
    """Return what the look-ups call the rows that documents point to, by look-up and id."""
    wanted: dict[str, set[int]] = {}
    for document in documents:
        _gather(entry.header, [document["head"]], wanted)
        _gather(entry.lines, document["lines"], wanted)
    named: dict[str, dict[str, Any]] = {}
    for code, ids in wanted.items():
        source = lookups.lookup(code)
        found = source.names(ids) if source else {}
        named[code] = {
            str(key): {"code": each.code, "name": each.name, "facts": dict(each.facts)}
            for key, each in found.items()
        }
    return named


def _gather(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]], wanted: dict[str, set[int]]) -> None:
    for field in fields:
        if field.kind == "lookup":
            ids = {int(row[field.name]) for row in rows if row.get(field.name)}
            wanted.setdefault(field.lookup, set()).update(ids)
