"""PyVRP beside our own search, for the problems that its model covers: the better of the two answers is given.

Its iterated local search (Wouda, Lan and Kool 2024) is strong where tours are long; ours where time is short.
"""

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from nonet.engines.routing import arrays
from nonet.engines.routing import columns as c
from nonet.engines.routing.columns import Data
from nonet.engines.routing.problem import FAR, Problem, Stop, Vehicle
from nonet.engines.routing.states import Tour
from nonet.engines.solving import Watch

ENDLESS = (1 << 63) - 1
FEWEST = 10  # stops below which our own search is enough


def covers(problem: Problem) -> bool:
    """Return whether PyVRP models all that the problem asks."""
    return (
        len(problem.stops) >= FEWEST
        and not problem.pairs
        and not problem.pins
        and not problem.vehicles_first
        and all(_plain_stop(stop) for stop in problem.stops)
        and all(_plain_vehicle(vehicle, problem.dimensions) for vehicle in problem.vehicles)
    )


def _plain_stop(stop: Stop) -> bool:
    return len(stop.windows) < 2 and not stop.setup and not stop.skills


def _plain_vehicle(vehicle: Vehicle, dimensions: int) -> bool:
    rules = (vehicle.breaks, vehicle.rest_after, vehicle.areas, vehicle.per_time, vehicle.max_stops)
    whole = vehicle.per_distance == int(vehicle.per_distance)
    return (
        vehicle.end is not None
        and vehicle.count > 0
        and not any(rules)
        and whole
        and len(vehicle.capacity) == dimensions
    )


@dataclass(frozen=True, slots=True)
class Stopped:
    """PyVRP's stopping rule: ours."""

    watch: Watch
    margin: float

    def __call__(self, best_cost: float) -> bool:
        """Return whether to stop."""
        return self.watch.over() or self.watch.left <= self.margin

    def fraction_remaining(self) -> float:
        """Return how much of the time is left."""
        return self.watch.left / self.watch.limit.seconds


def solved(problem: Problem, data: Data, watch: Watch) -> list[Tour]:
    """Return PyVRP's tours by our rows; none when it found none that may be driven."""
    import pyvrp  # takes a while, and only large problems need it
    from pyvrp.exceptions import PenaltyBoundWarning

    warnings.filterwarnings("ignore", category=PenaltyBoundWarning)  # our own answer stands in then

    model = _model(problem, data)
    margin = min(0.05 * watch.limit.seconds, 0.5)
    result = pyvrp.solve(
        model, Stopped(watch, margin), seed=watch.limit.seed, collect_stats=False, display=False
    )
    if not result.is_feasible():
        return []
    return [_tour(problem, route) for route in result.best.routes()]


def _tour(problem: Problem, route: Any) -> Tour:
    kind = int(route.vehicle_type())
    first = len(problem.depots)
    trips: list[list[int]] = [[]]
    depots = [problem.vehicles[kind].start]
    for activity in list(route)[1:-1]:
        if activity.is_depot():
            trips.append([])
            depots.append(int(activity.idx))
        else:
            trips[-1].append(first + int(activity.idx))
    return kind, depots, trips


def _model(problem: Problem, data: Data) -> Any:
    import pyvrp

    places, depots = arrays.nodes_of(problem)
    size = problem.dimensions
    slots: list[Any] = [
        next(data.kind[number] for number, each in enumerate(problem.vehicles) if each.profile == profile)
        if any(each.profile == profile for each in problem.vehicles)
        else data.kind[0]
        for profile in range(len(problem.profiles))
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in places],
        depots=[
            pyvrp.Depot(
                node, tw_early=depot.opens, tw_late=_late(depot.closes), service_duration=depot.loading
            )
            for node, depot in enumerate(problem.depots)
        ],
        clients=[_client(stop, depots + number, size) for number, stop in enumerate(problem.stops)],
        vehicle_types=[_vehicle_type(vehicle) for vehicle in problem.vehicles],
        distance_matrices=[data.ways[slot[c.FROM], :-1, :-1].astype(np.int64) for slot in slots],  # type: ignore[misc]
        duration_matrices=[data.ways[slot[c.TIME_FROM], :-1, :-1].astype(np.int64) for slot in slots],  # type: ignore[misc]
    )


def _late(time: int) -> int:
    return ENDLESS if time >= FAR else time


def _client(stop: Stop, node: int, size: int) -> Any:
    import pyvrp

    opens, closes = stop.windows[0] if stop.windows else (0, FAR)
    return pyvrp.Client(
        node,
        delivery=arrays.filled(stop.delivery, size),
        pickup=arrays.filled(stop.pickup, size),
        service_duration=stop.service,
        tw_early=opens,
        tw_late=_late(closes),
        release_time=stop.release,
        prize=stop.prize or 0,
        required=stop.prize is None,
    )


def _vehicle_type(vehicle: Vehicle) -> Any:
    import pyvrp

    more: dict[str, Any] = {} if vehicle.max_trips is None else {"max_reloads": vehicle.max_trips - 1}
    return pyvrp.VehicleType(
        num_available=vehicle.count,
        capacity=list(vehicle.capacity),
        start_depot=vehicle.start,
        end_depot=vehicle.start if vehicle.end is None else vehicle.end,
        fixed_cost=vehicle.fixed,
        tw_early=vehicle.shift[0],
        tw_late=_late(vehicle.shift[1]),
        shift_duration=ENDLESS if vehicle.max_duration is None else vehicle.max_duration,
        max_distance=ENDLESS if vehicle.max_distance is None else vehicle.max_distance,
        unit_distance_cost=math.floor(vehicle.per_distance),
        profile=vehicle.profile,
        reload_depots=list(vehicle.reload),
        **more,
    )
