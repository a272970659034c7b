"""The best choice among given batches: a set partition, its bound by column generation over all of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.batching.lengths import Floats, Ints
from nonet.engines.solving import Watch

FIRST = 40  # columns an order the first master program begins with, the shortest for what they carry
ADDED = 2000  # columns a round of pricing adds
SLACK = 1e-7


@dataclass(frozen=True, slots=True)
class Cover:
    """Chosen columns, their total length, and a bound on every choice (-inf when none was proved)."""

    chosen: tuple[int, ...]
    length: float
    bound: float


def matrix(sets: Ints, orders: int) -> "npt.NDArray[np.bool_]":
    """Return (sets, orders): which orders each set holds."""
    held = np.zeros((len(sets), orders + 1), dtype=bool)
    held[np.arange(len(sets))[:, None], sets] = True
    return held[:, :orders]


def best(
    sets: Ints, lengths: Floats, orders: int, known: float, watch: Watch, seconds: float
) -> Cover | None:
    """Return the shortest choice of sets that covers each order once, as far as the time goes.

    The linear program is solved over a growing part of the columns until none of the others prices out; its value
    bounds every choice, and columns whose reduced cost exceeds the gap to ``known`` cannot be in a better one.
    """
    prices, value = _priced(sets, lengths, orders, watch, watch.elapsed + seconds / 2)
    if prices is None:
        return None
    reduced = lengths - _worth(sets, prices)
    bound = value + min(0.0, float(reduced.min())) * orders
    wanted = np.flatnonzero(reduced <= known - bound + SLACK)
    found = _chosen(sets[wanted], lengths[wanted], orders, max(0.1, min(seconds / 2, watch.left)))
    if found is None:
        return Cover((), np.inf, bound)
    chosen, length, inner = found
    return Cover(tuple(int(wanted[each]) for each in chosen), length, max(bound, min(inner, known)))


def _worth(sets: Ints, prices: Floats) -> Floats:
    return np.asarray(np.append(prices, 0.0)[sets].sum(axis=1))


def _priced(
    sets: Ints, lengths: Floats, orders: int, watch: Watch, until: float
) -> tuple[Floats | None, float]:
    """Return prices of the orders and the value of the linear program; None when time ran out before the first."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix

    each = lengths / np.maximum(1, (sets >= 0).sum(axis=1))
    inside = np.zeros(len(sets), dtype=bool)
    for order in range(orders):
        holding = np.flatnonzero((sets == order).any(axis=1))
        inside[holding[np.argsort(each[holding], kind="stable")[:FIRST]]] = True
        inside[holding[(sets[holding] >= 0).sum(axis=1) == 1]] = True
    prices, value = None, 0.0
    while True:
        columns = np.flatnonzero(inside)
        held = csr_matrix(matrix(sets[columns], orders).T.astype(np.float64))
        solved = linprog(lengths[columns], A_ub=-held, b_ub=-np.ones(orders), method="highs")
        if solved.x is None:
            return prices, value
        prices, value = np.asarray(-solved.ineqlin.marginals), float(solved.fun)
        reduced = lengths - _worth(sets, prices)
        cheap = np.flatnonzero(reduced < -SLACK)
        if not len(cheap) or watch.elapsed > until or watch.over():
            return prices, value
        inside[cheap[np.argsort(reduced[cheap], kind="stable")[:ADDED]]] = True


def _chosen(
    sets: Ints, lengths: Floats, orders: int, seconds: float
) -> tuple[list[int], float, float] | None:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    if not len(sets):
        return None
    held = csr_matrix(matrix(sets, orders).T.astype(np.float64))
    if (np.diff(held.indptr) == 0).any():
        return None
    solved = milp(
        lengths,
        constraints=LinearConstraint(held, lb=1),
        integrality=np.ones(len(sets)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    if solved.x is None:
        return None
    bound = float(solved.mip_dual_bound) if solved.mip_dual_bound is not None else -np.inf
    return [int(each) for each in np.flatnonzero(solved.x > 0.5)], float(solved.fun), bound
