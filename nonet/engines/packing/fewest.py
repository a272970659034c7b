"""Pack everything into the fewest containers of one kind, under the plain rules.

Containers are filled one after the other; then boxes that are hard to place are made worth more (by the duals of the
linear program over all loads seen), containers are filled anew, and an integer program picks the fewest loads that
cover all. After Zhu, Huang and Lim, "A prototype column generation strategy for the multiple container loading
problem", EJOR 2012.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.bounds import containers_needed
from nonet.engines.packing.loading import Settings, load
from nonet.engines.packing.problem import Problem
from nonet.engines.packing.sequence import unloadable
from nonet.engines.solving import Watch

ROUNDS = 6  # of the beam search for one container
SETTINGS = (Settings(blocks=1500), Settings(blocks=1500, power=2, near=0.02))
SCALE = 10**6
Loads = list[list[Placement]]


@dataclass
class Pool:
    """Every load seen, and how many of each item it holds."""

    loads: Loads
    rows: list[tuple[int, ...]]

    def add(self, boxes: list[Placement], kinds: int) -> bool:
        """Keep a load; return whether it is new."""
        packed = Counter(p.item for p in boxes)
        row = tuple(packed[k] for k in range(kinds))
        if not boxes or row in self.rows:
            return False
        self.rows.append(row)
        self.loads.append(boxes)
        return True


def pack(problem: Problem, watch: Watch, rounds: int | None) -> list[tuple[int, list[Placement]]]:
    """Return the loads; boxes that fit no container are left out. An iteration is one whole sequence of containers."""
    items = problem.items
    pool = Pool([], [])
    worths = [item.volume for item in items]
    best = _sequence(problem, worths, watch, pool, 3)
    bound = containers_needed(problem)
    tried = 1
    while len(best) > bound and not watch.over(tried if rounds is not None else 0):
        if rounds is not None and tried >= rounds:
            break
        watch.tell(float(len(best)), float(bound), tried)
        duals = _duals(pool, items_left(problem, best), watch)
        for boxes, _ in _filled(problem, [item.count for item in items], duals, watch, ROUNDS):
            pool.add(boxes, len(items))
        if tried % 4 == 0:
            worths = [
                max(1, (w + d * item.volume // SCALE) // 2)
                for w, d, item in zip(worths, duals, items, strict=True)
            ]
            found = _sequence(problem, worths, watch, pool, 4)
            best = found if len(found) < len(best) and _all(problem, found, best) else best
        if tried % 4 == 3:
            best = _covered(problem, pool, best, watch)
        tried += 1
    best = _covered(problem, pool, best, watch) if len(best) > bound else best
    return [(0, boxes) for boxes in best]


def items_left(problem: Problem, loads: Loads) -> list[int]:
    """Return how many of each item the loads hold: what can be packed at all."""
    packed = Counter(p.item for boxes in loads for p in boxes)
    return [packed[k] for k in range(len(problem.items))]


def _all(problem: Problem, one: Loads, other: Loads) -> bool:
    return items_left(problem, one) == items_left(problem, other)


def _filled(
    problem: Problem, counts: Sequence[int], worths: Sequence[int], watch: Watch, rounds: int
) -> list[tuple[list[Placement], int]]:
    container = problem.containers[0]
    return load(problem.items, counts, worths, container, problem.support == 1, watch, rounds, SETTINGS)


def _sequence(problem: Problem, worths: Sequence[int], watch: Watch, pool: Pool, rounds: int) -> Loads:
    """Fill container after container; the same load again while boxes for it are left."""
    counts = [item.count for item in problem.items]
    loads: Loads = []
    room = problem.containers[0].count
    while any(counts) and (room is None or len(loads) < room):
        found = _filled(problem, counts, worths, watch, rounds)
        for boxes, _ in found:
            pool.add(boxes, len(counts))
        boxes = found[0][0]
        if not boxes:
            break
        packed = Counter(p.item for p in boxes)
        times = min(counts[k] // number for k, number in packed.items())
        times = times if room is None else min(times, room - len(loads))
        loads += [boxes] * times
        for k, number in packed.items():
            counts[k] -= number * times
    return loads


def _duals(pool: Pool, demand: Sequence[int], watch: Watch) -> list[int]:
    """Return what one box of each item is worth by the linear program over the pool, in millionths of a container."""
    from scipy.optimize import linprog  # slow to import, and most problems do without

    matrix = np.array(pool.rows, np.float64).T
    done = linprog(
        np.ones(len(pool.rows)), A_ub=-matrix, b_ub=-np.array(demand, np.float64), method="highs",
        options={"time_limit": max(0.1, watch.left)},
    )  # fmt: skip
    if done.status != 0:
        return [1] * len(demand)
    return [max(1, round(-float(each) * SCALE)) for each in done.ineqlin.marginals]


def _covered(problem: Problem, pool: Pool, best: Loads, watch: Watch) -> Loads:
    """Return the fewest loads of the pool that hold as much as ``best``, if they are fewer."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    demand = np.array(items_left(problem, best))
    matrix: npt.NDArray[np.float64] = np.array(pool.rows, np.float64).T
    done = milp(
        np.ones(len(pool.rows)),
        constraints=LinearConstraint(matrix, lb=demand),
        integrality=np.ones(len(pool.rows)),
        bounds=Bounds(0, len(best)),
        options={"time_limit": max(0.1, min(2.0, 0.3 * watch.left))},
    )
    if done.x is None or round(done.fun) >= len(best):
        return best
    chosen = [pool.loads[k] for k, times in enumerate(done.x) for _ in range(round(times))]
    return _trimmed(chosen, demand.tolist(), problem.support > 0) or best


def _trimmed(loads: Loads, demand: list[int], supported: bool) -> Loads | None:
    """Return the loads without surplus boxes, none when one cannot be taken out."""
    surplus = Counter(p.item for boxes in loads for p in boxes)
    for k, wanted in enumerate(demand):
        surplus[k] -= wanted
    trimmed: Loads = []
    for boxes in loads:
        kept = list(boxes)
        again = True
        while again:
            again = False
            for p in [p for p in kept if surplus[p.item] > 0]:
                if surplus[p.item] > 0 and (not supported or unloadable(p, kept)):
                    kept.remove(p)
                    surplus[p.item] -= 1
                    again = True
        trimmed.append(kept)
    return None if any(number > 0 for number in surplus.values()) else [boxes for boxes in trimmed if boxes]
