"""What is wrong with a plan of lots, by the rules of the problem alone."""

import numpy as np

from nonet.engines.lotsizing.answer import Answer
from nonet.engines.lotsizing.problem import Problem, per_period

NEAR = 1e-5


def violations(problem: Problem, answer: Answer) -> tuple[str, ...]:
    """Return each broken rule in a sentence; none means that the plan can be carried out with its overtime."""
    told = []
    load = np.zeros(len(problem.capacity))
    for item, made, setup in zip(problem.items, answer.production, answer.setup, strict=True):
        stock = item.stock + np.cumsum(made) - np.cumsum(item.demand)
        safety = np.array(per_period(item.safety, len(made)))
        short = stock < safety - NEAR * np.maximum(1.0, np.cumsum(item.demand))
        told += [
            f"{item.name} lacks {safety[t] - stock[t]:.4f} at the end of {t + 1}."
            for t in np.flatnonzero(short)
        ]
        told += [
            f"{item.name} is made in {t + 1} without set-up."
            for t in np.flatnonzero((made > 0) & (setup == 0))
        ]
        small = (made > 0) & (made < item.least - NEAR * max(1.0, item.least))
        told += [f"{item.name}: the lot of {t + 1} is below {item.least}." for t in np.flatnonzero(small)]
        if item.most is not None:
            large = made > item.most * (1 + NEAR)
            told += [f"{item.name}: the lot of {t + 1} is above {item.most}." for t in np.flatnonzero(large)]
        told += [f"{item.name}: {made[t]} in {t + 1} is below 0." for t in np.flatnonzero(made < 0)]
        load += item.unit_time * made + item.setup_time * setup
    room = np.array(problem.capacity) + answer.overtime
    told += [
        f"Period {t + 1} is overloaded." for t in np.flatnonzero(load > room + NEAR * np.maximum(1.0, room))
    ]
    beyond = answer.overtime > (0.0 if problem.overtime_most is None else problem.overtime_most) + NEAR
    if (
        answer.feasible
        and beyond.any()
        and (problem.overtime_cost is None or problem.overtime_most is not None)
    ):
        told.append("The plan says that it keeps within capacity and takes more overtime than is allowed.")
    return tuple(told)
