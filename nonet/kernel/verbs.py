"""Verbs: the only writers. One decorator gives each its permission, its transaction and its audit context.

A verb takes many documents and answers for each: done, or refused with a named reason. One refusal never
sinks the batch.
"""

import functools
import json
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from nonet.kernel import sql
from nonet.kernel.actor import Actor, require
from nonet.kernel.errors import DocumentMissing, NonetError

P = ParamSpec("P")
R = TypeVar("R")

_depth: ContextVar[int] = ContextVar("nonet_verb_depth", default=0)
VERBS: dict[str, str] = {}
"""Every verb's code and the first line of its docstring; the permission matrix is drawn from it."""


@dataclass(slots=True)
class Outcome:
    """What a verb did: the ids it finished and, for each document refused, the fact that stopped it."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, NonetError] = field(default_factory=dict)

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


def verb(code: str, *, needs: Sequence[str] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function as the verb ``app.name``; ``needs`` names verbs that the actor must be allowed as well.

    The outermost verb checks the actor's permission, opens one transaction and tells the database who acts
    and why, for the audit rows; verbs called within it join that transaction and are trusted.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        VERBS[code] = (function.__doc__ or code).strip().splitlines()[0]

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if _depth.get():
                return function(*args, **kwargs)
            actor = require(code)
            for further in needs:
                require(further)
            token = _depth.set(1)
            try:
                with transaction.atomic():
                    announce(actor, code)
                    return function(*args, **kwargs)
            finally:
                _depth.reset(token)

        run.verb_code = code  # type: ignore[attr-defined]
        return run

    return declare


def announce(actor: Actor, code: str) -> None:
    """Tell the database, until the transaction ends, who acts for which company and by which verb."""
    context = {"user": actor.user_id, "company": actor.company_id, "verb": code, "source": actor.source}
    sql.execute(
        "SELECT set_config('pghistory.context_metadata', %s, true), set_config('nonet.company', %s, true)",
        (json.dumps(context), str(actor.company_id)),
    )


def error_of(refusal: NonetError) -> dict[str, Any]:
    """Return a refusal as plain data: code, message, parameters."""
    return {"code": refusal.code, "message": refusal.message, "params": refusal.params}
