"""The dispatch simulation: operations are taken from a list and put as early as everything they need allows.

It is serial generation on the list (Kolisch 1996), each machine taking its operations in the list's order, with shifts,
set-ups, operators, tools, batches and frozen work. It answers at once, and judges every step of the search.
"""

from typing import NamedTuple

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Ints
from nonet.engines.scheduling.floor import (
    BEFORE,
    CHOICE,
    END,
    FAMILY,
    FROZEN,
    JOB,
    LAST,
    MACHINE,
    NEVER,
    OPERATOR,
    PAUSES,
    RELEASE,
    SIZE,
    SKILL,
    START,
    TOOL,
    Floor,
    Table,
)  # fmt: skip

UNPLANNED = 1e12  # what an operation costs that cannot be planned

# Rows of a result: start, end, set-up before it, operator, batch, machine, rank in the list.
R_START, R_END, R_SETUP, R_OPERATOR, R_BATCH, R_MACHINE, R_RANK = range(7)


class Bench(NamedTuple):
    """Room to simulate in: what is free when; ``result`` (7, n) is the schedule, ``parts`` (5,) what it costs.

    ``machine`` (8, machines): free from, family, next frozen block, then of its last batch start, end, size, duration
    and skill. ``free`` (operators + tool units,): when each is free. ``next`` (jobs,): the next operation of each job.
    """

    machine: Table
    free: Ints
    next: Ints
    result: Table
    parts: Ints


def bench_of(floor: Floor) -> Bench:
    """Return the room for a floor."""
    n, machines = floor.ops.shape[1] - 1, len(floor.batch)
    operators = len(floor.span_from) - 1 - machines
    units = int(floor.tool_units[-1])
    return Bench(
        np.zeros((8, machines), dtype=np.int64),
        np.zeros(operators + units, dtype=np.int64),
        np.zeros(len(floor.due), dtype=np.int64),
        np.zeros((7, n), dtype=np.int64),
        np.zeros(5, dtype=np.int64),
    )


@compiled
def simulate(floor: Floor, bench: Bench, order: Ints, choice: Ints) -> float:
    """Schedule by a list and choices; return the objective.

    ``order`` (n,) names operations, but only their jobs count: a job's k-th mention is its k-th operation.
    """
    ops, result, machine = floor.ops, bench.result, bench.machine
    n = len(order)
    machine[:] = 0
    machine[1] = floor.family
    machine[5] = NEVER
    machine[2] = floor.block_from[: len(floor.batch)]
    bench.free[:] = 0
    operators = len(floor.span_from) - 1 - len(floor.batch)
    bench.next[:] = floor.job_first[:-1]
    batches = 0
    unplanned = 0
    for op in range(n):
        if ops[FROZEN, op]:
            result[R_START, op], result[R_END, op] = ops[START, op], ops[END, op]
            result[R_OPERATOR, op], result[R_MACHINE, op] = ops[OPERATOR, op], ops[MACHINE, op]
            result[R_SETUP, op], result[R_BATCH, op] = 0, -1
            hold(floor, bench, operators, op, ops[END, op])
    for rank in range(n):
        job = ops[JOB, order[rank]]
        op = bench.next[job]
        bench.next[job] += 1
        result[R_RANK, op] = rank
        if ops[FROZEN, op]:
            continue
        before = ops[BEFORE, op]
        ready = ops[RELEASE, op]
        if before >= 0:
            ready = max(ready, result[R_END, before])
        at = ops[CHOICE, op] + choice[op]
        if ready >= NEVER or not put(
            floor, bench, op, floor.choices[0, at], floor.choices[1, at], ready, operators
        ):
            result[R_START, op], result[R_END, op], result[R_SETUP, op] = NEVER, NEVER, 0
            result[R_OPERATOR, op], result[R_BATCH, op], result[R_MACHINE, op] = -1, -1, floor.choices[0, at]
            unplanned += 1
        elif result[R_BATCH, op] == -2:
            batches += 1
            result[R_BATCH, op] = batches
            machine[7, floor.choices[0, at]] = batches * 1024 + ops[SKILL, op] + 1
    return priced(floor, bench, unplanned)


