"""What happens to a running plan: begun work stays, and no answer is worse than shifting to the right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.reschedule import broken, right_shift, shop
from nonet.engines.scheduling import (
    Breakdown,
    Choice,
    Job,
    LateMaterial,
    Operation,
    Plan,
    Rescheduled,
    Rush,
    Shop,
    reschedule,
    solve,
    violations,
)
from nonet.engines.solving import Limit, ProblemError
from tests.engines.scheduling.shops import drawn


def limit(steps: int) -> Limit:
    return Limit(seconds=600, iterations=steps)


def stands(shop: Shop, plan: Plan, told: Rescheduled, now: int) -> None:
    assert violations(told.shop, told.plan) == []
    assert told.plan.objective <= told.right_shift.objective + 1e-9
    at = {(task.job, task.index): task for task in told.plan.tasks}
    for task in plan.tasks:
        if task.start < now:
            new = at[task.job, task.index]
            assert (new.machine, new.start, new.operator) == (task.machine, task.start, task.operator)
        else:
            assert at[task.job, task.index].start >= now


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.sampled_from(["breakdown", "rush", "late"]))
def test_begun_work_stays_and_nothing_is_worse_than_the_right_shift(seed: int, now: int, kind: str) -> None:
    given = drawn(seed)
    plan = solve(given, limit(200))
    if kind == "breakdown":
        told = reschedule(given, plan, Breakdown(seed % 3, now, now + 10), limit(200))
    elif kind == "rush":
        job = Job("rush", [Operation([Choice(0, 3)]), Operation([Choice(1, 2)])], due=now + 6, weight=50)
        told = reschedule(given, plan, Rush(job, now), limit(200))
    else:
        told = reschedule(given, plan, LateMaterial(0, 0, now + 15, now), limit(200))
    stands(given, plan, told, now)


def test_a_breakdown_among_many_orders_costs_less_than_the_right_shift() -> None:
    given = shop(3, jobs=30, machines=5)
    plan = solve(given, limit(3000))
    event = broken(plan, 5, 3)
    told = reschedule(given, plan, event, limit(3000))
    stands(given, plan, told, event.now)
    assert told.plan.objective <= right_shift(given, plan, event, told.shop)
    assert not [
        t for t in told.plan.tasks if t.machine == event.machine and event.now <= t.start < event.until
    ]


def test_events_that_cannot_be_are_refused() -> None:
    given = drawn(1)
    plan = solve(given, limit(10))
    for event in (Breakdown(9, 1, 2), Breakdown(0, 5, 5), LateMaterial(99, 0, 5, 1)):
        with pytest.raises(ProblemError):
            reschedule(given, plan, event, limit(10))
