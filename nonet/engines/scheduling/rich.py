"""Shops with all that surrounds them: lists by rules, simulated, then improved."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.floor import NEVER, Floor, floor_of
from nonet.engines.scheduling.local import Lists, first_lists, searched
from nonet.engines.scheduling.problem import Shop
from nonet.engines.scheduling.simulate import (
    R_BATCH,
    R_END,
    R_MACHINE,
    R_OPERATOR,
    R_RANK,
    R_SETUP,
    R_START,
    bench_of,
    simulate,
)  # fmt: skip
from nonet.engines.scheduling.violations import violations
from nonet.engines.scheduling.why import reasons_of, unplanned_reasons
from nonet.engines.solving import Watch


def solve_rich(shop: Shop, watch: Watch, start: Plan | None) -> Plan:
    """Search until the limit."""
    floor = floor_of(shop)
    if floor.ops.shape[1] == 1:
        return Plan((), 0.0, {"makespan": 0.0}, 0.0, True)
    given = ([lists_of(shop, floor, start)] if start is not None else []) + first_lists(shop, floor)
    bound = bound_of(shop, floor)
    lists, steps = searched(shop, floor, given, watch, bound)
    found = simulated(shop, floor, lists, bound, steps)
    return found if start is None else _kept(shop, start, found)


def _kept(shop: Shop, start: Plan, found: Plan) -> Plan:
    """Return the former plan where it still stands and costs less: another simulation may not come to the same."""
    if violations(shop, start):
        return found
    parts = _parts(shop, start.tasks)
    cost = _priced(shop, parts)
    if found.feasible and found.objective <= cost:
        return found
    return replace(found, tasks=start.tasks, objective=cost, parts=parts, feasible=True, order=start.order)


def simulated(shop: Shop, floor: Floor, lists: Lists, bound: float, steps: int) -> Plan:
    """Return the plan of a list, with its parts and reasons."""
    bench = bench_of(floor)
    cost = float(simulate(floor, bench, *lists))
    result, tasks, missing, op = bench.result, [], [], 0
    for number, job in enumerate(shop.jobs):
        for index in range(len(job.operations)):
            if result[R_END, op] >= NEVER:
                missing.append((number, index))
            else:
                tasks.append(_task(result[:, op].tolist(), number, index))
            op += 1
    parts = _parts(shop, tasks)
    if missing:
        cost = _priced(shop, parts)
    where = [(number, index) for number, job in enumerate(shop.jobs) for index in range(len(job.operations))]
    order = [where[op] for op in np.argsort(result[R_RANK])]
    reasons = unplanned_reasons(shop, missing) + reasons_of(shop, tasks)
    optimal = not missing and cost <= bound + 1e-9
    return Plan(tasks, cost, parts, bound, optimal, not missing, reasons, steps, order)


def _task(row: list[int], job: int, index: int) -> Task:
    return Task(
        job, index, row[R_MACHINE], row[R_START], row[R_END], row[R_SETUP], row[R_OPERATOR], row[R_BATCH]
    )  # fmt: skip


def _parts(shop: Shop, tasks: Sequence[Task]) -> dict[str, float]:
    starts, ends = dict[int, int](), dict[int, int]()
    for task in tasks:
        starts[task.job] = min(starts.get(task.job, task.start), task.start)
        ends[task.job] = max(ends.get(task.job, 0), task.end)
    whole = {task.job for task in tasks if task.index + 1 == len(shop.jobs[task.job].operations)}
    wanted = {job: due for job in whole if (due := shop.jobs[job].due) is not None}
    late = {job: ends[job] - due for job, due in wanted.items() if ends[job] > due}
    return {
        "makespan": float(max(ends.values(), default=0)),
        "lateness": float(sum(shop.jobs[job].weight * by for job, by in late.items())),
        "setup": float(sum(task.setup for task in tasks)),
        "work_in_progress": float(sum(ends[job] - starts[job] for job in whole)),
        "late_jobs": float(len(late)),
    }


def _priced(shop: Shop, parts: dict[str, float]) -> float:
    wanted = shop.objective
    return (
        wanted.makespan * parts["makespan"]
        + wanted.lateness * parts["lateness"]
        + wanted.setup * parts["setup"]
        + wanted.work_in_progress * parts["work_in_progress"]
    )


def lists_of(shop: Shop, floor: Floor, plan: Plan) -> Lists:
    """Return the list and choices of a former plan; what it does not know comes last, on its first machine."""
    n = floor.ops.shape[1] - 1
    starts, choice = np.full(n, NEVER, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for task in plan.tasks:
        if task.job < len(shop.jobs) and task.index < len(shop.jobs[task.job].operations):
            op = int(floor.job_first[task.job]) + task.index
            machines = [each.machine for each in shop.jobs[task.job].operations[task.index].choices]
            starts[op] = task.start
            choice[op] = machines.index(task.machine) if task.machine in machines else 0
    order = np.argsort(starts, kind="stable")
    for rank, (job, index) in enumerate(plan.order if len(plan.order) == n else ()):
        order[rank] = floor.job_first[job] + index
    return order, choice


def bound_of(shop: Shop, floor: Floor) -> float:
    """Return a cost that no plan is below: each job alone, and the machines' work shared out evenly."""
    ends, work = [], 0
    lateness = in_progress = 0.0
    for job in shop.jobs:
        moment, mine = job.release, 0
        for each in job.operations:
            shortest = min(choice.duration for choice in each.choices)
            if each.frozen is not None:
                moment, shortest = max(moment, each.frozen.end), 0
            moment = max(moment, each.release) + shortest
            mine += shortest
            work += 0 if any(shop.machines[choice.machine].batch for choice in each.choices) else shortest
        if job.operations:
            ends.append(moment)
            lateness += job.weight * max(0, moment - job.due) if job.due is not None else 0
            in_progress += mine
    makespan = max([-(-work // len(shop.machines)), *ends], default=0)
    wanted = shop.objective
    return wanted.makespan * makespan + wanted.lateness * lateness + wanted.work_in_progress * in_progress
