"""Plan mode: given the order of stops, the best times and every rule that is broken, each with its reason."""

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from nonet.engines.routing import arrays
from nonet.engines.routing.answer import Answer, Tour, Visit
from nonet.engines.routing.binding import binds, why_out
from nonet.engines.routing.columns import Data
from nonet.engines.routing.problem import Problem, Vehicle, refuse
from nonet.engines.routing.timing import timed
from nonet.engines.routing.violations import of_plan, of_tour


def plan(problem: Problem, tours: Iterable[Tour], data: Data | None = None, iterations: int = 0) -> Answer:
    """Time tours as they are ordered and name every violation; nothing is moved.

    Leaving is as late as the earliest possible return allows, so that waiting is least.

    Parameters
    ----------
    problem : Problem
        With the rules.
    tours : Iterable[Tour]
        Only ``vehicle``, ``trips`` and ``depots`` are read.
    """
    data = arrays.build(problem) if data is None else data
    done = tuple(timetable(problem, data, tour) for tour in tours if tour.stops)
    served = {stop for tour in done for stop in tour.stops}
    left_out = [stop for stop in range(len(problem.stops)) if stop not in served]
    parts = _parts(problem, done, left_out)
    violations = tuple(each for tour in done for each in tour.violations) + of_plan(problem, done)
    return Answer(
        tours=done,
        objective=sum(parts[each] for each in ("fixed", "driving", "time", "areas", "left_out")),
        parts=parts,
        unserved={stop: why_out(problem, data, done, stop) for stop in left_out},
        violations=violations,
        binds=binds(problem, done),
        iterations=iterations,
    )


def timetable(problem: Problem, data: Data, tour: Tour) -> Tour:
    """Return a tour with its times, loads, cost and violations."""
    _check(problem, tour)
    vehicle = problem.vehicles[tour.vehicle]
    rows = rows_of(problem, tour)
    row = np.array(rows, np.int64)
    times = np.zeros((len(rows) + 2, 4), np.int64)
    clock = np.zeros((8, len(rows) + 2, data.pauses.shape[1] + 1), np.int64)
    _late, leaving, back = timed(data, tour.vehicle, row, times, clock)
    visits = _visits(problem, tour, rows, times)
    distance = _distance(problem, vehicle, rows)
    waiting = sum(visit.begin - visit.arrival for visit in visits[1:-1] if visit.stop is not None)
    duration = int(back - leaving)
    areas = sum(data.worth[1 + tour.vehicle, len(problem.depots) + stop] for stop in tour.stops)
    areas = float(areas) if np.isfinite(areas) else 0.0
    cost = vehicle.fixed + vehicle.per_distance * distance + vehicle.per_time * duration + areas
    made = Tour(
        tour.vehicle, tour.trips, tour.depots or (vehicle.start,), visits, distance, duration, waiting, cost
    )
    return Tour(
        made.vehicle,
        made.trips,
        made.depots,
        visits,
        distance,
        duration,
        waiting,
        cost,
        of_tour(problem, made),
    )


def _check(problem: Problem, tour: Tour) -> None:
    if not 0 <= tour.vehicle < len(problem.vehicles):
        refuse("tours.vehicle", f"{tour.vehicle} does not exist.", "Give the number of a kind of vehicle.")
    for stop in tour.stops:
        if not 0 <= stop < len(problem.stops):
            refuse("tours.trips", f"stop {stop} does not exist.", "Give numbers of stops.")
    if len(tour.trips) > 1 and len(tour.depots) != len(tour.trips):
        refuse("tours.depots", "does not say where each trip starts.", "Give a depot for each trip.")


def rows_of(problem: Problem, tour: Tour) -> list[int]:
    """Return the matrix rows of a tour: depots (and at the end of an open one, nowhere) and stops."""
    vehicle, first = problem.vehicles[tour.vehicle], len(problem.depots)
    rows: list[int] = []
    for number, trip in enumerate(tour.trips):
        rows.append(tour.depots[number] if number else vehicle.start)
        rows.extend(first + stop for stop in trip)
    return [*rows, first + len(problem.stops) if vehicle.end is None else vehicle.end]


def _distance(problem: Problem, vehicle: Vehicle, rows: Sequence[int]) -> int:
    places, _depots = arrays.nodes_of(problem)
    way = problem.profiles[vehicle.profile].distance
    known = [places[row] for row in rows if row < len(places)]
    return int(sum(way[a, b] for a, b in itertools.pairwise(known)))


def _visits(problem: Problem, tour: Tour, rows: Sequence[int], times: np.ndarray) -> tuple[Visit, ...]:
    depots, visits = len(problem.depots), []
    loads = loads_of(problem, tour)
    for row, (arrival, begin, leave, _taken), load in zip(rows, times.tolist(), loads, strict=False):
        stop = row - depots if depots <= row < depots + len(problem.stops) else None
        visits.append(Visit(stop, row if row < depots else None, arrival, begin, leave, load))
    return tuple(visits)


def loads_of(problem: Problem, tour: Tour) -> list[tuple[int, ...]]:
    """Return the load on leaving each visit of a tour, depots counted."""
    size = problem.dimensions
    amounts = {pair.pickup: np.array(arrays.filled(pair.amount, size)) for pair in problem.pairs}
    amounts |= {pair.delivery: -amounts[pair.pickup] for pair in problem.pairs}
    nothing = np.zeros(size, np.int64)
    loads: list[tuple[int, ...]] = []
    for trip in tour.trips:
        stops = [problem.stops[each] for each in trip]
        load = sum((np.array(arrays.filled(stop.delivery, size)) for stop in stops), nothing)
        loads.append(tuple(load.tolist()))
        for number, stop in zip(trip, stops, strict=True):
            load = load - arrays.filled(stop.delivery, size) + arrays.filled(stop.pickup, size)
            load = load + amounts.get(number, nothing)
            loads.append(tuple(load.tolist()))
    return [*loads, tuple(nothing.tolist())]


def _parts(problem: Problem, tours: Sequence[Tour], left_out: Sequence[int]) -> dict[str, float]:
    vehicles = [problem.vehicles[tour.vehicle] for tour in tours]
    pairs = list(zip(vehicles, tours, strict=True))
    fixed = float(sum(vehicle.fixed for vehicle in vehicles))
    driving = float(sum(vehicle.per_distance * tour.distance for vehicle, tour in pairs))
    time = float(sum(vehicle.per_time * tour.duration for vehicle, tour in pairs))
    return {
        "vehicles": float(len(tours)),
        "distance": float(sum(tour.distance for tour in tours)),
        "duration": float(sum(tour.duration for tour in tours)),
        "fixed": fixed,
        "driving": driving,
        "time": time,
        "areas": sum(tour.cost for tour in tours) - fixed - driving - time,
        "left_out": float(sum(problem.stops[stop].prize or 0 for stop in left_out)),
    }
