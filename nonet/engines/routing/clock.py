"""When a tour is where: exact times under windows, breaks, rests, releases and several trips.

Forward, the earliest time at each stop for each number of breaks taken is kept (earlier is never worse, so this is
exact); backward from the earliest return, the latest leaving is found, so that waiting is least. After Vidal et al.,
*Timing problems and algorithms* (Networks 2015).
"""

import numpy as np

from nonet.engines.routing.columns import (
    BREAKS,
    CLOSES,
    DUE,
    FIRST_STOP,
    OPENS,
    PLACE,
    READY,
    RELEASE,
    REST,
    REST_AFTER,
    SERVICE,
    SETUP,
    TIME_FROM,
    WINDOW,
    WINDOWS,
    Small,
    Whole,
)  # fmt: skip
from nonet.engines.routing.inner import inner


@inner
def opening(stop: Whole, windows: Whole, at: int, time: int) -> int:
    """Return the first time from ``time`` on at which a window is open, or ``time`` when none will be."""
    many = stop[at, WINDOWS]
    if many == 0:
        return int(max(time, stop[at, READY]))
    first = stop[at, WINDOW]
    for each in range(first, first + many):
        if time <= windows[each, 1]:
            return int(max(time, windows[each, 0]))
    return time


@inner
def closing(stop: Whole, windows: Whole, at: int, time: int) -> int:
    """Return the last time up to ``time`` at which a window is open, or -1 when none was."""
    many = stop[at, WINDOWS]
    if many == 0:
        return int(min(time, stop[at, DUE]))
    first = stop[at, WINDOW]
    for each in range(first + many - 1, first - 1, -1):
        if time >= windows[each, 0]:
            return int(min(time, windows[each, 1]))
    return -1


