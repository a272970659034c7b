"""Policies of least cost: newsvendor, (s, S) and (R, Q), exact for whole units."""

from dataclasses import dataclass

import numpy as np

from nonet.engines.inventory.demand import Floats, Spread
from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True)
class Policy:
    """When to order (``low``: at or below it), up to or how much (``high``), and the cost per period."""

    low: float
    high: float
    cost: float


def newsvendor(
    demand: Spread, short: float, over: float, least: float = 0.0, most: float = float("inf")
) -> Policy:
    """Return the quantity for a single season.

    Parameters
    ----------
    demand : Spread
        Of the season.
    short : float
        What a unit too few costs: price less cost, and goodwill.
    over : float
        What a unit too many costs: cost less salvage.
    least, most : float
        Bounds of the order.
    """
    if short < 0 or over < 0 or short + over <= 0:
        raise ProblemError("short", f"{short} and {over} leave nothing to weigh.", "Give costs above 0.")
    quantity = min(max(demand.quantile(short / (short + over)), least), most)
    return Policy(quantity, quantity, running_cost(demand, quantity, short, over))


def running_cost(demand: Spread, level: float, short: float, over: float) -> float:
    """Return the expected cost of holding and owing with this much to serve the demand."""
    owed = demand.short(level)
    return over * (level - demand.mean + owed) + short * owed


def min_max(setup: float, per_period: Floats, covered: Spread, short: float, over: float) -> Policy:
    """Return the (s, S) policy of least cost for whole units, by Zheng and Federgruen (1991).

    Parameters
    ----------
    setup : float
        Of an order.
    per_period : Floats
        (m,) probability of 0, 1, 2, … units of demand in a period.
    covered : Spread
        Demand of the lead time and one period.
    short, over : float
        Per unit and period owed and held.
    """
    if per_period[0] >= 1:
        return Policy(0.0, 0.0, 0.0)
    search = _MinMax(setup, per_period, covered, short, over)
    up = low = int(covered.quantile(short / (short + over)))
    while True:
        low -= 1
        if search.cost(low, up) <= search.running(low):
            break
    best, trial = search.cost(low, up), up + 1
    while search.running(trial) <= best:
        if search.cost(low, trial) < best:
            up = trial
            while search.cost(low, up) <= search.running(low + 1):
                low += 1
            best = search.cost(low, up)
        trial += 1
    return Policy(float(low), float(up), best)


class _MinMax:
    """Costs of (s, S) pairs, with the renewal density of demand worked out as far as asked."""

    def __init__(self, setup: float, pmf: Floats, covered: Spread, short: float, over: float) -> None:
        self.setup, self.pmf, self.covered, self.short, self.over = setup, pmf, covered, short, over
        self.density = [1.0 / (1.0 - pmf[0])]
        self.known: dict[int, float] = {}

    def running(self, level: int) -> float:
        if level not in self.known:
            self.known[level] = running_cost(self.covered, level, self.short, self.over)
        return self.known[level]

    def cost(self, low: int, up: int) -> float:
        """Return the cost per period: set-up and running cost of a cycle over its length."""
        while len(self.density) < up - low:
            j = len(self.density)
            reach = min(j, len(self.pmf) - 1)
            back = np.array(self.density[j - reach :][::-1])
            self.density.append(float(self.pmf[1 : reach + 1] @ back) / (1.0 - self.pmf[0]))
        cycle = self.density[: up - low]
        paid = self.setup + sum(each * self.running(up - j) for j, each in enumerate(cycle))
        return float(paid / sum(cycle))


def reorder(setup: float, rate: float, covered: Spread, short: float, over: float) -> Policy:
    """Return the (R, Q) policy of least cost for whole units, by Federgruen and Zheng (1992).

    ``high`` is the quantity Q, ``low`` the reorder point R: order Q each time the position falls to R.

    Parameters
    ----------
    setup : float
        Of an order.
    rate : float
        Demand per period.
    covered : Spread
        Demand of the lead time (under periodic review, and one period).
    short, over : float
        Per unit and period owed and held.
    """
    top = int(covered.quantile(short / (short + over)))
    low, high, total = top - 1, top + 1, running_cost(covered, top, short, over)
    quantity, cost = 1, setup * rate + total
    while True:
        left, right = running_cost(covered, low, short, over), running_cost(covered, high, short, over)
        if min(left, right) >= cost:
            return Policy(float(low), float(quantity), cost)
        total += min(left, right)
        low, high = (low - 1, high) if left <= right else (low, high + 1)
        quantity += 1
        cost = (setup * rate + total) / quantity
