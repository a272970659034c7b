"""``nonet solve pick-path``: the JSON layouts of picker routing."""

import json
from pathlib import Path
from typing import Any

from nonet.engines import pick_path
from nonet.engines.pick_path import PickProblem, PickTour, Point
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked, Printed


def read(path: Path) -> PickProblem:
    """Read a layout with its picks: equal aisles, cells one unit apart, the depot on the front cross-aisle."""
    try:
        given: dict[str, Any] = json.loads(path.read_text())
        cell = float(given.get("cell_length", 1))
        length = (int(given["cells_per_block"]) + 1) * cell
        warehouse = pick_path.rectangular(
            given["aisles"], given["blocks"], length, float(given["aisle_pitch"])
        )
        picks = tuple(Point(aisle, block, at * cell) for aisle, block, at in given["picks"])
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemError(
            "file", f"is no picker-routing layout: {error!r}.", "See docs/algorithms."
        ) from error
    cross = int(given.get("depot_cross_aisle", 0))
    depot = Point(given["depot_aisle"], 0, 0.0)
    if cross:
        depot = Point(given["depot_aisle"], cross - 1, length)
    return PickProblem(warehouse, picks, depot)


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Solve a layout and print the tour as [aisle, block, cell] from depot to depot, and each rule's length."""
    problem = read(path)
    tour = pick_path.solve(problem, limit, compare=True)
    return Printed(
        {"tour": _cells(problem, tour, float(json.loads(path.read_text()).get("cell_length", 1)))},
        tour.length,
        tour.bound,
        tour.optimal,
        parts=dict(tour.named),
        reasons=tuple(str(reason) for reason in tour.reasons),
    )


def _cells(problem: PickProblem, tour: PickTour, cell: float) -> list[list[int]]:
    depot = problem.start
    assert isinstance(depot, Point)
    stops = [depot, *(problem.picks[pick] for pick in tour.order), depot]
    return [[stop.aisle, stop.block, round(stop.offset / cell)] for stop in stops]


def warm() -> None:
    """Compile the sweep and the local search on tiny warehouses."""
    for sides in ((2, 1), (13, 13)):
        pick_path.solve(
            PickProblem(pick_path.rectangular(*sides, 4, 2), (Point(1, 0, 2.0),), Point(0, 0, 0.0))
        )
