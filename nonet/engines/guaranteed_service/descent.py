"""Better placements from a given one: whole forests of variables are set anew at once, exactly.

All variables but those of a random induced forest stay; the forest's best values follow by dynamic programming. No
step raises the cost, and steps over many stages at once leave valleys that single moves cannot.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.guaranteed_service.graph import Graph
from nonet.engines.guaranteed_service.messages import add_edge, tell
from nonet.engines.guaranteed_service.network import Bools, Floats, Ints


@compiled
def descend(graph: Graph, unary: Floats, label: Ints, order: Ints) -> None:
    """Set the forest grown in this order anew, in place."""
    free = _forest(graph, order)
    walk, up = _walk(graph, free, order)
    total = np.empty(len(graph.value))
    told = np.empty(graph.widest)
    for step in range(len(walk)):
        _face_fixed(graph, unary, label, free, walk[step], total)
    for step in range(len(walk) - 1, -1, -1):
        variable, edge = walk[step], up[step]
        if edge < 0:
            continue
        tell(graph, edge, variable, total[graph.first[variable] : graph.first[variable + 1]], told)
        parent = graph.lo[edge] + graph.hi[edge] - variable
        begin, end = graph.first[parent], graph.first[parent + 1]
        for place in range(begin, end):
            total[place] += told[place - begin]
    for step in range(len(walk)):
        variable, edge = walk[step], up[step]
        begin, end = graph.first[variable], graph.first[variable + 1]
        if edge >= 0:
            parent = graph.lo[edge] + graph.hi[edge] - variable
            add_edge(graph, edge, parent, label[parent], total[begin:end])
        label[variable] = begin + np.argmin(total[begin:end])


@compiled
def _face_fixed(graph: Graph, unary: Floats, label: Ints, free: Bools, variable: int, total: Floats) -> None:
    begin, end = graph.first[variable], graph.first[variable + 1]
    total[begin:end] = unary[begin:end]
    for place in range(graph.around[variable], graph.around[variable + 1]):
        edge = graph.edges[place]
        other = graph.lo[edge] + graph.hi[edge] - variable
        if not free[other]:
            add_edge(graph, edge, other, label[other], total[begin:end])


@compiled
def _root(parent: Ints, one: int) -> int:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


@compiled
def _forest(graph: Graph, order: Ints) -> Bools:
    """Free variables in this order, each unless it would close a cycle of free ones."""
    parent = np.arange(len(order))
    free = np.zeros(len(order), np.bool_)
    met = np.full(len(order), -1, np.int64)
    for step in range(len(order)):
        variable = order[step]
        closes = False
        begin, end = graph.around[variable], graph.around[variable + 1]
        for place in range(begin, end):
            other = graph.lo[graph.edges[place]] + graph.hi[graph.edges[place]] - variable
            if free[other]:
                root = _root(parent, other)
                closes = met[root] == variable
                if closes:
                    break
                met[root] = variable
        if closes:
            continue
        free[variable] = True
        for place in range(begin, end):
            other = graph.lo[graph.edges[place]] + graph.hi[graph.edges[place]] - variable
            if free[other]:
                parent[_root(parent, other)] = variable
    return free


@compiled
def _walk(graph: Graph, free: Bools, order: Ints) -> tuple[Ints, Ints]:
    """Return the free variables, each after its parent, and the edge to the parent (-1 at roots)."""
    count = len(order)
    seen = np.zeros(count, np.bool_)
    walk, up = np.empty(count, np.int64), np.full(count, -1, np.int64)
    tail = 0
    for step in range(count):
        if not free[order[step]] or seen[order[step]]:
            continue
        head = tail
        walk[tail] = order[step]
        seen[order[step]] = True
        tail += 1
        while head < tail:
            variable = walk[head]
            head += 1
            for place in range(graph.around[variable], graph.around[variable + 1]):
                edge = graph.edges[place]
                other = graph.lo[edge] + graph.hi[edge] - variable
                if free[other] and not seen[other]:
                    seen[other] = True
                    walk[tail], up[tail] = other, edge
                    tail += 1
    return walk[:tail], up[:tail]
