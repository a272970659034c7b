"""Places judged on the whole tour by the exact clock: windows in plural, breaks, rests, releases, several trips."""

import numpy as np

from nonet.engines.routing.chance import chance
from nonet.engines.routing.clock import schedule
from nonet.engines.routing.columns import (
    AMOUNT,
    AT,
    BEFORE,
    CAPACITY,
    CARRIED,
    COUNT,
    DIMENSIONS,
    DUE,
    EXACT,
    FARTHEST,
    FIRST_STOP,
    FIXED,
    FROM,
    GLUED,
    HOME,
    KIND,
    LASTING,
    LATEST,
    LEAVES,
    LENGTH,
    NEXT,
    NODES,
    PER_DISTANCE,
    PER_TIME,
    READY,
    RELEASE,
    ROW,
    SERVICE,
    STRING,
    TIME,
    TIME_FROM,
    TOURS,
    TRIPS,
    USED,
    Real,
    Small,
    Whole,
    Words,
)  # fmt: skip
from nonet.engines.routing.inner import inner
from nonet.engines.routing.recreate import NEVER, NEW, NONE, dress, vacant


@inner
def bears(stop: Whole, kind: Whole, flags: Whole, sort: int, row: Whole, size: int) -> bool:
    """Return whether no trip of the rows is loaded above the capacity of the kind anywhere."""
    first_stop, dimensions = flags[FIRST_STOP], flags[DIMENSIONS]
    for each in range(dimensions):
        room, visit = kind[sort, CAPACITY + each], 0
        while visit < size - 1:
            load, ahead = 0, visit + 1
            while ahead < size - 1 and row[ahead] >= first_stop:
                load += stop[row[ahead], AMOUNT + each]
                ahead += 1
            if load > room:
                return False
            for inside in range(visit + 1, ahead):
                load += stop[row[inside], AMOUNT + dimensions + each] - stop[row[inside], AMOUNT + each]
                if load > room:
                    return False
            visit = ahead
    return True


@inner
def stands(
    ways: Small, stop: Whole, kind: Whole, windows: Whole, pauses: Whole, flags: Whole, node: Whole, tour: Whole,
    work: Whole, times: Whole, clock: Whole, number: int, place: int, new: int, later: int, second: int,
) -> tuple[bool, int]:  # fmt: skip
    """Return whether a tour stands with ``new`` behind ``place`` and ``second`` behind ``later``, and its duration.

    Either may be -1 for none. Where both follow the same node, ``second`` comes right behind ``new``.
    """
    nodes, sort, row = flags[NODES], tour[number, KIND], work[ROW]
    now, size = nodes + 2 * number, 0
    while True:
        row[size] = node[now, AT]
        size += 1
        if now == place and new >= 0:
            row[size] = new
            size += 1
        if now == later and second >= 0:
            row[size] = second
            size += 1
        if now == nodes + 2 * number + 1:
            break
        now = node[now, NEXT]
    if not bears(stop, kind, flags, sort, row, size):
        return False, 0
    late, leaving, back = schedule(ways, stop, kind, windows, pauses, flags, sort, row, size, times, clock)
    return late == 0 and back - leaving <= kind[sort, LASTING], back - leaving


