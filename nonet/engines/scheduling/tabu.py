"""Tabu search over the critical path of a job shop, flexible or not.

On one machine the moves are N7's: an operation of a critical block goes behind its last or before its first, or the
first or last goes inside (Zhang, Li, Guan & Rao 2007, doi:10.1016/j.cor.2005.12.002; Balas & Vazacopoulos 1998 for when
it closes no circle and for what it is estimated to give, doi:10.1287/mnsc.44.2.262). To another machine an operation
goes where it can stand best between those that must come before and those that must come after it (Mastrolilli &
Gambardella 2000, doi:10.1002/(SICI)1099-1425(200001/02)3:1<3::AID-JOS32>3.0.CO;2-Y). What a move undoes is tabu as an
arrangement of the touched stretch, for a while that is drawn as in Peng, Lü & Cheng 2015
(doi:10.1016/j.cor.2014.08.006).
"""

from nonet.engines.compiled import compiled
from nonet.engines.scheduling.graph import (
    AFTER,
    BEFORE,
    BEST,
    BEST_CHOICE,
    BEST_ORDER,
    CHOICE,
    CHOSEN,
    DONE,
    ESTIMATE,
    FIRST,
    GAINED,
    HEADS,
    INDEX,
    ITERATION,
    LEFT,
    MACHINE,
    NOW,
    OP,
    ORDER,
    PATH,
    PLACE,
    RIGHT,
    TABU_CHOSEN,
    TABU_INDEX,
    TABU_OP,
    TABU_TIES,
    TAIL,
    TENURE,
    TIES,
    TIME,
    Graph,
    makespan,
    move,
    random_below,
)  # fmt: skip

FAR = 1 << 60


@compiled
def run(graph: Graph, iterations: int, patience: int, tenure: int, spread: int, reach: int) -> int:
    """Search on from where the graph stands; returns the iterations done.

    It ends after ``iterations``, after ``patience`` without a better best, or where no move is left.
    """
    ops = graph.ops
    state = graph.state
    n = ops.shape[1] - 1
    state[TENURE] = tenure + spread
    done = 0
    while done < iterations and state[ITERATION] - state[GAINED] < patience:
        length = trace(graph)
        state[ESTIMATE], state[TIES], state[TABU_TIES] = FAR, 0, 0
        blocks(graph, length, reach)
        if graph.choices.shape[1] > n:
            elsewhere(graph, length)
        done += 1
        state[ITERATION] += 1
        if state[TIES] == 0 and state[TABU_TIES] == 0:
            break
        at = OP if state[TIES] else TABU_OP
        op, choice, index = state[at], state[at + 1], state[at + 2]
        wait = state[ITERATION] + tenure + random_below(state, spread + 1)
        forbid(graph, op, choice, index, wait)
        if not move(graph, op, choice, index):
            continue
        state[NOW] = makespan(graph)
        if state[NOW] < state[BEST]:
            state[BEST] = state[NOW]
            state[GAINED] = state[ITERATION]
            ops[BEST_ORDER] = ops[ORDER]
            ops[BEST_CHOICE] = ops[CHOICE]
    return done


@compiled
def trace(graph: Graph) -> int:
    """Lay one critical path, drawn at random, into ``path`` from its end to its beginning; return its length."""
    ops = graph.ops
    n = ops.shape[1] - 1
    state = graph.state
    op = n
    ties = 0
    for each in range(n):
        if ops[DONE, each] == state[NOW]:
            ties += 1
            if ties == 1 or random_below(state, ties) == 0:
                op = each
    length = 0
    while op != n:
        ops[PATH, length] = op
        length += 1
        start = ops[DONE, op] - ops[TIME, op]
        before, left = ops[BEFORE, op], ops[LEFT, op]
        if before != n and ops[DONE, before] == start:
            op = left if left != n and ops[DONE, left] == start and random_below(state, 2) == 0 else before
        elif left != n and ops[DONE, left] == start:
            op = left
        else:
            op = n
    return length


