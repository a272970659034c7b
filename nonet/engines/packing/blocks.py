"""Blocks: arrangements of boxes with hardly a gap, joined from smaller ones (compiled).

Every box in every allowed turn is a block; two blocks side by side, behind each other or stacked make another one when
at least ``fill`` of their common cuboid is box. After Bortfeldt & Gehring (2001) and the general blocks of Zhu and Lim,
"A new greedy look-ahead heuristic for the single container loading problem", EJOR 2012.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.packing.tables import Blocks, Floats, Ints, Longs

SUMS = 200  # how many sums of numbers are gone through before the clock is asked


@compiled
def joined(
    size: Ints,
    need: Ints,
    boxes: Longs,
    top: Ints,
    made: Ints,
    shift: Ints,
    used: int,
    new: int,
    end: int,
    sums: tuple[int, int],
    seen: npt.NDArray[np.uint64],
    counts: Ints,
    weights: Longs,
    box: Longs,
    weight_limit: int,
    fill: float,
    full: bool,
    salts: npt.NDArray[np.uint64],
) -> int:
    """Join pairs of blocks until the tables are full; return how many there are.

    A pair is of blocks below ``end``, at least one of them from ``new`` on, with the sum of their numbers within
    ``sums``: thus early and small blocks meet first.

    Parameters
    ----------
    size : (C, 3)
        Outer dimensions.
    need : (C, T)
        Boxes of each type.
    boxes : (C,)
        Volume of its boxes.
    top : (C, 4)
        Solid rectangle on top.
    made : (C, 3)
        Left part, right part, axis.
    shift : (C, 3)
        Where the right part lies.
    seen : (S,)
        Marks of the blocks there are, S a power of two.
    salts : (T + 3,)
        Random numbers to tell blocks apart.
    """
    room = size.shape[0]
    types = need.shape[1]
    both = np.zeros(types, np.int32)
    dims = np.zeros(3, np.int32)
    for sum_of in range(sums[0], sums[1]):
        for one in range(max(0, sum_of - end + 1), min(end, sum_of + 1)):
            other = sum_of - one
            if one < new and other < new:
                continue
            volume = boxes[one] + boxes[other]
            for axis in range(3):
                for d in range(3):
                    dims[d] = max(size[one, d], size[other, d])
                dims[axis] = size[one, axis] + size[other, axis]
                if dims[axis] > box[axis] or volume < fill * (np.int64(dims[0]) * dims[1] * dims[2]):
                    continue
                if (
                    full
                    and axis == 2
                    and (
                        size[other, 0] > top[one, 2] - top[one, 0]
                        or size[other, 1] > top[one, 3] - top[one, 1]
                    )
                ):
                    continue
                enough = True
                weight = 0
                for t in range(types):
                    both[t] = need[one, t] + need[other, t]
                    weight += both[t] * weights[t]
                    if both[t] > counts[t]:
                        enough = False
                        break
                if not enough or weight > weight_limit or not _new(seen, _mark(dims, both, salts)):
                    continue
                size[used] = dims
                need[used] = both
                boxes[used] = volume
                made[used, 0], made[used, 1], made[used, 2] = one, other, axis
                shift[used, axis] = size[one, axis]
                if full and axis == 2:
                    shift[used, 0], shift[used, 1] = top[one, 0], top[one, 1]
                _topped(top, size, shift, used, one, other, axis)
                used += 1
                if used == room:
                    return used
    return used


@compiled
def _topped(top: Ints, size: Ints, shift: Ints, at: int, one: int, other: int, axis: int) -> None:
    """Write the largest solid rectangle on top of a joined block."""
    x, y = shift[at, 0], shift[at, 1]
    best = 0
    p, q = top[one], top[other]
    if axis != 2 and size[one, 2] >= size[other, 2]:
        top[at] = p
        best = (p[2] - p[0]) * (p[3] - p[1])
    if (axis == 2 or size[other, 2] >= size[one, 2]) and (q[2] - q[0]) * (q[3] - q[1]) > best:
        top[at, 0], top[at, 1], top[at, 2], top[at, 3] = q[0] + x, q[1] + y, q[2] + x, q[3] + y
        best = (q[2] - q[0]) * (q[3] - q[1])
    if axis == 2 or size[one, 2] != size[other, 2]:
        return
    if axis == 0 and p[2] == x and q[0] == 0:
        low, high = max(p[1], q[1]), min(p[3], q[3])
        if high > low and (q[2] + x - p[0]) * (high - low) > best:
            top[at, 0], top[at, 1], top[at, 2], top[at, 3] = p[0], low, q[2] + x, high
    if axis == 1 and p[3] == y and q[1] == 0:
        low, high = max(p[0], q[0]), min(p[2], q[2])
        if high > low and (q[3] + y - p[1]) * (high - low) > best:
            top[at, 0], top[at, 1], top[at, 2], top[at, 3] = low, p[1], high, q[3] + y


@compiled
def _mark(dims: Ints, need: Ints, salts: npt.NDArray[np.uint64]) -> np.uint64:
    """Return a number that equal blocks share and others hardly ever."""
    types = len(need)
    mark = np.uint64(1)
    for t in range(types):
        if need[t]:
            mark += np.uint64(need[t]) * salts[t]
    for d in range(3):
        mark ^= np.uint64(dims[d]) * salts[types + d]
    return mark | np.uint64(1)


@compiled
def note(seen: npt.NDArray[np.uint64], dims: Ints, need: Ints, salts: npt.NDArray[np.uint64]) -> None:
    """Note a block as there."""
    _new(seen, _mark(dims, need, salts))


@compiled
def _new(seen: npt.NDArray[np.uint64], mark: np.uint64) -> bool:
    """Note a mark; return whether it was not there."""
    last = np.uint64(len(seen) - 1)
    at = (mark ^ (mark >> np.uint64(29))) & last
    while seen[at]:
        if seen[at] == mark:
            return False
        at = (at + np.uint64(1)) & last
    seen[at] = mark
    return True


def build(
    turns: Sequence[Sequence[tuple[int, int, int]]],
    counts: Ints,
    worths: Longs,
    weights: Longs,
    box: Longs,
    weight_limit: int,
    full: bool,
    fill: float,
    most: int,
    gamma: float,
    flat: float,
    seed: int,
    over: Callable[[], bool],
) -> Blocks:
    """Return the blocks of a container, at most ``most`` and joined until ``over``, best key first."""
    types = len(counts)
    leaves = [
        (t, turn, dims)
        for t in range(types)
        for turn, dims in enumerate(turns[t])
        if counts[t] > 0 and weights[t] <= weight_limit and all(dims[d] <= box[d] for d in range(3))
    ]
    room = max(most, len(leaves))
    size, need = np.zeros((room, 3), np.int32), np.zeros((room, types), np.int32)
    boxes, top = np.zeros(room, np.int64), np.zeros((room, 4), np.int32)
    made, shift = np.zeros((room, 3), np.int32), np.zeros((room, 3), np.int32)
    for row, (t, turn, dims) in enumerate(leaves):
        size[row], need[row, t], made[row] = dims, 1, (t, turn, -1)
        boxes[row], top[row] = dims[0] * dims[1] * dims[2], (0, 0, dims[0], dims[1])
    salts = np.random.default_rng(seed).integers(1, 2**63, types + 3, dtype=np.uint64) | np.uint64(1)
    seen = np.zeros(1 << (4 * room).bit_length(), np.uint64)
    for row in range(len(leaves)):
        note(seen, size[row], need[row], salts)
    new, used = 0, len(leaves)
    while new < used < room and not over():
        end = used
        for low in range(new, 2 * end, SUMS):
            used = joined(
                size, need, boxes, top, made, shift, used, new, end, (low, low + SUMS), seen, counts, weights, box,
                weight_limit, fill, full, salts,
            )  # fmt: skip
            if used == room or over():
                break
        new = end
    return _sorted(
        size[:used],
        need[:used],
        top[:used],
        made[:used],
        shift[:used],
        worths,
        weights,
        gamma,
        flat if full else 0.0,
    )


def _sorted(
    size: Ints,
    need: Ints,
    top: Ints,
    made: Ints,
    shift: Ints,
    worths: Longs,
    weights: Longs,
    gamma: float,
    flat: float,
) -> Blocks:
    worth, weight, count = need @ worths, need @ weights, need.sum(axis=1).astype(np.int64)
    key: Floats = worth.astype(np.float64) * np.maximum(count, 1).astype(np.float64) ** -gamma
    if flat:
        area = (top[:, 2] - top[:, 0]).astype(np.float64) * (top[:, 3] - top[:, 1])
        key *= (area / (size[:, 0].astype(np.float64) * size[:, 1])) ** flat
    order = np.argsort(-key, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    left, right, axis = made[order, 0].copy(), made[order, 1].copy(), made[order, 2].copy()
    deep = axis >= 0
    left[deep], right[deep] = place[left[deep]], place[right[deep]]
    rows, cols = np.nonzero(need[order])
    at = np.zeros(len(order) + 1, np.int64)
    np.add.at(at, rows + 1, 1)
    return Blocks(
        size[order].copy(),
        worth[order],
        weight[order],
        count[order],
        key[order],
        np.cumsum(at),
        cols.astype(np.int32),
        need[order][rows, cols].astype(np.int32),
        top[order].copy(),
        left,
        right,
        axis,
        shift[order].copy(),
    )
