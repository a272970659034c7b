"""The exact tour equals brute force, whatever the warehouse; its path is as long as it says."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.pick_path import (
    BOTH,
    DOWN,
    UP,
    Door,
    Foot,
    PickProblem,
    Point,
    Warehouse,
    heuristics,
    local,
    rectangular,
    solve,
)
from nonet.engines.pick_path.steps import settled
from nonet.engines.solving import Limit, ProblemError

LENGTH = 6.0


def shortest(problem: PickProblem) -> float:
    """Return the least length over every order of the picks and every end, by shortest walks between them."""
    best = math.inf
    for end in problem.ends or (problem.start,):
        picks = sorted({settled(problem.warehouse, pick) for pick in problem.picks})
        stops = [settled(problem.warehouse, problem.start), *picks, settled(problem.warehouse, end)]
        between = local.Streets(problem.warehouse, stops).between()
        for order in itertools.permutations(range(1, len(stops) - 1)):
            walk = [0, *order, len(stops) - 1]
            best = min(best, sum(between[pair] for pair in itertools.pairwise(walk)))
    return best


def walked(problem: PickProblem, path: tuple[Point, ...]) -> float:
    """Return how long a path is, each step of it a straight piece of an aisle or cross-aisle that may be gone so."""
    stops = list(dict.fromkeys(path))
    between = local.Streets(problem.warehouse, stops).between()
    return float(
        sum(between[stops.index(one), stops.index(other)] for one, other in itertools.pairwise(path))
    )


@st.composite
def problems(draw: st.DrawFn, ways: bool = False) -> PickProblem:
    aisles, blocks = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    pitches = draw(
        st.lists(st.integers(1, 5), min_size=aisles * (blocks + 1), max_size=aisles * (blocks + 1))
    )
    table = np.array(pitches[: (aisles - 1) * (blocks + 1)], dtype=float).reshape(aisles - 1, blocks + 1)
    points = st.builds(
        Point,
        st.integers(0, aisles - 1),
        st.integers(0, blocks - 1),
        st.sampled_from([0.0, 1, 2.5, 4, LENGTH]),
    )
    way = st.sampled_from([BOTH, BOTH, UP, DOWN]) if ways else st.just(BOTH)
    directions = np.array([[draw(way) for _ in range(blocks)] for _ in range(aisles)])
    lengths = np.full((aisles, blocks), LENGTH)
    warehouse = Warehouse(lengths, table, ways=directions if ways else None)
    picks = tuple(draw(st.lists(points, max_size=5)))
    return PickProblem(warehouse, picks, draw(points), tuple(draw(st.lists(points, max_size=2))))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_order_of_the_picks_is_shorter(problem: PickProblem) -> None:
    tour = solve(problem)
    assert tour.optimal and tour.length == pytest.approx(shortest(problem))
    assert walked(problem, tour.path) == pytest.approx(tour.length)
    assert sorted(tour.order) == list(range(len(problem.picks)))


@settings(max_examples=60, deadline=None)
@given(problems(ways=True))
def test_one_way_aisles_are_kept_and_cost_no_more_than_they_must(problem: PickProblem) -> None:
    least = shortest(problem)
    if math.isinf(least):
        with pytest.raises(ProblemError, match="cannot all be reached"):
            solve(problem)
    else:
        assert solve(problem).length == pytest.approx(least)


@settings(max_examples=40, deadline=None)
@given(problems(), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_a_door_in_front_of_the_aisles_is_left_and_entered_where_it_is_best(
    inner: PickProblem, walks
) -> None:
    door = Door(tuple(float(walk) for walk in walks[: inner.warehouse.aisles]))
    problem = PickProblem(inner.warehouse, inner.picks, door)
    tour = solve(problem)
    assert tour.length == pytest.approx(shortest(problem))
    assert walked(problem, tour.path) == pytest.approx(tour.length)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_no_named_rule_and_no_local_search_is_shorter(problem: PickProblem) -> None:
    tour = solve(problem, compare=True)
    assert all(length >= tour.length - 1e-9 for length in tour.named.values())
    for end in (problem.start,):
        other = local.solve(
            PickProblem(problem.warehouse, problem.picks, problem.start), end, Limit().start()
        )
        assert other is not None and other.bound <= other.length + 1e-9
        if not problem.ends:
            assert other.length >= tour.length - 1e-9


def test_a_warehouse_beyond_reach_is_still_answered_and_says_so() -> None:
    picks = tuple(Point(3 * each % 13, 5 * each % 13, 2.0) for each in range(20))
    problem = PickProblem(rectangular(13, 13, 6, 3), picks, Point(0, 0, 0.0))
    tour = solve(problem)
    assert tour.method == "local search" and not tour.optimal and tour.bound <= tour.length
    assert tour.reasons[0].code == "tour.heuristic"
    assert walked(problem, tour.path) == pytest.approx(tour.length)


def test_the_cart_may_wait_at_the_mouth() -> None:
    """Two picks deep in one aisle: with the cart 2 × 4; on foot at half the price, both in one walk, 2 × 4 × 0.5."""
    picks = (Point(1, 0, 3.0), Point(1, 0, 4.0))
    riding = PickProblem(rectangular(2, 1, 10, 3), picks, Point(0, 0, 0.0))
    walking = PickProblem(rectangular(2, 1, 10, 3, foot=Foot(carry=2, factor=0.5)), picks, Point(0, 0, 0.0))
    one_by_one = PickProblem(
        rectangular(2, 1, 10, 3, foot=Foot(carry=1, factor=0.5)), picks, Point(0, 0, 0.0)
    )
    assert [solve(each).length for each in (riding, walking, one_by_one)] == [14, 10, 13]


def test_an_aisle_too_narrow_for_the_cart_is_walked() -> None:
    narrow = np.array([[False], [True]])
    warehouse = rectangular(2, 1, 10, 3, foot=Foot(carry=1), no_cart=narrow)
    tour = solve(PickProblem(warehouse, (Point(1, 0, 2.0), Point(1, 0, 9.0)), Point(0, 0, 0.0)))
    assert tour.length == 6 + 2 * 2 + 2 * 9


def test_named_rules_of_one_block_by_hand() -> None:
    """Aisles 0, 1 and 2, ten long and two apart; picks at 2 in the first, 1 and 9 in the second, 5 in the third."""
    picks = (Point(0, 0, 2.0), Point(1, 0, 1.0), Point(1, 0, 9.0), Point(2, 0, 5.0))
    named = heuristics.lengths(PickProblem(rectangular(3, 1, 10, 2), picks, Point(0, 0, 0.0)))
    assert named == {
        "s_shape": 10 + 10 + 10 + 8,
        "return": 4 + 18 + 10 + 8,
        "largest_gap": 10 + 2 + 10 + 2 + 8,
        "mid_point": 10 + 2 + 10 + 2 + 8,
        "combined": 4 + 10 + 10 + 8,
    }


@pytest.mark.parametrize(
    ("picks", "start", "field"),
    [((Point(2, 0, 1),), Point(0, 0, 0), r"picks\[0\]"), ((), Point(0, 0, 11), "start")],
)
def test_places_outside_are_refused_by_name(picks, start, field) -> None:
    with pytest.raises(ProblemError, match=field):
        PickProblem(rectangular(2, 1, 10, 3), picks, start)
