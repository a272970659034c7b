"""Who is planned before whom: every point after all that may need it, loops cut and told."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from nonet.engines.compiled import compiled
from nonet.engines.netting.columns import Bools, Ints
from nonet.engines.netting.problem import Problem


@dataclass(frozen=True, slots=True)
class Levels:
    """The order of planning.

    Parameters
    ----------
    order : Ints
        (n,) points, each after all that take it.
    level : Ints
        (n,) low-level codes: 0 for what nobody takes.
    used : Bools
        (p,) parts that are exploded; false for those within a loop.
    loops : tuple[tuple[int, ...], ...]
        Points that need each other round in a circle.
    """

    order: Ints
    level: Ints
    used: Bools
    loops: tuple[tuple[int, ...], ...]


def levels(problem: Problem) -> Levels:
    """Return the order, in O(points + parts)."""
    n = len(problem.names)
    taker = problem.sources.point[problem.parts.source]
    taken = problem.parts.point
    used = np.ones(len(taken), np.bool_)
    order, level = _sorted(n, taker, taken, used)
    if len(order) == n:
        return Levels(order, level, used, ())
    graph = coo_matrix((np.ones(len(taken), np.int8), (taker, taken)), shape=(n, n))
    _, ring = connected_components(graph, directed=True, connection="strong")
    used = ring[taker] != ring[taken]
    order, level = _sorted(n, taker, taken, used)
    return Levels(order, level, used, _loops(taker[~used], taken[~used], ring))


def _loops(taker: Ints, taken: Ints, ring: Ints) -> tuple[tuple[int, ...], ...]:
    """Return one circle of each ring: walk on until a point comes again."""
    follow = dict(zip(taker.tolist(), taken.tolist(), strict=True))
    found: dict[int, tuple[int, ...]] = {}
    for start in sorted(follow):
        if int(ring[start]) in found:
            continue
        walk = [start]
        while follow[walk[-1]] not in walk:
            walk.append(follow[walk[-1]])
        found[int(ring[start])] = tuple(walk[walk.index(follow[walk[-1]]) :])
    return tuple(found.values())


def grouped(keys: Ints, count: int) -> tuple[Ints, Ints]:
    """Return where the rows of each key begin, (count + 1,), and the rows in that order, steadily."""
    first = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int64)
    return first, np.argsort(keys, kind="stable").astype(np.int64)


def _sorted(n: int, taker: Ints, taken: Ints, used: Bools) -> tuple[Ints, Ints]:
    first, rows = grouped(taker[used], n)
    return _kahn(n, first, taken[used][rows])


@compiled
def _kahn(n: int, first: Ints, taken: Ints) -> tuple[Ints, Ints]:
    waiting = np.zeros(n, np.int64)
    for each in taken:
        waiting[each] += 1
    order, level = np.empty(n, np.int64), np.zeros(n, np.int64)
    tail = 0
    for point in range(n):
        if waiting[point] == 0:
            order[tail] = point
            tail += 1
    head = 0
    while head < tail:
        point = order[head]
        head += 1
        for place in range(first[point], first[point + 1]):
            other = taken[place]
            level[other] = max(level[other], level[point] + 1)
            waiting[other] -= 1
            if waiting[other] == 0:
                order[tail] = other
                tail += 1
    return order[:tail], level
