"""Typed events: facts in the past tense, handled in the transaction that made them true.

Books and systems publish; only ``nonet/flows`` registers handlers. A handler of a locked system is not
delivered, and its flow states the fallback.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from nonet.kernel.unlocking import is_unlocked

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler: the flow it belongs to, the system that must be unlocked (``""`` for the books themselves),
    and ``unless``, a system that takes the work over once it is unlocked."""

    handler: Callable[[Any], None]
    flow: str
    system: str = ""
    unless: str = ""

    def is_delivered(self) -> bool:
        """Return whether the company at work gets this handler."""
        if self.unless and is_unlocked(self.unless):
            return False
        return not self.system or is_unlocked(self.system)


_subscriptions: dict[type, list[Subscription]] = defaultdict(list)


def subscribe(
    event: type[E], handler: Callable[[E], None], *, flow: str, system: str = "", unless: str = ""
) -> None:
    """Have ``handler`` called at each ``event``; a second registration of the same handler changes nothing."""
    wanted = Subscription(handler, flow, system, unless)
    if wanted not in _subscriptions[event]:
        _subscriptions[event].append(wanted)


def publish(event: Any, *, done_by: str = "") -> None:
    """Call every delivered handler of the event, in order of registration; their exceptions propagate.

    ``done_by`` names a flow whose next steps the publisher has done itself: its handlers are passed over.
    """
    for each in _subscriptions[type(event)]:
        if each.flow != done_by and each.is_delivered():
            each.handler(event)


def subscriptions() -> dict[type, list[Subscription]]:
    """Return all subscriptions by event type, for ``nonet flows`` and the tests."""
    return {event: list(handlers) for event, handlers in _subscriptions.items()}