@compiled
def blocks(graph: Graph, length: int, reach: int) -> None:
    """Weigh the moves within each block of the traced path."""
    ops = graph.ops
    high = 0  # in the path, which runs backwards
    while high < length:
        low = high
        while low + 1 < length and ops[LEFT, ops[PATH, low]] == ops[PATH, low + 1]:
            low += 1
        if low > high:
            block(graph, ops[PATH, low], ops[PATH, high], low == length - 1, high == 0, reach)
        high = low + 1


@compiled
def block(graph: Graph, head: int, last: int, opens: bool, closes: bool, reach: int) -> None:
    """Weigh N7's moves in one block; in the path's first block only its end counts, in its last only its beginning."""
    ops = graph.ops
    i, j = ops[PLACE, head], ops[PLACE, last]
    for t in range(max(i, j - reach), j):
        if not closes or t == i:
            forward(graph, head, t, j)
    for t in range(i + 1, min(j, i + reach) + 1):
        if (not opens or t == j) and j > i + 1:
            backward(graph, head, t, i)
    if not opens:
        for t in range(i + 1, min(j, i + reach)):
            forward(graph, head, i, t)
    if not closes:
        for t in range(max(i + 1, j - reach), j - 1):
            backward(graph, head, j, t)


@compiled
def forward(graph: Graph, head: int, i: int, j: int) -> None:
    """Weigh moving the operation at index i right behind that at j, in the row of ``head``."""
    ops = graph.ops
    row, machine = graph.row, ops[MACHINE, head]
    op, goal = row[machine, i], row[machine, j]
    after = ops[AFTER, op]
    if after == goal or ops[TAIL, goal] < ops[TAIL, after]:
        return
    end = ops[DONE, ops[LEFT, op]]
    for t in range(i + 1, j + 1):
        each = row[machine, t]
        ops[HEADS, t] = max(ops[DONE, ops[BEFORE, each]], end)
        end = ops[HEADS, t] + ops[TIME, each]
    rest = max(ops[TAIL, after], ops[TAIL, ops[RIGHT, goal]]) + ops[TIME, op]
    longest = max(ops[DONE, ops[BEFORE, op]], end) + rest
    for t in range(j, i, -1):
        each = row[machine, t]
        rest = max(ops[TAIL, ops[AFTER, each]], rest) + ops[TIME, each]
        longest = max(longest, ops[HEADS, t] + rest)
    offer(graph, longest, op, ops[CHOICE, op], j)


@compiled
def backward(graph: Graph, head: int, j: int, i: int) -> None:
    """Weigh moving the operation at index j right before that at i, in the row of ``head``."""
    ops = graph.ops
    row, machine = graph.row, ops[MACHINE, head]
    op, goal = row[machine, j], row[machine, i]
    before = ops[BEFORE, op]
    if before == goal or ops[DONE, goal] < ops[DONE, before]:
        return
    start = max(ops[DONE, before], ops[DONE, ops[LEFT, goal]])
    end = start + ops[TIME, op]
    for t in range(i, j):
        each = row[machine, t]
        ops[HEADS, t] = max(ops[DONE, ops[BEFORE, each]], end)
        end = ops[HEADS, t] + ops[TIME, each]
    rest = ops[TAIL, ops[RIGHT, op]]
    longest = 0
    for t in range(j - 1, i - 1, -1):
        each = row[machine, t]
        rest = max(ops[TAIL, ops[AFTER, each]], rest) + ops[TIME, each]
        longest = max(longest, ops[HEADS, t] + rest)
    rest = max(ops[TAIL, ops[AFTER, op]], rest) + ops[TIME, op]
    offer(graph, max(longest, start + rest), op, ops[CHOICE, op], i)


@compiled
def elsewhere(graph: Graph, length: int) -> None:
    """Weigh giving the operations of the traced path to their other machines."""
    ops = graph.ops
    for t in range(length):
        op = ops[PATH, t]
        first = ops[FIRST, op]
        for choice in range(ops[FIRST, op + 1] - first):
            if choice != ops[CHOICE, op]:
                insert(graph, op, choice)


