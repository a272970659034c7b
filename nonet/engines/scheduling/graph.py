"""The disjunctive graph of a solution in arrays, moved and measured by compiled loops.

Heads are kept as completion times and tails with the operation's own duration; both are swept along one linear order of
all operations, which a move repairs only where it must (as in Nowicki & Smutnicki 2005, "An advanced tabu search
algorithm for the job shop problem", doi:10.1007/s10951-005-6364-5).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.core import Core, Ids, Ints, Sequence


class Graph(NamedTuple):
    """A solution under work, in few arrays, since each one costs every call.

    Parameters
    ----------
    ops : (rows, n + 1) Ids
        Per operation, by the row names below; column ``n`` stands for "none".
    row : (machines, width) Ids
        Each machine's sequence.
    lengths : (machines,) Ids
        How long they are.
    choices : (2, choices) Ids
        Machine and duration of each choice.
    ring : (256, 5) Ints
        Tabu arrangements, one an iteration: machine, first and last index, key, until.
    gone : (4096, 2) Ints
        Table of machines that operations have left: key, until.
    state : (20,) Ints
        Scalars, by the names below.
    """

    ops: npt.NDArray[np.int32]
    row: npt.NDArray[np.int32]
    lengths: Ids
    choices: npt.NDArray[np.int32]
    ring: Ints
    gone: Ints
    state: Ints


# Rows of ``ops``. Of the core: neighbours in the job, first choice. Of the solution: choice, its machine and duration,
# index in the machine's row, neighbours there, completion time, longest way to the end with the own duration. A linear
# order and each operation's rank in it. Scratch. The best solution.
BEFORE, AFTER, FIRST, CHOICE, MACHINE, TIME, PLACE, LEFT, RIGHT, DONE, TAIL = range(11)
ORDER, RANK, MARK, KEPT, MOVED, PATH, HEADS, BEST_ORDER, BEST_CHOICE = range(11, 20)

# Scalars of ``state``: iterations done, best makespan, iteration of the last gain, stamp of marks, random word,
# makespan now, longest tenure; of the move found: its estimate, operation, choice and index, how many are as good; the
# same of one that is tabu.
ITERATION, BEST, GAINED, STAMP, RANDOM, NOW, TENURE = range(7)
ESTIMATE, OP, CHOSEN, INDEX, TIES, TABU_OP, TABU_CHOSEN, TABU_INDEX, TABU_TIES = range(7, 16)
TABLE, RING = 1 << 12, 256


def graph_of(core: Core, seed: int) -> Graph:
    """Return an empty graph of a core, to be filled by `load`."""
    n = core.size
    ops = np.full((20, n + 1), n, dtype=np.int32)
    ops[BEFORE], ops[AFTER], ops[FIRST] = core.before, core.after, core.choice_from
    ops[[CHOICE, TIME, PLACE, DONE, TAIL, MARK]] = 0
    state = np.zeros(16, dtype=np.int64)
    state[RANDOM] = seed * 7919 + 12345
    return Graph(
        ops,
        np.full((core.machines, core.width), n, dtype=np.int32),
        np.zeros(core.machines, dtype=np.int32),
        np.stack([core.choice_machine, core.choice_time.astype(np.int32)]),
        np.zeros((RING, 5), dtype=np.int64),
        np.zeros((TABLE, 2), dtype=np.int64),
        state,
    )


def best_of(graph: Graph) -> Sequence:
    """Return the best solution that the graph has seen."""
    return Sequence(
        int(graph.state[BEST]), graph.ops[BEST_ORDER, :-1].copy(), graph.ops[BEST_CHOICE, :-1].copy()
    )


@compiled
def random_below(state: Ints, n: int) -> int:
    """Draw a number below n; the generator's word lies in ``state``."""
    state[RANDOM] = state[RANDOM] * 6364136223846793005 + 1442695040888963407
    return (((state[RANDOM] >> 33) & 0x7FFFFFFF) * n) >> 31


@compiled
def load(graph: Graph, order: Ids, choice: Ids) -> None:
    """Put a solution into the graph, forget what was tabu, and make it the best."""
    ops = graph.ops
    n = len(order)
    graph.lengths[:] = 0
    for t in range(n):
        op = order[t]
        ops[ORDER, t] = op
        ops[RANK, op] = t
        at = ops[FIRST, op] + choice[op]
        ops[CHOICE, op] = choice[op]
        ops[MACHINE, op] = graph.choices[0, at]
        ops[TIME, op] = graph.choices[1, at]
        machine = ops[MACHINE, op]
        ops[PLACE, op] = graph.lengths[machine]
        graph.row[machine, graph.lengths[machine]] = op
        graph.lengths[machine] += 1
    for machine in range(len(graph.lengths)):
        link(graph, machine, 0, graph.lengths[machine] - 1)
    graph.gone[:] = 0
    graph.ring[:] = 0
    sweep(graph, 0, n - 1)
    graph.state[NOW] = makespan(graph)
    graph.state[BEST] = graph.state[NOW]
    graph.state[GAINED] = graph.state[ITERATION]
    ops[BEST_ORDER] = ops[ORDER]
    ops[BEST_CHOICE] = ops[CHOICE]


