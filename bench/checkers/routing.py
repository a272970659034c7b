"""Checks routes against their instance: every rule recomputed from the file, in a way of its own.

Roundings are those of the published values: whole numbers; tenths cut off (DIMACS) with time windows; thousandths with
several depots or kinds of vehicle (whose costs are published a hundredth); real numbers for Li and Lim.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

Distance = Callable[[int, int], float]


@dataclass
class Instance:
    """What a file says, nodes by their numbers."""

    distance: Distance
    depots: list[int]
    clients: list[int]
    demand: dict[int, float] = field(default_factory=dict)
    backhaul: dict[int, float] = field(default_factory=dict)
    window: dict[int, tuple[float, float]] = field(default_factory=dict)
    service: dict[int, float] = field(default_factory=dict)
    release: dict[int, float] = field(default_factory=dict)
    partner: dict[int, int] = field(default_factory=dict)  # pick-up → delivery
    vehicles: list[tuple[Any, ...]] = field(
        default_factory=list
    )  # capacity, depot, fixed, unit, duration, reload
    timed: bool = False
    multi_trip: bool = False
    unit: float = 1.0
    slack: float = 0.0

    @property
    def kinds(self) -> list[tuple[Any, ...]]:
        """Return distinct vehicles in order of first appearance."""
        return list(dict.fromkeys(self.vehicles))


def check(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Recompute the cost of an answer and name every rule that it breaks."""
    instance = read(path)
    routes: Sequence[Mapping[str, Any]] = answer.get("solution", {}).get("routes", [])
    faults: list[str] = []
    cost = 0.0
    seen = Counter(node for route in routes for node in _all(route))
    faults += [f"node {node} is visited {seen[node]} times" for node in instance.clients if seen[node] != 1]
    faults += [f"node {node} is no client" for node in seen if node not in set(instance.clients)]
    used = Counter(int(route.get("vehicle_type", 0)) for route in routes if _all(route))
    counts = Counter(instance.vehicles)
    for kind, number in used.items():
        if not 0 <= kind < len(instance.kinds):
            return Verdict(None, (f"vehicle type {kind} does not exist",))
        if number > counts[instance.kinds[kind]]:
            faults.append(f"{number} vehicles of type {kind}, {counts[instance.kinds[kind]]} exist")
    if faults:
        return Verdict(None, tuple(faults))
    for number, route in enumerate(routes):
        if _all(route):
            told, spent = _route(instance, route)
            faults += [f"route {number}: {fault}" for fault in told]
            cost += spent
    return Verdict(cost / instance.unit, tuple(faults))


def vehicles_of(answer: Mapping[str, Any]) -> int:
    """Return how many vehicles an answer uses."""
    return sum(bool(_all(route)) for route in answer.get("solution", {}).get("routes", []))


def _all(route: Mapping[str, Any]) -> list[int]:
    if "trips" in route:
        return [node for trip in route["trips"] for node in trip]
    return list(route.get("visits", []))


def _route(instance: Instance, route: Mapping[str, Any]) -> tuple[list[str], float]:
    kind = int(route.get("vehicle_type", 0))
    capacity, depot, fixed, unit, longest, reload = instance.kinds[kind]
    faults = []
    if int(route.get("depot", depot)) != depot:
        faults.append(f"starts at {route['depot']}, its vehicle at {depot}")
    trips = [list(trip) for trip in route.get("trips", [route.get("visits", [])]) if trip]
    if len(trips) > 1 and not reload:
        faults.append("several trips without a reload depot")
    length = 0.0
    for trip in trips:
        path = [depot, *trip, depot]
        length += sum(instance.distance(a, b) for a, b in itertools.pairwise(path))
        faults += _loads(instance, trip, capacity)
    if instance.timed:
        faults += _times(instance, trips, depot, longest)
    return faults, fixed + unit * length


def _loads(instance: Instance, trip: list[int], capacity: float) -> list[str]:
    if instance.partner:
        return _pair_loads(instance, trip, capacity)
    brought = sum(instance.demand.get(node, 0) for node in trip)
    fetched = sum(instance.backhaul.get(node, 0) for node in trip)
    faults = []
    if brought > capacity or fetched > capacity:
        faults.append(f"load {brought} out and {fetched} back above {capacity}")
    gives = [instance.backhaul.get(node, 0) > 0 for node in trip]
    if any(gives):
        if gives[0]:
            faults.append(f"starts with backhaul client {trip[0]}")
        if any(a and not b for a, b in itertools.pairwise(gives)):
            faults.append("a linehaul client after a backhaul client")
    return faults


def _pair_loads(instance: Instance, trip: list[int], capacity: float) -> list[str]:
    faults, load = [], 0.0
    place = {node: turn for turn, node in enumerate(trip)}
    for node in trip:
        load += instance.demand[node]
        if load > capacity:
            faults.append(f"load {load} above {capacity} at {node}")
    for pick, drop in instance.partner.items():
        if (pick in place) != (drop in place):
            faults.append(f"{pick} and {drop} are in different routes")
        elif pick in place and place[pick] > place[drop]:
            faults.append(f"{drop} comes before {pick}")
    return faults


