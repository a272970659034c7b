"""Who acts, for which company, with which permissions: one value that every query and verb looks at."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from nonet.kernel.errors import CompanyNotSet, PermissionMissing


@dataclass(frozen=True, slots=True)
class Actor:
    """One user at work in one company.

    ``verbs`` holds the codes of the verbs allowed (``orders.confirm_orders``); ``{"*"}`` allows all, as for
    the system itself. ``source`` says through which face the work came: desk, api, cli, job, flow.
    """

    company_id: int
    user_id: int | None = None
    verbs: frozenset[str] = field(default_factory=frozenset)
    source: str = "system"

    def may(self, verb: str) -> bool:
        """Return whether this actor may call the verb ``app.name``; a role may grant ``app.*`` as a whole."""
        return "*" in self.verbs or verb in self.verbs or f"{verb.split('.')[0]}.*" in self.verbs


_current: ContextVar[Actor | None] = ContextVar("nonet_actor", default=None)


def current_actor() -> Actor:
    """Return the actor at work.

    Raises
    ------
    CompanyNotSet
        When nothing has said for which company the work is done.
    """
    actor = _current.get()
    if actor is None:
        raise CompanyNotSet
    return actor


def current_company_id() -> int:
    """Return the id of the company at work; raises ``CompanyNotSet`` when there is none."""
    return current_actor().company_id


def has_actor() -> bool:
    """Return whether a company has been set for the work at hand."""
    return _current.get() is not None


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Do the work of the block as ``actor``; actors nest, and the former one is restored at the end."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


@contextmanager
def acting_as_system(company_id: int, source: str = "system") -> Iterator[Actor]:
    """Do the work of the block as the system itself in one company, with every permission."""
    with acting(Actor(company_id=company_id, verbs=frozenset({"*"}), source=source)) as actor:
        yield actor


def require(verb: str) -> Actor:
    """Return the actor at work when the verb is allowed to it.

    Raises
    ------
    PermissionMissing
        Naming the verb that no role of the user grants.
    """
    actor = current_actor()
    if not actor.may(verb):
        raise PermissionMissing(verb)
    return actor
