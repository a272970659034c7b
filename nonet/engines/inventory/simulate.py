"""A simulation beside the formulas: the same policy played over given demand."""

from typing import NamedTuple

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.inventory.demand import Floats


class Played(NamedTuple):
    """Service by measure, mean stock on hand and owed at the end of a period, and orders placed."""

    cycle: float
    fill: float
    ready: float
    stock: float
    owed: float
    orders: int


@compiled
def play(demand: Floats, lead: int, review: int, low: float, high: float, fixed: bool) -> Played:
    """Play a policy; what cannot be served is owed.

    Parameters
    ----------
    demand : Floats
        (T,) units.
    lead : int
        Periods; an order placed at a period's start is there at the start of the one ``lead`` later.
    review : int
        Periods between looks.
    low, high : float
        At or below ``low`` order up to ``high``, or with ``fixed`` a multiple of ``high`` that lifts above ``low``.
    """
    periods = len(demand)
    coming = np.zeros(periods + lead + 1)
    net = low + high if fixed else high
    position = net
    served = wanted = stock = owed = 0.0
    ready = orders = arrivals = clean = 0
    for t in range(periods):
        if coming[t] > 0:
            arrivals += 1
            clean += net >= 0
        net += coming[t]
        if t % review == 0 and position <= low:
            size = np.ceil((low + 1e-9 - position) / high) * high if fixed else high - position
            if fixed and size <= 0:
                size = high
            if size > 0:
                orders += 1
                position += size
                if lead == 0:
                    net += size
                else:
                    coming[t + lead] += size
        served += min(demand[t], max(0.0, net))
        wanted += demand[t]
        net -= demand[t]
        position -= demand[t]
        ready += net >= 0
        stock += max(0.0, net)
        owed += max(0.0, -net)
    return Played(
        clean / max(1, arrivals), served / wanted if wanted > 0 else 1.0, ready / periods, stock / periods,
        owed / periods, orders,
    )  # fmt: skip
