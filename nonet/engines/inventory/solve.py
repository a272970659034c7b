"""The order level that keeps a service at least cost of stock, and what it achieves in each measure."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from nonet.engines.inventory.demand import Spread
from nonet.engines.inventory.problem import Problem
from nonet.engines.solving import Limit, Reason

POINTS = 64  # of the quadrature over the stock position


@dataclass(frozen=True, slots=True)
class Answer:
    """A policy and what it achieves.

    Parameters
    ----------
    level : float
        Order up to it at each look, or, with a fixed quantity, order when the position is at or below it.
    safety_stock : float
        Level less the expected demand that it covers.
    cycle, fill, ready : float
        Service achieved, by measure.
    stock, owed : float
        Expected units on hand and owed at the end of a period.
    objective : float
        Expected units on hand, what was to be least.
    """

    level: float
    safety_stock: float
    cycle: float
    fill: float
    ready: float
    stock: float
    owed: float
    objective: float
    reasons: tuple[Reason, ...] = ()


def solve(problem: Problem, limit: Limit) -> Answer:
    """Return the lowest order level that keeps the service; closed forms and bisection, within any limit."""
    view = _View(problem)
    low, high = -1.0, view.covered.mean + 10 * sqrt(view.covered.variance) + 10.0
    if problem.quantity is not None:
        low -= problem.quantity
    measure: Callable[[float], float] = {"cycle": view.cycle, "fill": view.fill, "ready": view.ready}[
        problem.measure
    ]
    while measure(high) < problem.level:
        high *= 2
    level = _least(lambda each: measure(each) >= problem.level, low, high, view.covered.whole)
    wished = level
    level = min(max(level, view.covered.mean + problem.least), view.covered.mean + problem.most)
    if view.covered.whole:
        level = float(ceil(level - 1e-9))
    owed = view.owed(level)
    position = level if problem.quantity is None else level + (problem.quantity + view.covered.whole) / 2
    stock = position - view.seen + owed
    return Answer(
        level,
        level - view.covered.mean,
        view.cycle(level),
        view.fill(level),
        view.ready(level),
        stock,
        owed,
        stock,
        tuple(_reasons(problem, view, level, wished)),
    )


def _least(kept: Callable[[float], bool], low: float, high: float, whole: bool) -> float:
    if whole:
        below, above = int(np.floor(low)) - 1, ceil(high)
        while above - below > 1:
            between = (below + above) // 2
            below, above = (below, between) if kept(between) else (between, above)
        return float(above)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if kept(middle) else (middle, high)
    return high


class _View:
    """The distributions that a problem's measures look at: after a lead time, and up to the next arrival."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        review = 1 if problem.quantity is not None else problem.review
        self.review = review
        self.after = [
            problem.demand.over([(periods + step, share) for periods, share in problem.lead], problem.exactly)
            for step in range(review + 1)
        ]
        self.covered = self.after[-1]
        self.mean = problem.demand.moments[0]
        self.seen = float(np.mean([each.mean for each in self.after[1:]]))

    def positions(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Return stock positions just after a look and their weights: uniform above the reorder point."""
        quantity = self.problem.quantity
        if quantity is None:
            return np.array([level]), np.ones(1)
        if self.covered.whole:
            steps = np.arange(1, max(1, round(quantity)) + 1)
            return level + steps, np.full(len(steps), 1 / len(steps))
        nodes, weights = np.polynomial.legendre.leggauss(POINTS)
        return level + quantity * (nodes + 1) / 2, weights / 2

    def _average(self, level: float, what: Callable[[Spread, float], float], spreads: list[Spread]) -> float:
        places, weights = self.positions(level)
        each = [[what(spread, place) for place in places] for spread in spreads]
        return float(np.mean(np.array(each) @ weights))

    def cycle(self, level: float) -> float:
        """Return the share of cycles that end without shortage: demand until the next arrival is covered."""
        return self.covered.below(level)

    def ready(self, level: float) -> float:
        """Return the share of periods that end without anything owed."""
        return self._average(level, lambda spread, place: spread.below(place), self.after[1:])

    def fill(self, level: float) -> float:
        """Return the share of demand served at once: what a cycle adds to what is owed, over its demand."""
        if self.mean <= 0:
            return 1.0
        owed = self._average(level, lambda spread, place: spread.short(place), self.after[-1:])
        before = self._average(level, lambda spread, place: spread.short(place), self.after[:1])
        return 1.0 - (owed - before) / (self.mean * self.review)

    def owed(self, level: float) -> float:
        """Return the units owed at the end of a period."""
        return self._average(level, lambda spread, place: spread.short(place), self.after[1:])


def _reasons(problem: Problem, view: _View, level: float, wished: float) -> list[Reason]:
    mean, variance = problem.demand.moments
    times = problem.lead
    length = sum(periods * share for periods, share in times)
    late = mean**2 * sum((periods - length) ** 2 * share for periods, share in times)
    total = variance * (length + view.review) + late
    told = [
        Reason(
            "inventory.covers",
            "The safety stock of {stock} covers demand over {time} periods, {lead} of lead time and {review} of "
            "review, up to a chance of {chance} %; {demand} % of its variance comes from demand, {late} % from lead "
            "times.",
            {
                "stock": round(level - view.covered.mean, 2), "time": round(length + view.review, 2),
                "lead": round(length, 2), "review": view.review, "chance": round(100 * view.cycle(level), 2),
                "demand": round(100 * (1 - late / total)) if total else 100,
                "late": round(100 * late / total) if total else 0,
            },
        )
    ]  # fmt: skip
    if abs(level - wished) > 1e-6 and level != ceil(wished - 1e-9):
        text = "The bounds of the safety stock decide, not the service: it would take a level of {wished}."
        told.append(Reason("inventory.bounded", text, {"wished": round(wished, 2)}))
    return told
