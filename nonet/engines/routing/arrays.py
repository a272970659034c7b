"""A problem as arrays for the compiled search."""

import numpy as np
import numpy.typing as npt

from nonet.engines.routing import columns as c
from nonet.engines.routing.columns import Data, Real, Small, Whole
from nonet.engines.routing.problem import FAR, Matrix, Problem, Profile, Vehicle

NEAR, ONWARD = (30, 60), (10, 40)  # likely neighbours looked at, without and with times
AROUND = 160
BLOCK = 512
DETOUR = 20  # longest ways that a way against the order of backhauls counts for


def nodes_of(problem: Problem) -> tuple[list[int], int]:
    """Return the place of each node (depots, then stops) and the number of depots."""
    places = [depot.place for depot in problem.depots] + [stop.place for stop in problem.stops]
    return places, len(problem.depots)


def build(problem: Problem) -> Data:
    """Return the arrays of a problem."""
    flags = _flags(problem)
    stop, windows = _stops(problem)
    matrices, slots = _ways(problem)
    allowed = _allowed(problem)
    kind, price = _kinds(problem, allowed, slots)
    flags[c.RETYPES] = not flags[c.RICH] and not flags[c.PAIRS] and len(set(kind[:, c.GROUP])) < len(kind)
    distance, duration = matrices[slots[0][0]], matrices[slots[0][2]]
    near, onward = _likely(problem, distance, duration, stop, bool(flags[c.TIMED]))
    flags[c.NEAR], flags[c.ONWARD] = near.shape[1], onward.shape[1]
    worth = np.vstack([prizes(problem, distance, kind, price), allowed])
    lists = np.ascontiguousarray(np.hstack([near, onward, _around(problem, distance)]))
    return Data(
        matrices, lists, np.ascontiguousarray(np.hstack([stop, _amounts(problem)])), worth, kind, price, windows,
        _pauses(problem), _reload(problem), flags,
    )  # fmt: skip


def is_rich(problem: Problem) -> bool:
    """Return whether feasibility needs the exact clock."""
    return (
        any(len(stop.windows) > 1 or stop.release > 0 for stop in problem.stops)
        or any(vehicle.breaks or vehicle.rest_after or vehicle.reload for vehicle in problem.vehicles)
    )  # fmt: skip


def _flags(problem: Problem) -> Whole:
    flags = np.zeros(20, np.int64)
    vehicles, stops = problem.vehicles, problem.stops
    flags[c.RICH] = is_rich(problem)
    flags[c.RELOADS] = any(vehicle.reload for vehicle in vehicles)
    flags[c.DURATIONS] = any(vehicle.max_duration is not None or vehicle.per_time for vehicle in vehicles)
    shifts = any(vehicle.shift != (0, FAR) for vehicle in vehicles)
    opens = any((depot.opens, depot.closes) != (0, FAR) for depot in problem.depots)
    windows = any(stop.windows for stop in stops)
    flags[c.TIMED] = bool(flags[c.RICH] or flags[c.DURATIONS] or shifts or opens or windows)
    flags[c.PAIRS] = bool(problem.pairs)
    flows = problem.pairs or any(any(stop.pickup) for stop in stops)
    flags[c.FLOWS] = (bool(flows) and not flags[c.RELOADS]) or bool(problem.pairs)
    areas = any(vehicle.areas for vehicle in vehicles) and problem.outside_area > 0
    skills = any(stop.skills for stop in stops)
    flags[c.KINDS] = len(vehicles) > 1 or areas or skills
    flags[c.RESTRICTED] = any(vehicle.max_distance is not None for vehicle in vehicles)
    flags[c.FIRST_STOP] = len(problem.depots)
    flags[c.NODES] = len(problem.depots) + len(stops) + 1
    flags[c.TOURS] = max(1, min(sum(vehicle.count for vehicle in vehicles), len(stops) + len(problem.pins)))
    flags[c.EXACT] = (
        flags[c.DURATIONS]
        or bool(problem.pairs)
        or (
            any(len(stop.windows) > 1 or any(stop.pickup) for stop in stops)
            or any(vehicle.breaks or vehicle.rest_after for vehicle in vehicles)
        )
    )
    flags[c.WRONG] = wrong_way(problem) if problem.backhauls == "last" else 0
    flags[c.MOST] = flags[c.TOURS]
    flags[c.DIMENSIONS] = problem.dimensions + _counted(problem)
    return flags


