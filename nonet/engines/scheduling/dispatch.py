"""First answers at once: operations are taken one by one, by rule, and appended to their machines."""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Core, Ids, Ints, Sequence
from nonet.engines.scheduling.graph import random_below

MOST_WORK, LONGEST_TAIL, SHORTEST, RANDOM = range(4)


def dispatched(core: Core, rule: int, seed: int, slack: float = 0.0) -> Sequence:
    """Return the schedule of a rule; ``slack`` (0 non-delay … 1 active) is how far past the earliest start it looks.

    The seed breaks ties, and draws where the rule draws.
    """
    n = core.size
    order, choice = np.empty(n, dtype=np.int32), np.zeros(n, dtype=np.int32)
    if not n:
        return Sequence(0, order, choice)
    work = np.zeros(n + 1, dtype=np.int64)
    work[:n] = core.shortest()
    state = np.zeros(5, dtype=np.int64)
    state[4] = seed * 104729 + 7
    span = _dispatch(
        core.before, core.after, core.choice_from, core.choice_machine, core.choice_time, core.job_first,
        work, rule, slack, state, order, choice, core.machines,
    )  # fmt: skip
    return Sequence(int(span), order, choice)


@compiled
def _dispatch(
    before: Ids, after: Ids, choice_from: Ids, choice_machine: Ids, choice_time: Ints, job_first: Ids,
    work: Ints, rule: int, slack: float, state: Ints, order: Ids, choice: Ids, machines: int,
) -> int:  # fmt: skip
    n = len(order)
    jobs = len(job_first) - 1
    upcoming = np.empty(jobs, dtype=np.int64)
    ready = np.zeros(jobs, dtype=np.int64)
    left = np.zeros(jobs, dtype=np.int64)
    free = np.zeros(machines, dtype=np.int64)
    for job in range(jobs):
        upcoming[job] = job_first[job]
        for op in range(job_first[job], job_first[job + 1]):
            left[job] += work[op]
    ends = np.zeros(jobs, dtype=np.int64)
    begins = np.zeros(jobs, dtype=np.int64)
    ats = np.zeros(jobs, dtype=np.int64)
    last = 0
    for t in range(n):
        # What would end first over all jobs, as in Giffler & Thompson, sets how late a start may be.
        least_start, least_end = 1 << 60, 1 << 60
        for job in range(jobs):
            op = upcoming[job]
            if op >= job_first[job + 1]:
                continue
            soonest, same = 1 << 60, 0
            for at in range(choice_from[op], choice_from[op + 1]):
                start = max(ready[job], free[choice_machine[at]])
                end = start + choice_time[at]
                same = same + 1 if end == soonest else 1
                if end < soonest or (end == soonest and random_below(state, same) == 0):
                    soonest, ats[job], begins[job] = end, at, start
            ends[job] = soonest
            least_start = min(least_start, begins[job])
            least_end = min(least_end, soonest)
        bar = least_start + int(slack * (least_end - least_start))
        best_value, best_job = -1.0e300, -1
        for job in range(jobs):
            if upcoming[job] >= job_first[job + 1] or begins[job] > bar:
                continue
            draw = random_below(state, 1 << 30) / (1 << 30)
            if rule == 0:
                value = left[job] + draw
            elif rule == 1:
                value = left[job] * (0.8 + 0.4 * draw)
            elif rule == 2:
                value = begins[job] - ends[job] + draw
            else:
                value = draw
            if value > best_value:
                best_value, best_job = value, job
        op, at = upcoming[best_job], ats[best_job]
        order[t] = op
        choice[op] = at - choice_from[op]
        free[choice_machine[at]] = ends[best_job]
        ready[best_job] = ends[best_job]
        left[best_job] -= work[op]
        upcoming[best_job] += 1
        last = max(last, ends[best_job])
    return last
