"""The gate before a guarded verb: what needs approval is asked for and held back, the rest goes through.

The verb is tried first, in a savepoint: only what it would do is worth asking for, and what comes of it tells the
amounts. When nothing of it needs approval, the trial is the deed.
"""

import hashlib
import inspect
import json
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.errors import ApprovalAsked, ApprovalPending
from nonet.kernel.approvals.models import Decision, Request
from nonet.kernel.approvals.points import Facts, Point, Way, facts_of
from nonet.kernel.approvals.rules import Asker, askers, exceeds, rule_for, rules_of
from nonet.kernel.approvals.services.asking import Wanted, ask, waiting_with
from nonet.kernel.models import Company
from nonet.kernel.notices.services import notify, settle_notices
from nonet.kernel.verbs import Gate, Outcome, guarded_points

_nothing: Mapping[int, int] = {}
_carrying: ContextVar[tuple[str, Mapping[int, int]]] = ContextVar("nonet_carrying", default=("", _nothing))


class _Undo(Exception):
    """Takes a trial back."""


@dataclass(slots=True)
class _Verdict:
    """What a trial showed: what must wait and why, by id or position; which approvals it used."""

    wanted: dict[int, Wanted] = field(default_factory=dict)
    pending: dict[int, Request] = field(default_factory=dict)
    outdated: list[Request] = field(default_factory=list)
    used: dict[int, Request] = field(default_factory=dict)

    @property
    def waiting(self) -> set[int]:
        """Return what must wait."""
        return {*self.wanted, *self.pending}


def gates(points: Mapping[str, Point]) -> dict[str, Gate]:
    """Return a gate for each verb that leads through a point."""
    return {way.verb: _gate(each, way) for each in points.values() for way in each.ways}


