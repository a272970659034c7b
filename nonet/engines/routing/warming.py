"""Compiles all loops of the engine on a tiny problem."""

import numpy as np

from nonet.engines.routing.problem import Depot, Problem, Profile, Stop, Vehicle
from nonet.engines.routing.solving import solve
from nonet.engines.solving import Limit


def warm_all() -> None:
    """Solve a problem of three stops."""
    ways = np.array([[abs(a - b) for b in range(4)] for a in range(4)], np.int64)
    problem = Problem(
        profiles=(Profile(ways, ways),),
        depots=(Depot(0),),
        stops=tuple(Stop(place, delivery=(1,)) for place in (1, 2, 3)),
        vehicles=(Vehicle(capacity=(2,), count=3),),
    )
    solve(problem, Limit(seconds=60, iterations=10))
