"""A plan of lots in the planner's words: what it costs, what binds, and why overtime is needed."""

import numpy as np

from nonet.engines.lotsizing.answer import Answer
from nonet.engines.lotsizing.model import Plan
from nonet.engines.lotsizing.needs import Needs
from nonet.engines.lotsizing.problem import Problem
from nonet.engines.solving import Reason


def answer(problem: Problem, need: Needs, plan: Plan, bound: float, steps: int) -> Answer:
    """Return what a plan means."""
    overtime = plan.overtime + plan.beyond
    demand = np.array([item.demand for item in problem.items]).reshape(plan.made.shape)
    begin = np.array([item.stock for item in problem.items])
    stock = begin[:, None] + np.cumsum(plan.made - demand, axis=1)
    parts = {
        "setup": float((need.setup_cost[:, None] * plan.setup).sum()),
        "holding": float((need.holding[:, None] * stock).sum()),
        "making": float((need.unit_cost * plan.made).sum()),
        "overtime": need.overtime_cost * float(overtime.sum()),
    }
    objective = sum(parts.values())
    feasible = not plan.beyond.any() and not len(need.raised)
    low = bound + need.constant if np.isfinite(bound) else None
    if low is not None and feasible:
        low = min(low, objective)
    return Answer(
        objective=objective,
        bound=low,
        optimal=low is not None and feasible and objective - low <= 1e-4 * abs(objective) + 1e-9,
        feasible=feasible,
        production=plan.made,
        setup=plan.setup,
        stock=stock,
        overtime=overtime,
        parts=parts,
        reasons=tuple(_reasons(problem, need, plan)),
        iterations=steps,
    )


def _reasons(problem: Problem, need: Needs, plan: Plan) -> list[Reason]:
    told = []
    for item in need.raised:
        text = "{item} cannot be made in time in lots of {most} at most: lots up to {needed} were allowed."
        given = problem.items[item]
        facts = {"item": given.name, "most": given.most, "needed": round(float(need.most[item]), 2)}
        told.append(Reason("lotsizing.lots_too_small", text, facts))
    load = (need.unit_time[:, None] * plan.made + need.setup_time[:, None] * plan.setup).sum(axis=0)
    for t in np.flatnonzero(plan.beyond > 0):
        made = need.unit_time @ plan.made[:, : t + 1].sum(axis=1)
        facts = {
            "period": int(t) + 1,
            "over": round(float(plan.beyond[t]), 2),
            "due": round(float(need.unit_time @ need.demand[:, : t + 1].sum(axis=1)), 2),
            "made": round(float(made), 2),
            "capacity": round(float(need.capacity[: t + 1].sum()), 2),
            "setups": round(float(need.setup_time @ plan.setup[:, : t + 1].sum(axis=1)), 2),
        }
        text = (
            "Period {period} lacks {over} of capacity: until then {due} is due, {made} is made with {setups} "
            "of set-ups, and there are {capacity}."
        )
        told.append(Reason("lotsizing.short", text, facts))
    full = np.flatnonzero((load >= need.capacity - 1e-6 * np.maximum(1, need.capacity)) & (need.capacity > 0))
    if len(full):
        text = "Capacity binds in {count} of {all} periods, first in {periods}."
        periods = ", ".join(str(t + 1) for t in full[:8])
        told.append(
            Reason("lotsizing.full", text, {"count": len(full), "all": len(load), "periods": periods})
        )
    early = np.cumsum(plan.made - need.demand, axis=1) * need.holding[:, None]
    for item in np.argsort(-early.sum(axis=1), kind="stable")[:5]:
        if early[item].sum() > 0:
            text = "{item} is made ahead for {held} of stock, in {lots} lots for {setups} of set-ups."
            facts = {
                "item": problem.items[item].name,
                "held": round(float(early[item].sum()), 2),
                "lots": int(plan.setup[item].sum()),
                "setups": round(float(need.setup_cost[item] * plan.setup[item].sum()), 2),
            }
            told.append(Reason("lotsizing.ahead", text, facts))
    return told
