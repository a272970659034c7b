"""A filled-in task done once: the verb is called in one transaction with the key of its form."""

import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nonet.kernel.actor import require
from nonet.kernel.errors import NonetError
from nonet.kernel.idempotency import once
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.tasks.declaring import Filled
from nonet.kit.guarding import fact_of


class NothingDone(Exception):
    """The verb refused all; whatever it wrote is taken back."""

    def __init__(self, refusals: list[NonetError]) -> None:
        super().__init__()
        self.refusals = refusals


def run_task(action: Any, filled: Filled, key: str, sent: Any) -> dict[str, Any]:
    """Call the verb with what was filled in; return what it did as plain data: ``done`` ids, ``refused`` texts.

    The same key a second time is answered as the first, and nothing is done again.

    Raises
    ------
    NothingDone
        With the facts that stand against it; all that was typed can be sent again.
    """
    actor = require(action.code)
    asked = json.loads(json.dumps(sent, default=str))
    try:
        with transaction.atomic():
            answer = once(key, action.code, [actor.user_id, asked], lambda: _work(action, filled))
    except NothingDone:
        raise
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        raise NothingDone([fact]) from error
    return dict(answer)


def _work(action: Any, filled: Filled) -> dict[str, Any]:
    outcome = _outcome(_call(action, filled))
    if outcome.refused and not outcome.done:
        raise NothingDone(list(outcome.refused.values()))
    refused = [each.message for each in outcome.refused.values()]
    return {"done": outcome.done, "refused": refused}


def _call(action: Any, filled: Filled) -> Any:
    if action.form.call is not None:
        return action.form.call(filled)
    given = {each.name: filled[each.name] for each in action.form.fields}
    return action.call(filled.ids, given)


def _outcome(result: Any) -> Outcome:
    if isinstance(result, Outcome):
        return result
    if isinstance(result, int):
        return Outcome([result])
    return Outcome(list(result or ()))


def told(action: Any, answer: dict[str, Any]) -> str:
    """Return the sentence that says what was done."""
    return str(_("%(action)s: done.") % {"action": action.label})
