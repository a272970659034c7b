"""The one door to the shop's searches."""

from dataclasses import replace

import numpy as np

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.core import Core, Sequence, core_of, is_plain
from nonet.engines.scheduling.plain import solve_core, times_of
from nonet.engines.scheduling.problem import Shop
from nonet.engines.scheduling.rich import solve_rich
from nonet.engines.scheduling.why import reasons_of
from nonet.engines.solving import Limit, Watch


def solve(shop: Shop, limit: Limit, *, start: Plan | None = None) -> Plan:
    """Schedule a shop.

    Parameters
    ----------
    shop : Shop
        What is to be made on what.
    limit : Limit
        When to stop; a step is one move of the search.
    start : Plan | None
        A former plan of this shop; the answer is never worse.

    Returns
    -------
    Plan
        The best found, with its parts, bound and reasons.
    """
    watch = limit.start()
    if is_plain(shop):
        return _plain(shop, watch, start)
    return solve_rich(shop, watch, start)


def _plain(shop: Shop, watch: Watch, start: Plan | None) -> Plan:
    core = core_of(shop)
    solved = solve_core(core, watch, _sequence(shop, core, start) if start is not None else None)
    starts, ends = times_of(core, solved.best)
    tasks, op = [], 0
    for number, job in enumerate(shop.jobs):
        if job.operations and max(job.release, job.operations[0].release) > 0:
            op += 1
        for index, operation in enumerate(job.operations):
            machine = operation.choices[solved.best.choice[op]].machine
            tasks.append(Task(number, index, machine, int(starts[op]), int(ends[op])))
            op += 1
    span, weight = solved.best.makespan, shop.objective.makespan
    scale = int(weight) if float(weight).is_integer() else weight
    return Plan(
        tasks,
        span * scale,
        {"makespan": span},
        solved.bound * scale,
        solved.bound >= span,
        True,
        reasons_of(shop, tasks),
        solved.iterations,
    )


def _sequence(shop: Shop, core: Core, plan: Plan) -> Sequence | None:
    """Return a former plan as a sequence of the core, or None when it does not tell all operations."""
    tasks = {(task.job, task.index): task for task in plan.tasks}
    keys: list[tuple[int, int, int]] = []
    choice: list[int] = []
    for number, job in enumerate(shop.jobs):
        if job.operations and max(job.release, job.operations[0].release) > 0:
            keys.append((-1, 0, len(keys)))
            choice.append(0)
        for index, operation in enumerate(job.operations):
            task = tasks.get((number, index))
            machines = [each.machine for each in operation.choices]
            if task is None or task.machine not in machines:
                return None
            keys.append((task.start, task.end, len(keys)))
            choice.append(machines.index(task.machine))
    order = np.array(sorted(range(len(keys)), key=lambda op: keys[op]), dtype=np.int32)
    found = Sequence(-1, order, np.array(choice, dtype=np.int32))
    return replace(found, makespan=int(times_of(core, found)[1].max(initial=0)))
