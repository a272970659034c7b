"""The shortest pick tour: exact along the frontier where that is short enough, else the best of what is known."""

import numpy as np

from nonet.engines.pick_path import frontier, heuristics
from nonet.engines.pick_path.answer import PickTour
from nonet.engines.pick_path.problem import PickProblem, Place
from nonet.engines.pick_path.steps import Grid, Steps, settled
from nonet.engines.pick_path.walk import euler, passages
from nonet.engines.solving import Limit, ProblemError, Reason, Watch

STATES_A_SECOND = 400_000
LEAST_STATES = 2_000


def solve(problem: PickProblem, limit: Limit | None = None, *, compare: bool = False) -> PickTour:
    """Return the shortest tour from the start over all picks to the best of the ends.

    Exact dynamic programming over the crossings that the sweep cuts through (see `frontier`), for up to 11 blocks or
    aisles, whichever are fewer, and 8 with one-way aisles; with more, or when the time is too short for all states, the
    cheapest states only, or local search over the named heuristics, and the answer says so.

    Parameters
    ----------
    problem : PickProblem
        Lengths in any one unit.
    limit : Limit | None
        Ten seconds when left out.
    compare : bool
        Tell the lengths of the named heuristics, too.

    Raises
    ------
    ProblemError
        A pick cannot be reached.

    References
    ----------
    Ratliff & Rosenthal (1983), Operations Research 31(3). Roodbergen & de Koster (2001), EJOR 133(1). Pansart,
    Catusse & Cambazard (2018), Computers & Operations Research 100.
    """
    watch = (limit or Limit()).start()
    tours = [tour for end in problem.ends or (problem.start,) if (tour := _to(problem, end, watch))]
    if not tours:
        raise ProblemError(
            "picks", "cannot all be reached from the start.", "Look at ways closed or one-way."
        )
    best = min(tours, key=lambda tour: tour.length)
    bound = min(tour.bound for tour in tours)
    named = heuristics.lengths(problem) if compare else {}
    return PickTour(
        best.order, best.path, best.length, bound, best.method, named, _reasons(best, bound, named)
    )


def _to(problem: PickProblem, end: Place, watch: Watch) -> PickTour | None:
    grid = Grid(problem, end)
    if grid.within_reach:
        return _swept(problem, end, grid.built(), watch)
    return _beyond(problem, end, watch)


def _swept(problem: PickProblem, end: Place, steps: Steps, watch: Watch) -> PickTour | None:
    most = max(LEAST_STATES, int(watch.left * STATES_A_SECOND * 4 / max(1, len(steps.kinds))))
    length, taken, proved = frontier.sweep(
        np.array(steps.kinds, dtype=np.int64),
        np.array(steps.ones, dtype=np.int64),
        np.array(steps.others, dtype=np.int64),
        np.array(steps.costs),
        np.array(steps.last(), dtype=np.int64),
        steps.slots,
        steps.directed,
        most,
    )
    if length == np.inf:
        return None
    start = settled(problem.warehouse, problem.start)
    path = tuple(euler(start, passages(steps, taken.tolist()), steps.directed))
    bound = length if proved else _bound(problem, end)
    method = "exact" if proved else "beam"
    return PickTour(ordered(problem, path), path, float(length), float(bound), method)


def _beyond(problem: PickProblem, end: Place, watch: Watch) -> PickTour | None:
    from nonet.engines.pick_path import local  # SciPy takes longer to start than most tours to solve

    return local.solve(problem, end, watch)


def _bound(problem: PickProblem, end: Place) -> float:
    from nonet.engines.pick_path import local

    return local.bound(problem, end)


def ordered(problem: PickProblem, path: tuple[Place, ...]) -> tuple[int, ...]:
    """Return the numbers of the picks as the path reaches them first."""
    first: dict[Place, int] = {}
    for number, place in enumerate(path):
        first.setdefault(place, number)
    places = [settled(problem.warehouse, pick) for pick in problem.picks]
    return tuple(sorted(range(len(places)), key=lambda pick: (first[places[pick]], pick)))


def _reasons(tour: PickTour, bound: float, named: dict[str, float]) -> tuple[Reason, ...]:
    facts = {"length": round(tour.length, 2), "bound": round(bound, 2)}
    if tour.length <= bound + 1e-9:
        reasons = [Reason("tour.optimal", "No tour is shorter than {length}.", facts)]
    else:
        reasons = [Reason("tour.heuristic", "{length} long; none is shorter than {bound}.", facts)]
    if named:
        best = min(named, key=lambda name: named[name])
        saved = {
            "name": best,
            "saved": round(100 * (1 - tour.length / named[best]), 1) if named[best] else 0.0,
        }
        reasons.append(Reason("tour.saved", "{saved} % shorter than the best named rule, {name}.", saved))
    return tuple(reasons)