@compiled
def priced(floor: Floor, bench: Bench, unplanned: int) -> float:
    """Sum up what a schedule costs; ``parts``: makespan, lateness, set-up, work in progress, late jobs."""
    ops, result, parts = floor.ops, bench.result, bench.parts
    parts[:] = 0
    late = 0.0
    for op in range(result.shape[1]):
        if result[R_END, op] >= NEVER:
            continue
        parts[0] = max(parts[0], result[R_END, op])
        parts[2] += result[R_SETUP, op]
        if ops[LAST, op]:
            job = ops[JOB, op]
            parts[3] += result[R_END, op] - result[R_START, floor.job_first[job]]
            if result[R_END, op] > floor.due[job]:
                late += floor.weight[job] * (result[R_END, op] - floor.due[job])
                parts[1] += result[R_END, op] - floor.due[job]
                parts[4] += 1
    wanted = floor.wanted
    cost = wanted[0] * parts[0] + wanted[1] * late + wanted[2] * parts[2] + wanted[3] * parts[3]
    return cost + unplanned * UNPLANNED


@compiled
def put(floor: Floor, bench: Bench, op: int, m: int, duration: int, ready: int, operators: int) -> bool:
    """Put an operation on a machine; False when it never fits."""
    ops, result, machine = floor.ops, bench.result, bench.machine
    family, skill = ops[FAMILY, op], ops[SKILL, op]
    ready = max(ready, tooled(floor, bench, operators, op))
    if joins(floor, bench, op, m, duration, ready):
        return True
    free, now, block = machine[0, m], machine[1, m], machine[2, m]
    while True:
        setup = setup_of(floor, m, now, family)
        begin = max(ready, worked(floor, m, free, setup))
        start, end, operator = NEVER, NEVER, -1
        if skill < 0:
            start, end = fitted(floor, m, -1, begin, duration, ops[PAUSES, op])
        else:
            for k in range(floor.skill_from[skill], floor.skill_from[skill + 1]):
                person = floor.skilled[k]
                s, e = attended(floor, m, person, max(begin, bench.free[person]), duration, ops[PAUSES, op])
                if e < end:
                    start, end, operator = s, e, person
        if end >= NEVER:
            return False
        if block >= floor.block_from[m + 1]:
            break
        if (
            worked(floor, m, end, setup_of(floor, m, family, floor.blocks[2, block]))
            <= floor.blocks[0, block]
        ):
            break
        free, now = max(free, floor.blocks[1, block]), floor.blocks[2, block]
        block += 1
    machine[0, m], machine[1, m], machine[2, m] = end, family, block
    if operator >= 0:
        bench.free[operator] = end
    hold(floor, bench, operators, op, end)
    result[R_START, op], result[R_END, op], result[R_SETUP, op] = start, end, setup
    result[R_OPERATOR, op], result[R_MACHINE, op], result[R_BATCH, op] = operator, m, -1
    if floor.batch[m] > 0:
        machine[3, m], machine[4, m], machine[5, m], machine[6, m] = start, end, ops[SIZE, op], duration
        result[R_BATCH, op] = -2
    return True


@compiled
def joins(floor: Floor, bench: Bench, op: int, m: int, duration: int, ready: int) -> bool:
    """Put an operation into the machine's last batch, if that starts late enough, is its kind and has room."""
    ops, result, machine = floor.ops, bench.result, bench.machine
    if floor.batch[m] == 0 or machine[5, m] + ops[SIZE, op] > floor.batch[m]:
        return False
    if machine[1, m] != ops[FAMILY, op] or ready > machine[3, m] or duration != machine[6, m]:
        return False
    batch, skill = machine[7, m] // 1024, machine[7, m] % 1024 - 1
    if not ops[PAUSES, op] and machine[4, m] - machine[3, m] > duration:
        return False
    if ops[SKILL, op] != skill or ops[TOOL, op + 1] > ops[TOOL, op]:
        return False
    machine[5, m] += ops[SIZE, op]
    result[R_START, op], result[R_END, op], result[R_SETUP, op] = machine[3, m], machine[4, m], 0
    result[R_OPERATOR, op], result[R_MACHINE, op], result[R_BATCH, op] = -1, m, batch
    return True