def _times(instance: Instance, trips: list[list[int]], depot: int, longest: float) -> list[str]:
    """Earliest times tell whether windows are kept; duration is the least over all leaving times."""
    opens, closes = instance.window[depot]
    nodes: list[tuple[float, float, float, float]] = []  # way there, opens, closes, service
    for number, trip in enumerate(trips):
        release = max(instance.release.get(node, 0.0) for node in trip)
        before = trip[-1] if number == 0 else trips[number - 1][-1]
        way = 0.0 if number == 0 else instance.distance(before, depot)
        nodes.append((way, max(opens, release), closes, 0.0))
        before = depot
        for node in trip:
            nodes.append(
                (instance.distance(before, node), *instance.window[node], instance.service.get(node, 0.0))
            )
            before = node
    nodes.append((instance.distance(trips[-1][-1], depot), opens, closes, 0.0))
    time, faults = nodes[0][1], []
    for way, begins, ends, service in nodes:
        time = max(time + way, begins)
        if time > ends + instance.slack:
            faults.append(f"{time:g} is after {ends:g}")
        time += service
    if longest < math.inf and not faults:
        end, latest = time, math.inf
        for way, _begins, ends, service in reversed(nodes):
            latest = min(latest - service, ends) if latest < math.inf else min(end, ends)
            latest -= way
        if end - latest > longest + instance.slack:
            faults.append(f"lasts {end - latest:g} of {longest:g}")
    return faults


def read(path: Path) -> Instance:
    """Read an instance of any of the forms."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return _lilim(text) if re.match(r"\s*\d+\s+\d+\s+\d+\s*\n", text) else _vrplib(text)


def _lilim(text: str) -> Instance:
    lines = [list(map(float, line.split())) for line in text.splitlines() if line.strip()]
    rows = {int(line[0]): line for line in lines[1:]}
    return Instance(
        distance=lambda a, b: math.dist(rows[a][1:3], rows[b][1:3]),
        depots=[0],
        clients=[node for node in rows if node],
        demand={node: row[3] for node, row in rows.items()},
        window={node: (row[4], row[5]) for node, row in rows.items()},
        service={node: row[6] for node, row in rows.items()},
        partner={node: int(row[8]) for node, row in rows.items() if row[8] > 0},
        vehicles=[(lines[0][1], 0, 0.0, 1.0, math.inf, ())] * int(lines[0][0]),
        timed=True,
        slack=1e-6,
    )


def _vrplib(text: str) -> Instance:
    fields = {key.strip(): value.strip() for key, value in re.findall(r"^([A-Z_]+)\s*:(.*)$", text, re.M)}
    blocks = re.split(r"^([A-Z_]+_SECTION).*$", text.split("\nEOF")[0], flags=re.M)[1:]
    sections = {
        name: [line.split() for line in body.strip().splitlines()]
        for name, body in zip(blocks[::2], blocks[1::2], strict=True)
    }
    size = int(fields["DIMENSION"])
    depots = [int(row[0]) for row in sections.get("DEPOT_SECTION", [["1"]]) if row and int(row[0]) > 0]
    vehicle_count = int(fields.get("VEHICLES", size))

    def by_node(name: str) -> dict[int, float]:
        return {int(row[0]): float(row[1]) for row in sections.get(f"{name}_SECTION", [])}

    def by_vehicle(name: str, default: float) -> list[float]:
        if f"{name}_SECTION" in sections:
            return [float(row[1]) for row in sections[f"{name}_SECTION"]]
        return [float(fields.get(name, default))] * vehicle_count

    fleet = bool({"VEHICLES_FIXED_COST_SECTION", "VEHICLES_UNIT_DISTANCE_COST_SECTION"} & set(sections))
    timed = "TIME_WINDOW_SECTION" in sections
    trips = "VEHICLES_RELOAD_DEPOT_SECTION" in sections
    fine = fleet or len(depots) > 1
    scale = 1000 if fine else 10 if timed else 1
    at = {int(row[0]): (float(row[1]), float(row[2])) for row in sections["NODE_COORD_SECTION"]}

    def distance(a: int, b: int) -> float:
        exact = scale * math.sqrt((at[a][0] - at[b][0]) ** 2 + (at[a][1] - at[b][1]) ** 2)
        return math.floor(exact) if timed and not fine else math.floor(exact + 0.5)

    service = by_node("SERVICE_TIME")
    if not service and "SERVICE_TIME" in fields:
        service = {node: float(fields["SERVICE_TIME"]) for node in at if node not in depots}
    reload = [tuple(map(int, row[1:])) for row in sections.get("VEHICLES_RELOAD_DEPOT_SECTION", [])]
    return Instance(
        distance=distance,
        depots=depots,
        clients=[node for node in range(1, size + 1) if node not in depots],
        demand=by_node("LINEHAUL") or by_node("DEMAND"),
        backhaul=by_node("BACKHAUL"),
        window={
            int(row[0]): (scale * float(row[1]), scale * float(row[2]))
            for row in sections.get("TIME_WINDOW_SECTION", [])
        },
        service={node: scale * value for node, value in service.items()},
        release={node: scale * value for node, value in by_node("RELEASE_TIME").items()},
        vehicles=list(
            zip(
                by_vehicle("CAPACITY", math.inf),
                [int(each) for each in by_vehicle("VEHICLES_DEPOT", 1)],
                [scale * each for each in by_vehicle("VEHICLES_FIXED_COST", 0)],
                by_vehicle("VEHICLES_UNIT_DISTANCE_COST", 1),
                [scale * each for each in by_vehicle("VEHICLES_MAX_DURATION", math.inf)],
                reload or [()] * vehicle_count,
                strict=True,
            )
        ),
        timed=timed,
        multi_trip=trips,
        unit=1e5 if fleet else 10.0 if timed and not fine and not trips else 1.0,
    )
