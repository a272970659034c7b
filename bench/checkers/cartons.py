"""Judge packed orders: nothing lost, nothing outside, overlapping, overhanging or too heavy; the cost anew."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

EDGES = {
    "XYZ": (0, 1, 2),
    "YXZ": (1, 0, 2),
    "ZYX": (2, 1, 0),
    "YZX": (1, 2, 0),
    "XZY": (0, 2, 1),
    "ZXY": (2, 0, 1),
}
Box = tuple[int, ...]  # item, x, y, z, and the far corner


def costed(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Judge; the objective is the cost of all cartons."""
    told = json.loads(path.read_text())
    packed = {each["order"]: each["cartons"] for each in answer["solution"]["orders"]}
    faults: list[str] = []
    whole = 0
    for number, order in enumerate(told["orders"]):
        loads = [(load["carton"], [_box(p) for p in load["placements"]]) for load in packed.get(number, [])]
        faults += [f"order {number}: {fault}" for fault in _order(told, order["items"], loads)]
        for carton, boxes in loads:
            whole += cost(told, told["cartons"][carton], [order["items"][box[0]] for box in boxes])
    return Verdict(None if faults else float(whole), tuple(faults))


def product(numbers: Iterable[int]) -> int:
    """Return the product of whole numbers."""
    return math.prod(numbers)


def cost(told: Mapping[str, Any], carton: Mapping[str, Any], units: list[dict[str, Any]]) -> int:
    """Return what a carton with some units costs: itself, what the carrier bills, and its filling."""
    tariff = told["tariff"]
    outer = product(edge + 2 * carton["wall"] for edge in carton["size"])
    weight = sum(unit["weight"] for unit in units) + carton["own_weight"]
    steps = max(1, math.ceil(max(weight, outer / tariff["volume_per_weight"]) / tariff["step"]))
    empty = product(carton["size"]) - sum(product(unit["size"]) for unit in units)
    return int(
        carton["cost"] + tariff["base"] + tariff["per_step"] * (steps - 1) + round(tariff["fill"] * empty)
    )


def _box(p: Mapping[str, int]) -> Box:
    return (p["item"], p["x"], p["y"], p["z"], p["x"] + p["dx"], p["y"] + p["dy"], p["z"] + p["dz"])


def _order(
    told: Mapping[str, Any], items: list[dict[str, Any]], loads: list[tuple[int, list[Box]]]
) -> list[str]:
    faults = []
    packed = Counter(box[0] for _, boxes in loads for box in boxes)
    for number, item in enumerate(items):
        if packed[number] > item["count"] or (packed[number] < item["count"] and _fits(told, item)):
            faults.append(f"item {number} is packed {packed[number]} times of {item['count']}")
    for carton, boxes in loads:
        faults += _load(told, told["cartons"][carton], items, boxes)
    return faults


def _fits(told: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    return any(
        all(a <= b for a, b in zip(dims, carton["size"], strict=True))
        for carton in told["cartons"]
        for dims in _turned(item)
    )


def _turned(item: Mapping[str, Any]) -> set[tuple[int, ...]]:
    return {tuple(item["size"][edge] for edge in EDGES[turn]) for turn in item.get("turns", EDGES)}


def _load(
    told: Mapping[str, Any], carton: Mapping[str, Any], items: list[dict[str, Any]], boxes: list[Box]
) -> list[str]:
    faults = []
    if sum(items[box[0]]["weight"] for box in boxes) > carton["weight_limit"]:
        faults.append("too heavy")
    for k, box in enumerate(boxes):
        low, high = box[1:4], box[4:7]
        if tuple(b - a for a, b in zip(low, high, strict=True)) not in _turned(items[box[0]]):
            faults.append(f"box {k} is turned wrongly")
        if min(low) < 0 or any(a > b for a, b in zip(high, carton["size"], strict=True)):
            faults.append(f"box {k} sticks out")
        rest = 0
        for j, other in enumerate(boxes):
            if j == k:
                continue
            x, y = (
                min(high[0], other[4]) - max(low[0], other[1]),
                min(high[1], other[5]) - max(low[1], other[2]),
            )
            if x <= 0 or y <= 0:
                continue
            if j < k and min(high[2], other[6]) > max(low[2], other[3]):
                faults.append(f"boxes {j} and {k} overlap")
            rest += x * y if other[6] == low[2] else 0
        base = (high[0] - low[0]) * (high[1] - low[1])
        if low[2] and rest < told["support"] * base:
            faults.append(f"box {k} rests on {rest} of {base}")
    return faults
