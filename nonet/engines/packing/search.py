"""The search's inner loops: rank blocks for a space, load one, load greedily to the end (compiled).

A block is ranked by VCS, the function of Araya, Guerrero and Nuñez, "VCS: a new heuristic function for selecting boxes
in the single container loading problem", Computers & Operations Research 2017: its worth, times the share of its
surface that touches others, times the share of the space that it does not spoil, times a reward for few large boxes.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.packing.spaces import cut, drop, nearest, spans
from nonet.engines.packing.tables import Blocks, Floats, Ints, Longs, Pool, Rules

AGAIN = 4  # blocks loaded until those that are no more to be had are sorted out


@compiled
def corner_of(space: Ints, size: Ints, row: Ints, block: int) -> None:
    """Write where a block lies when it is put into the anchor corner of a space."""
    row[0] = block
    bits = space[7]
    for d in range(3):
        if bits & (1 << d):
            row[4 + d] = space[3 + d]
            row[1 + d] = space[3 + d] - size[d]
        else:
            row[1 + d] = space[d]
            row[4 + d] = space[d] + size[d]
    row[7] = bits


@compiled
def neighbours(space: Ints, placed: Ints, used: int, near: float, found: Ints) -> int:
    """Copy the placed cuboids that a block within a space may touch into ``found``; return how many."""
    dx = int(near * (space[3] - space[0]))
    dy = int(near * (space[4] - space[1]))
    dz = int(near * (space[5] - space[2]))
    count = 0
    for at in range(used):
        row = placed[at]
        if (
            row[1] <= space[3] + dx
            and row[4] >= space[0] - dx
            and row[2] <= space[4] + dy
            and row[5] >= space[1] - dy
            and row[3] <= space[5] + dz
            and row[6] >= space[2] - dz
        ):
            found[count] = row[1:7]
            count += 1
    return count


@compiled
def touching(row: Ints, size: Ints, found: Ints, count: int, box: Longs, near: float) -> float:
    """Return the share of a block's surface that lies at, or nearly at, a wall or another block."""
    x1, y1, z1, x2, y2, z2 = row[1], row[2], row[3], row[4], row[5], row[6]
    nx, ny, nz = near * size[0], near * size[1], near * size[2]
    a, b, c = float(size[1]) * size[2], float(size[0]) * size[2], float(size[0]) * size[1]
    area = 0.0
    if x1 <= nx:
        area += a
    if box[0] - x2 <= nx:
        area += a
    if y1 <= ny:
        area += b
    if box[1] - y2 <= ny:
        area += b
    if z1 <= nz:
        area += c
    if box[2] - z2 <= nz:
        area += c
    for at in range(count):
        other = found[at]
        ox = min(x2, other[3]) - max(x1, other[0])
        oy = min(y2, other[4]) - max(y1, other[1])
        oz = min(z2, other[5]) - max(z1, other[2])
        if oy > 0 and oz > 0 and ox <= 0:
            if -ox <= nx:
                area += float(oy) * oz
        elif ox > 0 and oz > 0 and oy <= 0:
            if -oy <= ny:
                area += float(ox) * oz
        elif ox > 0 and oy > 0 and oz <= 0 and -oz <= nz:
            area += float(ox) * oy
    return area / (2.0 * (a + b + c))


@compiled
def available(blocks: Blocks, b: int, remain: Ints, weight_left: int) -> bool:
    """Return whether all boxes of a block are left, and it is not too heavy."""
    if blocks.weight[b] > weight_left:
        return False
    for k in range(blocks.need_at[b], blocks.need_at[b + 1]):
        if blocks.need_count[k] > remain[blocks.need_type[k]]:
            return False
    return True


@compiled
def living(blocks: Blocks, alive: Ints, used: int, remain: Ints, weight_left: int) -> int:
    """Keep only blocks that are available; return how many."""
    kept = 0
    for at in range(used):
        if available(blocks, alive[at], remain, weight_left):
            alive[kept] = alive[at]
            kept += 1
    return kept


@compiled
def reachable(size: Ints, length: int, width: int, height: int, near: float) -> float:
    """Return the largest share of a block's surface that can touch: a far side only where the space nearly ends."""
    a, b, c = float(size[1]) * size[2], float(size[0]) * size[2], float(size[0]) * size[1]
    area = a + b + c
    if length - size[0] <= near * size[0]:
        area += a
    if width - size[1] <= near * size[1]:
        area += b
    if height - size[2] <= near * size[2]:
        area += c
    return area / (2.0 * (a + b + c))


