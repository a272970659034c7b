"""Parts that other rooms add to every document's page: approvals in its head, attachments and comments beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

SLOTS = ("head", "actions", "aside")


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: where it stands, its template, and what that template is given.

    ``facts`` takes the request, the page and the document; None leaves the part out. ``actions`` stands beside the
    buttons (print), ``head`` under them (approval), ``aside`` below the lines (attachments, comments).
    """

    slot: str
    template: str
    facts: Callable[[HttpRequest, Any, Any], dict[str, Any] | None]


_panels: list[Panel] = []


def install(panels: Sequence[Panel]) -> None:
    """Make parts known; called by the composition root."""
    _panels.extend(each for each in panels if each not in _panels)


def panels_of(request: HttpRequest, page: Any, instance: Any) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the parts of one document's page by slot, each a template and what it is given."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {slot: [] for slot in SLOTS}
    for panel in _panels:
        facts = panel.facts(request, page, instance)
        if facts is not None:
            found[panel.slot].append((panel.template, facts))
    return found
