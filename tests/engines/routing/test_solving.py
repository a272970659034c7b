"""The routing engine: cost, limits, repeatability, and that it never gives worse than it knows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.routing import Depot, Problem, Profile, Stop, Tour, Vehicle, plan, solve
from nonet.engines.solving import Limit, ProblemError
from tests.engines.routing.cases import least, scattered, steps, ways


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(0, 60))
def test_small_problems_are_solved_as_trying_everything_does(seed, stops, fixed):
    problem = scattered(seed, stops, fixed=fixed)
    answer = solve(problem, steps(400))
    assert answer.feasible and answer.objective == least(problem)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_more_steps_are_never_worse_than_the_first_answer(seed):
    problem = scattered(seed, 25)
    first, later = solve(problem, steps(0)), solve(problem, steps(200))
    assert first.feasible and later.feasible and later.objective <= first.objective


def test_a_warm_start_is_never_made_worse():
    problem = scattered(3, 30)
    good = solve(problem, steps(3000))
    again = solve(problem, steps(5, seed=9), start=good.tours)
    assert again.objective <= good.objective


def test_the_same_seed_and_steps_give_the_same_plan_on_two_cores():
    problem = scattered(5, 40)
    one, two = (solve(problem, steps(500, seed=4, workers=2)) for _ in range(2))
    assert [tour.trips for tour in one.tours] == [tour.trips for tour in two.tours]


def test_a_cancelled_search_gives_what_it_has():
    answer = solve(scattered(1, 20), Limit(seconds=60, cancelled=lambda: True))
    assert answer.feasible and answer.iterations == 0


def test_progress_is_told():
    told = []
    solve(scattered(1, 20), replace(steps(300), progress=told.append))
    assert told and told[-1].objective <= told[0].objective


def test_no_stop_and_one_stop():
    empty = solve(replace(scattered(1, 1), stops=()), steps())
    assert empty.feasible and empty.tours == () and empty.objective == 0
    assert solve(scattered(1, 1), steps()).parts["vehicles"] == 1


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (Stop(1, delivery=(9,)), "required.load"),
        (Stop(1, skills=frozenset({"crane"})), "required.skills"),
        (Stop(1, windows=((0, 0),)), "required.time"),
    ],
)
def test_what_cannot_be_served_is_said_with_its_reason(stop, code):
    problem = replace(scattered(1, 5), stops=(*scattered(1, 5).stops, stop))
    answer = solve(problem, steps())
    assert not answer.feasible and answer.unserved[5].code == code
    assert len(answer.unserved) == 1 and not answer.violations


def test_too_few_vehicles_leave_out_the_stop_of_least_priority():
    base = scattered(2, 3, capacity=(2,), count=2)
    stops = tuple(
        replace(stop, delivery=(2,), priority=p) for stop, p in zip(base.stops, (5, 0, 9), strict=True)
    )
    answer = solve(replace(base, stops=stops), steps())
    assert {stop: reason.code for stop, reason in answer.unserved.items()} == {1: "required.vehicles"}


def test_optional_stops_stay_out_when_their_prize_is_below_the_detour():
    problem = Problem(
        profiles=(ways([(0, 0), (10, 0), (500, 0)]),),
        depots=(Depot(0),),
        stops=(Stop(1, prize=100), Stop(2, prize=100)),
        vehicles=(Vehicle(),),
    )
    answer = solve(problem, steps())
    assert answer.feasible and set(answer.unserved) == {1} and answer.objective == 20 + 100


def test_vehicles_first_uses_the_fewest_though_it_drives_farther():
    points = [(0, 0), (100, 10), (100, -10), (-100, 10), (-100, -10)]
    base = Problem(
        profiles=(ways(points),),
        depots=(Depot(0, 0, 10_000),),
        stops=tuple(Stop(place, delivery=(1,), windows=((0, 9000),)) for place in range(1, 5)),
        vehicles=(Vehicle(capacity=(4,), count=4),),
    )
    assert solve(replace(base, vehicles_first=True), steps()).parts["vehicles"] == 1


def test_odd_input_is_refused_with_field_fact_and_cure():
    good = scattered(1, 3)
    with pytest.raises(ProblemError, match=r"stops\[1\].place: 9 does not exist"):
        replace(good, stops=(good.stops[0], Stop(9)))
    with pytest.raises(ProblemError, match=r"vehicles\[0\].start"):
        replace(good, vehicles=(Vehicle(start=4),))
    with pytest.raises(ProblemError, match="Scale and round"):
        half = np.full((4, 4), 0.5)
        replace(good, profiles=(Profile(half, half),))
    with pytest.raises(ProblemError, match="does not exist"):
        plan(good, [Tour(0, ((7,),), (0,))])
