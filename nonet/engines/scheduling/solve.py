"""The one door to the shop's searches."""

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.core import core_of
from nonet.engines.scheduling.plain import solve_core, times_of
from nonet.engines.scheduling.problem import Shop
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
    return _plain(shop, watch)


def _plain(shop: Shop, watch: Watch) -> Plan:
    core = core_of(shop)
    solved = solve_core(core, watch)
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
        (),
        solved.iterations,
    )