@compiled
def rank(
    blocks: Blocks,
    rules: Rules,
    alive: Ints,
    alive_used: int,
    remain: Ints,
    weight_left: int,
    space: Ints,
    widest: Ints,
    placed: Ints,
    placed_used: int,
    want: int,
    chosen: Ints,
    scores: Floats,
    found: Ints,
) -> tuple[int, int]:
    """Write the best ``want`` blocks for a space, best first; return how many, and how many blocks are still alive."""
    length, width, height = space[3] - space[0], space[4] - space[1], space[5] - space[2]
    whole = 1.0 / (float(length) * width * height)
    row = np.empty(8, np.int32)
    count = neighbours(space, placed, placed_used, rules.near, found)
    kept = 0
    had = 0
    at = 0
    while at < alive_used:
        b = alive[at]
        if had == want and blocks.key[b] <= scores[want - 1]:
            break
        at += 1
        size = blocks.size[b]
        dx, dy, dz = size[0], size[1], size[2]
        if dx > length or dy > width or dz > height:
            if dx <= widest[0] and dy <= widest[1] and dz <= widest[2]:
                alive[kept] = b
                kept += 1
            continue
        score = blocks.key[b]
        usable = (
            float(dx + rules.reach[0, length - dx])
            * (dy + rules.reach[1, width - dy])
            * (dz + rules.reach[2, height - dz])
            * whole
        )
        score *= usable if rules.loss == 1.0 else usable**rules.loss
        if had == want:
            most = score
            share = reachable(size, length, width, height, rules.near)
            for _ in range(rules.power):
                most *= share
            if most <= scores[want - 1]:
                alive[kept] = b
                kept += 1
                continue
        if not available(blocks, b, remain, weight_left):
            continue
        alive[kept] = b
        kept += 1
        corner_of(space, size, row, b)
        share = touching(row, size, found, count, rules.box, rules.near)
        for _ in range(rules.power):
            score *= share
        if had == want and score <= scores[want - 1]:
            continue
        put = had if had < want else want - 1
        while put > 0 and scores[put - 1] < score:
            scores[put], chosen[put] = scores[put - 1], chosen[put - 1]
            put -= 1
        scores[put], chosen[put] = score, b
        had = min(had + 1, want)
    if kept < at:
        while at < alive_used:
            alive[kept] = alive[at]
            kept += 1
            at += 1
        alive_used = kept
    return had, alive_used


@compiled
def load(
    blocks: Blocks,
    rules: Rules,
    b: int,
    space_at: int,
    remain: Ints,
    spaces: Ints,
    spaces_used: int,
    placed: Ints,
    placed_used: int,
    taken: Ints,
) -> int:
    """Load block ``b`` into a space; return the number of spaces then. The caller counts worth, weight and row."""
    row = placed[placed_used]
    corner_of(spaces[space_at], blocks.size[b], row, b)
    for k in range(blocks.need_at[b], blocks.need_at[b + 1]):
        remain[blocks.need_type[k]] -= blocks.need_count[k]
    top = np.empty(4, np.int32)
    if row[7] & 1:
        top[0], top[2] = row[4] - blocks.top[b, 2], row[4] - blocks.top[b, 0]
    else:
        top[0], top[2] = row[1] + blocks.top[b, 0], row[1] + blocks.top[b, 2]
    if row[7] & 2:
        top[1], top[3] = row[5] - blocks.top[b, 3], row[5] - blocks.top[b, 1]
    else:
        top[1], top[3] = row[2] + blocks.top[b, 1], row[2] + blocks.top[b, 3]
    return cut(spaces, spaces_used, row[1:7], top, rules.box, rules.least, rules.full, taken)


