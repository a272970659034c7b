"""A population of tabu-searched schedules, each new one begun between two others (TS/PR, Peng, Lü & Cheng 2015)."""

from collections.abc import Callable
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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
    children: list[Sequence] = field(init=False, default_factory=list)
    seeded: int = field(init=False, default=0)
    idle: int = field(init=False, default=0)

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
        """Search; by the clock each core goes on by itself, by steps they wait for each other and so repeat."""
        if self.best.makespan <= self.bound or not self.core.size:
            return
        when = FIRST_COMPLETED if self.watch.limit.iterations is None else ALL_COMPLETED
        running: dict[Future[tuple[Sequence, int]], Graph] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            free = list(self.graphs)
            while not self.over():
                while free:
                    graph = free.pop()
                    running[pool.submit(self._searched, graph, self._next())] = graph
                for job in sorted(wait(running, return_when=when).done, key=list(running).index):
                    free.append(running.pop(job))
                    self._taken(*job.result())
        for job in running:
            self._taken(*job.result())

    def over(self) -> bool:
        """Return whether to stop."""
        return self.best.makespan <= self.bound or self.stop() or self.watch.over(self.iterations)

    def _next(self) -> Sequence:
        """Return where to search from next: a rule's schedule until the crowd is there, then a child."""
        if self.idle > 3 * self.crowd:  # all alike by now: keep the best, and begin anew around it
            self.people, self.children, self.seeded, self.idle = [self.best], [], 1, 0
        late = len(self.people) >= 4 and self._spent() > 0.3
        if len(self.people) < 2 or (len(self.people) < self.crowd and self.seeded < self.crowd and not late):
            self.seeded += 1
            return self.best if self.seeded == 1 else self._seeded(self.seeded)
        if not self.children:
            i, j = self.rng.choice(len(self.people), 2, replace=False)
            for one, other in ((i, j), (j, i)):
                share, seed = float(self.rng.uniform(0.3, 0.5)), int(self.rng.integers(1 << 30))
                self.children.append(between(self.core, self.people[one], self.people[other], share, seed))
        return self.children.pop()

    def _taken(self, found: Sequence, steps: int) -> None:
        """Count the steps, and let the found one in if it is good and unlike the others."""
        self.iterations += steps
        if found.makespan < self.best.makespan:
            self.best = found
            self.watch.tell(found.makespan, self.bound, self.iterations)
        self.idle += 1
        near = max(1, self.core.size // 50)
        for k, other in enumerate(self.people):
            if distance(self.core, found, other) <= near:
                if found.makespan < other.makespan:
                    self.people[k], self.idle = found, 0
                return
        self.people.append(found)
        worst = max(self.people, key=lambda each: each.makespan)
        if len(self.people) > self.crowd:
            self.people = [each for each in self.people if each is not worst]
        if found is not worst or len(self.people) < self.crowd:
            self.idle = 0

    def _seeded(self, number: int) -> Sequence:
        rule = (LONGEST_TAIL, RANDOM)[number % 2]
        seed = self.watch.limit.seed * 1000 + number
        return dispatched(self.core, rule, seed, (0.0, 0.3, 0.6)[number % 3])

    def _spent(self) -> float:
        limit = self.watch.limit
        by_steps = self.iterations / limit.iterations if limit.iterations else 0.0
        return max(by_steps, self.watch.elapsed / limit.seconds)

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
