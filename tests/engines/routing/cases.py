"""Small routing problems for the tests."""

from itertools import permutations
from typing import Any

import numpy as np

from nonet.engines.routing import Depot, Problem, Profile, Stop, Vehicle
from nonet.engines.solving import Limit


def ways(points: list[tuple[int, int]]) -> Profile:
    """Return rounded Euclidean distances; durations are the same."""
    at = np.array(points, float)
    matrix = np.rint(np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))).astype(np.int64)
    return Profile(matrix, matrix)


def scattered(seed: int, stops: int, **vehicle: Any) -> Problem:
    """Return a problem with one depot (place 0) and stops of demand 1 to 3, drawn."""
    draw = np.random.default_rng(seed)
    points = [(50, 50), *[tuple(map(int, each)) for each in draw.integers(0, 100, (stops, 2))]]
    return Problem(
        profiles=(ways(points),),
        depots=(Depot(0),),
        stops=tuple(Stop(place, delivery=(int(draw.integers(1, 4)),)) for place in range(1, stops + 1)),
        vehicles=(Vehicle(**({"capacity": (6,), "count": stops} | vehicle)),),
    )


def steps(number: int = 300, seed: int = 1, workers: int = 1) -> Limit:
    """Return a limit by iterations alone."""
    return Limit(seconds=600, iterations=number, seed=seed, workers=workers)


def least(problem: Problem) -> float:
    """Return the least cost of a plain problem of up to six stops with one kind of vehicle, by trying everything."""
    way, stops = problem.profiles[0].distance, range(len(problem.stops))
    room = problem.vehicles[0].capacity[0]
    vehicle = problem.vehicles[0]
    found = float("inf")
    for order in permutations(stops):
        cost, load, here, used = 0.0, 0, 0, 1
        # cuts: try every way to cut the order into tours
        for cuts in range(1 << max(0, len(order) - 1)):
            cost, load, here, used = float(vehicle.fixed), 0, 0, 1
            for turn, stop in enumerate(order):
                if turn and cuts >> (turn - 1) & 1:
                    cost += way[here, 0] + vehicle.fixed
                    here, load, used = 0, 0, used + 1
                load += problem.stops[stop].delivery[0]
                cost += way[here, stop + 1]
                here = stop + 1
                if load > room or used > vehicle.count:
                    cost = float("inf")
                    break
            found = min(found, cost + way[here, 0])
    return found
