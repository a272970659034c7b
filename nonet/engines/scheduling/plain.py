"""The plain flexible job shop for makespan: tabu search and CP-SAT side by side."""

import threading
from dataclasses import dataclass

import numpy as np

from nonet.engines.scheduling.bounds import lower_bound
from nonet.engines.scheduling.core import Core, Ints, Sequence
from nonet.engines.scheduling.exact import Exact
from nonet.engines.scheduling.graph import DONE, graph_of, load
from nonet.engines.scheduling.memetic import Memetic
from nonet.engines.solving import Watch

SMALL = 200  # operations up to which CP-SAT gets a core of its own, where there are two
GRACE = 0.3  # seconds after the limit that CP-SAT is waited for


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A solution with its bound, and how many steps it took."""

    best: Sequence
    bound: int
    iterations: int


def solve_core(core: Core, watch: Watch, start: Sequence | None = None) -> Solved:
    """Search until the limit or until nothing better can be."""
    bound = lower_bound(core)
    exact: list[Exact] = []
    proves = watch.limit.iterations is None and watch.limit.workers > 1 and 0 < core.size <= SMALL
    memetic = Memetic(
        core, watch, bound, start, workers=1 if proves else min(watch.limit.workers, 2),
        stop=lambda: bool(exact) and (exact[0].proved or exact[0].bound >= memetic.best.makespan),
    )  # fmt: skip
    thread = None
    if proves and memetic.best.makespan > bound:
        exact.append(Exact(core, memetic.best, bound, seed=watch.limit.seed))
        thread = threading.Thread(target=exact[0].run, args=(watch,), daemon=True)
        thread.start()
    memetic.run()
    best = memetic.best
    if thread is not None:
        exact[0].stop()
        thread.join(watch.left + GRACE)
        bound = min(exact[0].bound, best.makespan)
        if exact[0].best is not None and exact[0].best.makespan < best.makespan:
            best = exact[0].best
            bound = exact[0].bound
    return Solved(best, bound, memetic.iterations)


def times_of(core: Core, found: Sequence) -> tuple[Ints, Ints]:
    """(n,), (n,) Return start and end of each operation."""
    graph = graph_of(core, 0)
    load(graph, found.order, found.choice)
    ends = graph.ops[DONE, :-1].astype(np.int64)
    return ends - core.choice_time[core.choice_from[:-1] + found.choice], ends
