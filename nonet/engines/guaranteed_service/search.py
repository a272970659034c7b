"""The search: trees at once, cores between a rising bound and falling placements, branching where they do not meet."""

from collections.abc import Mapping

import numpy as np

from nonet.engines.guaranteed_service import branching, dual, telling
from nonet.engines.guaranteed_service.answer import Answer
from nonet.engines.guaranteed_service.descent import descend
from nonet.engines.guaranteed_service.graph import graph
from nonet.engines.guaranteed_service.messages import energy
from nonet.engines.guaranteed_service.network import Floats, Ints, network
from nonet.engines.guaranteed_service.problem import Problem
from nonet.engines.guaranteed_service.trees import Core, core
from nonet.engines.solving import Limit, Watch

CLOSE = 1e-7  # a relative gap below this is none
ROUND = 10  # sweeps between two readings of placements
FORESTS = 5  # forests set anew from each reading
STALLED = 1e-4  # share of the gap that three rounds must close, else branching goes on


def solve(problem: Problem, limit: Limit, *, start: Mapping[str, int] | None = None) -> Answer:
    """Return the service times and safety stocks of least cost, with a proved lower bound.

    Parameters
    ----------
    problem : Problem
        Stages and links.
    limit : Limit
        An iteration is one sweep of messages over the core.
    start : Mapping[str, int] | None
        Outbound times of a former placement, by stage; others and impossible ones are filled in.

    Returns
    -------
    Answer
        On trees the best of all; elsewhere usually proved too, else with the gap to its bound.

    Raises
    ------
    ProblemError
        Stages supply each other in a loop.
    """
    watch = limit.start()
    net = network(problem)
    whole = graph(net)
    rest = core(whole, np.zeros(len(whole.value)))
    search = Search(rest, watch)
    if start is not None:
        search.offer(telling.labels(problem, net, whole, start)[rest.kept], rest)
    search.run()
    return telling.answer(
        problem, net, whole, rest.read_back(search.label), search.bound + rest.constant, search.sweeps
    )


class Search:
    """The best placement and bound of a core so far, and what improves them."""

    def __init__(self, rest: Core, watch: Watch) -> None:
        self.graph, self.unary, self.constant, self.watch = rest.graph, rest.unary, rest.constant, watch
        self.random = np.random.default_rng(watch.limit.seed)
        self.label: Ints = np.zeros(0, np.int64)
        self.objective, self.bound = (np.inf, -np.inf) if rest.graph.widest else (0.0, 0.0)
        self.sweeps = 0
        self.closed_at = np.inf  # lowest bound among the parts that were closed within the trifle
        self.penalty = 2 * float(np.abs(rest.graph.costs).sum()) + 1

    def offer(self, label: Ints, rest: Core) -> None:
        """Take a placement of the whole (places in its ``value``) as the first."""
        moved = label - rest.whole.first[rest.kept] + rest.graph.first[:-1]
        self.take(moved.astype(np.int64), FORESTS)

    def take(self, label: Ints, forests: int) -> None:
        """Improve a placement and keep it if it is the best."""
        for _ in range(forests):
            descend(self.graph, self.unary, label, self.random.permutation(len(label)))
        cost = energy(self.graph, self.unary, label)
        if cost < self.objective:
            self.objective, self.label = cost, label
            self.tell()

    def tell(self) -> None:
        """Report progress."""
        self.watch.tell(self.objective + self.constant, self.bound + self.constant, self.sweeps)

    def closed(self, bound: float) -> bool:
        """Return whether no placement above this bound can be better by more than a trifle."""
        return self.objective - bound <= CLOSE * abs(self.objective + self.constant) + 1e-9

    def run(self) -> None:
        """Sweep until the bound meets the best placement; branch when it stalls."""
        if not self.graph.widest:
            return
        messages = np.zeros(self.graph.size)
        self.bound = self.rounds(self.unary, messages)
        if not self.closed(self.bound) and not self.watch.over(self.sweeps):
            branching.branch(self, messages)

    def rounds(self, unary: Floats, messages: Floats) -> float:
        """Raise the bound of a part (told by ``unary``) until it is closed, stalls or time is over; return it."""
        bound, marks = -np.inf, []
        while True:
            for _ in range(ROUND):
                forward = dual.sweep(self.graph, unary, messages, True)
                self.sweeps += 1
                backward = dual.sweep(self.graph, unary, messages, False)
                bound = max(bound, forward, backward)
                if self.watch.over(self.sweeps) or self.closed(bound):
                    break
            self.take(dual.read(self.graph, unary, messages, True), FORESTS)
            self.take(dual.read(self.graph, unary, messages, False), FORESTS)
            marks.append(bound)
            if self.watch.over(self.sweeps) or self.closed(bound) or self._stalled(marks):
                return bound

    def _stalled(self, marks: list[float]) -> bool:
        return len(marks) > 3 and marks[-1] - marks[-4] < STALLED * (self.objective - marks[-1])
