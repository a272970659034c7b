"""Lot sizes of one item without capacity: Wagner-Whitin exactly, and the rules of thumb beside it.

All rules over periods take a demand row (T,) and return what is made in each period (T,); demand of a period is served
at its end, stock at that moment is paid for.
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.lotsizing.needs import Floats


@compiled
def wagner_whitin(demand: Floats, setup: Floats, unit: Floats, holding: Floats, made: Floats) -> float:
    """Write the cheapest lots into ``made`` and return their cost, in O(T log T).

    Backward recursion over the lower envelope of Wagelmans, van Hoesel and Kolen (1992).

    Parameters
    ----------
    demand, setup, unit, holding : Floats
        (T,) each: units due, cost of a set-up, of a unit made, of a unit in stock at the period's end.
    made : Floats
        (T,) written.
    """
    periods = len(demand)
    later = np.zeros(periods + 1)  # demand from here on
    carried = np.zeros(periods + 1)  # holding from here on
    for t in range(periods - 1, -1, -1):
        later[t] = later[t + 1] + demand[t]
        carried[t] = carried[t + 1] + holding[t]
    cost = np.zeros(periods + 1)
    follow = np.full(periods + 1, -1, np.int64)
    hull = np.empty(periods + 1, np.int64)
    size = 1
    hull[0] = periods
    for t in range(periods - 1, -1, -1):
        rate = unit[t] + carried[t]
        low, high = (
            0,
            size - 1,
        )  # along the hull later[] rises and slopes rise: find the last one below the rate
        while low < high:
            middle = (low + high + 1) // 2
            a, b = hull[middle - 1], hull[middle]
            if cost[b] - cost[a] <= rate * (later[b] - later[a]):
                low = middle
            else:
                high = middle - 1
        best = hull[low]
        cost[t] = setup[t] + rate * (later[t] - later[best]) + cost[best]
        follow[t] = best
        if demand[t] <= 0 and cost[t + 1] <= cost[t]:
            cost[t], follow[t] = cost[t + 1], -1
        if later[t] == later[hull[size - 1]]:
            if cost[t] >= cost[hull[size - 1]]:
                continue
            size -= 1
        while size >= 2:
            a, b = hull[size - 2], hull[size - 1]
            if (cost[b] - cost[a]) * (later[t] - later[b]) < (cost[t] - cost[b]) * (later[b] - later[a]):
                break
            size -= 1
        hull[size] = t
        size += 1
    made[:] = 0.0
    t = 0
    while t < periods:
        if follow[t] < 0:
            t += 1
            continue
        made[t] = later[t] - later[follow[t]]
        t = follow[t]
    total, stock = cost[0], 0.0
    for t in range(periods):  # what demand itself is charged for holding from its own period on
        total -= carried[t] * demand[t]
        stock += made[t] - demand[t]
    return total


SILVER_MEAL, LEAST_UNIT_COST, PART_PERIOD = 0, 1, 2


@compiled
def by_thumb(demand: Floats, setup: float, holding: float, rule: int, made: Floats) -> float:
    """Write lots by a rule of thumb into ``made`` and return their cost.

    A lot takes in one more period while, by rule: cost per period falls (Silver and Meal 1973); cost per unit falls;
    holding cost stays at most that of a set-up (part period balancing, DeMatteis and Mendoza 1968).
    """
    periods = len(demand)
    made[:] = 0.0
    start, total = 0, 0.0
    while start < periods:
        if demand[start] <= 0:
            start += 1
            continue
        units, held, worst = demand[start], 0.0, setup
        if rule == LEAST_UNIT_COST:
            worst = setup / units
        end = start + 1
        while end < periods:
            more = held + holding * (end - start) * demand[end]
            if rule == SILVER_MEAL:
                value = (setup + more) / (end - start + 1)
            elif rule == LEAST_UNIT_COST:
                value = (setup + more) / (units + demand[end])
            else:
                value = more
            if value > (setup if rule == PART_PERIOD else worst):
                break
            worst, held, units = value, more, units + demand[end]
            end += 1
        made[start] = units
        total += setup + held
        start = end
    return total


def lots(demand: npt.ArrayLike, setup: float, holding: float, rule: str = "wagner_whitin") -> Floats:
    """Return (T,) lots by the rule of this name.

    ``wagner_whitin``, ``silver_meal``, ``least_unit_cost``, ``part_period`` or ``lot_for_lot``.
    """
    row: Floats = np.asarray(demand, np.float64)
    made = np.empty(len(row))
    if rule == "wagner_whitin":
        ones = np.ones(len(row))
        wagner_whitin(row, setup * ones, 0.0 * ones, holding * ones, made)
    elif rule == "lot_for_lot":
        made[:] = row
    else:
        by_thumb(row, setup, holding, ("silver_meal", "least_unit_cost", "part_period").index(rule), made)
    return made
