"""What was approved is done at once, as the one who asked; what then stands against it is told."""

import inspect
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from nonet.kernel.access import actor_of
from nonet.kernel.actor import Actor, acting, current_actor
from nonet.kernel.approvals import kinds
from nonet.kernel.approvals.gate import carrying_out, load
from nonet.kernel.approvals.models import Decision, Request
from nonet.kernel.approvals.points import Point, Way, point, way_of
from nonet.kernel.errors import NonetError
from nonet.kernel.guards_errors import stated
from nonet.kernel.models import User
from nonet.kernel.notices.services import notify
from nonet.kernel.verbs import Outcome, service_of


def carry_out(requests: Sequence[Request]) -> None:
    """Do what approved requests were asked for, one call for all of one verb and asker."""
    groups: dict[tuple[str, str, int | None, str], list[Request]] = {}
    for each in requests:
        rest = str(sorted((each.work.get("rest") or {}).items()))
        groups.setdefault((each.point, each.verb, each.asked_by_id, rest), []).append(each)
    for (code, verb, asked_by, _rest), members in groups.items():
        refused = _carry(point(code), way_of(code, verb), asked_by, members)
        if refused:
            _note_trouble(members, refused)
        done = [each for each in members if each.pk not in refused]
        told = [kinds.tell(kinds.APPROVED, each, [each.asked_by_id]) for each in done]
        copies = [kinds.tell(kinds.COPIED, each, each.rule_facts.get("copy_to") or ()) for each in done]
        notify([*told, *copies])


def _carry(where: Point, way: Way, asked_by: int | None, requests: Sequence[Request]) -> dict[int, str]:
    """Return by request what stood against it, in the language at work."""
    actor = _asker(asked_by)
    if actor is None:
        return {each.pk: _no_longer() for each in requests}
    places = {(n if way.drafts else each.document_id or 0): each.pk for n, each in enumerate(requests)}
    try:
        with transaction.atomic(), acting(actor), carrying_out(where.code, places):
            outcome = _call(way, requests)
            if where.after is not None:
                where.after(_kept(requests, outcome))
    except NonetError as fact:
        return {each.pk: fact.message for each in requests}
    except DatabaseError as error:
        if (known := stated(error)) is None:
            raise
        return {each.pk: known.message for each in requests}
    return {places[place]: error.message for place, error in outcome.refused.items() if place in places}


def _call(way: Way, requests: Sequence[Request]) -> Outcome:
    service = service_of(way.verb)
    name = next(iter(inspect.signature(service).parameters))
    if not way.hands_work:
        rest = load(service, requests[0].work.get("rest") or {})
        outcome: Outcome = service(**{name: [each.document_id for each in requests]}, **rest)
        return outcome
    loaded = [load(service, each.work["arguments"]) for each in requests]
    outcome = service(**{**loaded[0], name: [draft for each in loaded for draft in each[name]]})
    if way.drafts:
        _name_documents(requests, outcome)
    return outcome


def _name_documents(requests: Sequence[Request], outcome: Outcome) -> None:
    """Tell each request which document became of its draft."""
    done = [each for n, each in enumerate(requests) if n not in outcome.refused]
    for each, id_ in zip(done, outcome.done, strict=False):
        each.document_id = id_
    Request.objects.bulk_update(done, ["document_id"])


def _kept(requests: Sequence[Request], outcome: Outcome) -> dict[int, Any]:
    done = set(outcome.done)
    return {each.document_id: each.work for each in requests if each.document_id in done}


def _asker(user_id: int | None) -> Actor | None:
    """Return who asked, with what that user may do today; the system asks as itself."""
    here = current_actor()
    if user_id is None:
        return Actor(here.company_id, None, frozenset({"*"}), "approval")
    user = User.objects.filter(pk=user_id, is_active=True).first()
    found = actor_of(user, here.company_id, "approval") if user is not None else None
    return found if found is not None and found.company_id == here.company_id else None


def _no_longer() -> str:
    return _("whoever asked may not do this any more; somebody who may can do it now")


def _note_trouble(requests: Sequence[Request], refused: dict[int, str]) -> None:
    failed = [each for each in requests if each.pk in refused]
    for each in failed:
        each.carried, each.trouble = Request.Carried.FAILED, refused[each.pk]
    Request.objects.bulk_update(failed, ["carried", "trouble"])
    Decision.objects.bulk_create(
        Decision(
            company_id=each.company_id, request=each, step=each.step, act=Decision.Act.FAIL, note=each.trouble
        )
        for each in failed
    )
    notify([kinds.tell(kinds.FAILED, each, [each.asked_by_id], why=each.trouble) for each in failed])