def _counted(problem: Problem) -> int:
    """Return 1 when the number of stops is a dimension of its own."""
    return int(any(vehicle.max_stops is not None for vehicle in problem.vehicles))


def _stops(problem: Problem) -> tuple[Whole, Whole]:
    depots = len(problem.depots)
    stop = np.zeros((depots + len(problem.stops) + 1, c.AMOUNT), np.int64)
    stop[:, c.DUE], stop[:, c.PARTNER] = FAR, -1
    windows: list[tuple[int, int]] = []
    for node, depot in enumerate(problem.depots):
        stop[node, c.READY], stop[node, c.DUE] = depot.opens, depot.closes
        stop[node, c.SERVICE], stop[node, c.PLACE] = depot.loading, depot.place
    for number, each in enumerate(problem.stops):
        row = stop[depots + number]
        row[c.SERVICE], row[c.SETUP], row[c.RELEASE], row[c.PLACE] = (
            each.service, each.setup, each.release, each.place,
        )  # fmt: skip
        if each.windows:
            row[c.READY], row[c.DUE] = each.windows[0][0], each.windows[-1][1]
        if len(each.windows) > 1:
            row[c.WINDOW], row[c.WINDOWS] = len(windows), len(each.windows)
            windows.extend(each.windows)
    for pair in problem.pairs:
        pick, drop = depots + pair.pickup, depots + pair.delivery
        stop[pick, c.PARTNER], stop[drop, c.PARTNER] = drop, pick
        stop[pick, c.ROLE], stop[drop, c.ROLE] = c.FETCH, c.BRING
    for pin in problem.pins:
        for chain in pin.chains:
            stop[[depots + each for each in chain], c.LOCKED] = 1
    stop[-1, c.PLACE] = -1
    return stop, np.array(windows or [(0, 0)], np.int64)


def _ways(problem: Problem) -> tuple[Small, list[tuple[int, int, int, int]]]:
    """Return all matrices between nodes, and for each profile which are its ways from and to a node and their times."""
    places, depots = nodes_of(problem)
    setup = np.array([0] * depots + [stop.setup for stop in problem.stops], np.int64)
    kept: list[Matrix] = []
    slots = []
    for profile in problem.profiles:
        distance = _ordered(problem, profile)
        duration: Matrix = profile.duration[np.ix_(places, places)]
        duration = duration + np.where(np.equal.outer(places, places), 0, setup[None, :])
        slots.append(
            (_slot(kept, distance), _slot(kept, distance.T), _slot(kept, duration), _slot(kept, duration.T))
        )
    ways = np.zeros((len(kept), len(places) + 1, len(places) + 1), np.int32)
    for matrix, held in zip(ways, kept, strict=True):
        matrix[:-1, :-1] = held
    return ways, slots


def _slot(kept: list[Matrix], matrix: Matrix) -> int:
    """Return where a matrix is kept, keeping equal ones once."""
    for number, each in enumerate(kept):
        if np.array_equal(each, matrix):
            return number
    kept.append(matrix)
    return len(kept) - 1


def _ordered(problem: Problem, profile: Profile) -> Matrix:
    """Return distances between nodes, ways against the order of backhauls made long."""
    places, depots = nodes_of(problem)
    ways: Matrix = profile.distance[np.ix_(places, places)]
    if problem.backhauls == "last":
        gives = np.array(
            [False] * depots + [gives_only(stop.delivery, stop.pickup) for stop in problem.stops]
        )
        takes = ~gives
        takes[:depots] = False
        far = wrong_way(problem)
        ways = ways.astype(np.int64)
        ways[:depots, gives] += far
        ways[np.ix_(gives, takes)] += far
    return ways


def wrong_way(problem: Problem) -> int:
    """Return what is added to ways against the order of backhauls."""
    longest = max(int(profile.distance.max(initial=1)) for profile in problem.profiles)
    return max(1, min(DETOUR * longest, 1 << 30))