@compiled
def greedy(blocks: Blocks, rules: Rules, state: Pool, at: int, taken: Ints, found: Ints) -> int:
    """Load the state in row ``at`` to the end, each time the best block into the nearest space; return its worth."""
    remain, spaces, placed, alive = state.remain[at], state.spaces[at], state.placed[at], state.alive[at]
    used, loaded, blocks_left = state.spaces_used[at], state.placed_used[at], state.alive_used[at]
    worth, weight = state.worth[at], state.weight[at]
    chosen = np.zeros(1, np.int32)
    scores = np.zeros(1, np.float64)
    since = loaded
    while used > 0 and blocks_left > 0:
        where = nearest(spaces, used)
        if loaded - since == AGAIN:
            blocks_left = living(blocks, alive, blocks_left, remain, rules.weight_limit - weight)
            since = loaded
        had, blocks_left = rank(
            blocks, rules, alive, blocks_left, remain, rules.weight_limit - weight, spaces[where],
            spans(spaces, used), placed, loaded,
            1, chosen, scores, found,
        )  # fmt: skip
        if not had:
            used = drop(spaces, used, where)
            continue
        b = chosen[0]
        used = load(blocks, rules, b, where, remain, spaces, used, placed, loaded, taken)
        loaded += 1
        worth += blocks.worth[b]
        weight += blocks.weight[b]
    state.placed_used[at] = loaded
    state.worth[at], state.weight[at] = worth, weight
    return worth


@compiled
def copy(source: Pool, one: int, goal: Pool, other: int) -> None:
    """Copy a state from a row of a pool to a row of another."""
    goal.remain[other] = source.remain[one]
    used, loaded, living = source.spaces_used[one], source.placed_used[one], source.alive_used[one]
    goal.spaces[other, :used] = source.spaces[one, :used]
    goal.placed[other, :loaded] = source.placed[one, :loaded]
    goal.alive[other, :living] = source.alive[one, :living]
    goal.spaces_used[other], goal.placed_used[other], goal.alive_used[other] = used, loaded, living
    goal.worth[other], goal.weight[other] = source.worth[one], source.weight[one]
    goal.promise[other] = source.promise[one]


@compiled
def expand(
    blocks: Blocks,
    rules: Rules,
    beam: Pool,
    at: int,
    want: int,
    work: Pool,
    best: Pool,
    offers: Longs,
    offered: int,
    taken: Ints,
    found: Ints,
) -> int:
    """Try the ``want`` best blocks for a state's next space, each loaded greedily to the end.

    Writes an offer a child, (promise, row, block, space), and the best whole loading into row 0 of ``best``; returns
    how many offers there are. The first child promises what its parent did: its greedy loading starts with that block.
    """
    spaces, remain = beam.spaces[at], beam.remain[at]
    chosen = np.zeros(want, np.int32)
    scores = np.zeros(want, np.float64)
    weight_left = rules.weight_limit - beam.weight[at]
    beam.alive_used[at] = living(blocks, beam.alive[at], beam.alive_used[at], remain, weight_left)
    had = 0
    where = 0
    while beam.spaces_used[at] > 0 and had == 0 and beam.alive_used[at] > 0:
        where = nearest(spaces, beam.spaces_used[at])
        had, beam.alive_used[at] = rank(
            blocks, rules, beam.alive[at], beam.alive_used[at], remain, rules.weight_limit - beam.weight[at],
            spaces[where], spans(spaces, beam.spaces_used[at]), beam.placed[at], beam.placed_used[at], want, chosen,
            scores, found,
        )  # fmt: skip
        if not had:
            beam.spaces_used[at] = drop(spaces, beam.spaces_used[at], where)
    for k in range(had):
        b = chosen[k]
        if k == 0:
            promise = beam.promise[at]
        else:
            copy(beam, at, work, 0)
            step(blocks, rules, work, 0, b, where, taken)
            promise = greedy(blocks, rules, work, 0, taken, found)
            if promise > best.worth[0]:
                copy(work, 0, best, 0)
        offers[offered, 0], offers[offered, 1], offers[offered, 2], offers[offered, 3] = promise, at, b, where
        offered += 1
    return offered


@compiled
def step(blocks: Blocks, rules: Rules, state: Pool, at: int, b: int, where: int, taken: Ints) -> None:
    """Load a block into a space of the state in row ``at``."""
    state.spaces_used[at] = load(
        blocks, rules, b, where, state.remain[at], state.spaces[at], state.spaces_used[at], state.placed[at],
        state.placed_used[at], taken,
    )  # fmt: skip
    state.placed_used[at] += 1
    state.worth[at] += blocks.worth[b]
    state.weight[at] += blocks.weight[b]


@compiled
def advance(
    blocks: Blocks, rules: Rules, beam: Pool, goal: Pool, offers: Longs, kept: Longs, taken: Ints
) -> None:
    """Make the states of the kept offers, one after the other, in another pool."""
    for row in range(len(kept)):
        offer = offers[kept[row]]
        copy(beam, offer[1], goal, row)
        step(blocks, rules, goal, row, offer[2], offer[3], taken)
        goal.promise[row] = offer[0]
