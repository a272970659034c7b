"""Where a stop is best put in: the cheapest place among likely neighbours, passing some over at random.

Source: the blinks of Christiaens and Vanden Berghe, *Slack induction by string removals* (2020).
"""

import numpy as np

from nonet.engines.routing.chance import chance
from nonet.engines.routing.columns import (
    AMOUNT,
    ARC,
    AT,
    BEFORE,
    CAPACITY,
    CLOSES,
    COUNT,
    D1,
    D2,
    DIMENSIONS,
    DUE,
    DURATIONS,
    E2,
    END,
    FARTHEST,
    FIXED,
    FLOWS,
    FROM,
    GLUED,
    GROUP,
    HELD,
    KIND,
    KINDS,
    L1,
    LASTING,
    LATEST,
    LEAVES,
    LENGTH,
    LOAD,
    MOST,
    NEAR,
    NEXT,
    NODES,
    ONWARD,
    OPENS,
    PER_DISTANCE,
    PER_TIME,
    READY,
    RESTRICTED,
    RETYPES,
    SERVICE,
    START,
    TIME,
    TIME_FROM,
    TIME_TO,
    TIMED,
    TO,
    TOUR,
    TOURS,
    USED,
    WRONG,
    Real,
    Small,
    Whole,
    Words,
)  # fmt: skip
from nonet.engines.routing.inner import inner

NEVER = np.inf
NEW, NONE = -1, -2  # places


@inner
def until_blink(random: Words, blink: float) -> int:
    """Return how many places are looked at before one is passed over."""
    if blink <= 0.0:
        return 1 << 60
    return int(np.log(1.0 - chance(random)) / np.log(1.0 - blink))


@inner
def find(
    ways: Small, lists: Small, stop: Whole, worth: Real, kind: Whole, price: Real, flags: Whole,
    node: Whole, tour: Whole, work: Whole, random: Words, new: int, blink: float, wide: bool,
) -> tuple[float, int, int]:  # fmt: skip
    """Return the best place of an absent stop in the tours there are: added cost, node to follow (or NONE), kind."""
    nodes, dimensions = flags[NODES], flags[DIMENSIONS]
    best, place, chosen = worth[0, new], NONE, -1
    skip = until_blink(random, blink)
    near, listed = flags[NEAR], 0 if wide else flags[NEAR] + flags[ONWARD]
    if wide:
        near = 0
    turn, walked, now = 0, -1, -1
    dear = NEVER
    if flags[WRONG]:
        dear = 0.5 * flags[WRONG] * price[0, PER_DISTANCE]
    while True:
        # the next place to look at: behind likely predecessors, before likely successors, else everywhere
        if turn < listed:
            other = lists[new, turn]
            turn += 1
            if other < 0 or node[other, TOUR] < 0:
                continue
            if turn > near:
                other = node[other, BEFORE]
        elif wide or place == NONE or best >= dear:
            wide, dear = True, NEVER
            if walked >= 0 and node[now, NEXT] != nodes + 2 * walked + 1:
                now = node[now, NEXT]
            else:
                walked += 1
                if walked >= flags[TOURS]:
                    break
                now = nodes + 2 * walked
                if node[now, NEXT] == now + 1:
                    continue
            other = now
        else:
            break
        skip -= 1
        if skip < 0:
            skip = until_blink(random, blink)
            continue
        number = node[other, TOUR]
        own = tour[number, KIND]
        onward = node[other, NEXT]
        if node[onward, GLUED]:
            continue
        before, after = node[other, AT], node[onward, AT]
        lowest, highest = own, own + 1
        if flags[RETYPES] and not tour[number, HELD]:
            lowest, highest = 0, kind.shape[0]
        for sort in range(lowest, highest):
            if sort != own and (
                kind[sort, GROUP] != kind[own, GROUP] or work[USED, sort] >= kind[sort, COUNT]
            ):
                continue
            if flags[FLOWS]:
                fits = True
                for each in range(dimensions):
                    room = kind[sort, CAPACITY + each]
                    if (
                        node[other, ARC + dimensions + each] + stop[new, AMOUNT + each] > room
                        or node[other, ARC + 2 * dimensions + each] + stop[new, AMOUNT + dimensions + each]
                        > room
                    ):
                        fits = False
            else:
                fits = tour[number, LOAD] + stop[new, AMOUNT] <= kind[sort, CAPACITY]
                for each in range(1, dimensions):
                    if tour[number, LOAD + each] + stop[new, AMOUNT + each] > kind[sort, CAPACITY + each]:
                        fits = False
            if not fits:
                continue
            way = kind[sort, FROM]
            length = (
                np.int64(ways[kind[sort, TO], new, before]) + ways[way, new, after] - ways[way, before, after]
            )
            cost = price[sort, PER_DISTANCE] * length
            if flags[KINDS]:
                cost += worth[1 + sort, new]
                if sort != own:
                    cost += (price[sort, PER_DISTANCE] - price[own, PER_DISTANCE]) * tour[number, LENGTH]
                    cost += price[sort, FIXED] - price[own, FIXED]
            if cost >= best:
                continue
            if flags[TIMED]:
                arrival = node[other, LEAVES] + ways[kind[sort, TIME_TO], new, before]
                if arrival > stop[new, DUE]:
                    continue
                arrival = max(arrival, stop[new, READY]) + stop[new, SERVICE]
                if arrival + ways[kind[sort, TIME_FROM], new, after] > node[onward, LATEST]:
                    continue
            if flags[RESTRICTED] and tour[number, LENGTH] + length > kind[sort, FARTHEST]:
                continue
            if flags[DURATIONS]:
                gone = node[other, D1] + ways[kind[sort, TIME_TO], new, before]
                wait = max(0, stop[new, READY] - gone - node[other, L1])
                late = min(stop[new, DUE] - gone, node[other, L1])
                gone += stop[new, SERVICE] + wait + ways[kind[sort, TIME_FROM], new, after]
                lasting = gone + node[onward, D2] + max(0, node[onward, E2] - gone - late)
                if lasting > kind[sort, LASTING]:
                    continue
                cost += price[sort, PER_TIME] * (lasting - tour[number, TIME])
                if cost >= best:
                    continue
            best, place, chosen = cost, other, sort
    return best, place, chosen


