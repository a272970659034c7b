"""The plain rules, for comparison and as a start: first come, seed, and savings computed anew after each merge."""

from collections.abc import Callable, Sequence

import numpy as np

from nonet.engines.batching.lengths import Floats

Length = Callable[[Sequence[int]], float]
Groups = list[list[int]]


def first_come(sizes: Floats, most: Floats) -> Groups:
    """Fill carts in the order in which orders came; the next cart begins when one does not fit."""
    groups: Groups = []
    load = np.array(most)
    for order in range(len(sizes)):
        if (load + sizes[order] > most + 1e-9).any():
            groups.append([])
            load = np.zeros(len(most))
        groups[-1].append(order)
        load = load + sizes[order]
    return groups


def savings(sizes: Floats, most: Floats, length: Length) -> Groups:
    """Merge the two batches that save most until none fit: C&W(ii) of de Koster et al. (1999)."""
    groups: Groups = [[order] for order in range(len(sizes))]
    lengths = {number: length(group) for number, group in enumerate(groups)}
    alive = dict(enumerate(groups))
    loads = {number: sizes[number].copy() for number in alive}
    saved: dict[tuple[int, int], tuple[float, float]] = {}

    def judge(one: int, other: int) -> None:
        if not (loads[one] + loads[other] > most + 1e-9).any():
            together = length(alive[one] + alive[other])
            saved[one, other] = (lengths[one] + lengths[other] - together, together)

    for one in alive:
        for other in range(one):
            judge(one, other)
    while saved:
        (one, other), (gain, together) = max(
            saved.items(), key=lambda item: (item[1][0], -item[0][0], -item[0][1])
        )
        if gain < 0:
            break
        number = len(lengths)
        alive[number], loads[number] = alive.pop(one) + alive.pop(other), loads[one] + loads[other]
        lengths[number] = together
        saved = {pair: value for pair, value in saved.items() if not {one, other} & set(pair)}
        for each in list(alive):
            if each != number:
                judge(number, each)
    return list(alive.values())


def seed(sizes: Floats, most: Floats, length: Length) -> Groups:
    """Begin each cart with the longest order left and add the one that lengthens the walk least while it fits."""
    left = set(range(len(sizes)))
    groups: Groups = []
    while left:
        group = [max(left, key=lambda order: (length([order]), -order))]
        left -= set(group)
        load = sizes[group[0]].copy()
        while fitting := [order for order in sorted(left) if not (load + sizes[order] > most + 1e-9).any()]:
            best = min(fitting, key=lambda order: length([*group, order]))
            group.append(best)
            left.remove(best)
            load = load + sizes[best]
        groups.append(group)
    return groups
