"""A Nelder–Mead search over a few bounded parameters, shared by all smoothing models.

Source: Nelder and Mead, A simplex method for function minimization, Computer Journal 7 (1965). One search serves all
models, told apart by a number, and asks for a cost in one place only, so that it is compiled once and quickly.
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.forecasting.costs import cost

Floats = npt.NDArray[np.float64]

FIRST, REFLECTED, EXPANDED, CONTRACTED, SHRUNK = 0, 1, 2, 3, 4  # what the point being costed is


@compiled
def search(
    kind: int,
    start: Floats,
    step: Floats,
    low: Floats,
    high: Floats,
    y: Floats,
    m: int,
    season: Floats,
    evaluations: int,
) -> Floats:
    """Return the parameters of least cost found, shape (6,).

    Parameters
    ----------
    kind : int
        Which model's cost, see `costs.cost`.
    start, step, low, high : Floats
        Where to begin, how wide the first simplex is and the box to stay in, each of shape (6,); a parameter whose
        box is a point stays as it is.
    y : Floats
        The series, shape (n,).
    m : int
        Periods of a season, 1 for none.
    season : Floats
        First seasonal states, shape (m,).
    evaluations : int
        How often the cost may be computed.
    """
    size = start.size
    free = np.empty(size, np.int64)
    k = 0
    for j in range(size):
        if high[j] > low[j]:
            free[k] = j
            k += 1
    points = np.empty((k + 1, size))
    costs = np.full(k + 1, 1e300)
    middle = np.empty(size)
    tried = np.empty(size)
    mirrored = np.empty(size)
    for i in range(k + 1):
        for j in range(size):
            points[i, j] = start[j]
        if i > 0:
            j = free[i - 1]
            value = start[j] + step[j]
            points[i, j] = start[j] - step[j] if value > high[j] or value < low[j] else value
    what, at, best, worst, second = FIRST, 0, 0, 0, 0
    reflected = 0.0
    for j in range(size):
        tried[j] = points[0, j]
    for _ in range(evaluations):
        found = cost(kind, tried, y, m, season)
        done = True  # whether the simplex has settled, so that a next step begins
        if what in (FIRST, SHRUNK):
            costs[at] = found
            at += 1
            if what == SHRUNK and at == best:
                at += 1
            done = at > k
            if not done:
                for j in range(size):
                    if what == SHRUNK:
                        points[at, j] = 0.5 * (points[at, j] + points[best, j])
                    tried[j] = points[at, j]
        elif what == REFLECTED:
            reflected = found
            for j in range(size):
                mirrored[j] = tried[j]
            if found < costs[best]:
                what, done = EXPANDED, False
                for j in range(size):
                    tried[j] = min(max(3.0 * middle[j] - 2.0 * points[worst, j], low[j]), high[j])
            elif found < costs[second]:
                costs[worst] = found
                for j in range(size):
                    points[worst, j] = tried[j]
            else:
                what, done = CONTRACTED, False
                for j in range(size):
                    toward = tried[j] if found < costs[worst] else points[worst, j]
                    tried[j] = 0.5 * (middle[j] + toward)
        elif what == EXPANDED:
            better = found < reflected
            costs[worst] = found if better else reflected
            for j in range(size):
                points[worst, j] = tried[j] if better else mirrored[j]
        elif found < min(reflected, costs[worst]):
            costs[worst] = found
            for j in range(size):
                points[worst, j] = tried[j]
        else:
            what, done = SHRUNK, False
            at = 1 if best == 0 else 0
            for j in range(size):
                points[at, j] = 0.5 * (points[at, j] + points[best, j])
                tried[j] = points[at, j]
        if not done:
            continue
        best, worst, second = 0, 0, 0
        for i in range(1, k + 1):
            if costs[i] < costs[best]:
                best = i
            if costs[i] > costs[worst]:
                worst = i
        second = best
        for i in range(k + 1):
            if i != worst and costs[i] > costs[second]:
                second = i
        if costs[worst] - costs[best] <= 1e-7 * (abs(costs[best]) + 1e-9) or k == 0:
            break
        for j in range(size):
            middle[j] = 0.0
            for i in range(k + 1):
                if i != worst:
                    middle[j] += points[i, j] / k
            tried[j] = min(max(2.0 * middle[j] - points[worst, j], low[j]), high[j])
        what = REFLECTED
    for i in range(k + 1):
        if costs[i] < costs[best]:
            best = i
    return points[best].copy()
