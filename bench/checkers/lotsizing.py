"""A checker of lot plans, apart from the engine: reads the instance itself, recomputes all."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

NEAR = 1e-6


@dataclass(frozen=True)
class Instance:
    """Capacity, (unit time, holding, set-up time, set-up cost) of each item, and its demand per period."""

    capacity: float
    items: list[list[float]]
    demand: list[list[float]]


def read(path: Path) -> Instance:
    """Read an instance number by number: rows of demand hold 15 items, or what is left of them."""
    lines = (line.split() for line in path.read_text().splitlines())
    numbers = chain.from_iterable(
        [float(word) for word in line] for line in lines if line and line[0][0].isdigit()
    )
    n, periods = int(next(numbers)), int(next(numbers))
    next(numbers)
    capacity = next(numbers)
    items = [[next(numbers) for _ in range(4)] for _ in range(n)]
    demand = [[0.0] * periods for _ in range(n)]
    for first in range(0, n, 15):
        for t in range(periods):
            for i in range(first, min(n, first + 15)):
                demand[i][t] = next(numbers)
    return Instance(capacity, items, demand)


def check(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Recompute a plan's cost and find what is late, overloaded or made without a set-up."""
    instance = read(path)
    solution = answer.get("solution", {})
    made, setup = solution.get("production", []), solution.get("setup", [])
    n, periods = len(instance.items), len(instance.demand[0])
    if any(len(rows) != n or any(len(row) != periods for row in rows) for rows in (made, setup)):
        return Verdict(None, (f"production or setup is not {n} items by {periods} periods.",))
    faults, total, load = [], 0.0, [0.0] * periods
    for i, (unit_time, holding, setup_time, setup_cost) in enumerate(instance.items):
        stock, need = 0.0, 0.0
        for t in range(periods):
            if setup[i][t] not in (0, 1):
                faults.append(f"item {i} period {t}: setup {setup[i][t]} is neither 0 nor 1.")
            if made[i][t] < 0 or (made[i][t] > NEAR and not setup[i][t]):
                faults.append(f"item {i} period {t}: {made[i][t]} made without set-up or below 0.")
            stock += made[i][t] - instance.demand[i][t]
            need += instance.demand[i][t]
            if stock < -NEAR * max(1.0, need):
                faults.append(f"item {i} lacks {-stock:.4f} at the end of period {t}.")
            total += holding * max(stock, 0.0) + setup_cost * setup[i][t]
            load[t] += unit_time * made[i][t] + setup_time * setup[i][t]
    for t in range(periods):
        if load[t] > instance.capacity * (1 + NEAR):
            faults.append(f"period {t}: {load[t]:.4f} of {instance.capacity} is taken.")
    claimed, bound = answer.get("objective"), answer.get("bound")
    if claimed is not None and abs(claimed - total) > 1e-5 * max(1.0, total):
        faults.append(f"claims {claimed}, costs {total:.4f}.")
    if bound is not None and bound > total * (1 + 1e-6):
        faults.append(f"the bound {bound} is above the cost {total:.4f}.")
    return Verdict(total, tuple(faults))