def gives_only(delivery: tuple[int, ...], pickup: tuple[int, ...]) -> bool:
    """Return whether a stop is a backhaul."""
    return any(pickup) and not any(delivery)


def filled(amounts: tuple[int, ...], size: int) -> list[int]:
    """Return amounts with 0 for the missing dimensions."""
    return [*amounts, *[0] * (size - len(amounts))]


def _amounts(problem: Problem) -> Whole:
    depots, own = len(problem.depots), problem.dimensions
    size = own + _counted(problem)
    amount = np.zeros((depots + len(problem.stops) + 1, max(2, 2 * size)), np.int64)
    for number, stop in enumerate(problem.stops):
        amount[depots + number, :own] = filled(stop.delivery, own)
        amount[depots + number, size : size + own] = filled(stop.pickup, own)
        if size > own:
            amount[depots + number, own] = 1
    for pair in problem.pairs:
        amount[depots + pair.pickup, size : size + own] = filled(pair.amount, own)
        amount[depots + pair.delivery, size : size + own] = -amount[depots + pair.pickup, size : size + own]
    return amount


def _allowed(problem: Problem) -> Real:
    depots = len(problem.depots)
    allowed = np.zeros((len(problem.vehicles), depots + len(problem.stops) + 1))
    for number, vehicle in enumerate(problem.vehicles):
        for each, stop in enumerate(problem.stops):
            if not stop.skills <= vehicle.skills:
                allowed[number, depots + each] = np.inf
            elif vehicle.areas and stop.area and stop.area not in vehicle.areas:
                allowed[number, depots + each] = problem.outside_area
    return allowed


def _kinds(problem: Problem, allowed: Real, slots: list[tuple[int, int, int, int]]) -> tuple[Whole, Real]:
    own, counted = problem.dimensions, _counted(problem)
    kind = np.zeros((len(problem.vehicles), c.CAPACITY + own + counted), np.int64)
    price = np.zeros((len(problem.vehicles), 3))
    nowhere = len(problem.depots) + len(problem.stops)
    groups: dict[tuple[object, ...], int] = {}
    for row, cost, vehicle, may in zip(kind, price, problem.vehicles, allowed, strict=True):
        row[: c.CAPACITY] = (
            vehicle.count, vehicle.start, nowhere if vehicle.end is None else vehicle.end,
            *vehicle.shift, _or_far(vehicle.max_duration), _or_far(vehicle.max_distance), len(vehicle.breaks),
            vehicle.rest_after or 0, vehicle.rest or 0, _trips(vehicle),
            groups.setdefault((*_alike(vehicle), may.tobytes()), len(groups)), *slots[vehicle.profile],
        )  # fmt: skip
        row[c.CAPACITY :] = FAR
        row[c.CAPACITY : c.CAPACITY + len(vehicle.capacity)] = vehicle.capacity
        if counted:
            row[-1] = _or_far(vehicle.max_stops)
        cost[:] = vehicle.fixed, vehicle.per_distance, vehicle.per_time
    return kind, price


def _or_far(value: int | None) -> int:
    return FAR if value is None else value


def _trips(vehicle: Vehicle) -> int:
    if not vehicle.reload:
        return 1
    return FAR if vehicle.max_trips is None else vehicle.max_trips


def _alike(vehicle: Vehicle) -> tuple[object, ...]:
    """Return all that two kinds share when they differ in capacity and cost alone."""
    return (
        vehicle.start, vehicle.end, vehicle.shift, vehicle.max_duration, vehicle.max_distance, vehicle.breaks,
        vehicle.rest_after, vehicle.rest, vehicle.profile, vehicle.reload, vehicle.max_trips, vehicle.per_time,
    )  # fmt: skip


def prizes(problem: Problem, distance: Small, kind: Whole, price: Real) -> Real:
    """Return what each stop costs when left out; more than any tour when it must be served."""
    longest = float(distance.max(initial=1))
    horizon = min(float(kind[:, c.LASTING].min()), float((kind[:, c.CLOSES] - kind[:, c.OPENS]).min()))
    if horizon >= FAR / 2:
        horizon = 4 * longest
    dear = price[:, c.FIXED].max() + 4 * price[:, c.PER_DISTANCE].max() * longest
    dear += price[:, c.PER_TIME].max() * horizon + problem.outside_area + 1.0
    prize = np.zeros(distance.shape[1])
    for node, stop in enumerate(problem.stops, len(problem.depots)):
        prize[node] = 10 * dear * (1 + stop.priority) if stop.prize is None else stop.prize
    return prize