@inner
def find_rich(
    ways: Small, stop: Whole, worth: Real, kind: Whole, price: Real, windows: Whole, pauses: Whole, reload: Whole,
    flags: Whole, node: Whole, tour: Whole, work: Whole, times: Whole, clock: Whole, random: Words,
    new: int, blink: float, open_new: bool,
) -> tuple[float, int, int, int, int]:  # fmt: skip
    """Return the best place of an absent stop: added cost, node to follow (NEW, NONE), kind of a new tour, a depot to
    visit with it (-1 none) and whether that is visited after (1) or before (0)."""
    nodes, spare = flags[NODES], flags[NODES] + 2 * flags[TOURS]
    best, place, chosen, depot, order = worth[0, new], NONE, -1, -1, 0
    fresh = vacant(flags, node) if open_new else -1
    exact = flags[EXACT] or flags[DIMENSIONS] > 1
    # first everywhere within trips, which is cheap to judge; then on trips of its own, where that could cost less
    for look in range(2 * flags[TOURS]):
        number, apart = look % flags[TOURS], look >= flags[TOURS]
        first, last = nodes + 2 * number, nodes + 2 * number + 1
        empty = node[first, NEXT] == last
        if empty and (number != fresh or apart):
            continue
        lowest, highest = tour[number, KIND], tour[number, KIND] + 1
        if empty:
            lowest, highest = 0, kind.shape[0]
        for sort in range(lowest, highest):
            if empty:
                if work[USED, sort] >= kind[sort, COUNT]:
                    continue
                dress(kind, flags, node, tour, number, sort)
            if worth[1 + sort, new] == NEVER:
                continue
            # what each trip carries up to each node, and the node that it begins with
            trips, now, load, home = 1, first, 0, first
            while now != last:
                if now >= spare:
                    trips, load, home = trips + 1, 0, now
                elif now != first:
                    load += stop[node[now, AT], AMOUNT]
                work[CARRIED, now], work[HOME, now] = load, home
                now = node[now, NEXT]
            ends = 0
            while now != first:
                now = node[now, BEFORE]
                if node[now, NEXT] == last or node[now, NEXT] >= spare:
                    ends = work[CARRIED, now]
                work[STRING, now] = ends  # of its whole trip
            room = kind[sort, CAPACITY] if not exact else 1 << 60
            more = 2 * reload.shape[1] if apart else 0
            if apart and trips >= kind[sort, TRIPS]:
                continue
            way, time = kind[sort, FROM], kind[sort, TIME_FROM]
            now = first
            while now != last:
                onward = node[now, NEXT]
                i, j = node[now, AT], node[onward, AT]
                for option in range(0 if apart else -1, more):
                    via = -1 if option < 0 else reload[sort, option // 2]
                    turn = option % 2
                    if node[onward, GLUED] or chance(random) < blink or (option >= 0 and via < 0):
                        continue
                    if option >= 0 and (
                        (turn == 1 and (onward == last or onward >= spare)) or (turn == 0 and now == first)
                        or (turn == 0 and now >= spare)
                    ):  # fmt: skip
                        continue
                    one, two = new, -1
                    if option >= 0:
                        one, two = (new, via) if turn else (via, new)
                    length = np.int64(ways[way, i, one]) - ways[way, i, j]
                    if two >= 0:
                        length += np.int64(ways[way, one, two]) + ways[way, two, j]
                    else:
                        length += ways[way, one, j]
                    cost = price[sort, PER_DISTANCE] * length + worth[1 + sort, new]
                    if empty:
                        cost += price[sort, FIXED] + price[sort, PER_DISTANCE] * ways[way, i, j]
                    if cost >= best or tour[number, LENGTH] + length > kind[sort, FARTHEST]:
                        continue
                    brings = stop[new, AMOUNT]
                    if option < 0 and work[STRING, now] + brings > room:
                        continue
                    if option >= 0 and turn and work[CARRIED, now] + brings > room:
                        continue
                    if option >= 0 and not turn and work[STRING, now] - work[CARRIED, now] + brings > room:
                        continue
                    sure = not exact and option < 0 and not empty
                    if sure:
                        home = work[HOME, now]
                        if stop[new, RELEASE] > node[home, LEAVES] - stop[node[home, AT], SERVICE]:
                            sure = False
                            if stop[new, RELEASE] > node[home, LATEST]:
                                continue
                    if not empty and option < 0:
                        arrival = node[now, LEAVES] + ways[time, i, new]
                        if arrival > stop[new, DUE]:
                            continue
                        arrival = max(arrival, stop[new, READY]) + stop[new, SERVICE]
                        if arrival + ways[time, new, j] > node[onward, LATEST]:
                            continue
                    if not sure:
                        ok, lasting = stands(
                            ways, stop, kind, windows, pauses, flags, node, tour, work, times, clock, number, now, one,
                            now, two,
                        )  # fmt: skip
                        if not ok:
                            continue
                        cost += price[sort, PER_TIME] * (lasting - (0 if empty else tour[number, TIME]))
                    if cost < best:
                        best, place, chosen = cost, NEW if empty else now, sort
                        depot, order = via, turn
                now = onward
    return best, place, chosen, depot, order
