"""What a step takes out: strings of stops in neighbouring tours (SISR, Christiaens and Vanden Berghe 2020)."""

from nonet.engines.routing.chance import below, chance
from nonet.engines.routing.columns import (
    BEFORE,
    FIRST_STOP,
    LOCKED,
    NEAR,
    NEXT,
    NODES,
    ONWARD,
    PARTNER,
    REMOVED,
    SAVED,
    STRING,
    TOUCHED,
    TOUR,
    TOURS,
    VISITS,
    Real,
    Small,
    Whole,
    Words,
)  # fmt: skip
from nonet.engines.routing.inner import inner

LONGEST, SPLIT, DEEPER = 10.0, 0.5, 0.01


@inner
def touch(
    flags: Whole, node: Whole, tour: Whole, cost: Real, saved: Whole, saved_tour: Whole, saved_cost: Real, work: Whole,
    counts: Whole, number: int,
) -> bool:  # fmt: skip
    """Save a tour as it stands, once a step; ``counts``: how many stops are removed, tours touched, nodes saved."""
    for each in range(counts[1]):
        if work[TOUCHED, each] == number:
            return False
    turn = counts[1]
    work[TOUCHED, turn], saved_cost[turn] = number, cost[number]
    for each in range(tour.shape[1]):
        saved_tour[turn, each] = tour[number, each]
    counts[1] += 1
    now, last = flags[NODES] + 2 * number, flags[NODES] + 2 * number + 1
    while True:
        row = counts[2]
        work[SAVED, row] = now
        for each in range(node.shape[1]):
            saved[row, each] = node[now, each]
        counts[2] += 1
        if now == last:
            return True
        now = node[now, NEXT]


@inner
def ruin(
    lists: Small, stop: Whole, flags: Whole, node: Whole, tour: Whole, cost: Real, saved: Whole, saved_tour: Whole,
    saved_cost: Real, work: Whole, random: Words, mean_removed: float, counts: Whole,
) -> None:  # fmt: skip
    """Remove strings of stops near a random one, with their partners; tours are refreshed by the caller."""
    nodes, first_stop, row = flags[NODES], flags[FIRST_STOP], work[STRING]
    inside, tours = 0, 0
    for number in range(flags[TOURS]):
        if tour[number, VISITS] > 0:
            inside += tour[number, VISITS]
            tours += 1
    if tours == 0:
        return
    longest = min(LONGEST, inside / tours)
    strings = int(1.0 + chance(random) * (4.0 * mean_removed / (1.0 + longest) - 1.0))
    seed = first_stop + below(random, nodes - 1 - first_stop)
    ruined = 0
    for position in range(flags[NEAR] + flags[ONWARD] - 1, lists.shape[1]):
        near = seed if position < flags[NEAR] + flags[ONWARD] else lists[seed, position]
        if near < 0 or ruined >= strings:
            break
        number = node[near, TOUR]
        if number < 0 or stop[near, LOCKED]:
            continue
        if not touch(flags, node, tour, cost, saved, saved_tour, saved_cost, work, counts, number):
            continue
        ruined += 1
        size, here, now = 0, 0, node[nodes + 2 * number, NEXT]
        while now != nodes + 2 * number + 1:
            if now < nodes:
                if now == near:
                    here = size
                row[size] = now
                size += 1
            now = node[now, NEXT]
        length = 1 + below(random, int(min(float(size), longest)))
        kept = 0
        if 1 < length < size and chance(random) < SPLIT:
            kept = 1
            while length + kept < size and chance(random) < DEEPER:
                kept += 1
        span = length + kept
        low, high = max(0, here - span + 1), min(here, size - span)
        begin = low + below(random, high - low + 1)
        keep_from = begin + 1 + below(random, max(1, length - 1))
        for each in range(begin, begin + span):
            if kept and keep_from <= each < keep_from + kept:
                continue
            now = row[each]
            if node[now, TOUR] != number or stop[now, LOCKED]:
                continue
            _out(node, now)
            work[REMOVED, counts[0]] = now
            counts[0] += 1
            if stop[now, PARTNER] >= 0:
                _out(node, stop[now, PARTNER])


@inner
def _out(node: Whole, old: int) -> None:
    before, onward = node[old, BEFORE], node[old, NEXT]
    node[before, NEXT], node[onward, BEFORE], node[old, TOUR] = onward, before, -1


@inner
def tidy(flags: Whole, node: Whole, number: int) -> None:
    """Drop visits of a depot with no stops between."""
    first, spare = flags[NODES] + 2 * number, flags[NODES] + 2 * flags[TOURS]
    now = node[first, NEXT]
    while now != first + 1:
        onward = node[now, NEXT]
        if now >= spare and (node[now, BEFORE] == first or node[now, BEFORE] >= spare or onward == first + 1):
            _out(node, now)
        now = onward
