"""Why a stop is left out, and what keeps a plan from costing less."""

from collections.abc import Sequence

import numpy as np

from nonet.engines.routing import columns as c
from nonet.engines.routing.answer import Tour
from nonet.engines.routing.columns import Data
from nonet.engines.routing.problem import Problem
from nonet.engines.solving import Reason


def why_out(problem: Problem, data: Data, tours: Sequence[Tour], stop: int) -> Reason:
    """Return why a stop is served by no tour; codes begin with ``required`` where it should have been."""
    each = problem.stops[stop]
    name = each.name or str(stop)
    if each.prize is not None:
        return Reason(
            "optional.too_dear",
            "Stop {stop} stays out: serving it would cost more than the {prize} that leaving it out costs.",
            {"stop": name, "prize": each.prize},
        )
    node = len(problem.depots) + stop
    may = [kind for kind in range(len(problem.vehicles)) if np.isfinite(data.worth[1 + kind, node])]
    if not may:
        return Reason("required.skills", "No vehicle has the skills that stop {stop} needs.", {"stop": name})
    if not any(_bears(data, kind, node) for kind in may):
        return Reason("required.load", "Stop {stop} is more than any vehicle carries.", {"stop": name})
    if not any(_reaches(data, kind, node) for kind in may):
        return Reason(
            "required.time",
            "No vehicle reaches stop {stop} in its windows and is back in time.",
            {"stop": name},
        )
    if sum(problem.vehicles[kind].count for kind in may) <= len(tours):
        return Reason(
            "required.vehicles",
            "All vehicles are used, and none has room or time for stop {stop}.",
            {"stop": name},
        )
    return Reason("required.unplaced", "No place was found for stop {stop}.", {"stop": name})


def _bears(data: Data, kind: int, node: int) -> bool:
    dimensions = int(data.flags[c.DIMENSIONS])
    amounts = data.stop[node, c.AMOUNT :]
    room = data.kind[kind, c.CAPACITY : c.CAPACITY + dimensions]
    both = np.maximum(amounts[:dimensions], np.abs(amounts[dimensions : 2 * dimensions]))
    return bool((both <= room).all())


def _reaches(data: Data, kind: int, node: int) -> bool:
    row = data.kind[kind]
    start, end = row[c.START], row[c.END]
    there, back = data.ways[row[c.TIME_FROM], start, node], data.ways[row[c.TIME_FROM], node, end]
    leaves = (
        max(row[c.OPENS], data.stop[start, c.READY], data.stop[node, c.RELEASE]) + data.stop[start, c.SERVICE]
    )
    begin = max(leaves + there, data.stop[node, c.READY])
    home = begin + data.stop[node, c.SERVICE] + back
    length = data.ways[row[c.FROM], start, node] + data.ways[row[c.FROM], node, end]
    lasting = data.stop[start, c.SERVICE] + there + data.stop[node, c.SERVICE] + back
    return bool(
        begin <= data.stop[node, c.DUE]
        and home <= min(row[c.CLOSES], data.stop[end, c.DUE])
        and length <= row[c.FARTHEST]
        and lasting <= row[c.LASTING]
    )


def binds(problem: Problem, tours: Sequence[Tour]) -> tuple[Reason, ...]:
    """Return what binds, the most frequent first: loads near capacity, windows reached late, hours, vehicles."""
    if not tours:
        return ()
    full = sum(_is_full(problem, tour) for tour in tours)
    hours = sum(_near(tour.duration, problem.vehicles[tour.vehicle].max_duration) for tour in tours)
    tight = sum(_tight(problem, tour) for tour in tours)
    available = sum(vehicle.count for vehicle in problem.vehicles)
    facts = (
        (full, "binds.capacity", "{many} of {tours} vehicles are full."),
        (hours, "binds.hours", "{many} of {tours} tours use up the driver's hours."),
        (tight, "binds.windows", "{many} of {tours} tours reach a stop just as its window closes."),
        (len(tours) if len(tours) >= available else 0, "binds.vehicles", "All {many} vehicles are used."),
    )
    told = sorted((fact for fact in facts if fact[0]), key=lambda fact: -fact[0])
    return tuple(Reason(code, text, {"many": many, "tours": len(tours)}) for many, code, text in told)


def _near(value: int, limit: int | None) -> bool:
    return limit is not None and value > 0.98 * limit


def _is_full(problem: Problem, tour: Tour) -> bool:
    room = problem.vehicles[tour.vehicle].capacity
    loads = [visit.load for visit in tour.visits]
    return any(max(load[each] for load in loads) >= 0.98 * most > 0 for each, most in enumerate(room))


def _tight(problem: Problem, tour: Tour) -> bool:
    for visit in tour.visits:
        if visit.stop is None:
            continue
        windows = problem.stops[visit.stop].windows
        if any(
            closes - visit.begin <= 0.02 * (closes - opens)
            for opens, closes in windows
            if opens <= visit.begin <= closes
        ):
            return True
    return False
