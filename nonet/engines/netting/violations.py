"""What is wrong with a plan, by the rules of the problem alone."""

import numpy as np

from nonet.engines.netting.plan import Plan

NEAR = 1e-5


def violations(plan: Plan) -> tuple[str, ...]:
    """Return each broken rule in a sentence; none means that every need within reach is met and every lot allowed."""
    problem, points = plan.problem, plan.problem.points
    told = []
    for point, name in enumerate(problem.names):
        stock = plan.stock(point)
        floor = float(points.safety[point])
        reach = max(int(points.fence[point]), 0)
        slack = NEAR * max(1.0, float(plan.gross[point].sum()))
        low = np.flatnonzero(stock[reach:] < floor - slack)
        if len(low):
            told.append(
                f"{name} has {stock[reach + low[0]]:.4f} in bucket {reach + low[0]}, less than {floor:.4f}."
            )
        lots = plan.planned[point][plan.planned[point] > 0]
        if (lots < points.least[point] - NEAR).any() and not points.phantom[point]:
            told.append(f"{name} has a lot below {points.least[point]}.")
        step = points.multiple[point]
        if step > 0 and not points.phantom[point] and (abs(lots / step - np.rint(lots / step)) > NEAR).any():
            told.append(f"{name} has a lot that is no multiple of {step}.")
        early = np.flatnonzero(plan.planned[point, : points.fence[point]])
        if len(early):
            told.append(
                f"{name} receives new supply in bucket {early[0]}, before its fence {points.fence[point]}."
            )
    orders, sources = plan.orders(phantoms=True), problem.sources
    known = orders.source >= 0
    source, receipt = orders.source[known], orders.receipt[known]
    wrong = (receipt < sources.since[source]) | (receipt > sources.until[source])
    wrong |= sources.point[source] != orders.point[known]
    told += [
        f"{problem.names[orders.point[known][row]]} has a source not valid then."
        for row in np.flatnonzero(wrong)
    ]
    return tuple(told)
