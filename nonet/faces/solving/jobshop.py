"""``nonet solve jobshop``: the classical job shop, reentrant too."""

from dataclasses import replace
from pathlib import Path

from nonet.engines.scheduling import Choice, Job, Machine, Objective, Operation, Plan, Shop
from nonet.engines.scheduling import solve as solve_shop
from nonet.engines.scheduling.core import core_of
from nonet.engines.scheduling.dispatch import RANDOM, dispatched
from nonet.engines.scheduling.relink import between
from nonet.engines.solving import Limit
from nonet.faces.solving.printed import Asked, Printed
from nonet.faces.solving.shop_files import read_job_shop


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read, schedule and print."""
    return printed(solve_shop(read_job_shop(path), limit), 0)


def printed(plan: Plan, from_machine: int) -> Printed:
    """Return a plan as it is printed, machines numbered as in the file."""
    operations = [
        {
            "job": task.job,
            "index": task.index,
            "machine": task.machine + from_machine,
            "start": task.start,
            "end": task.end,
        }
        for task in plan.tasks
    ]
    return Printed(
        {"operations": operations},
        plan.objective,
        plan.bound,
        plan.optimal,
        plan.feasible,
        plan.parts,
        tuple(str(reason) for reason in plan.reasons),
    )


def warm() -> None:
    """Compile the searches."""
    jobs = [
        Job(str(j), [Operation([Choice((k + j * k) % 3, 2 + k + j)]) for k in range(3)]) for j in range(4)
    ]
    shop = Shop([Machine(str(m)) for m in range(3)], jobs)
    steps = Limit(seconds=60, iterations=2000)
    solve_shop(shop, steps)
    core = core_of(shop)
    between(core, dispatched(core, RANDOM, 1), dispatched(core, RANDOM, 2), 0.5, 1)
    solve_shop(replace(shop, objective=Objective(lateness=1.0)), steps)
