"""Every set of orders that a cart holds, with its tour length, where there are not too many."""

import numpy as np

from nonet.engines.batching.lengths import Floats, Ints, Skeleton, tour_length
from nonet.engines.compiled import compiled


@compiled
def feasible_sets(
    orders: Ints,
    sizes: Floats,
    most: Floats,
    many: int,
    skeleton: Skeleton,
) -> tuple[Ints, Floats, int]:
    """Return members (sets, widest; -1 fills up), lengths, and how many sets there are; more than ``many`` stops it."""
    count = len(orders)
    widest = 1
    smallest = np.sort(sizes[:, 0])
    load = 0.0
    for order in range(count):
        load += smallest[order]
        if load <= most[0] + 1e-9:
            widest = order + 1
    sets, lengths = np.full((many + 1, widest), -1, np.int64), np.zeros(many + 1)
    at = np.zeros(4096, np.int64)
    chain, loads = np.zeros(widest + 1, np.int64), np.zeros((widest + 2, len(most)))
    words = np.zeros((widest + 2, orders.shape[1], orders.shape[2]), np.int64)
    found, depth, next_order = 0, 0, 0
    while True:
        if next_order == count:
            if depth == 0:
                return sets[:found], lengths[:found], found
            depth -= 1
            next_order = chain[depth] + 1
            continue
        order = next_order
        next_order += 1
        held = depth < widest
        for dimension in range(len(most)):
            held = held and loads[depth, dimension] + sizes[order, dimension] <= most[dimension] + 1e-9
        if not held:
            continue
        if found > many:
            return sets[:found], lengths[:found], found
        chain[depth] = order
        loads[depth + 1] = loads[depth] + sizes[order]
        words[depth + 1] = words[depth] | orders[order]
        depth += 1
        sets[found, :depth] = chain[:depth]
        lengths[found] = tour_length(words[depth], skeleton, at)
        found += 1
