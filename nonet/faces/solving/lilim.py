"""Pick-up and delivery in the text form of Li and Lim (2001): vehicles first, then real-valued distance."""

from pathlib import Path

import numpy as np

from nonet.engines.routing import Depot, Pair, Problem, Profile, Stop, Vehicle
from nonet.engines.solving import ProblemError

SCALE = 10_000  # of distances and times, which the files give as whole numbers and coordinates


def problem_of(path: Path) -> Problem:
    """Read an instance; times round up so that no window is missed by a fraction."""
    rows = [[float(each) for each in line.split()] for line in path.read_text().splitlines() if line.strip()]
    if len(rows) < 2 or len(rows[0]) < 2 or any(len(row) != 9 for row in rows[1:]):
        raise ProblemError(path.name, "is not in the form of Li and Lim.", "Give 9 numbers a row.")
    count, capacity = int(rows[0][0]), int(rows[0][1])
    at = np.array([row[1:3] for row in rows[1:]])
    exact = SCALE * np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    profile = Profile(np.rint(exact).astype(np.int64), np.ceil(exact - 1e-6).astype(np.int64))
    depot, *tasks = rows[1:]
    stops = tuple(
        Stop(place=place, windows=((int(row[4] * SCALE), int(row[5] * SCALE)),), service=int(row[6] * SCALE))
        for place, row in enumerate(tasks, 1)
    )
    pairs = tuple(
        Pair(place, int(row[8]) - 1, (int(row[3]),)) for place, row in enumerate(tasks) if row[8] > 0
    )
    return Problem(
        profiles=(profile,),
        depots=(Depot(0, int(depot[4] * SCALE), int(depot[5] * SCALE)),),
        stops=stops,
        vehicles=(Vehicle(capacity=(capacity,), count=count),),
        pairs=pairs,
        vehicles_first=True,
    )
