"""Lot sizes under steady demand: the economic order quantity (Harris 1913) and what it grew into."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True)
class Lot:
    """A quantity, its cost per unit of time, and where backorders are allowed the most that is owed."""

    quantity: float
    cost: float
    backorder: float = 0.0


def eoq(demand: float, setup: float, holding: float, shortage: float | None = None) -> Lot:
    """Return the order quantity of least set-up and holding cost per unit of time.

    Parameters
    ----------
    demand : float
        Units per unit of time.
    setup : float
        Per order.
    holding : float
        Per unit and unit of time.
    shortage : float | None
        Per unit owed and unit of time; left out, nothing may be owed.
    """
    _above_zero(demand=demand, setup=setup, holding=holding)
    share = 1.0 if shortage is None else shortage / (shortage + holding)
    quantity = sqrt(2 * setup * demand / (holding * share))
    return Lot(quantity, sqrt(2 * setup * demand * holding * share), quantity * (1 - share))


def epq(demand: float, setup: float, holding: float, production: float) -> Lot:
    """Return the lot when it comes in at a rate of ``production`` units per unit of time (Taft 1918)."""
    _above_zero(demand=demand, setup=setup, holding=holding)
    if production <= demand:
        raise ProblemError("production", f"{production} does not keep up with a demand of {demand}.")
    return eoq(demand, setup, holding * (1 - demand / production))


def eoq_discounts(
    demand: float, setup: float, rate: float, prices: Sequence[tuple[float, float]], incremental: bool = False
) -> Lot:
    """Return the order quantity of least purchase, set-up and holding cost under quantity discounts.

    Parameters
    ----------
    demand, setup : float
        As in ``eoq``.
    rate : float
        Holding cost of a unit of time as a share of the price paid.
    prices : Sequence[tuple[float, float]]
        (from this quantity on, price of a unit), the first from 0.
    incremental : bool
        The lower price counts only for units beyond its quantity; else for all.
    """
    _above_zero(demand=demand, setup=setup, rate=rate)
    steps = sorted(prices)
    if not steps or steps[0][0] != 0:
        raise ProblemError("prices", "there is no price from a quantity of 0 on.", "Add it.")
    found, paid = [], 0.0  # paid: what the units up to a step cost beyond its price
    for place, (start, price) in enumerate(steps):
        _above_zero(price=price)
        if incremental and place:
            paid += (steps[place - 1][1] - price) * start
        fixed = setup + paid
        end = steps[place + 1][0] if place + 1 < len(steps) else float("inf")
        quantity = min(max(sqrt(2 * fixed * demand / (rate * price)), start), end)
        if quantity < end or incremental:
            average = price + paid / quantity
            cost = demand * average + setup * demand / quantity + rate * average * quantity / 2
            found.append(Lot(quantity, cost))
    return min(found, key=lambda lot: lot.cost)


def _above_zero(**given: float) -> None:
    for name, value in given.items():
        if not value > 0:
            raise ProblemError(name, f"{value} is not above 0.", "Give more than 0.")
