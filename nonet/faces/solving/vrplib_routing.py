"""Routing problems in the VRPLIB form and the extensions that published instance collections use."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nonet.engines.routing import Depot, Problem, Profile, Stop, Vehicle
from nonet.engines.routing.problem import FAR, Matrix
from nonet.engines.solving import ProblemError
from nonet.faces.solving.vrplib import Numbers, Vrplib, read

ROUNDED, TENTHS, THOUSANDTHS = "rounded", "tenths, cut off", "thousandths, rounded"


@dataclass(frozen=True, slots=True)
class Read:
    """A problem with what its printed objective is to be divided by."""

    problem: Problem
    unit: float


def convention(file: Vrplib) -> tuple[str, float]:
    """Return how the kind of instance rounds, and the unit of its published values.

    With time windows and one depot the DIMACS challenge's: cut off to tenths; several depots or kinds of vehicle:
    thousandths; otherwise whole numbers.
    """
    sections = file.sections
    if "VEHICLES_FIXED_COST_SECTION" in sections or "VEHICLES_UNIT_DISTANCE_COST_SECTION" in sections:
        return THOUSANDTHS, 1e5  # costs are given a hundredfold
    if len(sections.get("DEPOT_SECTION", [[1]])) > 1:
        return THOUSANDTHS, 1.0
    if "RELEASE_TIME_SECTION" in sections or "VEHICLES_RELOAD_DEPOT_SECTION" in sections:
        return TENTHS, 1.0
    if "TIME_WINDOW_SECTION" in sections:
        return TENTHS, 10.0
    return ROUNDED, 1.0


def problem_of(path: Path) -> Read:
    """Read an instance."""
    file = read(path)
    size = int(file.number("DIMENSION") or 0)
    depots = len(file.sections.get("DEPOT_SECTION", [[1]]))
    if size <= depots:
        raise ProblemError("DIMENSION", f"is {size} with {depots} depots.", "Give a file in the VRPLIB form.")
    if [int(row[0]) for row in file.sections.get("DEPOT_SECTION", [[1]])] != list(range(1, depots + 1)):
        raise ProblemError("DEPOT_SECTION", "does not hold the first nodes.", "Number depots from 1.")
    rounding, unit = convention(file)
    scale = {ROUNDED: 1, TENTHS: 10, THOUSANDTHS: 1000}[rounding]
    ways = _ways(file, size, scale, rounding)
    vehicles = _vehicles(file, size, scale)
    windows = _windows(file, size, scale)
    return Read(
        Problem(
            profiles=(Profile(ways, ways),),
            depots=tuple(Depot(node, *windows[node]) for node in range(depots)),
            stops=_stops(file, size, depots, scale, windows),
            vehicles=vehicles,
            backhauls="last" if "BACKHAUL_SECTION" in file.sections else "mixed",
        ),
        unit,
    )


def _ways(file: Vrplib, size: int, scale: int, rounding: str) -> Matrix:
    if "EDGE_WEIGHT_SECTION" in file.sections:
        weights = np.array([each for row in file.sections["EDGE_WEIGHT_SECTION"] for each in row])
        if len(weights) != size * size:
            raise ProblemError("EDGE_WEIGHT_SECTION", "is no full matrix.", "Give one.")
        exact = scale * weights.reshape(size, size)
    else:
        at = np.array(file.rows("NODE_COORD", size))[:, :2]
        exact = scale * np.sqrt(((at[:, None] - at[None, :]) ** 2).sum(axis=2))
    cut = np.floor(exact) if rounding == TENTHS else np.floor(exact + 0.5)
    return np.asarray(cut.astype(np.int64))


def _windows(file: Vrplib, size: int, scale: int) -> list[tuple[int, int]]:
    if "TIME_WINDOW_SECTION" not in file.sections:
        return [(0, FAR)] * size
    return [(int(row[0] * scale), int(row[1] * scale)) for row in file.rows("TIME_WINDOW", size)]


def _stops(
    file: Vrplib, size: int, depots: int, scale: int, windows: list[tuple[int, int]]
) -> tuple[Stop, ...]:
    named = "LINEHAUL" if "LINEHAUL_SECTION" in file.sections else "DEMAND"
    demand, backhaul = file.column(named, size), file.column("BACKHAUL", size)
    service, release = file.column("SERVICE_TIME", size), file.column("RELEASE_TIME", size)
    prize = file.column("PRIZE", size)
    return tuple(
        Stop(
            place=node,
            delivery=(int(demand[node]),),
            pickup=(int(backhaul[node]),),
            windows=() if windows[node] == (0, FAR) else (windows[node],),
            service=int(service[node] * scale),
            release=int(release[node] * scale),
            prize=int(prize[node] * scale) or None,
            name=str(node + 1),
        )
        for node in range(depots, size)
    )


def _vehicles(file: Vrplib, size: int, scale: int) -> tuple[Vehicle, ...]:
    """Return kinds of vehicles in order of first appearance, equal rows joined."""
    count = int(file.number("VEHICLES") or size)
    columns: list[Numbers] = [
        file.column("CAPACITY", count, float(FAR)),
        file.column("VEHICLES_DEPOT", count, 1),
        file.column("VEHICLES_FIXED_COST", count),
        file.column("VEHICLES_UNIT_DISTANCE_COST", count, 1),
        file.column("VEHICLES_MAX_DURATION", count, np.inf),
        file.column("VEHICLES_MAX_DISTANCE", count, np.inf),
        file.column("VEHICLES_MAX_RELOADS", count, np.inf),
    ]
    reload: list[tuple[int, ...]] = [()] * count
    if "VEHICLES_RELOAD_DEPOT_SECTION" in file.sections:
        rows = file.rows("VEHICLES_RELOAD_DEPOT", count)
        reload = [tuple(int(each) - 1 for each in row) for row in rows]
    kinds: dict[tuple[object, ...], int] = {}
    for row in zip(*columns, reload, strict=True):
        kinds[row] = kinds.get(row, 0) + 1
    return tuple(_vehicle(row, number, scale) for row, number in kinds.items())


def _vehicle(row: tuple[object, ...], count: int, scale: int) -> Vehicle:
    capacity, depot, fixed, unit, duration, distance, reloads = (float(str(each)) for each in row[:7])
    reload = row[7]
    assert isinstance(reload, tuple)
    return Vehicle(
        capacity=(int(capacity),),
        count=count,
        start=int(depot) - 1,
        end=int(depot) - 1,
        fixed=int(fixed * scale),
        per_distance=unit,
        max_duration=None if np.isinf(duration) else int(duration * scale),
        max_distance=None if np.isinf(distance) else int(distance * scale),
        reload=reload,
        max_trips=None if np.isinf(reloads) else int(reloads) + 1,
    )