def _pauses(problem: Problem) -> Whole:
    most = max(1, *(len(vehicle.breaks) for vehicle in problem.vehicles), 1)
    pauses = np.zeros((len(problem.vehicles), most, 3), np.int64)
    for row, vehicle in zip(pauses, problem.vehicles, strict=True):
        for number, pause in enumerate(sorted(vehicle.breaks, key=lambda each: each.earliest)):
            row[number] = pause.earliest, pause.latest, pause.duration
    return pauses


def _reload(problem: Problem) -> Whole:
    most = max(1, *(len(vehicle.reload) for vehicle in problem.vehicles), 1)
    reload = np.full((len(problem.vehicles), most), -1, np.int64)
    for row, vehicle in zip(reload, problem.vehicles, strict=True):
        row[: len(vehicle.reload)] = vehicle.reload
    return reload


def _around(problem: Problem, distance: Small) -> Small:
    """Return for each node the stops near it."""
    first, stops = len(problem.depots), len(problem.stops)
    most = min(AROUND, max(1, stops - 1))
    around = np.full((distance.shape[0], most), -1, np.int32)
    for begin in range(first, first + stops, BLOCK):
        end = min(begin + BLOCK, first + stops)
        ways = np.minimum(distance[begin:end, first:-1], distance[first:-1, begin:end].T)
        around[begin:end] = _nearest(ways.astype(np.float64), begin - first, most, first)
    return around


def _likely(
    problem: Problem, distance: Small, duration: Small, stop: Whole, timed: bool
) -> tuple[Small, Small]:
    """Return for each stop its likely predecessors and successors: near, with little waiting or lateness between."""
    first, stops = len(problem.depots), len(problem.stops)
    sizes = [min(each, max(1, stops - 1)) for each in (NEAR[timed], ONWARD[timed])]
    found = [np.full((distance.shape[0], size), -1, np.int32) for size in sizes]
    rows = stop[first:-1]
    for begin in range(first, first + stops, BLOCK):
        mine = slice(begin, min(begin + BLOCK, first + stops))
        for turn, size in enumerate(sizes):
            ways = distance[first:-1, mine].T if turn == 0 else distance[mine, first:-1]
            cost = ways.astype(np.float64)
            if timed:
                time = duration[first:-1, mine].T if turn == 0 else duration[mine, first:-1]
                cost += _off(rows, stop[mine], time.astype(np.float64), turn)
            found[turn][mine] = _nearest(cost, begin - first, size, first)
    return found[0], found[1]


def _off(rows: Whole, mine: Whole, time: npt.NDArray[np.float64], turn: int) -> npt.NDArray[np.float64]:
    """Return the waiting and lateness that cannot be avoided between two stops, weighed as Vidal et al. (2013) do."""
    here, there = mine[:, None, :], rows[None, :, :]
    before, after = (there, here) if turn == 0 else (here, there)
    wait = np.maximum(0, after[..., c.READY] - time - before[..., c.SERVICE] - before[..., c.DUE])
    late = np.maximum(0, before[..., c.READY] + before[..., c.SERVICE] + time - after[..., c.DUE])
    return np.asarray(0.2 * wait + late)


def _nearest(cost: npt.NDArray[np.float64], begin: int, most: int, first: int) -> npt.NDArray[np.int32]:
    """Return the columns of the smallest entries of each row but its own, nearest first."""
    rows = np.arange(len(cost))
    cost[rows, begin + rows] = np.inf
    most = min(most, cost.shape[1])
    part = np.argpartition(cost, most - 1, axis=1)[:, :most]
    order = np.argsort(np.take_along_axis(cost, part, axis=1), axis=1, kind="stable")
    picked = np.take_along_axis(part, order, axis=1)
    empty = np.isinf(np.take_along_axis(cost, picked, axis=1))
    return np.where(empty, -1, picked + first).astype(np.int32)
