"""Checks a picker's tour: every pick visited, depot to depot, length by shortest walks between what it visits."""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict


def check(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Recompute the length of ``answer["solution"]["tour"]`` on the layout of the file."""
    layout = json.loads(path.read_text())
    tour = [tuple(stop) for stop in answer["solution"]["tour"]]
    faults = []
    depot = (layout["depot_aisle"], layout["depot_cross_aisle"] * (layout["cells_per_block"] + 1))
    if not tour or _height(layout, tour[0]) != depot or _height(layout, tour[-1]) != depot:
        faults.append("the tour does not start and end at the depot")
    visited = {_height(layout, stop) for stop in tour}
    missed = [pick for pick in layout["picks"] if _height(layout, pick) not in visited]
    if missed:
        faults.append(f"{len(missed)} picks are not visited, such as {missed[0]}")
    length = sum(walk(layout, *pair) for pair in itertools.pairwise(tour))
    if abs(length - answer["objective"]) > 1e-6:
        faults.append(f"the tour is {length} long, not {answer['objective']}")
    return Verdict(length, tuple(faults))


def _height(layout: Mapping[str, Any], stop: Sequence[int]) -> tuple[int, int]:
    """Return aisle and units above the front cross-aisle."""
    aisle, block, cell = stop
    return aisle, block * (layout["cells_per_block"] + 1) + cell


def walk(layout: Mapping[str, Any], one: Sequence[int], other: Sequence[int]) -> float:
    """Return the shortest walk between two places: straight in one aisle, else through the best cross-aisle."""
    (aisle, high), (to, to_high) = _height(layout, one), _height(layout, other)
    if aisle == to:
        return abs(high - to_high) * layout["cell_length"]
    span = layout["cells_per_block"] + 1
    crosses = [cross * span for cross in range(layout["blocks"] + 1)]
    up_and_down = min(abs(high - cross) + abs(to_high - cross) for cross in crosses)
    return up_and_down * layout["cell_length"] + abs(aisle - to) * layout["aisle_pitch"]