@compiled
def tooled(floor: Floor, bench: Bench, operators: int, op: int) -> int:
    """Return from when the tools that an operation needs are free together."""
    moment = 0
    for k in range(floor.ops[TOOL, op], floor.ops[TOOL, op + 1]):
        tool = floor.tools[k]
        soonest = NEVER
        for unit in range(floor.tool_units[tool], floor.tool_units[tool + 1]):
            soonest = min(soonest, bench.free[operators + unit])
        moment = max(moment, soonest)
    return moment


@compiled
def hold(floor: Floor, bench: Bench, operators: int, op: int, end: int) -> None:
    """Take the unit of each tool that is free first, until ``end``."""
    for k in range(floor.ops[TOOL, op], floor.ops[TOOL, op + 1]):
        tool = floor.tools[k]
        found = operators + floor.tool_units[tool]
        for unit in range(floor.tool_units[tool], floor.tool_units[tool + 1]):
            if bench.free[operators + unit] < bench.free[found]:
                found = operators + unit
        bench.free[found] = max(bench.free[found], end)


@compiled
def setup_of(floor: Floor, m: int, former: int, family: int) -> int:
    """Return the set-up time of a machine from one family to another."""
    if floor.setup_from[m] < 0 or former < 0:
        return 0
    return floor.setups[floor.setup_from[m] + former * floor.families[m] + family]


@compiled
def worked(floor: Floor, m: int, moment: int, duration: int) -> int:
    """Return when a machine has worked for so long from a moment on."""
    if duration == 0:
        return moment
    return fitted(floor, m, -1, moment, duration, 1)[1]


@compiled
def attended(floor: Floor, m: int, person: int, moment: int, duration: int, pauses: int) -> tuple[int, int]:
    """Return start and end with an operator, around his frozen work."""
    row = len(floor.batch) + person
    start, end = fitted(floor, m, row, moment, duration, pauses)
    for k in range(floor.block_from[row], floor.block_from[row + 1]):
        if start < floor.blocks[1, k] and floor.blocks[0, k] < end:
            start, end = fitted(floor, m, row, floor.blocks[1, k], duration, pauses)
    return start, end


@compiled
def first_open(floor: Floor, row: int, moment: int) -> int:
    """Return the first span of a row that ends after a moment."""
    low, high = floor.span_from[row], floor.span_from[row + 1]
    while low < high:
        middle = (low + high) >> 1
        if floor.spans[1, middle] > moment:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def fitted(floor: Floor, m: int, person: int, moment: int, duration: int, pauses: int) -> tuple[int, int]:
    """Return start and end of work that needs machine ``m`` and the operator of row ``person`` (-1: none) open.

    It pauses while one is closed, if it may; else it waits for one stretch that is long enough.
    """
    if moment >= NEVER:
        return NEVER, NEVER
    spans = floor.spans
    i, i_end = first_open(floor, m, moment), floor.span_from[m + 1]
    j, j_end = 0, 1
    if person >= 0:
        j, j_end = first_open(floor, person, moment), floor.span_from[person + 1]
    start, left = -1, duration
    while i < i_end and j < j_end:
        low, high = max(moment, spans[0, i]), spans[1, i]
        if person >= 0:
            low, high = max(low, spans[0, j]), min(high, spans[1, j])
        if low < high:
            if start < 0 or not pauses:
                start, left = low, duration
            if high - low >= left:
                return start, low + left
            left -= high - low
        if person >= 0 and spans[1, j] <= spans[1, i]:
            j += 1
        else:
            i += 1
    return NEVER, NEVER
