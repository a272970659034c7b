"""The rich shop: what is planned stands, never gets worse, and is the best where all can be tried."""

from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonet.engines.scheduling import (
    Choice,
    Frozen,
    Job,
    Machine,
    Objective,
    Operation,
    Operator,
    Shop,
    Task,
    Tool,
    solve,
    violations,
)
from nonet.engines.solving import Limit, ProblemError
from tests.engines.scheduling.shops import drawn


def limit(steps: int, seed: int = 1) -> Limit:
    return Limit(seconds=600, iterations=steps, seed=seed)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_planned_stands(seed: int) -> None:
    shop = drawn(seed)
    plan = solve(shop, limit(200))
    assert plan.feasible
    assert violations(shop, plan) == []
    assert plan.bound is not None and plan.bound <= plan.objective + 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_more_steps_or_a_start_never_make_it_worse(seed: int) -> None:
    shop = drawn(seed, 8)
    first, more = solve(shop, limit(1)), solve(shop, limit(300))
    assert more.objective <= first.objective + 1e-9
    again = solve(shop, limit(1), start=more)
    assert again.objective <= more.objective + 1e-9


def test_the_same_steps_give_the_same_plan() -> None:
    for rich in (True, False):
        shop = drawn(7, 10, rich)
        assert solve(shop, limit(500)).tasks == solve(shop, limit(500)).tasks


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rich", [True, False])
def test_small_shops_are_solved_as_by_trying_all(seed: int, rich: bool) -> None:
    """Every list and choice is given as a start with no steps to improve it: none is better."""
    shop = drawn(seed, 3, rich)
    shop = replace(shop, jobs=[replace(job, operations=job.operations[:2]) for job in shop.jobs])
    found = solve(shop, limit(3000)).objective
    least = min(_tried(shop))
    assert found == pytest.approx(least)


def _tried(shop: Shop) -> list[float]:
    import numpy as np

    from nonet.engines.scheduling.floor import floor_of
    from nonet.engines.scheduling.simulate import bench_of, simulate

    floor = floor_of(shop)
    bench = bench_of(floor)
    operations = [each for job in shop.jobs for each in job.operations]
    tokens = [number for number, job in enumerate(shop.jobs) for _ in job.operations]
    first = [next(k for k, job in enumerate(tokens) if job == number) for number in range(len(shop.jobs))]
    costs = []
    for picked in product(*(range(len(each.choices)) for each in operations)):
        for word in set(permutations(tokens)):
            order = np.array([first[job] for job in word], dtype=np.int64)
            costs.append(float(simulate(floor, bench, order, np.array(picked, dtype=np.int64))))
    return costs


def test_shifts_and_breaks_are_kept() -> None:
    machine = Machine("M", [(0, 8), (24, 32)], maintenance=[(2, 4)])
    pauses = Shop([machine], [Job("A", [Operation([Choice(0, 7)])])], objective=Objective(lateness=1.0))
    task = solve(pauses, limit(10)).tasks[0]
    assert (task.start, task.end) == (0, 25)
    whole = replace(pauses, jobs=[Job("A", [Operation([Choice(0, 7)], splittable=False)])])
    assert (solve(whole, limit(10)).tasks[0].start, solve(whole, limit(10)).tasks[0].end) == (24, 31)


def test_set_ups_group_families() -> None:
    machine = Machine("M", setups=[[0, 5], [5, 0]], family=0)
    jobs = [Job(str(k), [Operation([Choice(0, 2)], family=k % 2)]) for k in range(6)]
    plan = solve(Shop([machine], jobs, objective=Objective(setup=1.0)), limit(2000))
    assert plan.parts["setup"] == 5
    assert plan.parts["makespan"] == 17


def test_batches_run_together() -> None:
    oven = Machine("oven", batch=4)
    jobs = [Job(str(k), [Operation([Choice(0, 10)], size=2, family=0)], release=k) for k in range(4)]
    plan = solve(Shop([oven], jobs, objective=Objective(work_in_progress=0.1)), limit(500))
    assert plan.parts["makespan"] == 21  # the first two begin at 1, the others when these are done
    assert len({task.batch for task in plan.tasks}) == 2


