"""Exact elimination of what hangs on the graph like a branch (the dynamic program of Graves and Willems 2000).

A variable with one edge left tells its neighbour its least cost and is taken out; on a tree nothing stays, and the
placement read back is best of all, whatever the shape of the costs. What stays elsewhere is the core, in which every
variable lies on or between cycles.
"""

from dataclasses import dataclass

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.guaranteed_service.graph import Graph, joined
from nonet.engines.guaranteed_service.messages import add_edge, tell
from nonet.engines.guaranteed_service.network import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Core:
    """What is left of a graph: ``kept`` are its variables in the whole, ``constant`` the cost decided already."""

    graph: Graph
    unary: Floats
    constant: float
    kept: Ints
    taken: Ints
    over: Ints
    whole: Graph
    folded: Floats

    def read_back(self, label: Ints) -> Ints:
        """Extend values of the core (places in its ``value``) to all variables of the whole graph."""
        full = np.full(len(self.whole.first) - 1, -1, np.int64)
        for place, variable in enumerate(self.kept):
            full[variable] = label[place] - self.graph.first[place] + self.whole.first[variable]
        _read_back(self.whole, self.folded, self.taken, self.over, full)
        return full


def core(graph: Graph, unary: Floats) -> Core:
    """Eliminate all branches of ``graph``."""
    folded = unary.copy()
    taken, over, left, constant = _eliminate(graph, folded)
    kept = np.flatnonzero(left)
    number = np.cumsum(left) - 1
    stay = left[graph.lo] & left[graph.hi] if len(graph.lo) else np.zeros(0, bool)
    values = [graph.value[graph.first[v] : graph.first[v + 1]] for v in kept]
    rest = joined(
        values,
        number[graph.lo[stay]],
        number[graph.hi[stay]],
        graph.table[stay],
        graph.time[stay],
        graph.costs,
    )
    pieces = [folded[graph.first[v] : graph.first[v + 1]] for v in kept]
    return Core(
        rest, np.concatenate(pieces) if pieces else np.zeros(0), constant, kept, taken, over, graph, folded
    )


@compiled
def _eliminate(graph: Graph, folded: Floats) -> tuple[Ints, Ints, Bools, float]:
    count = len(graph.first) - 1
    degree = graph.around[1:] - graph.around[:-1]
    left = np.ones(count, np.bool_)
    queue = np.empty(count, np.int64)
    over = np.full(count, -1, np.int64)
    told = np.empty(graph.widest)
    head = tail = 0
    constant = 0.0
    for variable in range(count):
        if degree[variable] <= 1:
            queue[tail] = variable
            tail += 1
    while head < tail:
        variable = queue[head]
        left[variable] = False
        cost = folded[graph.first[variable] : graph.first[variable + 1]]
        for place in range(graph.around[variable], graph.around[variable + 1]):
            edge = graph.edges[place]
            other = graph.lo[edge] + graph.hi[edge] - variable
            if not left[other]:
                continue
            over[head] = edge
            tell(graph, edge, variable, cost, told)
            begin, end = graph.first[other], graph.first[other + 1]
            for label in range(begin, end):
                folded[label] += told[label - begin]
            degree[other] -= 1
            if degree[other] == 1:
                queue[tail] = other
                tail += 1
        if over[head] < 0:
            constant += cost.min()
        head += 1
    return queue[:tail], over[:tail], left, constant


@compiled
def _read_back(graph: Graph, folded: Floats, taken: Ints, over: Ints, label: Ints) -> None:
    cost = np.empty(graph.widest)
    for place in range(len(taken) - 1, -1, -1):
        variable, edge = taken[place], over[place]
        begin, end = graph.first[variable], graph.first[variable + 1]
        cost[: end - begin] = folded[begin:end]
        if edge >= 0:
            other = graph.lo[edge] + graph.hi[edge] - variable
            add_edge(graph, edge, other, label[other], cost)
        label[variable] = begin + np.argmin(cost[: end - begin])
