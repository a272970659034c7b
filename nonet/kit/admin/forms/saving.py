"""A document saved from its form: created or changed by its verb, once, and never over another person's work unseen."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from nonet.kernel.actor import require
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.idempotency import once
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.forms.comparing import differences, names_in, who_changed
from nonet.kit.admin.forms.declaring import Document, Entry, Revised
from nonet.kit.admin.forms.quoting import field_of, message_of, quote_of
from nonet.kit.admin.forms.reading import Fault, Read, make_draft, read_form
from nonet.kit.guarding import fact_of

Answer = tuple[int, dict[str, Any]]


class _Refused(Exception):
    """Takes back what was written in this request, and carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def save_of(page: Any, request: HttpRequest, body: Mapping[str, Any]) -> Answer:
    """Save what was typed; answer where the document is to be seen, or what stands against it."""
    entry: Entry = page.entry
    instance = _instance(page, request, body)
    verb = entry.change_verb if instance is not None else entry.create_code
    actor = require(verb)
    read = read_form(entry, body)
    if not read.lines:
        read.faults.append(Fault(None, "", _("There are no lines yet; add at least one.")))
    work = (
        (lambda: _change(page, instance, body, read))
        if instance is not None
        else (lambda: _create(entry, body, read))
    )
    try:
        with transaction.atomic():
            id_ = once(_key(body, actor.user_id), verb, [body.get("head"), body.get("lines")], work)
    except _Refused as refused:
        return refused.answer
    _confirm_too(page, request, id_, body)
    name = f"admin:{page.opts.app_label}_{page.opts.model_name}_change"
    return 200, {"address": reverse(name, args=[id_])}


def _instance(page: Any, request: HttpRequest, body: Mapping[str, Any]) -> Any:
    if not body.get("id"):
        return None
    instance = page.get_object(request, str(body["id"]))
    if instance is None or not page.may_change(instance):
        raise Http404
    return instance


def _key(body: Mapping[str, Any], user_id: int | None) -> str:
    key = str(body.get("key", ""))
    if not 8 <= len(key) <= 100:
        raise InvalidInput("key", _("is missing; fill it in"))
    return f"desk:{user_id}:{key}"


def _create(entry: Entry, body: Mapping[str, Any], read: Read) -> int:
    draft = None if read.faults else make_draft(entry, read)
    if draft is None:
        raise _Refused(_faults(entry, body, read.faults))
    outcome = _called(entry, body, lambda: entry.create(**{entry.drafts_name: [draft]}))
    return int(outcome.done[0])


def _called(entry: Entry, body: Mapping[str, Any], call: Any) -> Outcome:
    """Call the verb for one document; a refusal is shown at its line and field."""
    try:
        with transaction.atomic():
            outcome: Outcome = call()
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        outcome = Outcome([], {0: fact})
    for refusal in outcome.refused.values():
        raise _Refused(_refusal(entry, body, refusal))
    return outcome


def _change(page: Any, instance: Any, body: Mapping[str, Any], read: Read) -> int:
    """Change a document while nobody else can, unless it is no longer what the form was opened with."""
    entry: Entry = page.entry
    base = _base(body)
    locked = type(instance).objects.select_for_update(no_key=True, of=("self",)).get(pk=instance.pk)
    current: Document = entry.load(locked)  # type: ignore[misc]
    if found := differences(entry, base, current):
        who = who_changed([locked, *page.history_children(locked)])
        names = names_in(entry, base, current)
        raise _Refused((409, {"conflict": {"who": who, "found": found, "now": current, "names": names}}))
    if read.faults:
        raise _Refused(_faults(entry, body, read.faults))
    revised = Revised(instance.pk, read.head, read.lines, current, str(body.get("reason", ""))[:500])
    _called(entry, body, lambda: entry.change(revised))  # type: ignore[misc]
    return int(instance.pk)


def _base(body: Mapping[str, Any]) -> Document:
    base = body.get("base")
    if not (
        isinstance(base, dict) and isinstance(base.get("head"), dict) and isinstance(base.get("lines"), list)
    ):
        raise InvalidInput("base", _("is missing; fill it in"))
    return base


def _faults(entry: Entry, body: Mapping[str, Any], faults: list[Fault]) -> Answer:
    return 422, {
        "errors": [{"line": each.line, "field": each.field, "message": each.message} for each in faults]
    }


def _refusal(entry: Entry, body: Mapping[str, Any], refusal: NonetError) -> Answer:
    """Return a refusal by the lines at fault, found by asking for each; else by its field, else as it is."""
    lines = body.get("lines", [])
    if entry.quote is not None:
        numbered = [{**each, "key": str(n)} for n, each in enumerate(lines) if isinstance(each, Mapping)]
        quoted = quote_of(entry, {"head": body.get("head"), "lines": numbered})["lines"]
        found = [{"line": int(n), **each["error"]} for n, each in quoted.items() if each.get("error")]
        if found:
            return 422, {"errors": found}
    name = field_of(entry, refusal)
    known = entry.field(name, False) is not None
    message = message_of(refusal) if known else refusal.message
    return 422, {"errors": [{"line": None, "field": name if known else "", "message": message}]}


def _confirm_too(page: Any, request: HttpRequest, id_: int, body: Mapping[str, Any]) -> None:
    """Confirm what was saved when that was asked for; a refusal is told on its page and what was saved stays."""
    verb: Any = page.entry.confirm
    if not body.get("confirm") or verb is None:
        messages.success(request, _("Saved."))
        return
    try:
        outcome = verb(order_ids=[id_])
    except Exception as error:
        fact = fact_of(error)
        if fact is None:
            raise
        outcome = Outcome([], {id_: fact})
    for refusal in outcome.refused.values():
        messages.add_message(
            request, messages.INFO if refusal.tone == "info" else messages.ERROR, refusal.message
        )
    if not outcome.refused:
        messages.success(request, _("Saved and confirmed."))
