"""A solution between two others, as in Peng, Lü & Cheng 2015, but on linear orders of all operations.

Two linear orders that keep the jobs' orders differ by swaps of neighbours, none of which can close a circle: so every
step from one towards the other is a solution, and none needs repair.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Core, Ids, Ints, Sequence
from nonet.engines.scheduling.graph import random_below


def between(core: Core, start: Sequence, goal: Sequence, share: float, seed: int) -> Sequence:
    """Return a solution about ``share`` of the way from ``start`` to ``goal``; its makespan is not known yet (-1)."""
    state = np.zeros(5, dtype=np.int64)
    state[4] = seed * 48271 + 11
    order, choice = start.order.copy(), start.choice.copy()
    machine_goal = core.choice_machine[core.choice_from[:-1] + goal.choice]
    _walk(core.before, order, choice, goal.order, goal.choice, machine_goal, core.machines, share, state)
    return Sequence(-1, order, choice)


def distance(core: Core, one: Sequence, other: Sequence) -> int:
    """Return how many neighbours on machines in ``one`` are none, in that order, in ``other``."""
    return len(_pairs(core, one) - _pairs(core, other))


def _pairs(core: Core, given: Sequence) -> set[int]:
    machine = core.choice_machine[core.choice_from[:-1] + given.choice]
    sequences = given.order[np.argsort(machine[given.order], kind="stable")].astype(np.int64)
    same = machine[sequences[:-1]] == machine[sequences[1:]]
    return set((sequences[:-1][same] * (core.size + 1) + sequences[1:][same]).tolist())


@compiled
def _walk(
    before: Ids, order: Ids, choice: Ids, goal: Ids, goal_choice: Ids, goal_machine: Ids, machines: int,
    share: float, state: Ints,
) -> None:  # fmt: skip
    """Bring ``order`` and ``choice`` nearer to the goal, in place."""
    n = len(order)
    left = np.full(n + 1, n, dtype=np.int64)
    last = np.full(machines, n, dtype=np.int64)
    for t in range(n):
        left[goal[t]] = last[goal_machine[goal[t]]]
        last[goal_machine[goal[t]]] = goal[t]
    # The goal's linear order that is nearest to ours: each operation as early as ours has it, after all it needs.
    rank = np.full(n + 1, -1, dtype=np.int64)
    rank[n] = n
    stack = np.empty(2 * n + 2, dtype=np.int64)
    count = 0
    for t in range(n):
        stack[0], depth = order[t], 1
        while depth:
            op = stack[depth - 1]
            if rank[op] >= 0:
                depth -= 1
            elif rank[before[op]] < 0:
                stack[depth] = before[op]
                depth += 1
            elif rank[left[op]] < 0:
                stack[depth] = left[op]
                depth += 1
            else:
                rank[op] = count
                count += 1
                depth -= 1
    total = 0
    for i in range(n):
        for j in range(i + 1, n):
            if rank[order[i]] > rank[order[j]]:
                total += 1
    steps = int(share * total)
    while steps > 0:
        t = random_below(state, n - 1)
        tries = 0
        while rank[order[t]] < rank[order[t + 1]]:
            t = t + 1 if t + 2 < n else 0
            tries += 1
            if tries > n:
                steps = 0
                break
        if steps:
            order[t], order[t + 1] = order[t + 1], order[t]
            steps -= 1
    bar = int(share * 1000000)
    for op in range(n):
        if choice[op] != goal_choice[op] and random_below(state, 1000000) < bar:
            choice[op] = goal_choice[op]