@inner
def alone(
    ways: Small,
    stop: Whole,
    worth: Real,
    kind: Whole,
    price: Real,
    flags: Whole,
    work: Whole,
    new: int,
    best: float,
) -> tuple[float, int]:
    """Return the cheapest new tour with a stop alone: its cost and its kind, -1 when none costs less than ``best``."""
    chosen, dimensions = -1, flags[DIMENSIONS]
    for sort in range(kind.shape[0]):
        if work[USED, sort] >= kind[sort, COUNT] or worth[1 + sort, new] == NEVER:
            continue
        fits = True
        for each in range(dimensions):
            if (
                max(stop[new, AMOUNT + each], stop[new, AMOUNT + dimensions + each])
                > kind[sort, CAPACITY + each]
            ):
                fits = False
        start, end = kind[sort, START], kind[sort, END]
        length = np.int64(ways[kind[sort, FROM], start, new]) + ways[kind[sort, FROM], new, end]
        there, back = ways[kind[sort, TIME_FROM], start, new], ways[kind[sort, TIME_FROM], new, end]
        begin = max(kind[sort, OPENS], stop[start, READY]) + stop[start, SERVICE] + there
        begin = max(begin, stop[new, READY])
        close = min(kind[sort, CLOSES], stop[end, DUE])
        lasting = stop[start, SERVICE] + there + stop[new, SERVICE] + back
        if (
            not fits
            or length > kind[sort, FARTHEST]
            or begin > stop[new, DUE]
            or begin + stop[new, SERVICE] + back > close
            or lasting > kind[sort, LASTING]
        ):
            continue
        cost = price[sort, FIXED] + price[sort, PER_DISTANCE] * length + price[sort, PER_TIME] * lasting
        cost += worth[1 + sort, new]
        if cost < best:
            best, chosen = cost, sort
    return best, chosen


@inner
def vacant(flags: Whole, node: Whole) -> int:
    """Return the first tour slot without visits, -1 when as many are in use as may be."""
    first, used, found = flags[NODES], 0, -1
    for number in range(flags[TOURS]):
        if node[first + 2 * number, NEXT] != first + 2 * number + 1:
            used += 1
        elif found < 0:
            found = number
            if flags[MOST] == flags[TOURS]:
                return found
    return found if used < flags[MOST] else -1


@inner
def dress(kind: Whole, flags: Whole, node: Whole, tour: Whole, number: int, sort: int) -> None:
    """Make an empty tour slot one of a kind."""
    first = flags[NODES] + 2 * number
    tour[number, KIND] = sort
    node[first, AT], node[first + 1, AT] = kind[sort, START], kind[sort, END]
