"""Changes to a plan under way: small, quick, and keeping what is pinned."""

from dataclasses import replace

import pytest

from nonet.engines.routing import Move, Pin, replan, solve
from nonet.engines.solving import ProblemError
from tests.engines.routing.cases import scattered, steps


@pytest.fixture(scope="module")
def running():
    problem = scattered(11, 40, capacity=(12,))
    return problem, solve(problem, steps(4000)).tours


def test_a_stop_is_added(running):
    problem, tours = running
    without = [
        replace(tour, trips=tuple(tuple(s for s in trip if s != 7) for trip in tour.trips)) for tour in tours
    ]
    answer = replan(problem, without, steps(300))
    assert answer.feasible and sum(7 in tour.stops for tour in answer.tours) == 1


def test_a_stop_is_dropped(running):
    problem, tours = running
    answer = replan(problem, tours, steps(300), drop=[7])
    assert answer.feasible and answer.unserved[7].code == "dropped.asked"
    assert answer.objective <= sum(tour.cost for tour in tours)


@pytest.mark.parametrize("position", [None, 0])
def test_a_stop_is_moved_and_stays(running, position):
    problem, tours = running
    stop = tours[0].stops[0]
    answer = replan(problem, tours, steps(300), moves=[Move(stop, len(tours) - 1, position)])
    assert answer.feasible
    home = next(tour for tour in answer.tours if stop in tour.stops)
    assert home.vehicle == tours[-1].vehicle


def test_pins_are_kept(running):
    problem, tours = running
    pinned = replace(problem, pins=(Pin(0, (tours[1].stops,), first=True),))
    answer = replan(pinned, tours, steps(300), drop=[tours[0].stops[0]])
    assert answer.feasible and any(
        tour.stops[: len(tours[1].stops)] == tours[1].stops for tour in answer.tours
    )
    with pytest.raises(ProblemError, match="is pinned"):
        replan(pinned, tours, steps(300), drop=[tours[1].stops[0]])
