"""What routing answers: tours with their times and loads, what stays out, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop (or a depot, when ``stop`` is None) in its tour: when it is reached, begun and left."""

    stop: int | None
    depot: int | None
    arrival: int
    begin: int
    leave: int
    load: tuple[int, ...] = ()  # on leaving


@dataclass(frozen=True, slots=True)
class Tour:
    """What one vehicle drives.

    Parameters
    ----------
    vehicle : int
        Its kind.
    trips : tuple[tuple[int, ...], ...]
        Stops by trip.
    depots : tuple[int, ...]
        Where each trip starts.
    visits : tuple[Visit, ...]
        With depots, from leaving to return.
    """

    vehicle: int
    trips: tuple[tuple[int, ...], ...]
    depots: tuple[int, ...]
    visits: tuple[Visit, ...] = ()
    distance: int = 0
    duration: int = 0
    waiting: int = 0
    cost: float = 0.0
    violations: tuple[Reason, ...] = ()

    @property
    def stops(self) -> tuple[int, ...]:
        """All its stops in order."""
        return tuple(stop for trip in self.trips for stop in trip)


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan.

    Parameters
    ----------
    objective : float
        Cost of the tours and the prizes of optional stops left out.
    parts : Mapping[str, float]
        ``vehicles``, ``distance``, ``duration``, ``fixed``, ``driving``, ``time``, ``areas``, ``left_out``.
    unserved : Mapping[int, Reason]
        Stops left out and why.
    violations : tuple[Reason, ...]
        Of rules, none when the plan may be driven.
    binds : tuple[Reason, ...]
        What keeps the cost from being lower: full vehicles, tight windows, used-up hours.
    iterations : int
        Steps done.
    """

    tours: tuple[Tour, ...]
    objective: float
    parts: Mapping[str, float] = field(default_factory=dict)
    unserved: Mapping[int, Reason] = field(default_factory=dict)
    violations: tuple[Reason, ...] = ()
    binds: tuple[Reason, ...] = ()
    iterations: int = 0
    bound: float | None = None
    optimal: bool = False

    @property
    def feasible(self) -> bool:
        """Whether no rule is broken and every stop that must be served is."""
        return not self.violations and not any(
            reason.code.startswith("required") for reason in self.unserved.values()
        )
