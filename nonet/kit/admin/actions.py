"""Verbs as actions on lists and documents: one call for all that is picked, an answer for each."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nonet.kernel.errors import NonetError
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.tasks.declaring import TaskForm
from nonet.kit.guarding import fact_of

SHOWN_REFUSALS = 10


@dataclass(frozen=True, slots=True)
class VerbAction:
    """A verb offered on the desk.

    ``states`` are those in which it is offered on a document's own page; ``extra`` gives further arguments, each a
    value or a function of no arguments; ``primary`` marks the one next step; ``one`` says that the verb takes a
    single id and is called for each; ``form`` is what it asks for, on a page of its own; ``made`` is the page
    (``app_model``) of what the verb answers with, opened after it was called for one document.
    """

    name: str
    label: Any
    service: Callable[..., Any]
    states: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    primary: bool = True
    confirm: Any = ""
    when: Callable[[Any], bool] | None = None
    one: bool = False
    form: TaskForm | None = None
    made: str = ""

    @property
    def code(self) -> str:
        """Return the verb's code, which is also the permission to call it."""
        return str(getattr(self.service, "verb_code", ""))

    def call(self, ids: Sequence[int], given: Mapping[str, Any] | None = None) -> Any:
        """Call the verb for documents, with the arguments that its form asked for."""
        first = next(iter(inspect.signature(self.service).parameters))
        extra = {key: value() if callable(value) else value for key, value in self.extra.items()} | dict(
            given or {}
        )
        if not self.one:
            return self.service(**{first: list(ids)}, **extra)
        for each in ids:
            self.service(**{first: each}, **extra)
        return None

    def fits(self, document: Any) -> bool:
        """Return whether the verb makes sense for a document as it stands."""
        if self.states and str(getattr(document, "state", "")) not in self.states:
            return False
        return self.when is None or self.when(document)


def run_action(request: HttpRequest, action: VerbAction, numbers: Mapping[int, str]) -> list[int]:
    """Call the verb for the documents picked, and tell the user what was done and what was refused, and why.

    Returns what the verb made, where it says so.
    """
    try:
        outcome = action.call(sorted(numbers))
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        messages.error(request, fact.message)
        return []
    _tell(request, action, outcome, numbers)
    return list(outcome.done) if action.made and isinstance(outcome, Outcome) else []


def _tell(request: HttpRequest, action: VerbAction, outcome: Any, numbers: Mapping[int, str]) -> None:
    refused, waiting = (outcome.refused, outcome.waiting) if isinstance(outcome, Outcome) else ({}, {})
    done = len(numbers) - len(refused)
    if done:
        text = ngettext("%(action)s: %(count)s document done.", "%(action)s: %(count)s documents done.", done)
        messages.success(request, text % {"action": action.label, "count": done})
    for told in (refused, waiting):
        for each, error in list(told.items())[:SHOWN_REFUSALS]:
            level = messages.INFO if error.tone == "info" else messages.ERROR
            messages.add_message(request, level, refusal_text(numbers.get(each, str(each)), error))
    if len(refused) > SHOWN_REFUSALS:
        messages.error(request, _("… and %(count)s more refused.") % {"count": len(refused) - SHOWN_REFUSALS})


def refusal_text(number: str, error: NonetError) -> str:
    """Return why one document was refused, with its number in front unless the reason names it itself."""
    return error.message if number and number in error.message else f"{number}: {error.message}"
