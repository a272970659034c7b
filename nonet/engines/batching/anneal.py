"""Simulated annealing over who shares a cart, compiled: orders shift and swap between batches, tours stay exact.

Moves after Henn & Wäscher (2012), European Journal of Operational Research 222(3): one order to another batch, one
against one, one against two; partners are mostly sought among the orders that save most together.
"""

import numpy as np

from nonet.engines.batching.lengths import Floats, Ints, Skeleton, tour_length
from nonet.engines.compiled import compiled

FAR = 0.1  # share of moves towards any batch at all
SHIFT, SWAP = 0.45, 0.85  # of all moves: shift below, swap below, one against two above


@compiled
def gathered(orders: Ints, members: Ints, count: int, out: int, out_too: int, into: int, words: Ints) -> None:
    """Set ``words`` to all picks of a batch without one or two orders and with another; -1 stands for none."""
    words[:] = 0
    for number in range(count):
        order = members[number]
        if order != out and order != out_too:
            words |= orders[order]
    if into >= 0:
        words |= orders[into]


@compiled
def fits(load: Floats, out: Floats, into: Floats, most: Floats) -> bool:
    """Return whether a batch holds what it has, less and more something."""
    for dimension in range(len(most)):
        if load[dimension] - out[dimension] + into[dimension] > most[dimension] + 1e-9:
            return False
    return True


@compiled
def replace(members: Ints, counts: Ints, batch: int, out: int, into: int) -> None:
    """Take an order out of a batch and another in; -1 stands for none."""
    if out >= 0:
        for number in range(counts[batch]):
            if members[batch, number] == out:
                counts[batch] -= 1
                members[batch, number] = members[batch, counts[batch]]
                break
    if into >= 0:
        members[batch, counts[batch]] = into
        counts[batch] += 1


@compiled
def anneal(
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
) -> tuple[float, Ints, float, Ints]:
    """Anneal for a number of moves; return the best length and batches, and the length and batches at the end.

    Parameters
    ----------
    orders : (orders, pieces, words) integers
        Picks as bits.
    sizes, most : (orders, dimensions), (dimensions,) floats
        What orders take and a cart holds.
    near : (orders, k) integers
        Partners worth trying.
    batch_of : (orders,) integers
        Where each order is at the start, below the number of orders.
    hot, cold : float
        Temperatures at the start and the end, in lengths.
    """
    np.random.seed(seed)
    count = len(orders)
    at = np.zeros(4096, np.int64)
    members, counts = np.zeros((count, count), np.int64), np.zeros(count, np.int64)
    loads, lengths = np.zeros((count, len(most))), np.zeros(count)
    nothing = np.zeros(len(most))
    one_words, other_words = np.zeros_like(orders[0]), np.zeros_like(orders[0])
    for order in range(count):
        replace(members, counts, batch_of[order], -1, order)
        loads[batch_of[order]] += sizes[order]
    total = 0.0
    for batch in range(count):
        if counts[batch]:
            gathered(orders, members[batch], counts[batch], -1, -1, -1, one_words)
            lengths[batch] = tour_length(one_words, skeleton, at)
            total += lengths[batch]
    best, best_of = total, batch_of.copy()
    here_of = batch_of.copy()
    cooling = (cold / hot) ** (1.0 / max(1, moves)) if hot > 0 else 1.0
    heat = hot
    for _ in range(moves):
        heat *= cooling
        order = np.random.randint(count)
        one = here_of[order]
        if np.random.random() < FAR:
            other = np.random.randint(count)
        else:
            other = here_of[near[order, np.random.randint(near.shape[1])]]
        if one == other:
            continue
        kind = np.random.random()
        back, back_too = -1, -1
        gone = nothing
        if kind >= SHIFT and counts[other] > 0:
            back = members[other, np.random.randint(counts[other])]
            gone = sizes[back]
            if kind >= SWAP and counts[other] > 1:
                back_too = members[other, np.random.randint(counts[other])]
                if back_too == back:
                    back_too = -1
                else:
                    gone = sizes[back] + sizes[back_too]
        if not fits(loads[other], gone, sizes[order], most) or not fits(loads[one], sizes[order], gone, most):
            continue
        gathered(orders, members[one], counts[one], order, -1, back, one_words)
        if back_too >= 0:
            one_words |= orders[back_too]
        one_length, other_length = 0.0, 0.0
        if counts[one] > 1 or back >= 0:
            one_length = tour_length(one_words, skeleton, at)
        allowed = lengths[one] + lengths[other] - heat * np.log(max(1e-300, np.random.random()))
        if one_length >= allowed:
            continue
        gathered(orders, members[other], counts[other], back, back_too, order, other_words)
        other_length = tour_length(other_words, skeleton, at)
        if one_length + other_length >= allowed:
            continue
        replace(members, counts, one, order, back)
        replace(members, counts, other, back, order)
        here_of[order] = other
        if back >= 0:
            here_of[back] = one
        if back_too >= 0:
            replace(members, counts, other, back_too, -1)
            replace(members, counts, one, -1, back_too)
            here_of[back_too] = one
        loads[one] += gone - sizes[order]
        loads[other] += sizes[order] - gone
        total += one_length + other_length - lengths[one] - lengths[other]
        lengths[one], lengths[other] = one_length, other_length
        if total < best - 1e-9:
            best = total
            best_of[:] = here_of
    return best, best_of, total, here_of
