"""Serial schedule generation, justification and a genetic search over activity lists, compiled.

Serial generation after Kolisch 1996; double justification and its use in a genetic search after Valls, Ballestín &
Quintanilla 2005 (doi:10.1016/j.ejor.2004.04.008) and Hartmann 1998.
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Ints
from nonet.engines.scheduling.graph import random_below

Table = npt.NDArray[np.int64]


@compiled
def generate(
    order: Ints, duration: Ints, needs: Table, capacity: Ints, before_from: Ints, before: Ints, release: Ints,
    starts: Ints, used: Table,
) -> int:  # fmt: skip
    """Start each activity of the list as early as its predecessors and the resources allow; return the end.

    ``starts`` (n,) is filled; ``used`` (horizon, kinds) is scratch, long enough for all durations and releases.
    """
    kinds = len(capacity)
    last = 0
    used[:] = 0
    for position in range(len(order)):
        each = order[position]
        start = release[each]
        for at in range(before_from[each], before_from[each + 1]):
            start = max(start, starts[before[at]] + duration[before[at]])
        moment = start
        while moment < start + duration[each]:
            for kind in range(kinds):
                if used[moment, kind] + needs[each, kind] > capacity[kind]:
                    start = moment + 1
                    break
            moment += 1
        for moment in range(start, start + duration[each]):
            for kind in range(kinds):
                used[moment, kind] += needs[each, kind]
        starts[each] = start
        last = max(last, start + duration[each])
    return last


@compiled
def justified(
    order: Ints, duration: Ints, needs: Table, capacity: Ints, before_from: Ints, before: Ints, after_from: Ints,
    after: Ints, release: Ints, starts: Ints, mirrored: Ints, used: Table, nothing: Ints,
) -> int:  # fmt: skip
    """Generate, push everything right from the end, then left again; ``order`` becomes the order of the starts."""
    end = generate(order, duration, needs, capacity, before_from, before, release, starts, used)
    order[:] = np.argsort(-(starts + duration), kind="mergesort")
    _followed(order, after_from, after)
    late = generate(order, duration, needs, capacity, after_from, after, nothing, mirrored, used)
    order[:] = np.argsort(late - mirrored - duration, kind="mergesort")
    _followed(order, before_from, before)
    return min(end, generate(order, duration, needs, capacity, before_from, before, release, starts, used))


@compiled
def _followed(order: Ints, before_from: Ints, before: Ints) -> None:
    """Put activities that take no time behind those they wait for: sorting by time may not."""
    n = len(order)
    placed = np.zeros(n, dtype=np.uint8)
    result = np.empty(n, dtype=np.int64)
    stack = np.empty(n + 1, dtype=np.int64)
    count = 0
    for t in range(n):
        stack[0], depth = order[t], 1
        while depth:
            each = stack[depth - 1]
            if placed[each]:
                depth -= 1
                continue
            missing = -1
            for at in range(before_from[each], before_from[each + 1]):
                if not placed[before[at]]:
                    missing = before[at]
                    break
            if missing >= 0:
                stack[depth] = missing
                depth += 1
            else:
                placed[each] = 1
                result[count] = each
                count += 1
                depth -= 1
    order[:] = result


@compiled
def evolve(
    crowd: Table, ends: Ints, keys: Ints, steps: int, duration: Ints, needs: Table, capacity: Ints, before_from: Ints,
    before: Ints, after_from: Ints, after: Ints, release: Ints, best: Ints, state: Ints, used: Table, bound: int,
) -> int:  # fmt: skip
    """Breed ``steps`` children into the crowd of activity lists; ``best`` and ``state[0]`` keep the best plan.

    Returns the children bred. ``state[4]`` is the random word, ``state[1]`` counts children since the last gain.
    """
    n = crowd.shape[1]
    child = np.empty(n, dtype=np.int64)
    starts, mirrored = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    nothing = np.zeros(n, dtype=np.int64)
    taken = np.zeros(n, dtype=np.uint8)
    for step in range(steps):
        if state[0] <= bound:
            return step
        mother, father = _picked(ends, state), _picked(ends, state)
        low, high = random_below(state, n), random_below(state, n)
        if low > high:
            low, high = high, low
        if step % 2:
            _crossed(crowd[mother], crowd[father], low, high, child, taken)
            for t in range(n - 1):
                if random_below(state, 100) < 5:
                    child[t], child[t + 1] = child[t + 1], child[t]
        else:
            child[:] = crowd[mother]
            for _ in range(1 + random_below(state, 4)):
                _moved(child, random_below(state, n), random_below(state, n))
        _followed(child, before_from, before)
        end = justified(
            child, duration, needs, capacity, before_from, before, after_from, after, release, starts, mirrored,
            used, nothing,
        )  # fmt: skip
        state[1] += 1
        if end < state[0]:
            state[0] = end
            state[1] = 0
            best[:] = starts
        key = 0
        for each in range(n):
            key += starts[each] * (each * 2654435761 + 97)
        worst = _worst(ends, state)
        if end <= ends[worst] and not _among(keys, key):
            crowd[worst] = child
            ends[worst], keys[worst] = end, key
        if state[1] > 15000:  # nothing new comes of these: keep one, draw the others anew
            state[1] = 0
            _scattered(crowd, ends, before_from, before, state)
    return steps


@compiled
def _among(keys: Ints, key: int) -> bool:
    """Return whether a schedule is in the crowd already; copies would soon fill it."""
    found = False
    for each in range(len(keys)):
        found = found or keys[each] == key
    return found


@compiled
def _moved(child: Ints, at: int, goal: int) -> None:
    """Move an activity to another place of the list."""
    each = child[at]
    for t in range(at, goal):
        child[t] = child[t + 1]
    for t in range(at, goal, -1):
        child[t] = child[t - 1]
    child[goal] = each


@compiled
def _picked(ends: Ints, state: Ints) -> int:
    one, other = random_below(state, len(ends)), random_below(state, len(ends))
    return one if ends[one] <= ends[other] else other


@compiled
def _worst(ends: Ints, state: Ints) -> int:
    found, ties = 0, 1
    for each in range(1, len(ends)):
        if ends[each] > ends[found]:
            found, ties = each, 1
        elif ends[each] == ends[found]:
            ties += 1
            if random_below(state, ties) == 0:
                found = each
    return found


@compiled
def _crossed(
    mother: Ints, father: Ints, low: int, high: int, child: Ints, taken: npt.NDArray[np.uint8]
) -> None:
    """Two-point crossover: the mother's beginning and end, between them the father's order."""
    n = len(child)
    taken[:] = 0
    for t in range(n):
        if t < low or t > high:
            child[t] = mother[t]
            if t < low:
                taken[mother[t]] = 1
    at = low
    tail = np.zeros(n, dtype=np.uint8)
    for t in range(high + 1, n):
        tail[mother[t]] = 1
    for t in range(n):
        each = father[t]
        if not taken[each] and not tail[each]:
            child[at] = each
            at += 1


@compiled
def _scattered(crowd: Table, ends: Ints, before_from: Ints, before: Ints, state: Ints) -> None:
    size, n = crowd.shape
    best = 0
    for each in range(1, size):
        if ends[each] < ends[best]:
            best = each
    for each in range(size):
        if each == best:
            continue
        for t in range(n - 1, 0, -1):
            other = random_below(state, t + 1)
            crowd[each, t], crowd[each, other] = crowd[each, other], crowd[each, t]
        _followed(crowd[each], before_from, before)
        ends[each] = 1 << 60
