"""What no schedule can beat: each machine alone, with heads and tails (Jackson's preemptive schedule; Carlier 1982)."""

import heapq

import numpy as np

from nonet.engines.scheduling.core import Core, Ints


def lower_bound(core: Core) -> int:
    """Return a makespan that no schedule of the core is below."""
    if not core.size:
        return 0
    work = core.shortest()
    heads, tails = _ways(core, work)
    fixed = np.diff(core.choice_from) == 1
    machine = core.choice_machine[core.choice_from[:-1]]
    best = int((heads + work + tails).max())
    for each in range(core.machines):
        mine = np.flatnonzero(fixed & (machine == each))
        if len(mine):
            best = max(best, preemptive(heads[mine], work[mine], tails[mine]))
    if core.flexible:
        used = len(np.unique(core.choice_machine))
        best = max(best, -(-int(work.sum()) // used))
    return best


def _ways(core: Core, work: Ints) -> tuple[Ints, Ints]:
    """(n,) Return the longest ways within the job before and after each operation."""
    total = np.cumsum(work)
    heads, tails = np.empty_like(work), np.empty_like(work)
    for first, end in zip(core.job_first[:-1], core.job_first[1:], strict=True):
        if end > first:
            base = total[first] - work[first]
            heads[first:end] = total[first:end] - work[first:end] - base
            tails[first:end] = total[end - 1] - total[first:end]
    return heads, tails


def preemptive(heads: Ints, work: Ints, tails: Ints) -> int:
    """Return the least makespan of one machine that may interrupt: always the one with the longest tail."""
    order = np.argsort(heads, kind="stable")
    waiting: list[tuple[int, int]] = []  # −tail, work left
    now, longest, t, n = 0, 0, 0, len(order)
    while t < n or waiting:
        if not waiting:
            now = max(now, int(heads[order[t]]))
        while t < n and heads[order[t]] <= now:
            heapq.heappush(waiting, (-int(tails[order[t]]), int(work[order[t]])))
            t += 1
        tail, left = heapq.heappop(waiting)
        until = now + left if t == n else min(now + left, int(heads[order[t]]))
        left -= until - now
        now = until
        if left:
            heapq.heappush(waiting, (tail, left))
        else:
            longest = max(longest, now - tail)
    return longest
