"""The service times as a graph of variables with few values each.

Every stage has two variables, the service time quoted to it and the one it quotes. Two kinds of edges join them: a
customer waits at least as long as each supplier quotes (``inbound(b) >= outbound(a)``), and the stock of a stage covers
``inbound + time - outbound``, at a cost from its table, never less than nothing. The total cost is the sum over edges;
on it works whatever is known of such sums: exact elimination along trees, and dual bounds elsewhere.
"""

from typing import NamedTuple

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.guaranteed_service.network import Bools, Floats, Ints, Network

ORDER = -1  # in place of a table: the value at the low end is at most that at the high end


class Graph(NamedTuple):
    """N variables with K values in all, M edges, each from an earlier (lo) to a later variable (hi).

    Parameters
    ----------
    first : Ints
        (N + 1,) where the values of a variable begin.
    value : Ints
        (K,) service times, rising within a variable.
    lo, hi : Ints
        (M,) variables joined.
    table : Ints
        (M,) where the edge's costs begin in ``costs``, or ``ORDER``.
    time : Ints
        (M,) periods of its stage.
    costs : Floats
        All tables.
    around, edges : Ints
        (N + 1,) and (2 M,): the edges of each variable.
    to_lo, to_hi : Ints
        (M,) where the messages of an edge begin in one array of messages.
    size : int
        Of that array.
    widest : int
        Most values of a variable.
    """

    first: Ints
    value: Ints
    lo: Ints
    hi: Ints
    table: Ints
    time: Ints
    costs: Floats
    around: Ints
    edges: Ints
    to_lo: Ints
    to_hi: Ints
    size: int
    widest: int


def graph(net: Network) -> Graph:
    """Return the graph of a network; variable 2 s is the inbound time of stage s, 2 s + 1 its outbound time."""
    n = len(net)
    links = [(2 * a + 1, 2 * b) for b in range(n) for a in net.suppliers[b]]
    lo = np.array([2 * s for s in range(n)] + [a for a, _ in links], np.int64)
    hi = np.array([2 * s + 1 for s in range(n)] + [b for _, b in links], np.int64)
    starts = np.concatenate([[0], np.cumsum([len(table) for table in net.costs])]).astype(np.int64)
    table = np.concatenate([starts[:n], np.full(len(links), ORDER)]).astype(np.int64)
    time = np.concatenate([net.time, np.zeros(len(links), np.int64)])
    costs = np.concatenate(net.costs) if n else np.zeros(0)
    return joined(_values(net), lo, hi, table, time, costs)


def joined(values: list[Ints], lo: Ints, hi: Ints, table: Ints, time: Ints, costs: Floats) -> Graph:
    """Lay variables and edges out in flat arrays."""
    first = np.concatenate([[0], np.cumsum([len(each) for each in values])]).astype(np.int64)
    width = np.diff(first)
    ends = np.concatenate([lo, hi])
    edges = np.argsort(ends, kind="stable") % max(1, len(lo))
    around = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=len(values)))]).astype(np.int64)
    lengths = np.concatenate([width[lo], width[hi]]) if len(lo) else np.zeros(0, np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    flat = np.concatenate(values) if values else np.zeros(0, np.int64)
    return Graph(
        first, flat, lo, hi, table, time, costs, around, edges.astype(np.int64),
        starts[: len(lo)].copy(), starts[len(lo) : -1].copy(), int(starts[-1]), int(max(width, default=0)),
    )  # fmt: skip


def _values(net: Network) -> list[Ints]:
    """Return the times worth trying at each variable.

    Where every cost is concave, some best placement is a corner of its polyhedron: each time is then reached from 0,
    a promise or a shortest time by adding and taking away times of stages along the links (after Humair and Willems
    2011). Elsewhere all times within the bounds.
    """
    ranges = [
        pair
        for s in range(len(net))
        for pair in ((net.inbound_least[s], net.inbound_most[s]), (net.least[s], net.most[s]))
    ]
    if not all(_is_concave(table) for table in net.costs):
        return [np.arange(low, high + 1) for low, high in ranges]
    bounds = np.array(ranges, np.int64).reshape(-1, 2)
    first = np.concatenate([[0], np.cumsum(bounds[:, 1] + 1)]).astype(np.int64)
    marked = _close(net.time, bounds, first, *_across(net))
    return [np.flatnonzero(marked[first[v] : first[v + 1]]) for v in range(len(ranges))]


def _across(net: Network) -> tuple[Ints, Ints]:
    """Return, for each variable, those that it touches over links: where they begin, and which."""
    across = [
        each
        for s in range(len(net))
        for each in ([2 * a + 1 for a in net.suppliers[s]], [2 * b for b in net.customers[s]])
    ]
    begin = np.concatenate([[0], np.cumsum([len(each) for each in across])]).astype(np.int64)
    return begin, np.array([other for each in across for other in each], np.int64)


@compiled
def _close(time: Ints, bounds: Ints, first: Ints, begin: Ints, across: Ints) -> Bools:
    """Mark, in one row of places from 0 for each variable, every value that can be reached from the corners."""
    marked = np.zeros(first[-1], np.bool_)
    count = len(bounds)
    changed = np.ones(count, np.bool_)
    for variable in range(count):
        marked[first[variable] + bounds[variable, 0]] = True
        if variable % 2 == 1:
            marked[first[variable] + bounds[variable, 1]] = True
    while changed.any():
        for variable in range(count):
            if not changed[variable]:
                continue
            changed[variable] = False
            stage = variable // 2
            partner = variable + 1 - 2 * (variable % 2)
            shift = time[stage] if variable % 2 == 0 else -time[stage]
            if _mark(marked, first, bounds, variable, partner, shift):
                changed[partner] = True
            for place in range(begin[variable], begin[variable + 1]):
                if _mark(marked, first, bounds, variable, across[place], 0):
                    changed[across[place]] = True
    return marked


@compiled
def _mark(marked: Bools, first: Ints, bounds: Ints, source: int, target: int, shift: int) -> bool:
    """Mark for ``target`` the values of ``source`` moved by ``shift``; return whether any was new."""
    new = False
    for value in range(bounds[source, 0], bounds[source, 1] + 1):
        moved = value + shift
        if marked[first[source] + value] and bounds[target, 0] <= moved <= bounds[target, 1]:
            new = new or not marked[first[target] + moved]
            marked[first[target] + moved] = True
    return new


def _is_concave(table: Floats) -> bool:
    if len(table) < 3:
        return True
    bends = np.diff(table, 2)
    return bool((bends <= 1e-9 * max(1.0, abs(table).max())).all())
