"""What one variable tells another over their edge: the least cost on its side, for each value of the other."""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.guaranteed_service.graph import Graph
from nonet.engines.guaranteed_service.network import Floats, Ints


@compiled
def rise(graph: Graph, edge: int, cost: Floats, told: Floats) -> None:
    """Write into ``told``, for each value y at the high end, min over x at the low end of cost(x) + edge(x, y)."""
    xs, xe = graph.first[graph.lo[edge]], graph.first[graph.lo[edge] + 1]
    ys, ye = graph.first[graph.hi[edge]], graph.first[graph.hi[edge] + 1]
    value = graph.value
    if graph.table[edge] < 0:
        x, least = xs, np.inf
        for y in range(ys, ye):
            while x < xe and value[x] <= value[y]:
                least = min(least, cost[x - xs])
                x += 1
            told[y - ys] = least
        return
    told[: ye - ys] = np.inf
    start = graph.table[edge] + graph.time[edge]
    for x in range(xs, xe):
        base, shift = cost[x - xs], start + value[x]
        longest = value[x] + graph.time[edge]
        for y in range(ys, ye):
            if value[y] > longest:
                break
            each = base + graph.costs[shift - value[y]]
            if each < told[y - ys]:
                told[y - ys] = each


@compiled
def sink(graph: Graph, edge: int, cost: Floats, told: Floats) -> None:
    """Write into ``told``, for each value x at the low end, min over y at the high end of cost(y) + edge(x, y)."""
    xs, xe = graph.first[graph.lo[edge]], graph.first[graph.lo[edge] + 1]
    ys, ye = graph.first[graph.hi[edge]], graph.first[graph.hi[edge] + 1]
    value = graph.value
    if graph.table[edge] < 0:
        y, least = ye - 1, np.inf
        for x in range(xe - 1, xs - 1, -1):
            while y >= ys and value[y] >= value[x]:
                least = min(least, cost[y - ys])
                y -= 1
            told[x - xs] = least
        return
    start = graph.table[edge] + graph.time[edge]
    for x in range(xs, xe):
        least, shift = np.inf, start + value[x]
        longest = value[x] + graph.time[edge]
        for y in range(ys, ye):
            if value[y] > longest:
                break
            each = cost[y - ys] + graph.costs[shift - value[y]]
            if each < least:
                least = each
        told[x - xs] = least


@compiled
def tell(graph: Graph, edge: int, sender: int, cost: Floats, told: Floats) -> None:
    """Send ``cost`` of ``sender`` over an edge to its other end."""
    if graph.lo[edge] == sender:
        rise(graph, edge, cost, told)
    else:
        sink(graph, edge, cost, told)


@compiled
def add_edge(graph: Graph, edge: int, other: int, label: int, cost: Floats) -> None:
    """Add to ``cost`` of the variable across from ``other`` what the edge costs when ``other`` has this value."""
    chosen = graph.value[label]
    me = graph.hi[edge] if graph.lo[edge] == other else graph.lo[edge]
    begin, end = graph.first[me], graph.first[me + 1]
    for place in range(begin, end):
        low, high = (chosen, graph.value[place]) if graph.lo[edge] == other else (graph.value[place], chosen)
        if graph.table[edge] < 0:
            if low > high:
                cost[place - begin] = np.inf
            continue
        net = low + graph.time[edge] - high
        cost[place - begin] += np.inf if net < 0 else graph.costs[graph.table[edge] + net]


@compiled
def energy(graph: Graph, unary: Floats, label: Ints) -> float:
    """Return what values (places in ``graph.value``) cost in all; infinite when an edge is broken."""
    total = 0.0
    for variable in range(len(label)):
        total += unary[label[variable]]
    for edge in range(len(graph.lo)):
        low, high = graph.value[label[graph.lo[edge]]], graph.value[label[graph.hi[edge]]]
        if graph.table[edge] < 0:
            if low > high:
                return np.inf
            continue
        net = low + graph.time[edge] - high
        if net < 0:
            return np.inf
        total += graph.costs[graph.table[edge] + net]
    return total
