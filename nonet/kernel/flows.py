"""The registry of end-to-end chains. A flow file declares its steps once; the command line, the docs and the
subscriptions are all made from that declaration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nonet.kernel import events


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain.

    ``trigger`` is an event type, or the name of the human action that starts the step; ``handler`` is what
    the flow calls at the event; ``service`` names the verb that does the work; ``unless`` is the system that
    takes the step over once unlocked.
    """

    name: str
    system: str
    trigger: type | str
    service: str
    state: str
    fallback: str
    undo: str
    handler: Callable[[Any], None] | None = None
    needs: str = ""
    unless: str = ""

    @property
    def trigger_name(self) -> str:
        """Return the trigger as shown to people."""
        return self.trigger if isinstance(self.trigger, str) else self.trigger.__name__


@dataclass(frozen=True, slots=True)
class Flow:
    """A chain through the systems, from its first trigger to its last state.

    ``advance`` does, for the company at work, every automatic step that the facts show to be missing, and tells how
    many documents each step took; running it twice changes nothing.
    """

    code: str
    title: str
    steps: tuple[Step, ...]
    advance: Callable[[], Mapping[str, int]] | None = None


FLOWS: dict[str, Flow] = {}


def install(flows: Sequence[Flow]) -> None:
    """Make flows known and register their handlers; called once by the composition root."""
    for flow in flows:
        FLOWS[flow.code] = flow
        for step in flow.steps:
            if step.handler is not None and isinstance(step.trigger, type):
                events.subscribe(
                    step.trigger, step.handler, flow=flow.code, system=step.needs, unless=step.unless
                )