def _gate(point: Point, way: Way) -> Gate:
    def stand(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if point.code not in guarded_points():
            return function(*args, **kwargs)
        name = next(iter(inspect.signature(function).parameters))
        rest = {key: value for key, value in kwargs.items() if key != name}
        return _pass(_Verb(point, way, function, name, rest), list(kwargs[name]))

    return stand


@dataclass(frozen=True, slots=True)
class _Verb:
    """A guarded verb with all but its first argument."""

    point: Point
    way: Way
    function: Callable[..., Any]
    name: str
    rest: dict[str, Any]

    def __call__(self, handed: Sequence[Any]) -> Outcome:
        outcome: Outcome = self.function(**{self.name: list(handed)}, **self.rest)
        return outcome

    def dump(self, handed: Any) -> dict[str, Any]:
        """Return one draft, with the other arguments, as JSON carries them."""
        hints = typing.get_type_hints(self.function)
        plain = {self.name: [handed], **self.rest}
        return {key: TypeAdapter(hints[key]).dump_python(value, mode="json") for key, value in plain.items()}

    def rest_as_json(self) -> dict[str, Any]:
        """Return the arguments beside the first as JSON carries them."""
        hints = typing.get_type_hints(self.function)
        return {
            key: TypeAdapter(hints[key]).dump_python(value, mode="json") for key, value in self.rest.items()
        }

    def subject(self, id_: int, handed: Any) -> str:
        """Return by what a request is known: the document, or a digest of the work."""
        if not self.way.hands_work:
            return f"id:{id_}"
        text = json.dumps(self.dump(handed), sort_keys=True)
        return f"work:{hashlib.sha256(text.encode()).hexdigest()}"


def load(function: Callable[..., Any], work: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a verb that JSON carried."""
    hints = typing.get_type_hints(function)
    return {key: TypeAdapter(hints[key]).validate_python(value) for key, value in work.items()}


def _pass(verb: _Verb, handed: list[Any]) -> Outcome:
    verdict = _Verdict()
    outcome = Outcome()
    try:
        with transaction.atomic(), _cleared(verb.point):
            outcome = verb(handed)
            verdict = _judge(verb, handed, outcome)
            if verdict.waiting:
                raise _Undo
    except _Undo:
        return _hold(verb, handed, verdict)
    _note_used(verdict.used)
    return outcome


@contextmanager
def _cleared(point: Point) -> Iterator[None]:
    """Let the verb at hand past the database's own guards of this point."""
    former = _clear(point.code)
    yield
    _set_cleared(former)


_CLEAR = """
WITH here AS (
    SELECT coalesce(current_setting('nonet.cleared', true), '') AS former,
        concat(pg_current_xact_id()::text, ' ', %s::text, ' ') AS head
)
SELECT former, set_config(
    'nonet.cleared', concat(CASE WHEN starts_with(former, head) THEN former ELSE head END, %s::text, ' '), true
) FROM here
"""


def _clear(code: str) -> str:
    found = sql.row(_CLEAR, (str(current_company_id()), code))
    return str(found.former) if found else ""


def _set_cleared(text: str) -> None:
    sql.execute("SELECT set_config('nonet.cleared', %s, true)", (text,))


def _judge(verb: _Verb, handed: Sequence[Any], outcome: Outcome) -> _Verdict:
    """Return what of a trial must wait, by what the answer calls it."""
    if verb.way.drafts and not verb.way.aligned and len(handed) > 1:
        return _judge_one_by_one(verb, handed)
    open_ = [n for n in range(len(handed)) if n not in outcome.refused]
    places = dict(zip(outcome.done, open_, strict=False)) if verb.way.drafts else {n: n for n in outcome.done}
    facts = verb.point.facts(list(places))
    return _weigh({places[id_]: (id_, each) for id_, each in facts.items()}, verb, handed)


def _judge_one_by_one(verb: _Verb, handed: Sequence[Any]) -> _Verdict:
    """Take a trial back and try each draft alone, where the answer does not tell which became what."""
    whole = _Verdict()
    for position, draft in enumerate(handed):
        try:
            with transaction.atomic():
                made = next(iter(verb.point.facts(verb([draft]).done[:1]).items()), None)
                one = _weigh({position: made} if made else {}, verb, handed)
                whole.wanted |= one.wanted
                whole.pending |= one.pending
                whole.used |= one.used
                raise _Undo
        except _Undo:
            continue
    return whole


def _weigh(found: Mapping[int, tuple[int, Facts]], verb: _Verb, handed: Sequence[Any]) -> _Verdict:
    """Judge documents by the rules and by what was approved before; ``found`` has each by its place in the answer."""
    if verb.way.key:
        found = {place: each for place, each in found.items() if each[1].is_firm}
    elif verb.way.drafts:
        found = {place: each for place, each in found.items() if each[1].is_new}
    by_place = {verb.way.place(n, each): each for n, each in enumerate(handed)}
    subjects = {place: verb.subject(id_, by_place[place]) for place, (id_, _) in found.items()}
    known, rules, actor = _requests(verb, subjects), rules_of(verb.point.code), current_actor()
    covered = _covering(verb, found)
    who = askers({actor.user_id or each.asked_by for _, each in found.values()})
    verdict = _Verdict()
    for place, (id_, facts) in found.items():
        request = known.get(place)
        if request is not None and request.state == Request.State.PENDING:
            verdict.pending[place] = request
        elif request is not None and not exceeds(facts, facts_of(request.facts), _tolerance(request)):
            verdict.used[place] = request
        elif not any(
            not exceeds(facts, facts_of(each.facts), _tolerance(each)) for each in covered.get(id_, ())
        ):
            verdict.outdated += [request] if request is not None else []
            asker = who[actor.user_id or facts.asked_by]
            if (rule := rule_for(rules, facts, asker)) is not None:
                verdict.wanted[place] = _wanted(
                    verb, subjects[place], id_, facts, asker, rule, by_place[place]
                )
    return verdict


def _wanted(
    verb: _Verb, subject: str, id_: int, facts: Facts, asker: Asker, rule: Any, handed: Any
) -> Wanted:
    return Wanted(
        subject=subject,
        verb=verb.way.verb,
        facts=facts,
        rule=rule,
        asked_by=asker.user_id,
        department_id=next(iter(asker.department_ids), None),
        document_id=None if verb.way.drafts else id_,
        work={"arguments": verb.dump(handed)} if verb.way.hands_work else {"rest": verb.rest_as_json()},
    )


def _covering(verb: _Verb, found: Mapping[int, tuple[int, Facts]]) -> dict[int, list[Request]]:
    """Return what was approved of firm documents before: changes within it need no further approval."""
    covered: dict[int, list[Request]] = {}
    if verb.way.key and found:
        ids = [id_ for id_, _ in found.values()]
        approved = Request.objects.filter(
            point=verb.point.code, document_id__in=ids, state=Request.State.APPROVED
        )
        for each in approved.order_by("pk"):
            covered.setdefault(each.document_id or 0, []).append(each)
    return covered


def _tolerance(request: Any) -> Decimal:
    return Decimal(request.rule_facts.get("tolerance") or "0")


def _requests(verb: _Verb, subjects: Mapping[int, str]) -> dict[int, Request]:
    """Return the request that stands for each document: pending, or approved and not carried out; one statement."""
    code, carried = _carrying.get()
    if not verb.way.hands_work or code != verb.point.code:
        return _requests_by_subject(verb, subjects)
    known = Request.objects.in_bulk(list(carried.values()))
    own = {place: known[id_] for place, id_ in carried.items() if id_ in known}
    return own | _requests_by_subject(
        verb, {place: each for place, each in subjects.items() if place not in own}
    )


def _requests_by_subject(verb: _Verb, subjects: Mapping[int, str]) -> dict[int, Request]:
    if not subjects:
        return {}
    states = [Request.State.PENDING]
    if not verb.way.hands_work:
        states.append(Request.State.APPROVED)
    found = Request.objects.filter(
        point=verb.point.code, subject__in=list(subjects.values()), state__in=states
    ).exclude(carried=Request.Carried.DONE)
    newest = {each.subject: each for each in found.order_by("pk")}
    return {place: newest[subject] for place, subject in subjects.items() if subject in newest}


def _hold(verb: _Verb, handed: Sequence[Any], verdict: _Verdict) -> Outcome:
    """Ask for what must wait, and let the rest pass, judged anew: its locks were given back with the trial."""
    _outdate(verdict.outdated)
    asked = _ask(verb.point, verdict)
    held = {place: each for place, each in asked.items() if each.state == Request.State.PENDING}
    approvers = waiting_with([*held.values(), *verdict.pending.values()])
    free = {place: each.pk for place, each in asked.items() if place not in held}
    outcome = _pass_rest(verb, handed, {*held, *verdict.pending}, free)
    for kind, found in ((ApprovalAsked, held), (ApprovalPending, verdict.pending)):
        for place, request in found.items():
            number = request.facts.get("number") or request.number
            outcome.refused[place] = kind(number, request.number, request.pk, approvers[request.pk])
    return outcome


def _ask(point: Point, verdict: _Verdict) -> dict[int, Request]:
    """Ask for what is not asked for yet; two who ask for the same at once ask for it once."""
    if not verdict.wanted:
        return {}
    company_id = current_company_id()
    sql.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (f"ask:{point.code}", company_id))
    subjects = {place: each.subject for place, each in verdict.wanted.items()}
    pending = Request.objects.filter(
        point=point.code, subject__in=list(subjects.values()), state=Request.State.PENDING
    )
    known = {each.subject: each for each in pending}
    verdict.pending |= {place: known[subject] for place, subject in subjects.items() if subject in known}
    fresh = {place: each for place, each in verdict.wanted.items() if place not in verdict.pending}
    return dict(zip(fresh, ask(point.code, list(fresh.values()), _currency()), strict=True))


def _pass_rest(verb: _Verb, handed: Sequence[Any], held: set[int], approved: Mapping[int, int]) -> Outcome:
    """Let what need not wait pass; refusals of drafts, which were counted anew, are put back in their place."""
    rest = [n for n, each in enumerate(handed) if verb.way.place(n, each) not in held]
    if not rest:
        return Outcome()
    places = {verb.way.place(at, handed[n]): verb.way.place(n, handed[n]) for at, n in enumerate(rest)}
    own = {at: approved[place] for at, place in places.items() if place in approved}
    code, carried = _carrying.get()
    if code == verb.point.code:
        own |= {at: carried[place] for at, place in places.items() if place in carried}
    with carrying_out(verb.point.code, own):
        outcome = _pass(verb, [handed[n] for n in rest])
    refused, waiting = (
        {places[at]: error for at, error in told.items() if at in places}
        for told in (outcome.refused, outcome.waiting)
    )
    return Outcome(outcome.done, refused, waiting)


def _currency() -> str:
    return str(Company.objects.values_list("currency", flat=True).get(pk=current_company_id()))


def _outdate(requests: Sequence[Request]) -> None:
    """End approvals that a change has gone beyond."""
    if not requests:
        return
    Request.objects.filter(pk__in=[each.pk for each in requests]).update(state=Request.State.OUTDATED)
    actor = current_actor()
    Decision.objects.bulk_create(
        Decision(
            company_id=each.company_id,
            request=each,
            step=each.step,
            act=Decision.Act.CHANGED,
            user_id=actor.user_id,
        )
        for each in requests
    )
    notify([kinds.tell(kinds.CHANGED, each, [each.asked_by_id]) for each in requests])


def _note_used(used: Mapping[int, Request]) -> None:
    """Note that what was approved is done, whoever called the verb."""
    if not used:
        return
    ids = [each.pk for each in used.values()]
    Request.objects.filter(pk__in=ids).update(carried=Request.Carried.DONE, trouble="")
    actor = current_actor()
    Decision.objects.bulk_create(
        Decision(
            company_id=each.company_id,
            request=each,
            step=each.step,
            act=Decision.Act.CARRY_OUT,
            user_id=actor.user_id,
            source=actor.source,
        )
        for each in used.values()
    )
    settle_notices(kinds.FAILED, [str(each) for each in ids])


@contextmanager
def carrying_out(point: str, requests: Mapping[int, int]) -> Iterator[None]:
    """Tell the gate which approved requests the drafts at hand belong to, by position."""
    token = _carrying.set((point, requests))
    try:
        yield
    finally:
        _carrying.reset(token)
