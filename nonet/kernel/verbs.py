"""Verbs: the only writers. One decorator gives each its permission, its transaction and its audit context.

A verb takes many documents and answers for each: done, or refused with a named reason. One refusal never
sinks the batch.
"""

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.db import transaction

from nonet.kernel import sql
from nonet.kernel.actor import Actor, current_company_id, require
from nonet.kernel.errors import DocumentMissing, NonetError

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

_depth: ContextVar[int] = ContextVar("nonet_verb_depth", default=0)
_guarded: ContextVar[tuple[int, frozenset[str]]] = ContextVar("nonet_guarded", default=(0, frozenset()))
Gate = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
_gates: dict[str, Gate] = {}
_services: dict[str, Callable[..., Any]] = {}
VERBS: dict[str, str] = {}
"""Every verb's code and the first line of its docstring; the permission matrix is drawn from it."""


class Service(Protocol[P, R_co]):
    """A function that is a verb: called as it was written, and known by its code."""

    __name__: str
    verb_code: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Do it."""
        ...


@dataclass(slots=True)
class Outcome:
    """What a verb did: the ids it finished and, for each document refused, the fact that stopped it.

    ``waiting`` tells of what was done why a further step of it waits, called as it would be in ``refused``.
    """

    done: list[int] = field(default_factory=list)
    refused: dict[int, NonetError] = field(default_factory=dict)
    waiting: dict[int, NonetError] = field(default_factory=dict)

    def refuse(self, ids: Iterable[int], error: NonetError) -> None:
        """Record one reason for several documents."""
        for each in ids:
            self.refused[each] = error

    def refuse_missing(self, asked: Iterable[int], found: Iterable[int]) -> None:
        """Refuse the ids asked for that no row of the company answers to."""
        self.refused |= {each: DocumentMissing(each) for each in set(asked) - set(found)}

    def require_all(self) -> "Outcome":
        """Return self when nothing was refused; else raise the first refusal (for callers of one document)."""
        for error in self.refused.values():
            raise error
        return self


def verb(code: str, *, needs: Sequence[str] = ()) -> Callable[[Callable[P, R]], Service[P, R]]:
    """Declare a function as the verb ``app.name``; ``needs`` names verbs that the actor must be allowed as well.

    The outermost verb checks the actor's permission, opens one transaction and tells the database who acts
    and why, for the audit rows; verbs called within it join that transaction and are trusted. A gate set before the
    verb stands there however deep it is called.
    """

    def declare(function: Callable[P, R]) -> Service[P, R]:
        VERBS[code] = (function.__doc__ or code).strip().splitlines()[0]

        def pass_gate(*args: P.args, **kwargs: P.kwargs) -> R:
            gate = _gates.get(code)
            return function(*args, **kwargs) if gate is None else gate(function, args, kwargs)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _depth.get():
                return pass_gate(*args, **kwargs)
            actor = require(code)
            for further in needs:
                require(further)
            with _outermost(actor, code):
                return pass_gate(*args, **kwargs)

        service = cast("Service[P, R]", run)
        service.verb_code = code
        _services[code] = service
        return service

    return declare


@contextmanager
def _outermost(actor: Actor, code: str) -> Iterator[None]:
    """Open the transaction of a whole piece of work; a fact that ends it is told as what then is true."""
    token = _depth.set(1)
    guarded = _guarded.set(_guarded.get())
    try:
        with transaction.atomic():
            _guarded.set((actor.company_id, announce(actor, code)))
            yield
    except NonetError as fact:
        if (told := fact.when_undone()) is fact:
            raise
        raise told from fact
    finally:
        _guarded.reset(guarded)
        _depth.reset(token)


_ANNOUNCE = """
SELECT set_config('pghistory.context_metadata', %s, true), set_config('nonet.company', %s, true),
    set_config('nonet.guarded', concat(%s::text, ' ', (SELECT string_agg(DISTINCT point, ' ') || ' '
        FROM approvals_rule WHERE company_id = %s AND is_active)), true) AS guarded
"""


def announce(actor: Actor, code: str) -> frozenset[str]:
    """Tell the database, until the transaction ends, who acts for which company and by which verb.

    Return the points at which the company has rules of approval: read with it, so that no other statement is needed.
    """
    context = {"user": actor.user_id, "company": actor.company_id, "verb": code, "source": actor.source}
    company = str(actor.company_id)
    told = sql.row(_ANNOUNCE, (json.dumps(context), company, company, actor.company_id))
    return frozenset(str(told.guarded).split()[1:]) if told else frozenset()


def guarded_points() -> frozenset[str]:
    """Return the points at which the company at work has rules of approval, as the transaction began."""
    company_id, points = _guarded.get()
    if company_id == current_company_id():
        return points
    found = sql.rows(
        "SELECT DISTINCT point FROM approvals_rule WHERE company_id = %s AND is_active",
        (current_company_id(),),
    )
    return frozenset(each.point for each in found)


def service_of(code: str) -> Callable[..., Any]:
    """Return the service behind a verb's code."""
    return _services[code]


def install_gates(gates: Mapping[str, Gate]) -> None:
    """Set gates before verbs, by their codes; called once by the composition root."""
    _gates.update(gates)


def error_of(refusal: NonetError) -> dict[str, Any]:
    """Return a refusal as plain data: code, message, parameters."""
    return {"code": refusal.code, "message": refusal.message, "params": refusal.params}
