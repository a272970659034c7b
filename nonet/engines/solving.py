"""What every engine shares: when to stop, how to repeat, how far it is, and how it says why.

An engine is a pure function: a problem, a `Limit`, perhaps a former answer, and back comes an answer that explains
itself. It reads no file, no database and no clock but the limit's.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


class ProblemError(ValueError):
    """The problem cannot be meant so: names the field, states the fact and the cure.

    Parameters
    ----------
    where : str
        The field and, in a list, its number, as in ``"vehicles[2].capacity"``.
    fact : str
        What is the matter.
    cure : str
        What to change.
    """

    def __init__(self, where: str, fact: str, cure: str = "") -> None:
        super().__init__(f"{where}: {fact}" + (f" {cure}" if cure else ""))
        self.where, self.fact, self.cure = where, fact, cure


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running engine is: seconds since the start, its best objective, its bound, and iterations done."""

    seconds: float
    objective: float | None = None
    bound: float | None = None
    iterations: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """When an engine stops and how its answer is repeated.

    Parameters
    ----------
    seconds : float
        Wall time; the engine returns by then, at the latest half a second later.
    iterations : int | None
        Steps of its search, whatever a step is to it; with the same seed, problem and iterations (and time to do
        them) the answer is the same.
    seed : int
        Of its random numbers.
    workers : int
        Cores that it may use.
    clock : Callable[[], float]
        Seconds, rising.
    progress : Callable[[Progress], None] | None
        Told each better answer.
    cancelled : Callable[[], bool] | None
        Asked now and then; once true, the engine returns the best it has.
    """

    seconds: float = 10.0
    iterations: int | None = None
    seed: int = 1
    workers: int = 1
    clock: Callable[[], float] = time.monotonic
    progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ProblemError("limit.seconds", f"{self.seconds} is no time to work in.", "Give more than 0.")
        if self.iterations is not None and self.iterations < 0:
            raise ProblemError(
                "limit.iterations", f"{self.iterations} is below 0.", "Give none to go by time."
            )
        if self.workers < 1:
            raise ProblemError("limit.workers", f"{self.workers} cores cannot work.", "Give at least 1.")

    def start(self) -> "Watch":
        """Return a watch that runs from now on."""
        return Watch(self)


class Watch:
    """A limit that runs: asked by the engine's loops whether to go on."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.began = limit.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.limit.clock() - self.began

    @property
    def left(self) -> float:
        """Seconds until the limit, never below 0."""
        return max(0.0, self.limit.seconds - self.elapsed)

    def over(self, iterations: int = 0) -> bool:
        """Return whether to stop: out of time, all iterations done, or cancelled."""
        if self.limit.iterations is not None and iterations >= self.limit.iterations:
            return True
        return self.left <= 0 or (self.limit.cancelled is not None and self.limit.cancelled())

    def tell(self, objective: float | None = None, bound: float | None = None, iterations: int = 0) -> None:
        """Tell whoever listens how far it is."""
        if self.limit.progress is not None:
            self.limit.progress(Progress(self.elapsed, objective, bound, iterations))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something came out as it did, fit to be shown to a planner.

    ``code`` is stable, as in ``"late.machine_busy"``; ``text`` an English sentence with ``{names}`` in it, which a
    face translates; ``facts`` what the names stand for.
    """

    code: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.facts)
