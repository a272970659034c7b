"""What a tour of the compiled search knows of itself: load, length, times, cost; kept right after each change."""

from nonet.engines.routing.columns import (
    AMOUNT,
    ARC,
    AT,
    BEFORE,
    CLOSES,
    D1,
    D2,
    DIMENSIONS,
    DUE,
    DURATIONS,
    E1,
    E2,
    FIXED,
    FLOWS,
    FROM,
    KIND,
    L1,
    L2,
    LATEST,
    LEAVES,
    LENGTH,
    LOAD,
    NEXT,
    NODES,
    OPENS,
    PER_DISTANCE,
    PER_TIME,
    READY,
    RELEASE,
    RICH,
    SERVICE,
    TIME,
    TIME_FROM,
    TIMED,
    TOUR,
    VISITS,
    Real,
    Small,
    Whole,
)  # fmt: skip
from nonet.engines.routing.inner import inner


@inner
def link(node: Whole, place: int, new: int) -> None:
    """Put a node behind another."""
    onward = node[place, NEXT]
    node[new, BEFORE], node[new, NEXT], node[new, TOUR] = place, onward, node[place, TOUR]
    node[place, NEXT], node[onward, BEFORE] = new, new


@inner
def unlink(node: Whole, old: int) -> None:
    """Take a node out."""
    before, onward = node[old, BEFORE], node[old, NEXT]
    node[before, NEXT], node[onward, BEFORE], node[old, TOUR] = onward, before, -1


@inner
def refresh(
    ways: Small, stop: Whole, worth: Real, kind: Whole, price: Real, flags: Whole, node: Whole, tour: Whole, cost: Real,
    number: int,
) -> None:  # fmt: skip
    """Recompute all that a tour knows of itself, and its cost (for rich problems without its time's)."""
    sort, nodes, dimensions = tour[number, KIND], flags[NODES], flags[DIMENSIONS]
    first, last = nodes + 2 * number, nodes + 2 * number + 1
    way = kind[sort, FROM]
    length, visits, extra = 0, 0, 0.0
    for each in range(dimensions):
        tour[number, LOAD + each] = 0
    now, at = first, node[first, AT]
    while now != last:
        onward = node[now, NEXT]
        to = node[onward, AT]
        length += ways[way, at, to]
        if onward < nodes:
            visits += 1
            extra += worth[1 + sort, to]
            for each in range(dimensions):
                tour[number, LOAD + each] += stop[to, AMOUNT + each]
        now, at = onward, to
    tour[number, LENGTH], tour[number, VISITS], tour[number, TIME] = length, visits, 0
    cost[number] = 0.0
    if visits == 0:
        return
    if flags[FLOWS]:
        for each in range(dimensions):
            load, highest = tour[number, LOAD + each], 0
            now = first
            while now != last:
                at = node[now, AT]
                load += stop[at, AMOUNT + dimensions + each] - stop[at, AMOUNT + each]
                highest = max(highest, load)
                node[now, ARC + each], node[now, ARC + dimensions + each] = load, highest
                now = node[now, NEXT]
            highest = 0
            while now != first:
                now = node[now, BEFORE]
                highest = max(highest, node[now, ARC + each])
                node[now, ARC + 2 * dimensions + each] = highest
    if flags[TIMED]:
        _times(ways, stop, kind, flags, sort, node, first, last)
    if flags[DURATIONS] and not flags[RICH]:
        _segments(ways, stop, kind, sort, node, first, last)
        tour[number, TIME] = node[last, D1]
    cost[number] = (
        price[sort, FIXED]
        + price[sort, PER_DISTANCE] * length
        + price[sort, PER_TIME] * tour[number, TIME]
        + extra
    )


@inner
def _released(stop: Whole, flags: Whole, node: Whole, depot: int) -> int:
    """Return when the last of a trip's stops is released; the trip begins with the node given."""
    latest, now = 0, node[depot, NEXT]
    while now < flags[NODES]:
        latest = max(latest, stop[now, RELEASE])
        now = node[now, NEXT]
    return int(latest)


@inner
def _times(
    ways: Small, stop: Whole, kind: Whole, flags: Whole, sort: int, node: Whole, first: int, last: int
) -> None:
    """Earliest leaving and latest beginning at each node."""
    way = kind[sort, TIME_FROM]
    at = node[first, AT]
    time = max(kind[sort, OPENS], stop[at, READY])
    if flags[RICH]:
        time = max(time, _released(stop, flags, node, first))
    time += stop[at, SERVICE]
    node[first, LEAVES] = time
    now = first
    while now != last:
        now = node[now, NEXT]
        to = node[now, AT]
        time = max(time + ways[way, at, to], stop[to, READY])
        if now > last:
            time = max(time, _released(stop, flags, node, now))
        time += stop[to, SERVICE]
        node[now, LEAVES], at = time, to
    time = min(kind[sort, CLOSES], stop[at, DUE])
    node[last, LATEST] = time
    while now != first:
        now = node[now, BEFORE]
        to = node[now, AT]
        time = min(time - ways[way, to, at] - stop[to, SERVICE], stop[to, DUE])
        node[now, LATEST], at = time, to


@inner
def _segments(ways: Small, stop: Whole, kind: Whole, sort: int, node: Whole, first: int, last: int) -> None:
    """Duration, earliest and latest start of the parts up to and from each node on (Vidal et al. 2013)."""
    way = kind[sort, TIME_FROM]
    at = node[first, AT]
    lasting, early = stop[at, SERVICE], max(kind[sort, OPENS], stop[at, READY])
    late = min(kind[sort, CLOSES], stop[at, DUE])
    node[first, D1], node[first, E1], node[first, L1] = lasting, early, late
    now = first
    while now != last:
        now = node[now, NEXT]
        to = node[now, AT]
        gone = lasting + ways[way, at, to]
        wait = max(0, stop[to, READY] - gone - late)
        lasting = gone + wait + (0 if now == last else stop[to, SERVICE])
        early, late = max(stop[to, READY] - gone, early) - wait, min(stop[to, DUE] - gone, late)
        node[now, D1], node[now, E1], node[now, L1] = lasting, early, late
        at = to
    lasting, early, late = 0, stop[at, READY], min(stop[at, DUE], kind[sort, CLOSES])
    node[last, D2], node[last, E2], node[last, L2] = lasting, early, late
    while now != first:
        now = node[now, BEFORE]
        to = node[now, AT]
        gone = stop[to, SERVICE] + ways[way, to, at]
        wait = max(0, early - gone - stop[to, DUE])
        lasting = gone + lasting + wait
        early, late = max(early - gone, stop[to, READY]) - wait, min(late - gone, stop[to, DUE])
        node[now, D2], node[now, E2], node[now, L2] = lasting, early, late
        at = to
