"""``nonet solve vrp``: VRPLIB and its extensions, and Li and Lim's pick-up and delivery."""

from pathlib import Path
from typing import Any

from nonet.engines.routing import Answer, Problem
from nonet.engines.routing import solve as solve_routing
from nonet.engines.routing.warming import warm_all
from nonet.engines.solving import Limit
from nonet.faces.solving import lilim, vrplib_routing
from nonet.faces.solving.printed import Asked, Printed


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read an instance, route it and print the tours by the file's node numbers."""
    problem, unit, shift = read(path)
    answer = solve_routing(problem, limit)
    reasons = [*answer.violations, *answer.unserved.values(), *answer.binds]
    return Printed(
        solution={"routes": [_route(problem, answer, number, shift) for number in range(len(answer.tours))]},
        objective=answer.objective / unit,
        feasible=answer.feasible,
        parts=dict(answer.parts) | {"iterations": float(answer.iterations)},
        reasons=tuple(str(reason) for reason in reasons[:50]),
    )


def read(path: Path) -> tuple[Problem, float, int]:
    """Return the problem of a file, the unit of its objective, and the number of its first node."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        first = lines.readline().split()
    if first and all(each.replace(".", "", 1).isdigit() for each in first):
        return lilim.problem_of(path), float(lilim.SCALE), 0
    found = vrplib_routing.problem_of(path)
    return found.problem, found.unit, 1


def _route(problem: Problem, answer: Answer, number: int, shift: int) -> dict[str, Any]:
    tour = answer.tours[number]
    trips = [[len(problem.depots) + stop + shift for stop in trip] for trip in tour.trips]
    told: dict[str, Any] = {
        "vehicle_type": tour.vehicle,
        "depot": problem.vehicles[tour.vehicle].start + shift,
        "visits": [visit for trip in trips for visit in trip],
    }
    if problem.vehicles[tour.vehicle].reload:
        told["trips"] = trips
    return told


def warm() -> None:
    """Compile every loop of the engine."""
    warm_all()
