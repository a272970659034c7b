"""First-fit decreasing by volume, as common warehouse systems pack: what cartonisation is measured beside.

Boxes go largest first into the first open carton that has a corner for them (beside, behind or on a placed box, lowest
first), all cartons being of the largest kind; then each load is packed anew, in the same order, into the smallest kind
that takes it.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from bench.checkers.cartons import EDGES, cost

Rows = npt.NDArray[np.int64]


def total(told: Mapping[str, Any]) -> float:
    """Return what all orders of a file cost, packed so."""
    return float(sum(_order(told, order["items"]) for order in told["orders"]))


def _order(told: Mapping[str, Any], items: list[dict[str, Any]]) -> int:
    units = [item for item in items for _ in range(item["count"])]
    units.sort(key=lambda unit: -prod(unit["size"]))
    spent = 0
    while units:
        taken = _taken(told, told["cartons"][-1], units)
        load = [unit for unit, into in zip(units, taken, strict=True) if into]
        if not load:
            break
        kind = next((box for box in told["cartons"] if _taken(told, box, load).all()), told["cartons"][-1])
        spent += cost(told, kind, load)
        units = [unit for unit, into in zip(units, taken, strict=True) if not into]
    return spent


def _taken(
    told: Mapping[str, Any], box: Mapping[str, Any], units: list[dict[str, Any]]
) -> npt.NDArray[np.bool_]:
    turns = np.zeros((len(units), 6, 3), np.int64)
    for k, unit in enumerate(units):
        allowed = [[unit["size"][edge] for edge in EDGES[turn]] for turn in unit.get("turns", EDGES)]
        turns[k] = (allowed * 6)[:6]
    weights = np.array([unit["weight"] for unit in units], np.int64)
    size = np.array(box["size"], np.int64)
    if sum(prod(unit["size"]) for unit in units) > prod(box["size"]) and box is not told["cartons"][-1]:
        return np.zeros(len(units), np.bool_)
    into: npt.NDArray[np.bool_] = fill(turns, weights, size, box["weight_limit"], told["support"])
    return into


@numba.njit(cache=True)
def fill(turns: Rows, weights: Rows, size: Rows, limit: int, support: float) -> npt.NDArray[np.bool_]:
    """Return which units go into one carton, each where the lowest corner takes it."""
    units = len(turns)
    into = np.zeros(units, np.bool_)
    low, high = np.zeros((units, 3), np.int64), np.zeros((units, 3), np.int64)
    spots = np.zeros((3 * units + 1, 3), np.int64)
    placed, known, weight = 0, 1, 0
    end = np.zeros(3, np.int64)
    for unit in range(units):
        if weight + weights[unit] > limit:
            continue
        best, best_spot, best_turn = 2**62, -1, -1
        for spot in range(known):
            at = spots[spot]
            place = (at[2] * 4096 + at[0]) * 4096 + at[1]
            if place >= best:
                continue
            for turn in range(6):
                end[:] = at + turns[unit, turn]
                if end[0] > size[0] or end[1] > size[1] or end[2] > size[2]:
                    continue
                free, rests = True, 0
                for k in range(placed):
                    x = min(end[0], high[k, 0]) - max(at[0], low[k, 0])
                    y = min(end[1], high[k, 1]) - max(at[1], low[k, 1])
                    if x <= 0 or y <= 0:
                        continue
                    if min(end[2], high[k, 2]) > max(at[2], low[k, 2]):
                        free = False
                        break
                    if high[k, 2] == at[2]:
                        rests += x * y
                if free and (at[2] == 0 or rests >= support * turns[unit, turn, 0] * turns[unit, turn, 1]):
                    best, best_spot, best_turn = place, spot, turn
                    break
        if best_turn < 0:
            continue
        low[placed] = spots[best_spot]
        high[placed] = low[placed] + turns[unit, best_turn]
        for d in range(3):
            spots[known] = low[placed]
            spots[known, d] = high[placed, d]
            known += 1
        placed += 1
        weight += weights[unit]
        into[unit] = True
    return into