@inner
def schedule(
    ways: Small, stop: Whole, kind: Whole, windows: Whole, pauses: Whole, flags: Whole, sort: int, row: Whole,
    size: int,
    times: Whole, scratch: Whole,
) -> tuple[int, int, int]:  # fmt: skip
    """Time the tour of matrix rows ``row[:size]``, depots at both ends and between trips.

    Parameters
    ----------
    times : Whole
        Shape (size + 2 × breaks, 4), written: for each visit arrival, start of service and leaving; breaks taken are
        told in column 3 as the number of breaks taken before service there.

    Returns
    -------
    tuple[int, int, int]
        Sum of latenesses, leaving and return.
    """
    depots = flags[FIRST_STOP]
    breaks = kind[sort, BREAKS]
    way_of = kind[sort, TIME_FROM]
    rest_after, rest = kind[sort, REST_AFTER], kind[sort, REST]
    states = breaks + 1
    far = np.int64(1) << np.int64(60)
    late, ready, begin, driven, rested, before, served = (
        scratch[0], scratch[1], scratch[2], scratch[3], scratch[4], scratch[5], scratch[6],
    )  # fmt: skip
    late[:size, :states] = far
    ready[:size, :states] = far
    for visit in range(size):
        at = row[visit]
        is_depot = at < depots
        release = np.int64(0)
        if is_depot and visit + 1 < size:
            ahead = visit + 1
            while ahead < size and row[ahead] >= depots:
                release = max(release, stop[row[ahead], RELEASE])
                ahead += 1
        if visit == 0:
            start = max(max(kind[sort, OPENS], stop[at, READY]), release)
            late[0, 0], begin[0, 0], ready[0, 0], before[0, 0] = 0, start, start + stop[at, SERVICE], 0
        else:
            last = row[visit - 1]
            way = ways[way_of, last, at]
            setup = np.int64(0)
            if stop[last, PLACE] != stop[at, PLACE]:
                setup = stop[at, SETUP]
            for taken in range(states):
                if late[visit - 1, taken] >= far:
                    continue
                drive = way - setup
                gone = driven[visit - 1, taken] + drive
                rests = np.int64(0)
                if rest_after > 0 and gone > rest_after:
                    rests = (gone - 1) // rest_after
                    gone -= rests * rest_after
                arrival = ready[visit - 1, taken] + way + rests * rest
                for now in range(taken, states):  # breaks on arrival, before service
                    time = arrival
                    worse = late[visit - 1, taken]
                    kept = gone
                    for each in range(taken, now):
                        time = max(time, pauses[sort, each, 0])
                        worse += max(0, time - pauses[sort, each, 1])
                        time += pauses[sort, each, 2]
                        if pauses[sort, each, 2] >= rest:
                            kept = 0
                    start = max(time, release) if is_depot else opening(stop, windows, at, time)
                    if is_depot:
                        start = max(start, stop[at, READY])
                    if visit == size - 1:
                        start = time
                        worse += max(0, start - min(stop[at, DUE], kind[sort, CLOSES]))
                    else:
                        worse += max(0, start - stop[at, DUE])
                    if rest_after > 0 and start - time >= rest:
                        kept = 0
                    leaves = start if visit == size - 1 else start + stop[at, SERVICE]
                    if worse < late[visit, now] or (worse == late[visit, now] and leaves < ready[visit, now]):
                        late[visit, now], begin[visit, now], ready[visit, now] = worse, start, leaves
                        driven[visit, now], rested[visit, now] = kept, rests
                        before[visit, now], served[visit, now] = taken, now
        if visit < size - 1:
            for now in range(states - 1):  # a break after service
                if late[visit, now] >= far:
                    continue
                time = max(ready[visit, now], pauses[sort, now, 0])
                worse = late[visit, now] + max(0, time - pauses[sort, now, 1])
                time += pauses[sort, now, 2]
                if worse < late[visit, now + 1] or (
                    worse == late[visit, now + 1] and time < ready[visit, now + 1]
                ):
                    late[visit, now + 1], ready[visit, now + 1] = worse, time
                    begin[visit, now + 1] = begin[visit, now]
                    driven[visit, now + 1] = 0 if pauses[sort, now, 2] >= rest else driven[visit, now]
                    rested[visit, now + 1], before[visit, now + 1] = rested[visit, now], before[visit, now]
                    served[visit, now + 1] = served[visit, now]
    chosen = -1
    for taken in range(states):
        if late[size - 1, taken] >= far:
            continue
        if taken < breaks and ready[size - 1, taken] > pauses[sort, taken, 0]:
            continue
        if chosen < 0 or (late[size - 1, taken], ready[size - 1, taken]) < (
            late[size - 1, chosen], ready[size - 1, chosen],
        ):  # fmt: skip
            chosen = taken
    if chosen < 0:
        chosen = states - 1
    lateness, back = late[size - 1, chosen], ready[size - 1, chosen]
    # latest times that still end then
    latest = back
    taken = chosen
    for visit in range(size - 1, -1, -1):
        at = row[visit]
        inner = served[visit, taken]
        if visit < size - 1:
            for each in range(taken - 1, inner - 1, -1):  # breaks after service
                latest = min(latest - pauses[sort, each, 2], max(pauses[sort, each, 1], begin[visit, taken]))
        start = begin[visit, taken]
        if visit < size - 1:
            latest -= stop[at, SERVICE]
            if at >= depots:
                latest = max(start, closing(stop, windows, at, latest))
            elif visit > 0:
                latest = max(start, latest)
        times[visit, 1] = latest
        times[visit, 3] = inner
        if visit == 0:
            break
        came = before[visit, taken]
        for each in range(inner - 1, came - 1, -1):
            latest = min(latest - pauses[sort, each, 2], pauses[sort, each, 1])
        latest -= ways[way_of, row[visit - 1], at] + rested[visit, taken] * rest
        taken = came
    leaving = max(times[0, 1], kind[sort, OPENS])
    # earliest times from that leaving on
    times[0, 0], times[0, 1], times[0, 2] = leaving, leaving, leaving + stop[row[0], SERVICE]
    _replay(ways, stop, kind, windows, pauses, flags, sort, row, size, times, chosen, scratch)
    return lateness, leaving, times[size - 1, 1]


@inner
def _replay(
    ways: Small, stop: Whole, kind: Whole, windows: Whole, pauses: Whole, flags: Whole, sort: int, row: Whole,
    size: int,
    times: Whole, chosen: int, scratch: Whole,
) -> None:  # fmt: skip
    depots = flags[FIRST_STOP]
    way_of, rest = kind[sort, TIME_FROM], kind[sort, REST]
    rested, before, served, path = scratch[4], scratch[5], scratch[6], scratch[7, :, 0]
    taken = chosen
    for visit in range(size - 1, -1, -1):
        path[visit] = taken
        taken = before[visit, taken]
    time = times[0, 2]
    for each in range(path[0]):
        time = max(time, pauses[sort, each, 0]) + pauses[sort, each, 2]
    times[0, 2] = time
    for visit in range(1, size):
        at = row[visit]
        time += ways[way_of, row[visit - 1], at] + rested[visit, path[visit]] * rest
        times[visit, 0] = time
        inner = served[visit, path[visit]]
        for each in range(path[visit - 1], inner):
            time = max(time, pauses[sort, each, 0]) + pauses[sort, each, 2]
        if at >= depots:
            time = opening(stop, windows, at, time)
        elif visit < size - 1:
            time = max(time, stop[at, READY])
            ahead = visit + 1
            while ahead < size and row[ahead] >= depots:
                time = max(time, stop[row[ahead], RELEASE])
                ahead += 1
        times[visit, 1] = time
        if visit < size - 1:
            time += stop[at, SERVICE]
            for each in range(inner, path[visit]):
                time = max(time, pauses[sort, each, 0]) + pauses[sort, each, 2]
        times[visit, 2] = time
