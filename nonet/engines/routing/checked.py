"""Checks of a problem at its construction: each names the field, the fact and the cure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nonet.engines.routing.problem import LARGEST, Matrix, refuse

if TYPE_CHECKING:
    from nonet.engines.routing.problem import Problem, Stop, Vehicle


def check(problem: "Problem") -> None:
    """Raise ProblemError for the first thing that cannot be meant so."""
    if not problem.profiles:
        refuse("profiles", "there are no matrices.", "Give at least one profile.")
    places = len(problem.profiles[0].distance)
    for number, profile in enumerate(problem.profiles):
        _matrix(f"profiles[{number}].distance", profile.distance, places)
        _matrix(f"profiles[{number}].duration", profile.duration, places)
    if not problem.depots:
        refuse("depots", "there is none.", "Give the places where vehicles start and end.")
    for number, depot in enumerate(problem.depots):
        _index(f"depots[{number}].place", depot.place, places)
        _span(f"depots[{number}]", depot.opens, depot.closes)
        _not_negative(f"depots[{number}].loading", [depot.loading])
    for number, stop in enumerate(problem.stops):
        _stop(f"stops[{number}]", stop, places)
    if not problem.vehicles:
        refuse("vehicles", "there is none.", "Give at least one kind of vehicle.")
    for number, vehicle in enumerate(problem.vehicles):
        _vehicle(f"vehicles[{number}]", vehicle, problem)
    _pairs(problem)
    _pins(problem)
    _not_negative("outside_area", [problem.outside_area])


def _matrix(where: str, matrix: Matrix, places: int) -> None:
    if not isinstance(matrix, np.ndarray) or matrix.ndim != 2 or matrix.shape != (places, places):
        refuse(where, f"is not {places} × {places}.", "Give a row and a column for each place.")
    if not np.issubdtype(matrix.dtype, np.integer):
        refuse(where, f"holds {matrix.dtype}.", "Scale and round to whole numbers.")
    if matrix.size and (matrix.min() < 0 or matrix.max() > LARGEST):
        refuse(where, "holds negative entries or entries above 2³¹ − 1.", "Use coarser units.")


def _index(where: str, value: int, size: int) -> None:
    if not 0 <= value < size:
        refuse(where, f"{value} does not exist.", f"Give 0 to {size - 1}.")


def _span(where: str, opens: int, closes: int) -> None:
    if opens > closes:
        refuse(where, f"closes at {closes} before it opens at {opens}.", "Exchange the two.")


def _not_negative(where: str, values: Iterable[float]) -> None:
    for value in values:
        if value < 0:
            refuse(where, f"{value} is below 0.", "Give 0 or more.")


def _stop(where: str, stop: "Stop", places: int) -> None:
    _index(f"{where}.place", stop.place, places)
    _not_negative(f"{where}.delivery", stop.delivery)
    _not_negative(f"{where}.pickup", stop.pickup)
    _not_negative(f"{where}.service", [stop.service, stop.setup])
    _not_negative(f"{where}.prize", [stop.prize or 0])
    if not 0 <= stop.priority <= 100:
        refuse(f"{where}.priority", f"{stop.priority} is not within 0 to 100.")
    for number, (opens, closes) in enumerate(stop.windows):
        _span(f"{where}.windows[{number}]", opens, closes)
        if number and opens <= stop.windows[number - 1][1]:
            refuse(f"{where}.windows[{number}]", "overlaps the one before.", "Join or sort them.")


def _vehicle(where: str, vehicle: "Vehicle", problem: "Problem") -> None:
    _not_negative(f"{where}.capacity", vehicle.capacity)
    _not_negative(f"{where}.count", [vehicle.count])
    _not_negative(f"{where}.fixed", [vehicle.fixed, vehicle.per_distance, vehicle.per_time])
    _index(f"{where}.start", vehicle.start, len(problem.depots))
    if vehicle.end is not None:
        _index(f"{where}.end", vehicle.end, len(problem.depots))
    _index(f"{where}.profile", vehicle.profile, len(problem.profiles))
    _span(f"{where}.shift", *vehicle.shift)
    for depot in vehicle.reload:
        _index(f"{where}.reload", depot, len(problem.depots))
    limits = (vehicle.max_duration, vehicle.max_distance, vehicle.max_stops, vehicle.rest_after, vehicle.rest)
    _not_negative(f"{where}.limits", [each for each in limits if each is not None])
    if (vehicle.rest_after is None) != (vehicle.rest is None):
        refuse(f"{where}.rest", "and rest_after go together.", "Give both or none.")
    if vehicle.rest_after == 0:
        refuse(f"{where}.rest_after", "0 would be a rest without end.", "Give the driving time allowed.")
    for number, pause in enumerate(vehicle.breaks):
        _span(f"{where}.breaks[{number}]", pause.earliest, pause.latest)
        _not_negative(f"{where}.breaks[{number}].duration", [pause.duration])


def _pairs(problem: "Problem") -> None:
    seen: set[int] = set()
    for number, pair in enumerate(problem.pairs):
        for stop in (pair.pickup, pair.delivery):
            _index(f"pairs[{number}]", stop, len(problem.stops))
            if stop in seen:
                refuse(f"pairs[{number}]", f"stop {stop} is in two pairs.", "Split the stop.")
            if any(problem.stops[stop].delivery) or any(problem.stops[stop].pickup):
                refuse(f"pairs[{number}]", f"stop {stop} has an amount of its own too.", "Split the stop.")
            seen.add(stop)
        _not_negative(f"pairs[{number}].amount", pair.amount)


def _pins(problem: "Problem") -> None:
    seen: set[int] = set()
    counts: Sequence[int] = [
        sum(pin.vehicle == number for pin in problem.pins) for number in range(len(problem.vehicles))
    ]
    for number, pin in enumerate(problem.pins):
        _index(f"pins[{number}].vehicle", pin.vehicle, len(problem.vehicles))
        if counts[pin.vehicle] > problem.vehicles[pin.vehicle].count:
            refuse(f"pins[{number}]", "pins more tours than there are vehicles of the kind.")
        for stop in (stop for chain in pin.chains for stop in chain):
            _index(f"pins[{number}].chains", stop, len(problem.stops))
            if stop in seen:
                refuse(f"pins[{number}].chains", f"stop {stop} is pinned twice.", "Leave one.")
            seen.add(stop)
