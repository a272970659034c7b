"""Picker routing and order batching."""

import itertools
import json
from pathlib import Path

from bench import instances
from bench.checkers import pick_path
from bench.families.family import Family, gap


def _layouts() -> list[Path]:
    return sorted((instances.folder("wms") / "picker_routing").glob("*.json"))


def _gap_to_optimum(path: Path, length: float) -> float:
    return gap(length, instances.best_known("wms")[f"picker_routing/{path.stem}"])


def _nearest_neighbour(path: Path, seconds: float, seed: int) -> float:
    """Return the tour that goes on to the nearest pick each time, improved by 2-opt: what a plain suite would do."""
    layout = json.loads(path.read_text())
    depot = (layout["depot_aisle"], layout["depot_cross_aisle"], 0)
    left, tour = [tuple(pick) for pick in layout["picks"]], [depot]
    while left:
        tour.append(min(left, key=lambda pick: pick_path.walk(layout, tour[-1], pick)))
        left.remove(tour[-1])
    return _two_opt(layout, [*tour, depot])


def _two_opt(layout: dict[str, int], tour: list[tuple[int, ...]]) -> float:
    def length(order: list[tuple[int, ...]]) -> float:
        return sum(pick_path.walk(layout, *pair) for pair in itertools.pairwise(order))

    best, better = length(tour), True
    while better and len(tour) < 60:
        better = False
        for low in range(1, len(tour) - 2):
            for high in range(low + 1, len(tour) - 1):
                trial = [*tour[:low], *tour[low : high + 1][::-1], *tour[high + 1 :]]
                if (shorter := length(trial)) < best - 1e-9:
                    tour, best, better = trial, shorter, True
    return best


FAMILIES = (
    Family(
        name="pick path, 1 to 4 blocks",
        engine="pick-path",
        files=_layouts,
        few=8,
        seconds=2,
        goal=0.0,
        check=pick_path.check,
        score=_gap_to_optimum,
        plain=_nearest_neighbour,
    ),
)
