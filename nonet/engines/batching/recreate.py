"""Ruin and recreate over batches, compiled: a few orders leave their carts and find the cheapest that has room.

After Schrimpf et al. (2000), Journal of Computational Physics 159(2), with the blinks of Christiaens & Vanden Berghe
(2020), Transportation Science 54(2), and annealed acceptance.
"""

import numpy as np

from nonet.engines.batching.anneal import gathered, replace
from nonet.engines.batching.lengths import Floats, Ints, Skeleton, tour_length
from nonet.engines.compiled import compiled

BLINK = 0.02  # chance that a batch is overlooked
MOST_OUT = 10  # orders that leave at once
EVERY = 0.35  # share of ruins that empty whole batches


@compiled
def ruined(near: Ints, batch_of: Ints, members: Ints, counts: Ints, out: Ints) -> int:
    """Write which orders leave: relatives of one order, or all of its batch and some of a related one's."""
    first = np.random.randint(len(near))
    many = 0
    if np.random.random() < EVERY:
        batch = batch_of[first]
        for number in range(counts[batch]):
            if many < MOST_OUT:
                out[many] = members[batch, number]
                many += 1
        other = batch_of[near[first, np.random.randint(near.shape[1])]]
        if other != batch:
            for number in range(counts[other]):
                if many < MOST_OUT and np.random.random() < 0.5:
                    out[many] = members[other, number]
                    many += 1
        return many
    wanted = 2 + np.random.randint(5)
    out[0] = first
    many = 1
    for at in range(near.shape[1]):
        if many == wanted:
            break
        if np.random.random() < 0.4:
            out[many] = near[first, at]
            many += 1
    return many


@compiled
def recreate(
    orders: Ints,
    sizes: Floats,
    most: Floats,
    near: Ints,
    batch_of: Ints,
    hot: float,
    cold: float,
    moves: int,
    seed: int,
    skeleton: Skeleton,
    snaps: Ints,
) -> tuple[float, Ints, Ints, int]:
    """Ruin and recreate for a number of moves; return the best length and batches, those at the end, and snapshots.

    Parameters as in `anneal`; ``snaps``, (snapshots, orders), is filled with where orders were now and then.
    """
    np.random.seed(seed)
    count = len(orders)
    at = np.zeros(4096, np.int64)
    members, counts = np.zeros((count, count), np.int64), np.zeros(count, np.int64)
    loads, lengths = np.zeros((count, len(most))), np.zeros(count)
    words, trial = np.zeros_like(orders), np.zeros_like(orders[0])
    old_loads, old_lengths, old_words, old_of = loads.copy(), lengths.copy(), words.copy(), batch_of.copy()
    touched, out = np.zeros(count, np.int64), np.zeros(MOST_OUT + 2, np.int64)
    here_of = batch_of.copy()
    total = 0.0
    for order in range(count):
        replace(members, counts, here_of[order], -1, order)
        loads[here_of[order]] += sizes[order]
        words[here_of[order]] |= orders[order]
    for batch in range(count):
        if counts[batch]:
            lengths[batch] = tour_length(words[batch], skeleton, at)
            total += lengths[batch]
    best, best_of = total, here_of.copy()
    heat, cooling = hot, (cold / hot) ** (1.0 / max(1, moves))
    taken = 0
    for move in range(moves):
        heat *= cooling
        many = ruined(near, here_of, members, counts, out)
        changed = 0
        after = total
        for number in range(many):
            batch = here_of[out[number]]
            known = False
            for each in range(changed):
                known = known or touched[each] == batch
            if not known:
                touched[changed] = batch
                changed += 1
                old_loads[batch], old_lengths[batch], old_words[batch] = (
                    loads[batch],
                    lengths[batch],
                    words[batch],
                )
            old_of[out[number]] = batch
            replace(members, counts, batch, out[number], -1)
            loads[batch] -= sizes[out[number]]
        for each in range(changed):
            batch = touched[each]
            gathered(orders, members[batch], counts[batch], -1, -1, -1, words[batch])
            after -= lengths[batch]
            lengths[batch] = tour_length(words[batch], skeleton, at) if counts[batch] else 0.0
            after += lengths[batch]
        by_size = np.random.random() < 0.5
        for number in range(many):
            pick = number
            for other in range(number + 1, many):
                if by_size and sizes[out[other], 0] > sizes[out[pick], 0]:
                    pick = other
            if not by_size:
                pick = number + np.random.randint(many - number)
            out[number], out[pick] = out[pick], out[number]
            order = out[number]
            cheapest, into, empty = np.inf, -1, -1
            for batch in range(count):
                if counts[batch] == 0:
                    if empty < 0:
                        empty = batch
                    continue
                held = np.random.random() > BLINK
                for dimension in range(len(most)):
                    held = (
                        held and loads[batch, dimension] + sizes[order, dimension] <= most[dimension] + 1e-9
                    )
                if not held:
                    continue
                trial[:] = words[batch] | orders[order]
                more = tour_length(trial, skeleton, at) - lengths[batch]
                if more < cheapest:
                    cheapest, into = more, batch
            if into < 0:
                into = empty
                cheapest = tour_length(orders[order], skeleton, at)
            known = False
            for each in range(changed):
                known = known or touched[each] == into
            if not known:
                touched[changed] = into
                changed += 1
                old_loads[into], old_lengths[into], old_words[into] = loads[into], lengths[into], words[into]
            replace(members, counts, into, -1, order)
            loads[into] += sizes[order]
            words[into] |= orders[order]
            lengths[into] += cheapest
            here_of[order] = into
            after += cheapest
        if after < total - heat * np.log(max(1e-300, np.random.random())):
            total = after
            if total < best - 1e-9:
                best = total
                best_of[:] = here_of
            if taken < len(snaps) and move * len(snaps) >= taken * moves:
                snaps[taken] = here_of
                taken += 1
        else:
            for number in range(many):
                order = out[number]
                replace(members, counts, here_of[order], order, -1)
            for number in range(many):
                order = out[number]
                here_of[order] = old_of[order]
                replace(members, counts, here_of[order], -1, order)
            for each in range(changed):
                batch = touched[each]
                loads[batch], lengths[batch], words[batch] = (
                    old_loads[batch],
                    old_lengths[batch],
                    old_words[batch],
                )
    return best, best_of, here_of, taken