@compiled
def insert(graph: Graph, op: int, choice: int) -> None:
    """Weigh the places of an operation in another machine's row that close no circle and can be best."""
    ops = graph.ops
    at = ops[FIRST, op] + choice
    machine, time = graph.choices[0, at], graph.choices[1, at]
    row, count = graph.row, graph.lengths[machine]
    start, rest = ops[DONE, ops[BEFORE, op]], ops[TAIL, ops[AFTER, op]]
    early, late = 0, count  # those that end before it can start; those with a longer way to go
    while early < late:
        middle = (early + late) >> 1
        if ops[DONE, row[machine, middle]] <= start:
            early = middle + 1
        else:
            late = middle
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if ops[TAIL, row[machine, middle]] > rest:
            low = middle + 1
        else:
            high = middle
    for index in range(min(early, low), max(early, low) + 1):
        begin = max(start, ops[DONE, row[machine, index - 1]]) if index > 0 else start
        finish = max(rest, ops[TAIL, row[machine, index]]) if index < count else rest
        offer(graph, begin + time + finish, op, choice, index)
        if early >= low:
            return


@compiled
def offer(graph: Graph, longest: int, op: int, choice: int, index: int) -> None:
    """Keep a move if it is the best so far that is not tabu; of the tabu ones, keep any, in case there is no other."""
    state = graph.state
    if longest > state[ESTIMATE]:
        return
    if is_tabu(graph, op, choice, index):
        state[TABU_TIES] += 1
        if random_below(state, state[TABU_TIES]) == 0:
            state[TABU_OP], state[TABU_CHOSEN], state[TABU_INDEX] = op, choice, index
        return
    state[TIES] = state[TIES] + 1 if longest == state[ESTIMATE] else 1
    if state[TIES] == 1 or random_below(state, state[TIES]) == 0:
        state[ESTIMATE], state[OP], state[CHOSEN], state[INDEX] = longest, op, choice, index


@compiled
def forbid(graph: Graph, op: int, choice: int, index: int, until: int) -> None:
    """Make what a move is about to undo tabu: the arrangement of the stretch, or the machine that is left."""
    ops = graph.ops
    machine = ops[MACHINE, op]
    place = ops[PLACE, op]
    ring = graph.ring
    at = graph.state[ITERATION] & (len(ring) - 1)
    if graph.choices[0, ops[FIRST, op] + choice] != machine:
        ring[at, 4] = 0
        key = mixed(op, machine)
        slot = key & (len(graph.gone) - 1)
        graph.gone[slot, 0], graph.gone[slot, 1] = key, until
        return
    low, high = min(place, index), max(place, index)
    key = 0
    for t in range(low, high + 1):
        key += mixed(graph.row[machine, t], t)
    ring[at, 0], ring[at, 1], ring[at, 2], ring[at, 3], ring[at, 4] = machine, low, high, key, until


@compiled
def is_tabu(graph: Graph, op: int, choice: int, index: int) -> bool:
    """Return whether a move would bring back a tabu arrangement or machine."""
    ops = graph.ops
    state, ring = graph.state, graph.ring
    machine = graph.choices[0, ops[FIRST, op] + choice]
    if machine != ops[MACHINE, op]:
        key = mixed(op, machine)
        slot = key & (len(graph.gone) - 1)
        return bool(graph.gone[slot, 0] == key and graph.gone[slot, 1] > state[ITERATION])
    place = ops[PLACE, op]
    low, high = min(place, index), max(place, index)
    row = graph.row
    for back in range(1, min(len(ring), state[TENURE]) + 1):
        at = (state[ITERATION] - back) & (len(ring) - 1)
        if (
            ring[at, 0] != machine
            or ring[at, 2] < low
            or ring[at, 1] > high
            or ring[at, 4] <= state[ITERATION]
        ):
            continue
        key = 0
        for t in range(ring[at, 1], ring[at, 2] + 1):
            if t < low or t > high:
                each = row[machine, t]
            elif t == index:
                each = op
            elif index > place:
                each = row[machine, t + 1]
            else:
                each = row[machine, t - 1]
            key += mixed(each, t)
        if key == ring[at, 3]:
            return True
    return False


@compiled
def mixed(op: int, place: int) -> int:
    """Hash an operation and a place."""
    key = (op * 131071 + place + 1) * 6364136223846793005
    key ^= key >> 29
    key *= 3935559000370003845
    return key ^ (key >> 32)
