"""Where a pick-up and its delivery are best put into one tour, both ends at once."""

import numpy as np

from nonet.engines.routing.columns import (
    AMOUNT,
    ARC,
    AT,
    CAPACITY,
    CLOSES,
    COUNT,
    DIMENSIONS,
    DUE,
    DURATIONS,
    FARTHEST,
    FIRST_STOP,
    FIXED,
    FROM,
    GLUED,
    KIND,
    LATEST,
    LEAVES,
    LENGTH,
    NEXT,
    NODES,
    OPENS,
    PER_DISTANCE,
    PER_TIME,
    READY,
    RICH,
    SERVICE,
    TIME,
    TIME_FROM,
    TIME_TO,
    TO,
    TOURS,
    USED,
    Real,
    Small,
    Whole,
    Words,
)  # fmt: skip
from nonet.engines.routing.inner import inner
from nonet.engines.routing.recreate import NEVER, NEW, NONE, dress, until_blink, vacant
from nonet.engines.routing.rich import stands


@inner
def find_pair(
    ways: Small, stop: Whole, worth: Real, kind: Whole, price: Real, windows: Whole, pauses: Whole, flags: Whole,
    node: Whole, tour: Whole, work: Whole, times: Whole, clock: Whole, random: Words,
    pick: int, drop: int, blink: float, open_new: bool,
) -> tuple[float, int, int, int]:  # fmt: skip
    """Return the best places of a pair: added cost, the nodes to follow (NEW, NONE; equal: the delivery comes right
    behind the pick-up) and the kind of a new tour."""
    best, one, two, chosen = worth[0, pick] + worth[0, drop], NONE, NONE, -1
    nodes, dimensions = flags[NODES], flags[DIMENSIONS]
    skip = until_blink(random, blink)
    careful = flags[RICH] or flags[DURATIONS]
    fresh = vacant(flags, node) if open_new else -1
    for number in range(flags[TOURS]):
        start, last = nodes + 2 * number, nodes + 2 * number + 1
        empty = node[start, NEXT] == last
        if empty and number != fresh:
            continue
        lowest, highest = tour[number, KIND], tour[number, KIND] + 1
        if empty:
            lowest, highest = 0, kind.shape[0]
        for sort in range(lowest, highest):
            extra = worth[1 + sort, pick] + worth[1 + sort, drop]
            if empty:
                if work[USED, sort] >= kind[sort, COUNT]:
                    continue
                dress(kind, flags, node, tour, number, sort)
                node[start, LEAVES] = (
                    max(kind[sort, OPENS], stop[node[start, AT], READY]) + stop[node[start, AT], SERVICE]
                )
                node[last, LATEST] = min(kind[sort, CLOSES], stop[node[last, AT], DUE])
                for each in range(3 * dimensions):
                    node[start, ARC + each] = 0
                tour[number, LENGTH] = 0
                extra += price[sort, FIXED]
                extra += price[sort, PER_DISTANCE] * ways[kind[sort, FROM], node[start, AT], node[last, AT]]
            if extra == NEVER:
                continue
            way, back = ways[kind[sort, FROM]], ways[kind[sort, TO]]
            time_way, time_back = ways[kind[sort, TIME_FROM]], ways[kind[sort, TIME_TO]]
            per = price[sort, PER_DISTANCE]
            place = start
            while place != last:
                onward = node[place, NEXT]
                i, j = node[place, AT], node[onward, AT]
                arrival = node[place, LEAVES] + time_back[pick, i]
                if arrival > stop[pick, DUE]:
                    break
                skip -= 1
                if skip < 0:
                    skip = until_blink(random, blink)
                    place = onward
                    continue
                fits = not node[onward, GLUED]
                for each in range(dimensions):
                    load = node[place, ARC + each] + stop[pick, AMOUNT + dimensions + each]
                    fits = fits and load <= kind[sort, CAPACITY + each]
                if not fits:
                    place = onward
                    continue
                left = max(arrival, stop[pick, READY]) + stop[pick, SERVICE]
                here = np.int64(back[pick, i]) - way[i, j]
                behind, time = place, left  # the delivery follows `behind`, which is left at `time`
                while True:
                    after = node[behind, NEXT]
                    k = node[after, AT]
                    if behind == place:
                        b = pick
                        length = here + way[pick, drop] + way[drop, k]
                    else:
                        b = node[behind, AT]
                        length = here + way[pick, j] + back[drop, b] + way[drop, k] - way[b, k]
                    arrival = time + time_back[drop, b]
                    if arrival > stop[drop, DUE]:
                        break
                    cost = per * length + extra
                    if cost < best and not node[after, GLUED]:
                        leaves = max(arrival, stop[drop, READY]) + stop[drop, SERVICE]
                        if leaves + time_way[drop, k] <= node[after, LATEST] and (
                            tour[number, LENGTH] + length <= kind[sort, FARTHEST]
                        ):
                            if careful:
                                ok, lasting = stands(
                                    ways, stop, kind, windows, pauses, flags, node, tour, work, times, clock, number,
                                    place, pick, behind, drop,
                                )  # fmt: skip
                                known = 0 if empty else tour[number, TIME]
                                cost = cost + price[sort, PER_TIME] * (lasting - known) if ok else NEVER
                            if cost < best:
                                best, one, two, chosen = cost, place, behind, sort
                                if empty:
                                    one, two = NEW, NEW
                    if after == last or (behind == place and per * (here + way[pick, j]) + extra >= best):
                        break
                    # carry on past the next node
                    time += time_way[b, k] if behind != place else time_way[pick, j]
                    if time > node[after, LATEST] or k < flags[FIRST_STOP]:
                        break
                    time = max(time, stop[k, READY]) + stop[k, SERVICE]
                    fits = True
                    for each in range(dimensions):
                        load = node[after, ARC + each] + stop[pick, AMOUNT + dimensions + each]
                        fits = fits and load <= kind[sort, CAPACITY + each]
                    if not fits:
                        break
                    behind = after
                place = onward
    return best, one, two, chosen
