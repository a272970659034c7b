"""Projects: plans stand, small ones are the best, circles are refused."""

import random
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.scheduling import Activity, Project, solve_project
from nonet.engines.scheduling.rcpsp import _arrays
from nonet.engines.scheduling.serial import generate
from nonet.engines.solving import Limit, ProblemError


def project(seed: int, count: int = 10) -> Project:
    rng = random.Random(seed)
    return Project(
        [
            Activity(
                rng.randint(0, 5),
                (rng.randint(0, 3), rng.randint(0, 2)),
                sorted(rng.sample(range(k + 1, count), min(count - k - 1, rng.randint(0, 2)))),
                rng.choice((0, 0, 0, 4)),
            )
            for k in range(count)
        ],
        (4, 3),
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_plans_stand(seed: int) -> None:
    given = project(seed)
    plan = solve_project(given, Limit(seconds=600, iterations=200))
    for number, each in enumerate(given.activities):
        assert plan.starts[number] >= each.release
        assert all(plan.starts[f] >= plan.starts[number] + each.duration for f in each.followers)
    for moment in range(plan.makespan):
        for kind, have in enumerate(given.capacity):
            held = sum(
                each.needs[kind]
                for number, each in enumerate(given.activities)
                if plan.starts[number] <= moment < plan.starts[number] + each.duration
            )
            assert held <= have
    assert plan.bound <= plan.makespan
    again = solve_project(given, Limit(seconds=600, iterations=1), start=plan)
    assert again.makespan <= plan.makespan


@pytest.mark.parametrize("seed", range(4))
def test_small_projects_are_solved_as_by_trying_all(seed: int) -> None:
    given = project(seed, 6)
    arrays = _arrays(given)
    least = 10**9
    for word in permutations(range(6)):
        rank = {each: k for k, each in enumerate(word)}
        if all(rank[f] > rank[n] for n, each in enumerate(given.activities) for f in each.followers):
            starts, used = np.zeros(6, dtype=np.int64), np.zeros((arrays.horizon, 2), dtype=np.int64)
            order = np.array(word, dtype=np.int64)
            end = generate(
                order, arrays.duration, arrays.needs, arrays.capacity, arrays.before_from, arrays.before,
                arrays.release, starts, used,
            )  # fmt: skip
            least = min(least, end)
    assert solve_project(given, Limit(seconds=600, iterations=300)).makespan == least
    proved = solve_project(given, Limit(seconds=30, workers=1))
    assert proved.optimal and proved.makespan == least


def test_odd_projects() -> None:
    assert solve_project(Project([], ()), Limit(seconds=1)).makespan == 0
    for wrong in (
        lambda: Project([Activity(1, (), (1,)), Activity(1, (), (0,))]),
        lambda: Project([Activity(1, (5,))], (4,)),
        lambda: Project([Activity(1, (), (7,))]),
        lambda: Project([Activity(-1)]),
    ):
        with pytest.raises(ProblemError):
            wrong()
