"""The network as arrays: an order from suppliers to customers, and what stock costs at each stage."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.guaranteed_service.problem import Problem, Stage
from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Lists = list[list[int]]


@dataclass(frozen=True, slots=True)
class Network:
    """n stages, numbered from the sources to the ends.

    Parameters
    ----------
    stage : Ints
        (n,) place of each in ``problem.stages``.
    time : Ints
        (n,) periods.
    suppliers, customers : list[list[int]]
        Direct ones of each, each once.
    value : Floats
        (n,) cost of a unit that has passed the stage.
    mean, deviation, factor : Floats
        (n,) demand per period that reaches the stage, and its safety factor.
    least, most : Ints
        (n,) service times that it may quote.
    inbound_least, inbound_most : Ints
        (n,) service times that it may have to wait.
    costs : list[Floats]
        For each, the cost of covering 0, 1, … periods.
    """

    stage: Ints
    time: Ints
    suppliers: Lists
    customers: Lists
    value: Floats
    mean: Floats
    deviation: Floats
    factor: Floats
    least: Ints
    most: Ints
    inbound_least: Ints
    inbound_most: Ints
    costs: list[Floats]

    def __len__(self) -> int:
        return len(self.stage)


def network(problem: Problem) -> Network:
    """Return the problem as arrays.

    Raises
    ------
    ProblemError
        Stages supply each other in a loop; names them.
    """
    place = {stage.name: number for number, stage in enumerate(problem.stages)}
    quantity: dict[tuple[int, int], float] = {}
    for link in problem.links:
        key = place[link.supplier], place[link.customer]
        quantity[key] = quantity.get(key, 0.0) + link.quantity
    order = _sorted(problem, list(quantity))
    rank = {stage: number for number, stage in enumerate(order)}
    links = {(rank[a], rank[b]): units for (a, b), units in quantity.items()}
    suppliers: list[list[int]] = [[] for _ in order]
    customers: list[list[int]] = [[] for _ in order]
    for a, b in links:
        suppliers[b].append(a)
        customers[a].append(b)
    stages = [problem.stages[each] for each in order]
    value, mean, deviation, factor = _flows(problem, stages, suppliers, customers, links)
    ranges = _ranges(stages, suppliers, customers)
    time = np.array([int(stage.time) for stage in stages], np.int64)
    longest = ranges[3] + time - ranges[0]
    costs = [
        _costs(problem, stages[n], value[n], mean[n], deviation[n], factor[n], max(0, int(longest[n])))
        for n in range(len(stages))
    ]
    return Network(
        np.array(order, np.int64), time, suppliers, customers, value, mean, deviation, factor, *ranges, costs
    )


def _sorted(problem: Problem, links: list[tuple[int, int]]) -> list[int]:
    """Order the stages from the sources on, after Kahn (1962)."""
    waiting = [0] * len(problem.stages)
    served: list[list[int]] = [[] for _ in problem.stages]
    for a, b in links:
        waiting[b] += 1
        served[a].append(b)
    ready = [each for each, count in enumerate(waiting) if not count]
    for each in ready:
        for customer in served[each]:
            waiting[customer] -= 1
            if not waiting[customer]:
                ready.append(customer)
    if len(ready) < len(waiting):
        left = {each for each, count in enumerate(waiting) if count}
        raise ProblemError("links", _loop(problem, served, left), "Open the loop.")
    return ready


def _loop(problem: Problem, served: list[list[int]], left: set[int]) -> str:
    """Name one loop: walk back from any stage that still waits until one comes again."""
    before = {b: a for a in left for b in served[a] if b in left}
    walk = [next(iter(sorted(left)))]
    while before[walk[-1]] not in walk:
        walk.append(before[walk[-1]])
    ring = walk[walk.index(before[walk[-1]]) :]
    names = [problem.stages[each].name for each in reversed(ring)]
    return f"the stages supply each other in a loop: {' → '.join([*names, names[0]])}."


def _flows(
    problem: Problem,
    stages: list[Stage],
    suppliers: Lists,
    customers: Lists,
    links: dict[tuple[int, int], float],
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return value, mean, deviation and safety factor of each stage: values flow on, demand flows back."""
    n, power = len(stages), problem.pooling
    value = np.array([stage.cost for stage in stages], np.float64)
    for b in range(n):
        value[b] += sum(links[a, b] * value[a] for a in suppliers[b])
    mean = np.array([stage.mean for stage in stages], np.float64)
    powered = np.array([stage.deviation**power for stage in stages], np.float64)
    factor = np.zeros(n)
    for a in reversed(range(n)):
        mean[a] += sum(links[a, b] * mean[b] for b in customers[a])
        powered[a] += sum(links[a, b] ** power * powered[b] for b in customers[a])
        own = stages[a].factor
        asked = [factor[b] for b in customers[a]] + ([] if own is None else [own])
        factor[a] = max(asked, default=0.0)
    return value, mean, powered ** (1 / power), factor


def _ranges(stages: list[Stage], suppliers: Lists, customers: Lists) -> tuple[Ints, Ints, Ints, Ints]:
    """Bound all service times: nobody quotes longer than the whole chain above takes."""
    n = len(stages)
    least, most, inbound_least, inbound_most = (np.zeros(n, np.int64) for _ in range(4))
    for b, stage in enumerate(stages):
        time = int(stage.time)
        least[b] = int(stage.least)
        inbound_least[b] = max([least[b] - time, *(least[a] for a in suppliers[b])], default=0)
        inbound_least[b] = max(0, inbound_least[b])
        inbound_most[b] = max([inbound_least[b], *(most[a] for a in suppliers[b])])
        promise = stage.promise if stage.promise is not None or customers[b] else max(0, least[b])
        most[b] = inbound_most[b] + time if promise is None else min(inbound_most[b] + time, int(promise))
    return least, most, inbound_least, inbound_most


def _costs(
    problem: Problem, stage: Stage, value: float, mean: float, deviation: float, factor: float, longest: int
) -> Floats:
    """Return (longest + 1,) costs of net replenishment times; lead-time variance after Humair et al. (2013)."""
    if stage.costs is not None:
        table = np.array(stage.costs, np.float64)
        table = np.concatenate([table, np.full(max(0, longest + 1 - len(table)), table[-1])])
        return np.minimum.accumulate(table[::-1])[::-1][: longest + 1].copy()  # it may always wait longer
    variance = deviation**2 * np.arange(longest + 1) + (mean * stage.time_deviation) ** 2
    return problem.holding_rate * value * factor * np.sqrt(variance)
