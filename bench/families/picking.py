"""Picker routing and order batching."""

import itertools
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from bench import instances
from bench.checkers import batching, pick_path
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


@cache
def _rules(path: Path) -> dict[str, float]:
    """Return the lengths of savings and first-come batching with exact tours."""
    from nonet.engines.batching import rules
    from nonet.engines.batching.solve import Waves
    from nonet.faces.solving.batching import read

    problem = read(path)
    wave = Waves(problem, range(len(problem.orders)))
    groups = {
        "savings": rules.savings(wave.sizes, wave.most, wave.of),
        "first_come": rules.first_come(wave.sizes, wave.most),
    }
    return {name: sum(map(wave.of, group)) for name, group in groups.items()}


def _over_savings(path: Path, length: float) -> float:
    return gap(length, _rules(path)["savings"])


def _over_first_come(path: Path, length: float) -> float:
    return gap(length, _rules(path)["first_come"])


def _savings(path: Path, seconds: float, seed: int) -> float:
    return _rules(path)["savings"]


def _lists(*patterns: str) -> Callable[[], list[Path]]:
    def found() -> list[Path]:
        folder = instances.folder("wms")
        return sorted(path for pattern in patterns for path in folder.glob(pattern))

    return found


HUNDRED = _lists(
    "order_batching/Hwang/*/*.txt",
    "order_batching/W5*/*/*s-100-*.txt",
    "order_batching/W1-*/*/100/*pedido*.txt",
)
SMALL = _lists("joint_batching_routing/FoodmartData/*.txt", "joint_batching_routing/MuterOencan/*.txt")


def _batching(
    name: str, files: Callable[[], list[Path]], goal: float, score: Callable[[Path, float], float]
) -> Family:
    return Family(
        name=name,
        engine="batching",
        files=files,
        few=4,
        seconds=20,
        goal=goal,
        check=batching.check,
        score=score,
        plain=_savings,
        unit="% over the rule",
    )


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
    _batching("batching of 100 orders against savings", HUNDRED, -5.0, _over_savings),
    _batching("batching of 100 orders against first come", HUNDRED, -20.0, _over_first_come),
    _batching("batching of few orders against savings", SMALL, 0.0, _over_savings),
)
