"""Solve: the best tours within a limit."""

from collections.abc import Sequence

from nonet.engines.routing.answer import Answer, Tour
from nonet.engines.routing.planning import plan
from nonet.engines.routing.problem import Problem
from nonet.engines.routing.searching import HOT, search
from nonet.engines.routing.states import Tour as Rows
from nonet.engines.solving import Limit


def solve(problem: Problem, limit: Limit, *, start: Sequence[Tour] = ()) -> Answer:
    """Plan tours of least cost.

    Parameters
    ----------
    problem : Problem
        What is to be driven and by what rules.
    limit : Limit
        When to stop; an iteration is one step of ruin and recreate on each worker.
    start : Sequence[Tour]
        A former plan to start from; of its tours ``vehicle``, ``trips`` and ``depots`` are read.
    """
    return searched(problem, limit, start)


def searched(problem: Problem, limit: Limit, start: Sequence[Tour], hot: float = HOT) -> Answer:
    """Search from a former plan, whose broken tours keep only what is pinned to them."""
    watch = limit.start()
    first = len(problem.depots)
    rows, done, data = search(problem, watch, usable(problem, start), hot)
    tours = [
        Tour(kind, tuple(tuple(row - first for row in trip) for trip in trips), tuple(depots))
        for kind, depots, trips in rows
    ]
    return plan(problem, tours, data, done)


def usable(problem: Problem, start: Sequence[Tour]) -> list[Rows]:
    """Return tours to start from, as rows of the matrices; none when pins are not kept by them."""
    if not start:
        return []
    timed = plan(problem, start)
    if any(reason.code in ("pin.broken", "stop.twice", "vehicles.above") for reason in timed.violations):
        return []
    pinned = {stop for pin in problem.pins for chain in pin.chains for stop in chain}
    first = len(problem.depots)
    rows: list[Rows] = []
    for tour in timed.tours:
        trips = [list(trip) for trip in tour.trips]
        if tour.violations:
            trips = [[stop for stop in tour.stops if stop in pinned]]
        if any(trips):
            rows.append(
                (tour.vehicle, list(tour.depots), [[first + stop for stop in trip] for trip in trips])
            )
    return rows
