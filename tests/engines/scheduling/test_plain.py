"""The plain job shop: makespans told are true, small ones the best, and the bound below them."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.scheduling import Choice, Job, Machine, Operation, Shop, solve, violations
from nonet.engines.scheduling.bounds import lower_bound
from nonet.engines.scheduling.core import build, core_of
from nonet.engines.scheduling.dispatch import RANDOM, dispatched
from nonet.engines.scheduling.graph import BEST, DONE, ORDER, graph_of, load, move
from nonet.engines.scheduling.relink import between, distance
from nonet.engines.scheduling.tabu import run
from nonet.engines.solving import Limit, Progress


def shop(seed: int, jobs: int = 6, machines: int = 4, choices: int = 2, reentrant: bool = True) -> Shop:
    rng = random.Random(seed)
    told = []
    for number in range(jobs):
        places = (
            [rng.randrange(machines) for _ in range(rng.randint(1, 6))]
            if reentrant
            else rng.sample(range(machines), machines)
        )
        operations = [
            Operation(
                [Choice(m, rng.randint(0, 9)) for m in {place, *rng.sample(range(machines), choices - 1)}]
            )
            for place in places
        ]
        told.append(Job(str(number), operations, release=rng.choice((0, 0, 3))))
    return Shop([Machine(str(m)) for m in range(machines)], told)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 2))
def test_plans_stand_and_are_no_worse_than_the_rules(seed: int, choices: int) -> None:
    given = shop(seed, choices=choices)
    plan = solve(given, Limit(seconds=600, iterations=300))
    core = core_of(given)
    assert violations(given, plan) == []
    assert plan.objective == max(task.end for task in plan.tasks)
    assert plan.bound is not None and plan.bound <= plan.objective
    assert plan.objective <= dispatched(core, 0, 0).makespan
    again = solve(given, Limit(seconds=600, iterations=1), start=plan)
    assert again.objective <= plan.objective


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_moves_keep_the_graph_true(seed: int) -> None:
    core = core_of(shop(seed, choices=2))
    graph = graph_of(core, seed)
    first = dispatched(core, RANDOM, seed)
    load(graph, first.order, first.choice)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        op = int(rng.integers(core.size))
        choice = int(rng.integers(core.choice_from[op + 1] - core.choice_from[op]))
        machine = core.choice_machine[core.choice_from[op] + choice]
        others = int(graph.lengths[machine]) - int(graph.ops[4, op] == machine)
        move(graph, op, choice, int(rng.integers(others + 1)))
        fresh = graph_of(core, 1)
        load(fresh, graph.ops[ORDER, :-1].copy(), graph.ops[3, :-1].copy())
        assert (fresh.ops[DONE] == graph.ops[DONE]).all()
        assert (fresh.ops[10] == graph.ops[10]).all()
        assert (fresh.row[fresh.row < core.size] == graph.row[_filled(graph)]).all()


def _filled(graph: object) -> np.ndarray:
    row, lengths = graph.row, graph.lengths  # type: ignore[attr-defined]
    return np.arange(row.shape[1])[None, :] < lengths[:, None]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1))
def test_between_two_schedules_lies_a_schedule(seed: int, share: float) -> None:
    core = core_of(shop(seed, choices=2))
    one, other = dispatched(core, RANDOM, seed), dispatched(core, RANDOM, seed + 1)
    child = between(core, one, other, share, seed)
    assert sorted(child.order) == list(range(core.size))
    rank = np.argsort(child.order)
    assert all(core.before[op] == core.size or rank[core.before[op]] < rank[op] for op in range(core.size))
    whole = between(core, one, other, 1.0, seed)
    assert distance(core, whole, other) == 0
    assert distance(core, between(core, one, other, 0.0, seed), one) == 0


@pytest.mark.parametrize("seed", range(5))
def test_small_job_shops_are_solved_as_cp_sat_proves(seed: int) -> None:
    given = shop(seed, 5, 4, 1 + seed % 2)
    found = solve(given, Limit(seconds=600, iterations=20000))
    proved = solve(given, Limit(seconds=60, workers=2))
    assert proved.optimal
    assert found.objective == proved.objective


def test_tabu_search_repeats_itself_in_pieces() -> None:
    core = core_of(shop(3, 8, 5, 1, reentrant=False))
    told = []
    for pieces in (1, 10):
        graph = graph_of(core, 1)
        first = dispatched(core, 0, 0)
        load(graph, first.order, first.choice)
        for _ in range(pieces):
            run(graph, 2000 // pieces, 10**6, 10, 4, 60)
        told.append((int(graph.state[BEST]), graph.ops[ORDER].tolist()))
    assert told[0] == told[1]


def test_the_bound_is_that_of_one_machine_with_heads_and_tails() -> None:
    core = build([[(0, 2)], [(1, 5)], [(1, 4)], [(0, 3)]], [0, 2, 4], 2)
    assert lower_bound(core) == 9  # machine 1 does the 4 first, which has a tail of 3, then the 5


def test_progress_is_told_and_cancelling_ends_it() -> None:
    told: list[Progress] = []
    given = shop(5, 12, 5, 1, reentrant=False)
    solve(given, Limit(seconds=600, iterations=3000, progress=told.append))
    values = [each.objective for each in told]
    assert values == sorted(values, reverse=True)
    assert solve(given, Limit(seconds=600, cancelled=lambda: True)).feasible
