"""A checker of guaranteed-service placements, apart from the engine: reads the chain itself, recomputes all."""

import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from statistics import NormalDist
from typing import Any

from bench.checkers.verdict import Verdict


def check(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Recompute a placement's cost and find each broken promise."""
    rows, suppliers, customers = chain(path)
    told = answer.get("solution", {}).get("stages", {})
    missing = [name for name in rows if name not in told]
    if missing:
        return Verdict(None, tuple(f"{name} has no times." for name in missing))
    faults = [f"{name} is no stage." for name in told if name not in rows]
    value, spread, factor = _flows(rows, suppliers, customers)
    total = 0.0
    for name, row in rows.items():
        inbound, outbound = told[name]["inbound"], told[name]["outbound"]
        if inbound != int(inbound) or outbound != int(outbound) or min(inbound, outbound) < 0:
            faults.append(f"{name}: times {inbound}, {outbound} are not whole or below 0.")
        net = inbound + time(row) - outbound
        if net < 0:
            faults.append(f"{name} quotes {outbound}, longer than it waits and takes.")
        if not customers[name] and outbound > promise(row):
            faults.append(f"{name} quotes {outbound}, more than its promise.")
        for supplier in suppliers[name]:
            if inbound < told[supplier]["outbound"]:
                faults.append(f"{name} waits {inbound}, less than {supplier} quotes.")
        stock = factor[name] * math.sqrt(spread[name] * max(net, 0))
        if abs(stock - told[name].get("safety_stock", stock)) > 1e-4 * max(1.0, stock):
            faults.append(f"{name} holds {told[name]['safety_stock']}, not {stock:.4f}.")
        total += value[name] * stock
    claimed, bound = answer.get("objective"), answer.get("bound")
    if claimed is not None and abs(claimed - total) > 1e-6 * max(1.0, total):
        faults.append(f"claims {claimed}, costs {total:.4f}.")
    if bound is not None and bound > total * (1 + 1e-9) + 1e-6:
        faults.append(f"the bound {bound} is above the cost {total:.4f}.")
    return Verdict(total, tuple(faults))


def chain(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, set[str]], dict[str, set[str]]]:
    """Return the rows by stage in an order from suppliers to customers, and who supplies and buys from whom."""
    stem = str(path).removesuffix("_nodes.csv")
    with Path(stem + "_nodes.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = {row["Stage Name"]: row for row in csv.DictReader(lines)}
    suppliers: dict[str, set[str]] = defaultdict(set)
    customers: dict[str, set[str]] = defaultdict(set)
    with Path(stem + "_arcs.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            suppliers[row["destinationStage"]].add(row["sourceStage"])
            customers[row["sourceStage"]].add(row["destinationStage"])
    order: dict[str, dict[str, str]] = {}
    while len(order) < len(rows):
        ready = [name for name in rows if name not in order and suppliers[name] <= order.keys()]
        if not ready:
            raise ValueError(f"{path}: the stages supply each other in a loop.")
        order |= {name: rows[name] for name in ready}
    return order, suppliers, customers


def _flows(
    rows: Mapping[str, Mapping[str, str]],
    suppliers: Mapping[str, set[str]],
    customers: Mapping[str, set[str]],
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Return value, variance per period and safety factor of each stage."""
    value: dict[str, float] = {}
    for name, row in rows.items():
        value[name] = float(row["stageCost"] or 0) + sum(value[each] for each in suppliers[name])
    spread: dict[str, float] = {}
    factor: dict[str, float] = {}
    for name in reversed(list(rows)):
        own = float(rows[name]["stdDevDemand"] or 0) ** 2
        spread[name] = own + sum(spread[each] for each in customers[name])
        level = rows[name]["serviceLevel"]
        asked = [factor[each] for each in customers[name]]
        factor[name] = max([*asked, *([NormalDist().inv_cdf(float(level))] if level else [])], default=0.0)
    return value, spread, factor


def time(row: Mapping[str, str]) -> int:
    """Return a stage's own time in whole periods."""
    return math.ceil(float(row["stageTime"] or 0))


def promise(row: Mapping[str, str]) -> int:
    """Return what a stage without customers promises."""
    return int(float(row["maxServiceTime"] or 0))


def tables(path: Path) -> dict[str, list[float]]:
    """Return, for each stage, the cost of covering 0, 1, … periods, up to the time of the whole chain above it."""
    rows, suppliers, customers = chain(path)
    value, spread, factor = _flows(rows, suppliers, customers)
    longest: dict[str, int] = {}
    for name, row in rows.items():
        longest[name] = time(row) + max((longest[each] for each in suppliers[name]), default=0)
    return {
        name: [value[name] * factor[name] * math.sqrt(spread[name] * net) for net in range(longest[name] + 1)]
        for name in rows
    }
