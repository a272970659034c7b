"""The network whose safety stocks are placed: stages with their times and costs, and who supplies whom."""

from dataclasses import dataclass
from math import isfinite

from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True)
class Stage:
    """A place and form in which stock may be held: a part at its supplier, a product in a warehouse.

    Parameters
    ----------
    name : str
        Unique.
    time : int
        Periods from the arrival of all inputs until the output can serve: process, transport, review.
    cost : float
        Value that the stage adds to a unit of output; holding a unit costs the sum of what went into it.
    deviation : float
        Standard deviation of its own (external) demand per period, in units.
    mean : float
        Its own demand per period, in units.
    factor : float | None
        Safety factor z of its own demand; a stage's stock keeps the largest of its own and its customers' factors.
    promise : int | None
        The longest service time that it may quote, in periods; left out, any, at a stage without customers 0.
    least : int
        The shortest service time that it may quote; equal to ``promise`` it is pinned.
    time_deviation : float
        Standard deviation of ``time``, covered by its own stock.
    costs : tuple[float, ...] | None
        Cost of covering 0, 1, 2, … periods of net replenishment time, of any shape, in place of the square root; the
        last one holds for all longer times.
    """

    name: str
    time: int
    cost: float = 0.0
    deviation: float = 0.0
    mean: float = 0.0
    factor: float | None = None
    promise: int | None = None
    least: int = 0
    time_deviation: float = 0.0
    costs: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        where = f"stages[{self.name}]"
        for field in ("time", "cost", "deviation", "mean", "least", "time_deviation"):
            value = getattr(self, field)
            if not isfinite(value) or value < 0:
                raise ProblemError(f"{where}.{field}", f"{value} is below 0 or no number.", "Give 0 or more.")
        if self.time != int(self.time) or self.least != int(self.least):
            raise ProblemError(
                f"{where}.time", "times are whole periods.", "Round up, or take a shorter period."
            )
        if self.factor is not None and not isfinite(self.factor):
            raise ProblemError(
                f"{where}.factor", f"{self.factor} is no number.", "A level of 1 has no factor."
            )
        if self.promise is not None and self.promise < self.least:
            raise ProblemError(
                f"{where}.promise",
                f"{self.promise} lies below the shortest service time {self.least}.",
                "Raise the promise or lower the shortest time.",
            )
        if self.costs is not None and (not self.costs or not all(isfinite(each) for each in self.costs)):
            raise ProblemError(
                f"{where}.costs", "the table is empty or holds no numbers.", "Give a cost each."
            )


@dataclass(frozen=True, slots=True)
class Link:
    """``supplier`` delivers to ``customer``, ``quantity`` units for each unit of its output."""

    supplier: str
    customer: str
    quantity: float = 1.0


@dataclass(frozen=True, slots=True)
class Problem:
    """A supply network under the guaranteed-service model.

    Parameters
    ----------
    stages : tuple[Stage, ...]
        n stages.
    links : tuple[Link, ...]
        m arcs without a loop.
    holding_rate : float
        Cost of holding one unit of value for the time that the objective counts, such as 0.2 for a year.
    pooling : float
        How deviations of several customers join: to the power p, summed, rooted. 2 when they are independent, 1 when
        they rise and fall together.
    """

    stages: tuple[Stage, ...]
    links: tuple[Link, ...] = ()
    holding_rate: float = 1.0
    pooling: float = 2.0

    def __post_init__(self) -> None:
        names = {stage.name for stage in self.stages}
        if len(names) < len(self.stages):
            twice = sorted({s.name for s in self.stages if sum(s.name == t.name for t in self.stages) > 1})
            raise ProblemError("stages", f"{', '.join(twice)} stand twice.", "Names are unique.")
        for number, link in enumerate(self.links):
            for end in (link.supplier, link.customer):
                if end not in names:
                    raise ProblemError(
                        f"links[{number}]", f"there is no stage {end!r}.", "Add it or drop the link."
                    )
            if not isfinite(link.quantity) or link.quantity < 0:
                raise ProblemError(
                    f"links[{number}].quantity", f"{link.quantity} is no quantity.", "Give 0 or more."
                )
        if self.holding_rate < 0:
            raise ProblemError("holding_rate", f"{self.holding_rate} is below 0.", "Give 0 or more.")
        if self.pooling < 1:
            raise ProblemError("pooling", f"{self.pooling} would pool more than all.", "Give 1 to 2.")