def test_operators_and_tools_are_shared() -> None:
    jobs = [Job(str(k), [Operation([Choice(k, 4)], skill="weld")]) for k in range(2)]
    people = [Operator("Li", frozenset({"weld"})), Operator("Wu", frozenset({"mill"}))]
    two = Shop([Machine("A"), Machine("B")], jobs, people)
    assert solve(two, limit(50)).parts["makespan"] == 8
    jobs = [Job(str(k), [Operation([Choice(k, 4)], tools=[0])]) for k in range(2)]
    assert solve(Shop(two.machines, jobs, tools=[Tool("mould")]), limit(50)).parts["makespan"] == 8
    assert solve(Shop(two.machines, jobs, tools=[Tool("mould", 2)]), limit(50)).parts["makespan"] == 4


def test_frozen_work_stays() -> None:
    jobs = [
        Job("A", [Operation([Choice(0, 5)], frozen=Frozen(0, 3, 8))]),
        Job("B", [Operation([Choice(0, 4)])]),
        Job("C", [Operation([Choice(0, 2)])]),
    ]
    shop = Shop([Machine("M")], jobs)
    plan = solve(shop, limit(200))
    assert violations(shop, plan) == []
    assert plan.parts["makespan"] == 12
    with pytest.raises(ProblemError, match="not frozen"):
        Shop([Machine("M")], [Job("A", [Operation([Choice(0, 1)]), jobs[0].operations[0]])])


def test_what_cannot_be_planned_is_named_and_the_rest_planned() -> None:
    jobs = [
        Job("A", [Operation([Choice(0, 5)], skill="magic"), Operation([Choice(0, 1)])]),
        Job("B", [Operation([Choice(0, 4)])]),
        Job("C", [Operation([Choice(1, 50)])]),
    ]
    plan = solve(Shop([Machine("M"), Machine("N", [(0, 8)])], jobs), limit(50))
    assert not plan.feasible
    assert [task.job for task in plan.tasks] == [1]
    assert [reason.code for reason in plan.reasons][:2] == ["unplanned.skill", "unplanned.time"]
    assert "magic" in str(plan.reasons[0])


def test_odd_shops_are_answered() -> None:
    empty = solve(Shop([Machine("M")], []), limit(10))
    assert empty.tasks == [] and empty.objective == 0
    none = solve(Shop([Machine("M")], [Job("A", [])], objective=Objective(lateness=1)), limit(10))
    assert not none.tasks
    idle = solve(Shop([Machine("M")], [Job("A", [Operation([Choice(0, 0)])] * 3)]), limit(10))
    assert idle.objective == 0
    for wrong in (
        lambda: Shop([], []),
        lambda: Shop([Machine("M")], [Job("A", [Operation([])])]),
        lambda: Shop([Machine("M")], [Job("A", [Operation([Choice(3, 1)])])]),
        lambda: Shop([Machine("M")], [Job("A", [Operation([Choice(0, -1)])])]),
        lambda: Machine("M", shifts=[(5, 3)]),
    ):
        with pytest.raises(ProblemError):
            wrong()


def test_late_orders_say_why() -> None:
    jobs = [
        Job("big", [Operation([Choice(0, 20)])], weight=9, due=20),
        Job("small", [Operation([Choice(0, 5)])], due=6),
        Job("waits", [Operation([Choice(1, 5)], release=30)], due=10),
    ]
    plan = solve(
        Shop([Machine("lathe"), Machine("mill")], jobs, objective=Objective(lateness=1.0)), limit(500)
    )
    told = {reason.facts["order"]: reason for reason in plan.reasons if reason.code.startswith("late.")}
    assert told["small"].code == "late.machine"
    assert told["small"].facts["blocker"] == "big"
    assert "lathe" in str(told["small"])
    assert told["waits"].code == "late.material"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: replace(t, start=t.start - 1, end=t.end - 1),
        lambda t: replace(t, end=t.end + 1),
        lambda t: replace(t, machine=1 - t.machine),
    ],
)
def test_broken_plans_are_seen(change) -> None:  # type: ignore[no-untyped-def]
    jobs = [Job(str(k), [Operation([Choice(0, 3)]), Operation([Choice(1, 4)])]) for k in range(2)]
    shop = Shop([Machine("A"), Machine("B")], jobs, objective=Objective(lateness=1.0))
    plan = solve(shop, limit(20))
    tasks: list[Task] = list(plan.tasks)
    tasks[1] = change(tasks[1])
    assert violations(shop, replace(plan, tasks=tasks))
    assert violations(shop, replace(plan, tasks=tasks[:1]))
