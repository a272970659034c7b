"""Local search over lists and choices, each step judged by the dispatch simulation.

A step is kept by late acceptance (Burke & Bykov 2017, doi:10.1016/j.ejor.2016.07.012).
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Ints, build
from nonet.engines.scheduling.dispatch import LONGEST_TAIL, MOST_WORK, SHORTEST, dispatched
from nonet.engines.scheduling.floor import CHOICE, FROZEN, JOB, LAST, Floor
from nonet.engines.scheduling.graph import random_below
from nonet.engines.scheduling.problem import Shop
from nonet.engines.scheduling.simulate import R_MACHINE, R_RANK, R_START, Bench, bench_of, simulate
from nonet.engines.solving import Watch

MEMORY = 200  # steps back that late acceptance compares with
Lists = tuple[Ints, Ints]  # order, choice


def searched(shop: Shop, floor: Floor, given: list[Lists], watch: Watch, target: float) -> tuple[Lists, int]:
    """Return the best list and choices found from those given, and the steps done; it never gets worse."""
    bench = bench_of(floor)
    first = min(given, key=lambda each: simulate(floor, bench, *each))
    searches = [Search(floor, first, watch.limit.seed * 100 + k) for k in range(min(watch.limit.workers, 2))]
    movable = np.flatnonzero(floor.ops[FROZEN, :-1] == 0)
    if len(movable) < 2:
        return first, 0
    steps, chunk, known = 0, 50, float("inf")
    with ThreadPoolExecutor(len(searches)) as pool:
        while not watch.over(steps) and min(each.best for each in searches) > target:
            if watch.limit.iterations is not None:
                chunk = max(1, min(chunk, (watch.limit.iterations - steps) // len(searches)))
            began = watch.elapsed
            steps += sum(pool.map(Search.run, searches, repeat(movable), repeat(chunk)))
            took = watch.elapsed - began
            chunk = int(min(max(chunk * 0.1 / max(took, 1e-4), 10), 4 * chunk))
            if (best := min(each.best for each in searches)) < known:
                known = best
                watch.tell(best, None, steps)
    found = min(searches, key=lambda each: each.best)
    return (found.best_order, found.best_choice), steps


class Search:
    """One walk; it can be run on and on."""

    def __init__(self, floor: Floor, first: Lists, seed: int) -> None:
        self.floor, self.bench = floor, bench_of(floor)
        self.order, self.choice = first[0].copy(), first[1].copy()
        self.best_order, self.best_choice = first[0].copy(), first[1].copy()
        cost = simulate(floor, self.bench, self.order, self.choice)
        self.values = np.full(MEMORY + 2, cost, dtype=np.float64)  # now, best, then the memory
        self.state = np.zeros(5, dtype=np.int64)
        self.state[4] = seed

    @property
    def best(self) -> float:
        """The least cost so far."""
        return float(self.values[1])

    def run(self, movable: Ints, steps: int) -> int:
        """Do some steps; return how many."""
        _walk(
            self.floor, self.bench, self.order, self.choice, self.best_order, self.best_choice, self.values,
            self.state, movable, steps,
        )  # fmt: skip
        return steps


@compiled
def _walk(
    floor: Floor, bench: Bench, order: Ints, choice: Ints, best_order: Ints, best_choice: Ints,
    values: npt.NDArray[np.float64], state: Ints, movable: Ints, steps: int,
) -> None:  # fmt: skip
    """Walk on; ``state[0]`` counts the steps, ``state[4]`` is the random word."""
    n, memory = len(order), len(values) - 2
    ops, result = floor.ops, bench.result
    simulate(floor, bench, order, choice)
    rank = result[R_RANK].copy()
    machine = result[R_MACHINE].copy()
    trial = order.copy()
    for _ in range(steps):
        state[0] += 1
        op = movable[random_below(state, len(movable))]
        count = ops[CHOICE, op + 1] - ops[CHOICE, op]
        former = choice[op]
        trial[:] = order
        if count > 1 and random_below(state, 3) == 0:
            choice[op] = (former + 1 + random_below(state, count - 1)) % count
        else:
            goal = _goal(order, rank, machine, op, state)
            at = rank[op]
            for t in range(at, goal):
                trial[t] = order[t + 1]
            for t in range(at, goal, -1):
                trial[t] = order[t - 1]
            trial[goal] = op
        if state[0] % 1000 == 0:
            simulate(floor, bench, order, choice)
            trial[:] = np.argsort(result[R_START], kind="mergesort")
        cost = simulate(floor, bench, trial, choice)
        slot = 2 + state[0] % memory
        if cost <= values[0] or cost < values[slot]:
            values[0] = cost
            for each in range(n):
                rank[each] = result[R_RANK, each]
                order[rank[each]] = each
                machine[each] = result[R_MACHINE, each]
            if cost < values[1]:
                values[1] = cost
                best_order[:] = order
                best_choice[:] = choice
        else:
            choice[op] = former
        values[slot] = min(values[slot], values[0])


@compiled
def _goal(order: Ints, rank: Ints, machine: Ints, op: int, state: Ints) -> int:
    """Return a rank to move an operation to: that of one of its near neighbours on its machine."""
    n = len(order)
    back = random_below(state, 2) == 0
    hops = 1 + random_below(state, 3)
    at = rank[op]
    found = at
    while hops and (at > 0 if back else at < n - 1):
        at = at - 1 if back else at + 1
        if machine[order[at]] == machine[op]:
            hops -= 1
            found = at
    return found if found != rank[op] else random_below(state, n)


def first_lists(shop: Shop, floor: Floor) -> list[Lists]:
    """Return lists by rules: most work, shortest first, and by how little time there is until the due date."""
    rows = [[(c.machine, c.duration) for c in each.choices] for job in shop.jobs for each in job.operations]
    core = build(rows, floor.job_first.tolist(), len(shop.machines))
    lists = []
    for rule, slack in ((MOST_WORK, 0.0), (MOST_WORK, 0.5), (LONGEST_TAIL, 0.0), (SHORTEST, 0.0)):
        found = dispatched(core, rule, 0, slack)
        lists.append((found.order.astype(np.int64), found.choice.astype(np.int64)))
    work = core.shortest()
    latest = np.zeros(len(rows), dtype=np.int64)
    soonest = np.zeros(len(rows), dtype=np.int64)
    for op in range(len(rows) - 1, -1, -1):
        ends = bool(floor.ops[LAST, op])
        latest[op] = (floor.due[floor.ops[JOB, op]] if ends else latest[op + 1]) - work[op]
    for number, job in enumerate(shop.jobs):
        moment = job.release
        for index, each in enumerate(job.operations):
            op = int(floor.job_first[number]) + index
            moment = max(moment, each.release)
            soonest[op] = moment
            moment += int(work[op])
    for key in (latest, soonest, latest + soonest):
        order = np.argsort(key, kind="stable")
        lists += [(order, choice) for _, choice in (lists[0], lists[2])]
    return [(order.copy(), choice.copy()) for order, choice in lists]
