"""The search as a whole: first answer, fewest vehicles where asked, cooling on several cores."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from nonet.engines.routing import arrays, states
from nonet.engines.routing import columns as c
from nonet.engines.routing.anneal import anneal
from nonet.engines.routing.columns import Data, State, Whole
from nonet.engines.routing.problem import Problem
from nonet.engines.routing.pyvrp_peer import covers, solved
from nonet.engines.solving import Watch

MEAN_REMOVED = 10.0
HOT, COLD = 0.6, 0.03  # heat at the start and the end, in mean lengths of a way between stops
ENOUGH = 1500  # steps for each stop that allow starting hot; with fewer it starts cooler
ROUNDS = 150  # in which the time is spent; workers meet between them
MEETINGS = 12
WORST = 1e300


@dataclass(slots=True)
class Worker:
    """One searching thread: where it stands, its best, and its scratch."""

    now: State
    best: State
    counts: Whole

    def run(self, data: Data, steps: int, hot: float, cold: float, fleet: bool = False) -> None:
        """Do steps; with none, recompute and complete."""
        anneal(data, self.now, self.best, steps, hot, cold, MEAN_REMOVED, fleet, self.counts)


def worker(data: Data, problem: Problem, seed: int) -> Worker:
    """Return a worker with an empty plan."""
    made = Worker(states.empty(data, problem, seed), states.empty(data, problem, seed), np.zeros(3, np.int64))
    made.best.told[c.NOW] = WORST
    return made


def copy(source: State, target: State) -> None:
    """Copy where a search stands, all but its random numbers."""
    target.node[:], target.tour[:], target.cost[:] = source.node, source.tour, source.cost
    target.told[:] = source.told
    target.work[c.USED] = source.work[c.USED]
    target.work[c.ABSENCES] = source.work[c.ABSENCES]


def begin(each: Worker, data: Data, tours: Sequence[states.Tour]) -> None:
    """Lay given tours, put in what is missing, and take that for the best."""
    if tours:
        glued = each.now.node[:, c.GLUED].copy()
        states.clear(data, each.now)
        each.now.node[:, c.GLUED] = glued
        for slot, (kind, depots, trips) in enumerate(tours):
            states.lay(data, each.now, slot, kind, trips, depots[1:])
    each.run(data, 0, 1.0, 1.0)
    copy(each.now, each.best)


def search(
    problem: Problem, watch: Watch, start: Sequence[states.Tour] = (), hot: float = HOT
) -> tuple[list[states.Tour], int, Data]:
    """Return the best tours found within the limit, and the steps done."""
    from nonet.engines.routing.fleet import shrink  # which builds on this module

    data = arrays.build(problem)
    aside = watch.limit.workers > 1 and watch.limit.iterations is None and not start and covers(problem)
    many = watch.limit.workers - 1 if aside else watch.limit.workers
    workers = [worker(data, problem, watch.limit.seed * 1000 + each) for each in range(many)]
    for each in workers:
        begin(each, data, start)
    done = 0
    if problem.vehicles_first and len(problem.stops) > 1:
        done = shrink(data, workers, watch)
        limit_tours(data, workers)
    other: list[states.Tour] = []
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(solved, problem, data, watch) if aside else None
        if len(problem.stops) > 1:
            done += cool(data, workers, watch, done, hot)
        if beside is not None:
            other = beside.result()
    best = min(workers, key=lambda each: float(each.best.told[c.NOW])).best
    if other:
        check = worker(data, problem, 1)
        begin(check, data, other)
        if float(check.best.told[c.NOW]) < float(best.told[c.NOW]):
            best = check.best
    return states.tours_of(data, best), done, data


def heat_unit(data: Data, state: State) -> float:
    """Return the mean cost of a way between stops, without fixed costs and without what stays out."""
    nodes = int(data.flags[c.NODES])
    inside = state.node[int(data.flags[c.FIRST_STOP]) : nodes - 1, c.TOUR] >= 0
    used = state.tour[:, c.VISITS] > 0
    ways = int(inside.sum()) + int(used.sum())
    lengths = state.tour[used, c.LENGTH]
    if data.flags[c.WRONG]:
        lengths = lengths % data.flags[c.WRONG]
    variable = lengths * data.price[state.tour[used, c.KIND], c.PER_DISTANCE]
    return max(float(variable.sum()) / max(1, ways), 1e-6)


def limit_tours(data: Data, workers: list[Worker]) -> None:
    """Let no worker use more tours than the fewest found."""
    fewest = min(workers, key=lambda each: int((each.now.tour[:, c.VISITS] > 0).sum()))
    for each in workers:
        if each is not fewest:
            copy(fewest.now, each.now)
            copy(fewest.now, each.best)
    data.flags[c.MOST] = int((fewest.now.tour[:, c.VISITS] > 0).sum())


def cool(data: Data, workers: list[Worker], watch: Watch, before: int = 0, hottest: float = HOT) -> int:
    """Spend the rest of the limit cooling; return the steps done."""
    unit = heat_unit(data, workers[0].now)
    whole, steps, done, met = watch.left, 200, 0, 0
    began = watch.elapsed
    asked = None if watch.limit.iterations is None else max(1, watch.limit.iterations - before)
    if asked is not None:
        steps = max(1, asked // ROUNDS)
    ahead, size = float(asked or 0), int(data.flags[c.NODES])
    with ThreadPoolExecutor(len(workers)) as pool:
        while not watch.over(before + done):
            if done and asked is None:
                ahead = done / max(watch.elapsed - began, 1e-6) * whole
            hot = 0.5 * hottest if ahead == 0.0 else min(hottest, hottest * (ahead / ENOUGH / size) ** 0.5)
            hot = max(hot, min(hottest, 2 * COLD))
            part = done / asked if asked is not None else (watch.elapsed - began) / whole
            heat = unit * hot * (COLD / hot) ** min(1.0, part)
            since = watch.elapsed
            list(pool.map(lambda each, steps=steps, heat=heat: each.run(data, steps, heat, heat), workers))
            done += steps
            took = watch.elapsed - since
            if asked is None:
                wanted = min(whole / ROUNDS, watch.left)
                steps = int(max(20, min(4 * steps, steps * wanted / max(took, 1e-6))))
            else:
                steps = min(steps, max(1, asked - done))
            if part * MEETINGS > met + 1:
                met += 1
                meet(workers)
            watch.tell(min(float(each.best.told[c.NOW]) for each in workers), iterations=done)
    return done


def meet(workers: list[Worker]) -> None:
    """Let every worker go on from where the best one stands."""
    ahead = min(workers, key=lambda each: float(each.best.told[c.NOW]))
    for each in workers:
        if each is not ahead and each.now.told[c.NOW] > ahead.now.told[c.NOW]:
            copy(ahead.now, each.now)
