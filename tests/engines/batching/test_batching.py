"""Batches: exact on small cases, never worse than the rules, carts kept, the compiled tour equal to the sweep."""

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bench.checkers import batching as checker
from nonet.engines import pick_path
from nonet.engines.batching import BatchProblem, Cart, Order, solve
from nonet.engines.batching.solve import Waves
from nonet.engines.pick_path import PickProblem, Point, rectangular
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.cli.main import app


@st.composite
def problems(draw: st.DrawFn, most: int = 5) -> BatchProblem:
    aisles, blocks = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    points = st.builds(
        Point, st.integers(0, aisles - 1), st.integers(0, blocks - 1), st.sampled_from([1.0, 3.0, 7.0])
    )
    order = st.builds(
        Order,
        st.lists(points, min_size=1, max_size=4),
        st.tuples(st.sampled_from([1.0, 2.0, 3.0])),
        st.integers(0, 2),
    )
    orders = draw(st.lists(order, min_size=1, max_size=most))
    return BatchProblem(rectangular(aisles, blocks, 8, 3), orders, Cart((4.0,), totes=3), Point(0, 0, 0.0))


def partitions(items: list[int]):
    if not items:
        yield []
        return
    for size in range(len(items)):
        for rest in itertools.combinations(items[1:], size):
            group = [items[0], *rest]
            for others in partitions([item for item in items if item not in group]):
                yield [group, *others]


def fits(problem: BatchProblem, group: list[int]) -> bool:
    orders = [problem.orders[each] for each in group]
    return problem.cart.holds([sum(order.sizes[0] for order in orders)], sum(order.totes for order in orders))


@settings(max_examples=20, deadline=None)
@given(problems())
def test_few_orders_are_batched_as_well_as_can_be(problem: BatchProblem) -> None:
    wave = Waves(problem, range(len(problem.orders)))
    least = min(
        sum(map(wave.of, groups))
        for groups in partitions(list(range(len(problem.orders))))
        if all(fits(problem, group) for group in groups)
    )
    found = solve(problem, Limit(seconds=60, iterations=1), compare=True)
    assert found.length == pytest.approx(least) and found.optimal
    assert sorted(order for batch in found.batches for order in batch.orders) == list(
        range(len(problem.orders))
    )
    assert all(fits(problem, list(batch.orders)) for batch in found.batches)
    assert all(length >= found.length - 1e-6 for length in found.named.values())


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_length_of_a_batch_is_that_of_its_exact_tour(problem: BatchProblem) -> None:
    wave = Waves(problem, range(len(problem.orders)))
    group = range(len(problem.orders))
    picks = tuple(pick for order in problem.orders for pick in order.picks)
    assert wave.of(group) == pytest.approx(
        pick_path.solve(PickProblem(problem.warehouse, picks, problem.depot)).length
    )


def many(count: int, blocks: int = 1, **more) -> BatchProblem:
    random = np.random.default_rng(7)
    orders = [
        Order(
            [
                Point(int(random.integers(6)), int(random.integers(blocks)), float(random.integers(1, 20)))
                for _ in range(4)
            ],
            (4.0,),
            **more,
        )
        for _ in range(count)
    ]
    return BatchProblem(rectangular(6, blocks, 20, 5), orders, Cart((24.0,)), Point(0, 0, 0.0))


def test_more_orders_than_can_be_listed_beat_the_rules_and_repeat_with_the_seed() -> None:
    problem = many(40)
    first, again = (solve(problem, Limit(seconds=120, iterations=6, seed=3), compare=True) for _ in range(2))
    assert first.length < min(first.named.values()) and first.bound <= first.length
    assert [batch.orders for batch in first.batches] == [batch.orders for batch in again.batches]


def test_waves_are_kept_apart() -> None:
    orders = [Order([Point(1, 0, 5.0)], (1.0,), wave=wave) for wave in ("noon", "night", "noon")]
    problem = BatchProblem(rectangular(2, 1, 8, 3), orders, Cart((9.0,)), Point(0, 0, 0.0))
    assert sorted(batch.orders for batch in solve(problem, Limit(iterations=1)).batches) == [(0, 2), (1,)]


def test_an_order_too_large_for_a_cart_is_told_by_number() -> None:
    with pytest.raises(ProblemError, match=r"orders\[1\].*Split it"):
        BatchProblem(
            rectangular(2, 1, 8, 3), [Order([], (1.0,)), Order([], (9.0,))], Cart((4.0,)), Point(0, 0, 0.0)
        )


def test_no_orders_need_no_walk() -> None:
    problem = BatchProblem(rectangular(2, 1, 8, 3), [], Cart((4.0,)), Point(0, 0, 0.0))
    assert solve(problem).batches == () and solve(problem).optimal


HENN = """Order 0\tnumber of articles 2
0\tAisle 1\tLocation 2
1\tAisle 4\tLocation 9
Order 1\tnumber of articles 1
0\tAisle 19\tLocation 44
"""


def test_the_command_answers_an_order_list_and_the_checker_agrees(tmp_path) -> None:
    path = tmp_path / "small-cap24-1.txt"
    path.write_text(HENN)
    answer = json.loads(
        CliRunner().invoke(app, ["solve", "batching", str(path), "--seconds", "5", "--json"]).output
    )
    assert checker.check(path, answer).stands and answer["optimal"]
    broken = json.loads(json.dumps(answer))
    broken["solution"]["batches"][0]["tour"].pop()
    assert not checker.check(path, broken).stands
    broken = json.loads(json.dumps(answer))
    broken["solution"]["batches"][0]["orders"].append(0)
    assert "not every order is in one batch" in checker.check(path, broken).faults
    assert math.isclose(answer["objective"], sum(batch["length"] for batch in answer["solution"]["batches"]))
