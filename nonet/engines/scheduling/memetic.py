"""A population of tabu-searched schedules, each new one begun between two others (TS/PR, Peng, Lü & Cheng 2015)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from nonet.engines.scheduling import tabu
from nonet.engines.scheduling.core import Core, Sequence
from nonet.engines.scheduling.dispatch import LONGEST_TAIL, MOST_WORK, RANDOM, SHORTEST, dispatched
from nonet.engines.scheduling.graph import BEST, Graph, best_of, graph_of, load
from nonet.engines.scheduling.relink import between, distance
from nonet.engines.solving import Watch

CHUNK = 0.1  # seconds of search between two looks at the clock


@dataclass
class Memetic:
    """The search; `run` works until the watch or ``stop`` says so, `best` may be read meanwhile."""

    core: Core
    watch: Watch
    bound: int
    start: Sequence | None = None
    stop: Callable[[], bool] = lambda: False
    workers: int = 1
    patience: int = 12500
    crowd: int = 10
    best: Sequence = field(init=False)
    iterations: int = field(init=False, default=0)
    speed: float = field(init=False, default=20000.0)
    people: list[Sequence] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.best = self.first()
        self.patience = min(self.patience, max(1000, 100 * self.core.size))
        self.graphs = [graph_of(self.core, self.watch.limit.seed * 1000 + k) for k in range(self.workers)]
        self.rng = np.random.default_rng(self.watch.limit.seed)

    def first(self) -> Sequence:
        """Return the best of the rules' schedules, or the one given when it is better."""
        tried = [
            dispatched(self.core, rule, 0, slack)
            for rule in (MOST_WORK, SHORTEST)
            for slack in (0.0, 0.5, 1.0)
        ]
        if self.start is not None:
            tried.append(self.start)
        return min(tried, key=lambda each: each.makespan)

    def run(self) -> None:
        """Search."""
        if self.best.makespan <= self.bound or not self.core.size:
            return
        with ThreadPoolExecutor(self.workers) as pool:
            self._fill(pool)
            while not self.over():
                self._generation(pool)

    def over(self) -> bool:
        """Return whether to stop."""
        return self.best.makespan <= self.bound or self.stop() or self.watch.over(self.iterations)

    def _fill(self, pool: ThreadPoolExecutor) -> None:
        """Search from rules' schedules until the crowd is there, or a third of the time is gone."""
        number = 0
        while len(self.people) < self.crowd and not self.over():
            if len(self.people) >= 4 and self._spent() > 0.3:
                return
            begun = []
            for _ in range(self.workers):
                begun.append(self.best if number == 0 else self._seeded(number))
                number += 1
            self._improved(pool, begun)

    def _seeded(self, number: int) -> Sequence:
        rule = (LONGEST_TAIL, RANDOM)[number % 2]
        seed = self.watch.limit.seed * 1000 + number
        return dispatched(self.core, rule, seed, (0.0, 0.3, 0.6)[number % 3])

    def _spent(self) -> float:
        limit = self.watch.limit
        by_steps = self.iterations / limit.iterations if limit.iterations else 0.0
        return max(by_steps, self.watch.elapsed / limit.seconds)

    def _generation(self, pool: ThreadPoolExecutor) -> None:
        begun = []
        for _ in range((self.workers + 1) // 2):
            i, j = self.rng.choice(len(self.people), 2, replace=False) if len(self.people) > 1 else (0, 0)
            for one, other in ((i, j), (j, i)):
                share = float(self.rng.uniform(0.3, 0.5))
                seed = int(self.rng.integers(1 << 30))
                begun.append(between(self.core, self.people[one], self.people[other], share, seed))
        self._improved(pool, begun)

    def _improved(self, pool: ThreadPoolExecutor, begun: list[Sequence]) -> None:
        """Search from each, and let in those that are good and unlike the others."""
        jobs = []
        for k in range(0, len(begun), self.workers):
            group = begun[k : k + self.workers]
            jobs = [pool.submit(self._searched, self.graphs[i], each) for i, each in enumerate(group)]
            for job in jobs:
                found, steps = job.result()
                self.iterations += steps
                self._admit(found)
            if self.over():
                return

    def _admit(self, found: Sequence) -> None:
        if found.makespan < self.best.makespan:
            self.best = found
            self.watch.tell(found.makespan, self.bound, self.iterations)
        near = max(1, self.core.size // 50)
        for k, other in enumerate(self.people):
            if distance(self.core, found, other) <= near:
                if found.makespan < other.makespan:
                    self.people[k] = found
                return
        self.people.append(found)
        if len(self.people) > self.crowd:
            self.people.remove(max(self.people, key=lambda each: each.makespan))

    def _searched(self, graph: Graph, begun: Sequence) -> tuple[Sequence, int]:
        load(graph, begun.order, begun.choice)
        base = 10 + self.core.jobs // max(self.core.machines, 1)
        spread = (2 if self.core.jobs <= 2 * self.core.machines else 3) * base // 5
        done = 0
        while not self.over():
            chunk = max(100, int(self.speed * CHUNK))
            if self.watch.limit.iterations is not None:
                chunk = min(
                    chunk, max(1, (self.watch.limit.iterations - self.iterations) // self.workers - done)
                )
            began = self.watch.elapsed
            steps = tabu.run(graph, chunk, self.patience, base, spread, 60)
            done += steps
            took = self.watch.elapsed - began
            if took > 0 and steps == chunk:
                self.speed = 0.5 * self.speed + 0.5 * steps / took
            if steps < chunk or graph.state[BEST] <= self.bound:
                break
            if (
                self.watch.limit.iterations is not None
                and self.iterations + done >= self.watch.limit.iterations
            ):
                break
        return best_of(graph), done
