"""Families of routing instances, beside PyVRP's defaults under the same limit."""

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.checkers import routing as checker
from bench.families.family import Family, gap
from bench.instances import best_known, folder

VEHICLE = 1e6  # what a vehicle more counts for where vehicles come first, in units of distance


def _files(name: str, low: int = 0, high: int = 1 << 30) -> Callable[[], Sequence[Path]]:
    def listed() -> Sequence[Path]:
        found = (folder("tms") / name).iterdir()
        kept = [
            path for path in found if path.suffix in (".vrp", ".txt") and not path.name.endswith(".sol.txt")
        ]
        return sorted(path for path in kept if low <= _stops(path) < high)

    return listed


def _stops(path: Path) -> int:
    """Return how many nodes a VRPLIB file speaks of; 0 for other forms."""
    found = re.search(r"DIMENSION\s*:\s*(\d+)", path.read_text(encoding="utf-8", errors="replace")[:2000])
    return int(found.group(1)) if found else 0


def best_of(path: Path) -> float:
    """Return the best known objective: from the table, or by costing the published routes anew."""
    table = best_known("tms")
    name = f"{path.parent.name}/{path.stem}"
    instance = checker.read(path)
    if path.suffix == ".vrp" and instance.unit != 1e5 and name in table:
        return table[name]
    return _published(path, instance)


def _published(path: Path, instance: checker.Instance) -> float:
    """Return the cost of the published routes, vehicle by vehicle as they are listed."""
    beside = path.with_suffix(".sol") if path.suffix == ".vrp" else path.with_suffix(".sol.txt")
    lines = re.findall(r"^Route\s*#?\s*(\d+)\s*:(.*)$", beside.read_text(), re.M)
    cost, shift = 0.0, 1 if path.suffix == ".vrp" else 0
    for number, body in lines:
        visits = [int(each) + shift for each in body.split()]
        if visits:
            _capacity, depot, fixed, unit, _longest, _reload = instance.vehicles[int(number) - 1]
            way = [depot, *visits, depot]
            cost += fixed + unit * sum(instance.distance(a, b) for a, b in itertools.pairwise(way))
            cost += VEHICLE if path.suffix == ".txt" else 0.0
    return cost / instance.unit


def _score(path: Path, objective: float) -> float:
    return gap(objective, best_of(path))


def _score_vehicles_first(path: Path, objective: float) -> float:
    """Return the gap in distance with as many vehicles as best known, and 10 more for each vehicle above that."""
    best = best_of(path)
    more = round(objective // VEHICLE - best // VEHICLE)
    if more > 0:
        return 10.0 * more
    return gap(objective % VEHICLE, best % VEHICLE) if more == 0 else 0.0


def _check_vehicles_first(path: Path, answer: Any) -> checker.Verdict:
    verdict = checker.check(path, answer)
    if verdict.objective is None:
        return verdict
    return checker.Verdict(verdict.objective + VEHICLE * checker.vehicles_of(answer), verdict.faults)


def plain(path: Path, seconds: float, seed: int) -> float | None:
    """Solve by PyVRP with its defaults; None when it finds no feasible answer."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    instance = checker.read(path)
    if path.suffix == ".txt":
        data = _pyvrp_pairs(path, instance)
    else:
        rounding = (
            "dimacs" if instance.timed and instance.unit != 1e5 and len(instance.depots) == 1 else "round"
        )
        rounding = "exact" if instance.unit == 1e5 or len(instance.depots) > 1 else rounding
        data = pyvrp.read(path, rounding)
    result = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, display=False, collect_stats=False)
    if not result.is_feasible():
        return None
    if path.suffix == ".txt":
        return VEHICLE * result.best.num_routes() + result.best.distance() / 1e4
    return float(result.cost()) / instance.unit


def _pyvrp_pairs(path: Path, instance: checker.Instance) -> Any:
    """Build Li and Lim for PyVRP: vehicles first by a fixed cost each."""
    import math

    import pyvrp

    model = pyvrp.Model()
    rows = {
        int(line.split()[0]): [float(each) for each in line.split()]
        for line in path.read_text().splitlines()[1:]
        if line.strip()
    }
    scale = 1e4
    locations = [model.add_location(row[1] * scale, row[2] * scale) for row in rows.values()]
    depot = model.add_depot(locations[0])
    close = int(instance.window[0][1] * scale)
    model.add_vehicle_type(
        len(instance.vehicles),
        capacity=[int(instance.vehicles[0][0])],
        start_depot=depot,
        end_depot=depot,
        fixed_cost=int(scale * 1e4),
        tw_late=close,
    )
    for pick, drop in instance.partner.items():
        (a, b), (c, d) = instance.window[pick], instance.window[drop]
        model.add_shipment(
            locations[pick],
            locations[drop],
            amount=[int(instance.demand[pick])],
            pickup_tw_early=int(a * scale),
            pickup_tw_late=int(b * scale),
            pickup_service_duration=int(instance.service[pick] * scale),
            delivery_tw_early=int(c * scale),
            delivery_tw_late=int(d * scale),
            delivery_service_duration=int(instance.service[drop] * scale),
        )
    for i, one in enumerate(locations):
        for j, two in enumerate(locations):
            exact = scale * instance.distance(i, j)
            model.add_edge(one, two, distance=round(exact), duration=math.ceil(exact - 1e-6))
    return model.data()


def _family(
    name: str, where: str, seconds: float, goal: float, few: int = 3, low: int = 0, high: int = 1 << 30
) -> Family:
    return Family(name, "vrp", _files(where, low, high), few, seconds, goal, checker.check, _score, plain)


def _pairs(size: int, goal: float) -> Family:
    return Family(
        f"PDPTW Li & Lim {size}",
        "vrp",
        _files(f"pdptw_lilim{size}"),
        3,
        60,
        goal,
        _check_vehicles_first,
        _score_vehicles_first,
        plain,
    )


FAMILIES: tuple[Family, ...] = (
    _family("CVRP X up to 250", "cvrp_x", 30, 0.15, high=251),
    _family("CVRP X 250 to 600", "cvrp_x", 60, 0.4, low=251, high=601),
    _family("CVRP X 600 to 1000", "cvrp_x", 120, 0.9, low=601),
    _family("VRPTW Solomon", "vrptw_solomon", 10, 0.05, few=6),
    _family("VRPTW 200", "vrptw_gh200", 30, 0.3),
    _family("VRPTW 400", "vrptw_gh400", 60, 0.8),
    _family("VRPTW 1000", "vrptw_gh1000", 120, 2.0),
    _pairs(100, 0.0),
    _pairs(200, 1.0),
    _pairs(400, 1.0),
    _family("several depots with windows", "mdvrptw", 60, 1.0),
    _family("mixed vehicles", "hfvrp_x", 60, 1.0),
    _family("backhaul", "vrpb_x", 60, 1.0),
    _family("multi-trip with releases", "mtvrptwr", 60, 1.0),
)
