"""Solve: the best tours within a limit."""

from collections.abc import Sequence

from nonet.engines.routing.answer import Answer, Tour
from nonet.engines.routing.planning import plan
from nonet.engines.routing.problem import Problem
from nonet.engines.routing.searching import search
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
    watch = limit.start()
    first = len(problem.depots)
    given: list[Rows] = [
        (tour.vehicle, list(tour.depots), [[first + stop for stop in trip] for trip in tour.trips])
        for tour in start
    ]
    rows, done, data = search(problem, watch, given)
    tours = [
        Tour(kind, tuple(tuple(row - first for row in trip) for trip in trips), tuple(depots))
        for kind, depots, trips in rows
    ]
    return plan(problem, tours, data, done)
