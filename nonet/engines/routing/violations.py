"""Every rule that a tour or a plan breaks, as reasons fit for a planner."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from nonet.engines.routing.answer import Tour, Visit
from nonet.engines.routing.problem import FAR, Problem, Stop
from nonet.engines.solving import Reason


def of_tour(problem: Problem, tour: Tour) -> tuple[Reason, ...]:
    """Return what a timed tour breaks."""
    checks = (_loads, _windows, _shift, _limits, _skills, _pairs, _backhauls, _trips, _breaks)
    return tuple(reason for check in checks for reason in check(problem, tour))


def of_plan(problem: Problem, tours: Sequence[Tour]) -> tuple[Reason, ...]:
    """Return what tours break together: vehicles, stops visited twice, pins."""
    return (*_counts(problem, tours), *_pins(problem, tours))


def _name(problem: Problem, stop: int) -> str:
    return problem.stops[stop].name or str(stop)


def _loads(problem: Problem, tour: Tour) -> Iterator[Reason]:
    capacity = problem.vehicles[tour.vehicle].capacity
    for dimension, room in enumerate(capacity):
        most = max((visit.load[dimension] for visit in tour.visits if visit.load), default=0)
        if most > room:
            yield Reason(
                "load.above_capacity",
                "The load reaches {load} of {room} in dimension {dimension}.",
                {"load": most, "room": room, "dimension": dimension},
            )


def _served(tour: Tour) -> Iterator[tuple[int, Visit]]:
    for visit in tour.visits:
        if visit.stop is not None:
            yield visit.stop, visit


def _windows(problem: Problem, tour: Tour) -> Iterator[Reason]:
    for stop, visit in _served(tour):
        windows = problem.stops[stop].windows
        if windows and not any(opens <= visit.begin <= closes for opens, closes in windows):
            yield Reason(
                "late.window",
                "Stop {stop} is begun at {begin}, after its window closes at {closes}.",
                {"stop": _name(problem, stop), "begin": visit.begin, "closes": windows[-1][1]},
            )


def _shift(problem: Problem, tour: Tour) -> Iterator[Reason]:
    vehicle, depots = problem.vehicles[tour.vehicle], problem.depots
    back = tour.visits[-1].begin
    closes = min(vehicle.shift[1], FAR if vehicle.end is None else depots[vehicle.end].closes)
    if back > closes:
        yield Reason(
            "late.shift", "The tour is back at {back}, after {closes}.", {"back": back, "closes": closes}
        )
    for visit in tour.visits[:-1]:
        if visit.depot is not None and visit.begin > depots[visit.depot].closes:
            yield Reason(
                "late.depot",
                "A trip leaves at {leaves}, when its depot has closed at {closes}.",
                {"leaves": visit.begin, "closes": depots[visit.depot].closes},
            )


def _limits(problem: Problem, tour: Tour) -> Iterator[Reason]:
    vehicle = problem.vehicles[tour.vehicle]
    for code, limit, value, text in (
        ("hours.above", vehicle.max_duration, tour.duration, "The tour lasts {value} of {limit} allowed."),
        (
            "distance.above",
            vehicle.max_distance,
            tour.distance,
            "The tour is {value} long of {limit} allowed.",
        ),
        ("stops.above", vehicle.max_stops, len(tour.stops), "The tour has {value} stops of {limit} allowed."),
    ):
        if limit is not None and value > limit:
            yield Reason(code, text, {"value": value, "limit": limit})


def _skills(problem: Problem, tour: Tour) -> Iterator[Reason]:
    has = problem.vehicles[tour.vehicle].skills
    for stop in tour.stops:
        missing = sorted(problem.stops[stop].skills - has)
        if missing:
            yield Reason(
                "skills.missing",
                "Stop {stop} needs {skills}, which the vehicle has not.",
                {"stop": _name(problem, stop), "skills": ", ".join(missing)},
            )


def _pairs(problem: Problem, tour: Tour) -> Iterator[Reason]:
    order = {stop: (number, turn) for number, trip in enumerate(tour.trips) for turn, stop in enumerate(trip)}
    for pair in problem.pairs:
        first, second = order.get(pair.pickup), order.get(pair.delivery)
        if first is None and second is None:
            continue
        if first is None or second is None or first > second or first[0] != second[0]:
            yield Reason(
                "pair.apart",
                "What is fetched at stop {pickup} is not brought to stop {delivery} on the same trip after it.",
                {"pickup": _name(problem, pair.pickup), "delivery": _name(problem, pair.delivery)},
            )


def _gives(stop: Stop) -> bool:
    return any(stop.pickup) and not any(stop.delivery)


def _backhauls(problem: Problem, tour: Tour) -> Iterator[Reason]:
    if problem.backhauls != "last":
        return
    for trip in tour.trips:
        gives = [_gives(problem.stops[stop]) for stop in trip]
        if gives and (gives[0] or any(a and not b for a, b in pairwise(gives))):
            yield Reason(
                "backhaul.order",
                "A stop that gives goods comes before one that receives, or first: {trip}.",
                {"trip": ", ".join(_name(problem, stop) for stop in trip)},
            )


def _trips(problem: Problem, tour: Tour) -> Iterator[Reason]:
    vehicle = problem.vehicles[tour.vehicle]
    allowed = 1 if not vehicle.reload else vehicle.max_trips or len(tour.trips)
    if len(tour.trips) > allowed:
        yield Reason(
            "trips.above",
            "The tour has {trips} trips of {allowed}.",
            {"trips": len(tour.trips), "allowed": allowed},
        )
    if any(depot not in vehicle.reload for depot in tour.depots[1:]):
        yield Reason("trips.depot", "The vehicle may not reload where it does.")
    leaves = [visit.begin for visit in tour.visits[:-1] if visit.stop is None]
    for trip, leaving in zip(tour.trips, leaves, strict=False):
        release = max((problem.stops[stop].release for stop in trip), default=0)
        if leaving < release:
            facts = {"leaves": leaving, "release": release}
            yield Reason("release.before", "A trip leaves at {leaves}, before {release}.", facts)


def _breaks(problem: Problem, tour: Tour) -> Iterator[Reason]:
    vehicle = problem.vehicles[tour.vehicle]
    if not vehicle.breaks or not tour.visits:
        return
    begin, end = tour.visits[0].begin, tour.visits[-1].begin
    gaps = [(visit.arrival, visit.begin) for visit in tour.visits[1:]]
    for visit in tour.visits[:-1]:
        worked = 0
        if visit.stop is not None:
            worked = problem.stops[visit.stop].service
        elif visit.depot is not None:
            worked = problem.depots[visit.depot].loading
        gaps.append((visit.begin + worked, visit.leave))
    for pause in vehicle.breaks:
        if end <= pause.earliest or begin > pause.latest:
            continue
        fits = any(
            max(start, pause.earliest) <= pause.latest and max(start, pause.earliest) + pause.duration <= stop
            for start, stop in gaps
        )
        if not fits:
            yield Reason(
                "break.missing",
                "There is no room for the break between {earliest} and {latest}.",
                {"earliest": pause.earliest, "latest": pause.latest},
            )


def _counts(problem: Problem, tours: Sequence[Tour]) -> Iterator[Reason]:
    used = Counter(tour.vehicle for tour in tours)
    for kind, count in used.items():
        if count > problem.vehicles[kind].count:
            yield Reason(
                "vehicles.above",
                "{used} vehicles of kind {kind} are used, {count} stand ready.",
                {
                    "used": count,
                    "kind": problem.vehicles[kind].name or kind,
                    "count": problem.vehicles[kind].count,
                },
            )
    visited = Counter(stop for tour in tours for stop in tour.stops)
    for stop, times in visited.items():
        if times > 1:
            yield Reason(
                "stop.twice",
                "Stop {stop} is visited {times} times.",
                {"stop": _name(problem, stop), "times": times},
            )


def _pins(problem: Problem, tours: Sequence[Tour]) -> Iterator[Reason]:
    for pin in problem.pins:
        chains = [chain for chain in pin.chains if chain]
        if not chains:
            continue
        home = next((tour for tour in tours if chains[0][0] in tour.stops), None)
        kept = home is not None and home.vehicle == pin.vehicle
        for number, chain in enumerate(chains):
            if home is None or not kept:
                break
            at = home.stops.index(chain[0]) if chain[0] in home.stops else -1
            kept = at >= 0 and home.stops[at : at + len(chain)] == chain
            if pin.first and number == 0:
                kept = kept and at == 0
        if not kept:
            yield Reason(
                "pin.broken",
                "Pinned stops {stops} are not kept as pinned.",
                {"stops": ", ".join(_name(problem, stop) for chain in chains for stop in chain)},
            )