@compiled
def link(graph: Graph, machine: int, low: int, high: int) -> None:
    """Renew places and neighbours of a row from index ``low`` to ``high``, and of who stands beside."""
    ops = graph.ops
    n = ops.shape[1] - 1
    row, count = graph.row, graph.lengths[machine]
    for t in range(max(low, 0), min(high, count - 1) + 1):
        op = row[machine, t]
        ops[PLACE, op] = t
        ops[LEFT, op] = row[machine, t - 1] if t > 0 else n
        ops[RIGHT, op] = row[machine, t + 1] if t + 1 < count else n
    if 0 < low <= count:
        ops[RIGHT, row[machine, low - 1]] = row[machine, low] if low < count else n
    if high >= -1 and high + 1 < count:
        ops[LEFT, row[machine, high + 1]] = row[machine, high] if high >= 0 else n


@compiled
def sweep(graph: Graph, low: int, high: int) -> None:
    """Renew completion times from rank ``low`` on and tails from rank ``high`` down."""
    ops = graph.ops
    for t in range(low, ops.shape[1] - 1):
        op = ops[ORDER, t]
        ops[DONE, op] = max(ops[DONE, ops[BEFORE, op]], ops[DONE, ops[LEFT, op]]) + ops[TIME, op]
    for t in range(high, -1, -1):
        op = ops[ORDER, t]
        ops[TAIL, op] = max(ops[TAIL, ops[AFTER, op]], ops[TAIL, ops[RIGHT, op]]) + ops[TIME, op]


@compiled
def makespan(graph: Graph) -> int:
    """Return when the last operation ends."""
    ops = graph.ops
    last = 0
    for op in range(ops.shape[1] - 1):
        last = max(last, ops[DONE, op])
    return last


@compiled
def shift(graph: Graph, op: int, machine: int, index: int) -> None:
    """Take an operation out of its row and put it into a machine's at ``index`` (counted without it)."""
    ops = graph.ops
    row, count = graph.row, graph.lengths
    old, at = ops[MACHINE, op], ops[PLACE, op]
    if old == machine:
        if index > at:
            for t in range(at, index):
                row[machine, t] = row[machine, t + 1]
        else:
            for t in range(at, index, -1):
                row[machine, t] = row[machine, t - 1]
        row[machine, index] = op
        link(graph, machine, min(at, index), max(at, index))
        return
    for t in range(at, count[old] - 1):
        row[old, t] = row[old, t + 1]
    count[old] -= 1
    link(graph, old, at, count[old] - 1)
    for t in range(count[machine], index, -1):
        row[machine, t] = row[machine, t - 1]
    row[machine, index] = op
    count[machine] += 1
    ops[MACHINE, op] = machine
    link(graph, machine, index, count[machine] - 1)


@compiled
def repair(graph: Graph, op: int) -> bool:
    """Bring the linear order in line with the rows after a shift of ``op``.

    Returns False when the shift closes a circle; then the order is as before.
    """
    ops = graph.ops
    n = ops.shape[1] - 1
    graph.state[STAMP] += 1
    stamp = graph.state[STAMP]
    left, right = ops[LEFT, op], ops[RIGHT, op]
    at = ops[RANK, op]
    ops[MARK, op] = stamp
    kept_count = 0
    moved_count = 0
    if left != n and ops[RANK, left] > at:
        goal = ops[RANK, left]
        for t in range(at, goal + 1):
            each = ops[ORDER, t]
            if each == op or ops[MARK, ops[BEFORE, each]] == stamp or ops[MARK, ops[LEFT, each]] == stamp:
                ops[MARK, each] = stamp
                ops[MOVED, moved_count] = each
                moved_count += 1
            else:
                ops[KEPT, kept_count] = each
                kept_count += 1
        if ops[MARK, left] == stamp:
            return False
        for t in range(kept_count):
            ops[ORDER, at + t] = ops[KEPT, t]
            ops[RANK, ops[KEPT, t]] = at + t
        for t in range(moved_count):
            ops[ORDER, at + kept_count + t] = ops[MOVED, t]
            ops[RANK, ops[MOVED, t]] = at + kept_count + t
        return True
    if right != n and ops[RANK, right] < at:
        goal = ops[RANK, right]
        for t in range(at, goal - 1, -1):
            each = ops[ORDER, t]
            if each == op or ops[MARK, ops[AFTER, each]] == stamp or ops[MARK, ops[RIGHT, each]] == stamp:
                ops[MARK, each] = stamp
                ops[MOVED, moved_count] = each
                moved_count += 1
            else:
                ops[KEPT, kept_count] = each
                kept_count += 1
        if ops[MARK, right] == stamp:
            return False
        for t in range(kept_count):
            ops[ORDER, at - t] = ops[KEPT, t]
            ops[RANK, ops[KEPT, t]] = at - t
        for t in range(moved_count):
            ops[ORDER, at - kept_count - t] = ops[MOVED, t]
            ops[RANK, ops[MOVED, t]] = at - kept_count - t
        return True
    return True


@compiled
def move(graph: Graph, op: int, choice: int, index: int) -> bool:
    """Give an operation a choice and an index in that machine's row; False, and nothing changed, on a circle."""
    ops = graph.ops
    old_machine, old_index = ops[MACHINE, op], ops[PLACE, op]
    old_rank = ops[RANK, op]
    at = ops[FIRST, op] + choice
    shift(graph, op, graph.choices[0, at], index)
    if not repair(graph, op):
        shift(graph, op, old_machine, old_index)
        return False
    ops[CHOICE, op] = choice
    ops[TIME, op] = graph.choices[1, at]
    sweep(graph, min(old_rank, ops[RANK, op]), max(old_rank, ops[RANK, op]))
    return True
