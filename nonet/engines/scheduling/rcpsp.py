"""Projects: a genetic search over activity lists, then CP-SAT from its best, for the finish and the bound."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nonet.engines.scheduling.core import Ints
from nonet.engines.scheduling.project import Project, ProjectPlan
from nonet.engines.scheduling.serial import evolve, generate
from nonet.engines.solving import Limit, Reason, Watch

CROWD = 40
SHARE = 0.4  # of the time, for the genetic search
ENOUGH = 100000  # children without a gain, after which it ends
BEFORE = 0.2  # seconds before the limit at which CP-SAT is told to end


@dataclass(frozen=True, slots=True, eq=False)
class _Arrays:
    duration: Ints
    needs: npt.NDArray[np.int64]
    capacity: Ints
    before_from: Ints
    before: Ints
    after_from: Ints
    after: Ints
    release: Ints

    @property
    def horizon(self) -> int:
        return int(self.duration.sum() + self.release.max(initial=0)) + 1


def solve_project(project: Project, limit: Limit, *, start: ProjectPlan | None = None) -> ProjectPlan:
    """Schedule a project so that it ends as early as can be.

    Parameters
    ----------
    project : Project
    limit : Limit
        A step is one child of the genetic search.
    start : ProjectPlan | None
        A former plan; the answer is never later.
    """
    watch = limit.start()
    if not project.activities:
        return ProjectPlan((), 0, 0, True)
    arrays = _arrays(project)
    bound = _bound(arrays)
    islands = min(limit.workers, 2)
    with ThreadPoolExecutor(islands) as pool:
        bred = list(
            pool.map(lambda island: _bred(arrays, bound, watch, start, island, islands), range(islands))
        )
    starts, steps = min(bred, key=lambda each: _end(arrays, each[0]))[0], sum(each[1] for each in bred)
    proved = False
    if _end(arrays, starts) > bound and limit.iterations is None and watch.left > 2 * BEFORE:
        starts, bound, proved = _finished(arrays, starts, bound, watch)
    end = _end(arrays, starts)
    bound = end if proved else min(bound, end)
    reasons = (_chain(arrays, starts),)
    return ProjectPlan(tuple(starts.tolist()), end, bound, bound >= end, reasons, steps)


def _arrays(project: Project) -> _Arrays:
    n, kinds = len(project.activities), len(project.capacity)
    needs = np.zeros((n, kinds), dtype=np.int64)
    preceding: list[list[int]] = [[] for _ in range(n)]
    for number, each in enumerate(project.activities):
        needs[number, : len(each.needs)] = each.needs
        for follower in each.followers:
            preceding[follower].append(number)
    before_from, before = _listed(preceding)
    after_from, after = _listed([list(each.followers) for each in project.activities])
    return _Arrays(
        np.array([each.duration for each in project.activities], dtype=np.int64),
        needs,
        np.array(project.capacity, dtype=np.int64),
        before_from,
        before,
        after_from,
        after,
        np.array([each.release for each in project.activities], dtype=np.int64),
    )


def _listed(rows: list[list[int]]) -> tuple[Ints, Ints]:
    counts = np.cumsum([0] + [len(row) for row in rows]).astype(np.int64)
    return counts, np.array([each for row in rows for each in row], dtype=np.int64)


def _end(arrays: _Arrays, starts: Ints) -> int:
    return int((starts + arrays.duration).max())


def _bound(arrays: _Arrays) -> int:
    """Return the greater of the longest chain and each resource's work over its capacity."""
    free = np.full(len(arrays.capacity), 1 << 40, dtype=np.int64)
    order = _topological(arrays)
    starts = np.zeros(len(arrays.duration), dtype=np.int64)
    used = np.zeros((arrays.horizon, len(free)), dtype=np.int64)
    chain = generate(
        order, arrays.duration, arrays.needs, free, arrays.before_from, arrays.before, arrays.release, starts, used
    )  # fmt: skip
    work = (arrays.needs * arrays.duration[:, None]).sum(axis=0)
    loads = [-(-int(amount) // int(have)) for amount, have in zip(work, arrays.capacity, strict=True) if have]
    return max([int(chain), *loads])


def _topological(arrays: _Arrays) -> Ints:
    waits = np.diff(arrays.before_from).tolist()
    free = [number for number, count in enumerate(waits) if not count]
    for number in free:
        for follower in arrays.after[arrays.after_from[number] : arrays.after_from[number + 1]].tolist():
            waits[follower] -= 1
            if not waits[follower]:
                free.append(follower)
    return np.array(free, dtype=np.int64)


def _bred(
    arrays: _Arrays, bound: int, watch: Watch, start: ProjectPlan | None, island: int, islands: int
) -> tuple[Ints, int]:
    """Breed on one of so many islands, each with its share of the steps; return the best starts, and the steps done."""
    seed, most = watch.limit.seed * islands + island, watch.limit.iterations
    n, rng = len(arrays.duration), np.random.default_rng(seed)
    most = None if most is None else most // islands
    crowd = np.array([_drawn(arrays, rng) for _ in range(CROWD)])
    best, used = np.zeros(n, dtype=np.int64), np.zeros((arrays.horizon, len(arrays.capacity)), dtype=np.int64)
    crowd[0] = _topological(arrays)
    if start is not None:
        crowd[1] = np.lexsort((np.argsort(crowd[0]), np.array(start.starts)))
    state, steps = np.zeros(5, dtype=np.int64), 0
    state[4] = seed
    given = arrays.before_from, arrays.before, arrays.release
    state[0] = generate(crowd[0], arrays.duration, arrays.needs, arrays.capacity, *given, best, used)
    if start is not None and start.makespan < state[0]:
        state[0], best[:] = start.makespan, start.starts
    ends, keys = np.full(CROWD, 1 << 60, dtype=np.int64), np.zeros(CROWD, dtype=np.int64)
    until = watch.limit.seconds * (SHARE if watch.limit.iterations is None else 1.0)
    gained = 0
    while (
        state[0] > bound
        and not watch.over()
        and (most is None or steps < most)
        and watch.elapsed < until
        and steps < gained + ENOUGH
    ):
        room = 500 if most is None else min(500, most - steps)
        former = state[0]
        steps += evolve(
            crowd, ends, keys, room, arrays.duration, arrays.needs, arrays.capacity, arrays.before_from, arrays.before,
            arrays.after_from, arrays.after, arrays.release, best, state, used, bound,
        )  # fmt: skip
        if state[0] < former:
            gained = steps
            watch.tell(int(state[0]), bound, steps)
    return best, steps


def _drawn(arrays: _Arrays, rng: np.random.Generator) -> Ints:
    """Draw an activity list."""
    waits = np.diff(arrays.before_from).tolist()
    free, order = [number for number, count in enumerate(waits) if not count], []
    while free:
        number = free.pop(int(rng.integers(len(free))))
        order.append(number)
        for follower in arrays.after[arrays.after_from[number] : arrays.after_from[number + 1]].tolist():
            waits[follower] -= 1
            if not waits[follower]:
                free.append(follower)
    return np.array(order, dtype=np.int64)


def _finished(arrays: _Arrays, starts: Ints, bound: int, watch: Watch) -> tuple[Ints, int, bool]:
    """Let CP-SAT go on from what was found, which it needs whole to search around; return starts, bound, proved."""
    from ortools.sat.python import cp_model

    model, variables = _model(cp_model, arrays, _end(arrays, starts), bound)
    for variable, value in zip(variables, starts.tolist(), strict=True):
        model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    if watch.left <= BEFORE:
        return starts, bound, False
    solver.parameters.max_time_in_seconds = watch.left - BEFORE
    solver.parameters.num_workers = watch.limit.workers
    solver.parameters.random_seed = watch.limit.seed
    status = solver.solve(model, _Told(watch))
    told = max(bound, int(np.ceil(solver.best_objective_bound - 1e-6)))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        starts = np.array([solver.value(each) for each in variables], dtype=np.int64)
    return starts, told, status == cp_model.OPTIMAL


def _Told(watch: Watch) -> Any:
    from ortools.sat.python import cp_model

    class Told(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            watch.tell(self.objective_value, self.best_objective_bound)
            if watch.over():
                self.stop_search()

    return Told()


def _model(cp: Any, arrays: _Arrays, horizon: int, bound: int) -> tuple[Any, list[Any]]:
    model = cp.CpModel()
    durations = arrays.duration.tolist()
    starts = [
        model.new_int_var(int(release), max(int(release), horizon - duration), "")
        for release, duration in zip(arrays.release, durations, strict=True)
    ]
    end = model.new_int_var(min(bound, horizon), horizon, "")
    intervals = [
        model.new_fixed_size_interval_var(start, duration, "")
        for start, duration in zip(starts, durations, strict=True)
    ]
    for each, duration in enumerate(durations):
        model.add(end >= starts[each] + duration)
        for at in range(arrays.after_from[each], arrays.after_from[each + 1]):
            model.add(starts[arrays.after[at]] >= starts[each] + duration)
    for kind, have in enumerate(arrays.capacity.tolist()):
        users = np.flatnonzero(arrays.needs[:, kind]).tolist()
        needs = [int(arrays.needs[each, kind]) for each in users]
        model.add_cumulative([intervals[each] for each in users], needs, have)
    model.minimize(end)
    return model, starts


def _chain(arrays: _Arrays, starts: Ints) -> Reason:
    """Return what makes the project as long as it is: who waited for whom, from the end back to the beginning."""
    ends = starts + arrays.duration
    each = int(ends.argmax())
    chain = [each]
    while starts[each] > arrays.release[each]:
        waited = [k for k in np.flatnonzero(ends == starts[each]).tolist() if k != each and k not in chain]
        shared = [k for k in waited if (arrays.needs[k] * arrays.needs[each]).any()]
        preceding = arrays.before[arrays.before_from[each] : arrays.before_from[each + 1]].tolist()
        tight = [k for k in preceding if ends[k] == starts[each]]
        if not (tight or shared or waited):
            break
        each = (tight or shared or waited)[0]
        chain.append(each)
    return Reason(
        "project.chain",
        "The project ends at {end} because of the chain of activities {chain}.",
        {"end": int(ends.max()), "chain": chain[::-1]},
    )
