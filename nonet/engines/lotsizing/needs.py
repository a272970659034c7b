"""The problem as arrays, with stock at hand and safety stock taken into what must be made by when."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.lotsizing.problem import Problem, per_period

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Needs:
    """n items, T periods; what the rest of the engine works on.

    Parameters
    ----------
    demand : Floats
        (n, T) units that must have been made by the end of each period, beyond what stock covers.
    constant : float
        Cost of stock that no plan avoids.
    unit_time, setup_time, setup_cost, holding : Floats
        (n,).
    unit_cost : Floats
        (n, T).
    least, most : Floats
        (n,) bounds of a lot; infinite where there is none, and raised where demand could not be met.
    raised : Ints
        Items whose largest lot was raised.
    capacity : Floats
        (T,).
    overtime_cost, overtime_most : float
        Of a unit, and the most of it that may be planned in a period; 0 where it has no price.
    penalty : float
        Of a unit of capacity beyond all that; no plan is worth it.
    """

    demand: Floats
    constant: float
    unit_time: Floats
    setup_time: Floats
    setup_cost: Floats
    holding: Floats
    unit_cost: Floats
    least: Floats
    most: Floats
    raised: Ints
    capacity: Floats
    overtime_cost: float
    overtime_most: float
    penalty: float


def needs(problem: Problem) -> Needs:
    """Return the arrays of a problem."""
    periods, items = len(problem.capacity), problem.items
    demand = np.array([item.demand for item in items], np.float64).reshape(len(items), periods)
    safety = np.array([per_period(item.safety, periods) for item in items]).reshape(demand.shape)
    stock = np.array([item.stock for item in items], np.float64)
    due = np.cumsum(demand, axis=1) + safety - stock[:, None]
    due = np.maximum.accumulate(np.maximum(due, 0.0), axis=1)
    net = np.diff(due, axis=1, prepend=0.0)
    holding = np.array([item.holding for item in items], np.float64)
    left = stock[:, None] - np.cumsum(demand, axis=1) + due  # stock while nothing is made early
    made = np.array([per_period(item.unit_cost, periods) for item in items]).reshape(demand.shape)
    setup_cost = np.array([item.setup_cost for item in items], np.float64)
    dearest = float(setup_cost.sum() * periods + (holding * net.sum(axis=1)).sum() * periods)
    dearest += float((made.max(axis=1, initial=0.0) * net.sum(axis=1)).sum())
    price = problem.overtime_cost
    beyond = np.inf if problem.overtime_most is None else problem.overtime_most
    most = np.array([np.inf if item.most is None else item.most for item in items], np.float64)
    needed = (due / np.arange(1, periods + 1)).max(axis=1, initial=0.0)
    return Needs(
        net,
        float((holding[:, None] * left).sum()),
        np.array([item.unit_time for item in items], np.float64),
        np.array([item.setup_time for item in items], np.float64),
        setup_cost,
        holding,
        made,
        np.array([item.least for item in items], np.float64),
        np.maximum(most, needed),
        np.flatnonzero(needed > most * (1 + 1e-9)),
        np.array(problem.capacity, np.float64),
        price or 0.0,
        (0.0 if problem.overtime_most is None else beyond) if price is None else beyond,
        dearest + 1.0 + 10 * (price or 0.0),
    )


def first_lots(need: Needs) -> Floats:
    """Return (n, T) units made as late as the bounds of lots let them."""
    made = need.demand.copy()
    for t in range(made.shape[1] - 1, 0, -1):
        over = np.maximum(made[:, t] - need.most, 0.0)
        made[:, t] -= over
        made[:, t - 1] += over
    left = np.zeros(len(made))
    for t in range(made.shape[1]):
        want = made[:, t] - left
        made[:, t] = np.where(want > 1e-9, np.maximum(want, need.least), 0.0)
        left = made[:, t] - want
    return made
