"""A bound and a first choice of set-ups from prices of capacity.

Capacity is priced instead of limited (Thizy and Van Wassenhove 1985; Trigeiro, Thomas and McClain 1989): each item is
then alone and Wagner-Whitin solves it exactly. Whatever the prices, the sum is below every plan; subgradient steps
raise it.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.lotsizing.needs import Floats
from nonet.engines.lotsizing.rules import wagner_whitin


@compiled
def price(
    demand: Floats,
    unit_time: Floats,
    setup_time: Floats,
    setup_cost: Floats,
    holding: Floats,
    unit_cost: Floats,
    capacity: Floats,
    dearest: float,
    target: float,
    rounds: int,
) -> tuple[float, Floats, Floats]:
    """Return the best bound, its prices (T,), and how often (share of late rounds, (n, T)) each set-up was chosen.

    Parameters
    ----------
    demand, unit_cost : Floats
        (n, T).
    unit_time, setup_time, setup_cost, holding : Floats
        (n,).
    capacity : Floats
        (T,); at the price ``dearest`` more can be had.
    target : float
        Cost of some plan, or a guess of it.
    rounds : int
        Subgradient steps.
    """
    n, periods = demand.shape
    prices, best_prices = np.zeros(periods), np.zeros(periods)
    chosen = np.zeros((n, periods))
    best, step, idle = -np.inf, 1.0, 0
    made, load = np.empty(periods), np.empty(periods)
    for turn in range(rounds):
        value = -(prices * capacity).sum()
        load[:] = 0.0
        for i in range(n):
            value += wagner_whitin(
                demand[i],
                setup_cost[i] + prices * setup_time[i],
                unit_cost[i] + prices * unit_time[i],
                np.full(periods, holding[i]),
                made,
            )
            for t in range(periods):
                chosen[i, t] *= 0.95
                if made[t] > 0:
                    load[t] += unit_time[i] * made[t] + setup_time[i]
                    chosen[i, t] += 0.05
        idle += 1
        if turn == 0 or value > best + 1e-9 * abs(best):
            best, best_prices[:], idle = value, prices, 0
        if idle >= 10:
            step, idle = step / 2, 0
        slope = load - capacity
        for t in range(periods):
            if prices[t] <= 0 and slope[t] < 0:
                slope[t] = 0.0
        size = (slope * slope).sum()
        if size <= 0 or step < 1e-6:
            break
        length = step * max(target - value, 1e-3 * abs(value) + 1e-9) / size
        for t in range(periods):
            prices[t] = min(dearest, max(0.0, prices[t] + length * slope[t]))
    return best, best_prices, chosen
