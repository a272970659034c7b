"""Judge a packing by rotations, counts, container, overlap and, where asked, support; apart from the engine."""

import csv
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.checkers.verdict import Verdict

ORDERS = ("XYZ", "YXZ", "ZYX", "YZX", "XZY", "ZXY")
FIELDS = ("bin", "item", "x", "y", "z", "dx", "dy", "dz")
SHOWN = 5  # faults of a kind that are told


def filled(path: Path, answer: Mapping[str, Any], support: bool = False) -> Verdict:
    """Judge the load of one container; its objective is the share of volume filled in per cent."""
    rows, faults = _placements(answer)
    if faults:
        return Verdict(None, tuple(faults))
    if np.any(rows[:, 0] != 0):
        faults.append("boxes lie in more than one container")
    faults += _judged(path, rows, support)
    container = _table(path, "bins")[0]
    volume = rows[:, 5:].prod(axis=1).sum() / _dims(container).prod()
    return Verdict(None if faults else float(100.0 * volume), tuple(faults))


def counted(path: Path, answer: Mapping[str, Any], support: bool = False) -> Verdict:
    """Judge a packing of everything; its objective is the number of containers."""
    rows, faults = _placements(answer)
    if faults:
        return Verdict(None, tuple(faults))
    faults += _judged(path, rows, support)
    asked = sum(int(item.get("COPIES") or 1) for item in _table(path, "items"))
    if len(rows) != asked:
        faults.append(f"{asked - len(rows)} boxes of {asked} stay out")
    return Verdict(None if faults else float(len(set(rows[:, 0]))), tuple(faults))


filled_fully = partial(filled, support=True)
counted_fully = partial(counted, support=True)


def _placements(answer: Mapping[str, Any]) -> tuple[np.ndarray, list[str]]:
    try:
        rows = [[each[field] for field in FIELDS] for each in answer["solution"]["placements"]]
    except (KeyError, TypeError) as error:
        return np.zeros((0, 8), np.int64), [f"placements cannot be read: {error!r}"]
    if not rows:
        return np.zeros((0, 8), np.int64), ["nothing is packed"]
    return np.array(rows, np.int64), []


def _judged(path: Path, rows: np.ndarray, support: bool) -> list[str]:
    items, container = _table(path, "items"), _table(path, "bins")[0]
    return [
        *_turned(items, rows),
        *_outside(_dims(container), rows),
        *_overlapping(rows),
        *(_unsupported(rows) if support else []),
    ]


def _table(path: Path, what: str) -> list[dict[str, str]]:
    with path.with_name(f"{path.name}_{what}.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def _dims(row: Mapping[str, str]) -> np.ndarray:
    return np.array([int(row[axis]) for axis in "XYZ"], np.int64)


def _turned(items: list[dict[str, str]], rows: np.ndarray) -> list[str]:
    faults = []
    for number in sorted({int(each) for each in rows[:, 1]}):
        if not 0 <= number < len(items):
            faults.append(f"there is no item {number}")
            continue
        item = items[number]
        mine = rows[rows[:, 1] == number]
        if len(mine) > int(item.get("COPIES") or 1):
            faults.append(f"item {number} is packed {len(mine)} times, there are {item['COPIES']}")
        allowed = {
            tuple(int(item[axis]) for axis in order)
            for order in ORDERS
            if item.get(f"ROTATION_{order}") == "1"
        }
        wrong = [tuple(int(side) for side in each[5:]) for each in mine if tuple(each[5:]) not in allowed]
        if wrong:
            faults.append(f"item {number} lies turned as {wrong[0]}, allowed are {sorted(allowed)}")
    return faults


def _outside(dims: np.ndarray, rows: np.ndarray) -> list[str]:
    out = (rows[:, 2:5] < 0).any(axis=1) | (rows[:, 2:5] + rows[:, 5:] > dims).any(axis=1)
    return [f"box {k} sticks out of its container" for k in np.flatnonzero(out)[:SHOWN]]


def _overlapping(rows: np.ndarray) -> list[str]:
    low, high = rows[:, 2:5], rows[:, 2:5] + rows[:, 5:]
    meet = (low[:, None] < high[None]).all(axis=2) & (low[None] < high[:, None]).all(axis=2)
    meet &= rows[:, None, 0] == rows[None, :, 0]
    pairs = np.argwhere(np.triu(meet, 1))
    return [f"boxes {a} and {b} overlap" for a, b in pairs[:SHOWN]]


def _unsupported(rows: np.ndarray) -> list[str]:
    faults = []
    low, high = rows[:, 2:5], rows[:, 2:5] + rows[:, 5:]
    for k in range(len(rows)):
        if low[k, 2] == 0:
            continue
        under = (rows[:, 0] == rows[k, 0]) & (high[:, 2] == low[k, 2])
        common = np.minimum(high[under, :2], high[k, :2]) - np.maximum(low[under, :2], low[k, :2])
        rests = np.maximum(common, 0).prod(axis=1).sum()
        base = rows[k, 5] * rows[k, 6]
        if rests < base:
            faults.append(f"box {k} rests on {rests} of {base}")
    return faults[:SHOWN]
