"""Lots under capacity: equal to trying all set-ups, never worse than the start, overtime told."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from nonet.engines.lotsizing import Item, Problem, solve, violations
from nonet.engines.solving import Limit, ProblemError

SHORT = Limit(seconds=60, iterations=6)


@st.composite
def problems(draw, most_items=2, most_periods=3):
    n, periods = draw(st.integers(1, most_items)), draw(st.integers(1, most_periods))
    number = st.integers(0, 8)
    items = []
    for i in range(n):
        least = draw(st.sampled_from([0, 0, 0, 5]))
        items.append(
            Item(
                f"i{i}", tuple(draw(st.lists(number, min_size=periods, max_size=periods))),
                unit_time=draw(st.sampled_from([1.0, 2.0])), setup_time=draw(st.sampled_from([0, 1, 3])),
                setup_cost=draw(st.integers(0, 30)), holding=draw(st.integers(0, 3)),
                unit_cost=tuple(draw(st.lists(st.integers(0, 2), min_size=periods, max_size=periods))),
                stock=draw(st.sampled_from([0, 0, 4])), safety=draw(st.sampled_from([0, 0, 2])),
                least=least, most=draw(st.sampled_from([None, None, 9])),
            )
        )  # fmt: skip
    capacity = tuple(draw(st.lists(st.integers(8, 30), min_size=periods, max_size=periods)))
    return Problem(tuple(items), capacity, overtime_cost=draw(st.sampled_from([None, 1.0, 5.0])))


def slowly(problem: Problem) -> float | None:
    """Try all set-ups; each leaves a linear program. None when overtime would be needed without a price."""
    n, periods = len(problem.items), len(problem.capacity)
    best = None
    for setup in product((0, 1), repeat=n * periods):
        on = np.array(setup).reshape(n, periods)
        cost, rows, limits, bounds = [], [], [], []
        constant = 0.0
        for i, item in enumerate(problem.items):
            constant += item.setup_cost * on[i].sum() + item.holding * (
                item.stock * periods - np.cumsum(item.demand).sum()
            )
            for t in range(periods):
                cost.append(item.unit_cost[t] + item.holding * (periods - t))
                bounds.append((item.least * on[i, t], (item.most or 1e6) * on[i, t]))
                row = np.zeros(n * periods + periods)
                row[i * periods : i * periods + t + 1] = -1
                rows.append(row)
                limits.append(item.stock - sum(item.demand[: t + 1]) - item.safety)
        for t in range(periods):
            row = np.zeros(n * periods + periods)
            row[t : n * periods : periods] = [item.unit_time for item in problem.items]
            row[n * periods + t] = -1
            rows.append(row)
            limits.append(
                problem.capacity[t] - sum(item.setup_time * on[i, t] for i, item in enumerate(problem.items))
            )
        cost += [problem.overtime_cost or 0.0] * periods
        bounds += [(0, None if problem.overtime_cost is not None else 0)] * periods
        found = linprog(cost, A_ub=np.array(rows), b_ub=limits, bounds=bounds)
        if found.status == 0 and (best is None or found.fun + constant < best):
            best = found.fun + constant
    return best


@settings(max_examples=25, deadline=None)
@given(problems())
def test_equal_to_trying_all_set_ups(problem):
    answer, best = solve(problem, SHORT), slowly(problem)
    if best is None:
        assert not answer.feasible and answer.reasons
    else:
        assert violations(problem, answer) == ()
        assert answer.feasible and answer.objective == pytest.approx(best, abs=1e-4)
        assert answer.bound is None or answer.bound <= best + 1e-4


@settings(max_examples=8, deadline=None)
@given(problems(4, 6))
def test_never_worse_than_its_start_and_the_same_again(problem):
    first = solve(problem, Limit(seconds=60, iterations=0))
    longer = solve(problem, SHORT, start=first.production)
    assert violations(problem, longer) == () or not longer.feasible
    assert longer.feasible >= first.feasible
    if longer.feasible == first.feasible:
        assert longer.objective <= first.objective + 1e-6 or not first.feasible
    again = solve(problem, SHORT, start=first.production)
    assert (again.production == longer.production).all()


def test_the_whole_program_proves():
    items = tuple(
        Item(
            f"i{i}", tuple(10 + (7 * i + 3 * t) % 13 for t in range(8)), setup_time=3, setup_cost=50 + 10 * i
        )
        for i in range(3)
    )
    for workers in (1, 2):
        answer = solve(Problem(items, (70.0,) * 8), Limit(seconds=60, workers=workers))
        assert answer.optimal and answer.feasible


def test_too_little_capacity_is_told_with_the_least_overtime():
    item = Item("pump", (10.0, 10.0), setup_time=2.0, setup_cost=1.0)
    answer = solve(Problem((item,), (8.0, 9.0)), SHORT)
    assert not answer.feasible and answer.overtime.sum() == pytest.approx(7.0)
    assert any("lacks" in str(reason) for reason in answer.reasons)
    priced = solve(Problem((item,), (8.0, 9.0), overtime_cost=2.0), SHORT)
    assert priced.feasible and priced.parts["overtime"] == pytest.approx(14.0)


def test_odd_input_is_answered():
    for problem in (
        Problem((), (1.0,)),
        Problem((Item("a", (0.0, 0.0)),), (0.0, 0.0)),
        Problem((Item("a", ()),), ()),
        Problem((Item("a", (5.0,), stock=9.0),), (0.0,)),
    ):
        answer = solve(problem, SHORT)
        assert answer.feasible and answer.parts["setup"] == 0 and violations(problem, answer) == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: Item("a", (1.0,), holding=-1), r"items\[a\].holding"),
        (lambda: Item("a", (1.0,), least=3, most=2), r"items\[a\].most"),
        (lambda: Problem((Item("a", (1.0,)),), (1.0, 2.0)), r"items\[a\].demand"),
        (lambda: Problem((Item("a", (1.0,)),) * 2, (1.0,)), "items"),
    ],
)
def test_what_cannot_be_is_refused(wrong, field):
    with pytest.raises(ProblemError, match=field):
        wrong()


def test_lots_that_are_too_small_are_raised_and_told():
    answer = solve(Problem((Item("a", (10.0, 1.0), most=4.0),), (50.0, 50.0)), SHORT)
    assert not answer.feasible and answer.production.sum() == pytest.approx(11.0)
    assert "lots of 4.0 at most" in str(answer.reasons[0])
