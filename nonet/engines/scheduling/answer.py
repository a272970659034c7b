"""What comes back of a shop or a project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class Task:
    """An operation as it is planned; ``setup`` is the set-up time right before ``start``, ``batch`` whom it runs with.

    ``operator`` is -1 for nobody, ``batch`` -1 for alone.
    """

    job: int
    index: int
    machine: int
    start: int
    end: int
    setup: int = 0
    operator: int = -1
    batch: int = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule that says what it costs, how far from the best it can be at most, and why.

    Parameters
    ----------
    tasks : Sequence[Task]
        Job by job, in the jobs' orders; operations that cannot be planned are missing and named in ``reasons``.
    objective : float
        The weighted sum that was made small.
    parts : Mapping[str, float]
        makespan, lateness, setup, work_in_progress, and how many jobs are late.
    bound : float | None
        No plan can cost less.
    optimal : bool
        Proved.
    feasible : bool
        Every operation is planned and nothing is broken.
    reasons : Sequence[Reason]
        What binds: the chain that makes the plan long, and why orders are late.
    iterations : int
        Steps of the search.
    order : Sequence[tuple[int, int]]
        Job and index of each operation as the simulation took them; a later search begins from it.
    """

    tasks: Sequence[Task]
    objective: float
    parts: Mapping[str, float] = field(default_factory=dict)
    bound: float | None = None
    optimal: bool = False
    feasible: bool = True
    reasons: Sequence[Reason] = ()
    iterations: int = 0
    order: Sequence[tuple[int, int]] = ()
