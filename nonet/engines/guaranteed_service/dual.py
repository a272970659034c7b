"""Bounds on the core by tree-reweighted messages, and placements read off them.

Sequential tree-reweighted message passing (Kolmogorov 2006) on monotonic chains. Each sweep leaves a sum of terms that
is below every placement, so any sweep yields a proved bound; it rises from sweep to sweep towards the linear relaxation
over the joint values of each edge. That relaxation is often exact: links are submodular and concave costs supermodular,
and where every cycle crosses an even number of stages from their inbound to their outbound side (as in a network in
levels), turning the values of every second level round makes both submodular. Only that no stage may cover less than
nothing, and cycles with an odd number of crossings, stand against it.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.guaranteed_service.graph import Graph
from nonet.engines.guaranteed_service.messages import add_edge, rise, sink
from nonet.engines.guaranteed_service.network import Floats, Ints


@compiled
def sweep(graph: Graph, unary: Floats, messages: Floats, forward: bool) -> float:
    """Pass messages once over all variables; return a lower bound of all placements."""
    count = len(graph.first) - 1
    cost, sent, told = np.empty(graph.widest), np.empty(graph.widest), np.empty(graph.widest)
    bound = 0.0
    for step in range(count):
        variable = step if forward else count - 1 - step
        width = graph.first[variable + 1] - graph.first[variable]
        ahead = gather(graph, unary, messages, variable, forward, cost)
        behind = graph.around[variable + 1] - graph.around[variable] - ahead
        share = 1.0 / max(ahead, behind)
        least = np.inf
        for x in range(width):
            least = min(least, cost[x])
        bound += least
        for x in range(width):
            cost[x] -= least
        for place in range(graph.around[variable], graph.around[variable + 1]):
            edge = graph.edges[place]
            if (graph.lo[edge] == variable) != forward:
                continue
            back = graph.to_lo[edge] if forward else graph.to_hi[edge]
            for x in range(width):
                sent[x] = share * cost[x] - messages[back + x]
            if forward:
                rise(graph, edge, sent, told)
                other, out = graph.hi[edge], graph.to_hi[edge]
            else:
                sink(graph, edge, sent, told)
                other, out = graph.lo[edge], graph.to_lo[edge]
            wide = graph.first[other + 1] - graph.first[other]
            least = np.inf
            for y in range(wide):
                least = min(least, told[y])
            bound += least
            for y in range(wide):
                messages[out + y] = told[y] - least
    return bound


@compiled
def gather(graph: Graph, unary: Floats, messages: Floats, variable: int, forward: bool, cost: Floats) -> int:
    """Sum what a variable costs and is told into ``cost``; return how many edges lie ahead."""
    begin, end = graph.first[variable], graph.first[variable + 1]
    for x in range(end - begin):
        cost[x] = unary[begin + x]
    ahead = 0
    for place in range(graph.around[variable], graph.around[variable + 1]):
        edge = graph.edges[place]
        low = graph.lo[edge] == variable
        came = graph.to_lo[edge] if low else graph.to_hi[edge]
        ahead += low == forward
        for x in range(end - begin):
            cost[x] += messages[came + x]
    return ahead


@compiled
def read(graph: Graph, unary: Floats, messages: Floats, forward: bool) -> Ints:
    """Choose values one by one, each the best against those chosen and the messages of the others."""
    count = len(graph.first) - 1
    label = np.full(count, -1, np.int64)
    cost = np.empty(graph.widest)
    for step in range(count):
        variable = step if forward else count - 1 - step
        begin, end = graph.first[variable], graph.first[variable + 1]
        cost[: end - begin] = unary[begin:end]
        for place in range(graph.around[variable], graph.around[variable + 1]):
            edge = graph.edges[place]
            other = graph.lo[edge] + graph.hi[edge] - variable
            if label[other] >= 0:
                add_edge(graph, edge, other, label[other], cost)
                continue
            came = graph.to_lo[edge] if graph.lo[edge] == variable else graph.to_hi[edge]
            for x in range(end - begin):
                cost[x] += messages[came + x]
        label[variable] = begin + np.argmin(cost[: end - begin])
    return label
