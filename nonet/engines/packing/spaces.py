"""Free space as maximal empty cuboids, kept while blocks are placed (compiled).

A space is the largest empty cuboid that cannot grow; spaces overlap. Under full support a space's whole base rests on
the floor or on box tops, so that whatever is put into it does too.
"""

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.packing.tables import Ints, Longs


@compiled
def put(
    spaces: Ints, at: int, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int, box: Longs, full: bool
) -> None:
    """Write a space into row ``at`` with its anchor: the corner nearest to the container's own corner."""
    row = spaces[at]
    row[0], row[1], row[2], row[3], row[4], row[5] = x1, y1, z1, x2, y2, z2
    corner = 0
    far = 0
    if box[0] - x2 < x1:
        corner |= 1
        far += box[0] - x2
    else:
        far += x1
    if box[1] - y2 < y1:
        corner |= 2
        far += box[1] - y2
    else:
        far += y1
    if not full and box[2] - z2 < z1:
        corner |= 4
        far += box[2] - z2
    else:
        far += z1
    row[6] = far
    row[7] = corner


@compiled
def nearest(spaces: Ints, used: int) -> int:
    """Return the row of the space whose anchor is nearest to a corner, the larger of equals."""
    best = 0
    size = -1
    for at in range(used):
        row = spaces[at]
        if size >= 0 and row[6] > spaces[best, 6]:
            continue
        volume = (row[3] - row[0]) * (row[4] - row[1]) * (row[5] - row[2])
        if size < 0 or row[6] < spaces[best, 6] or volume > size:
            best, size = at, volume
    return best


@compiled
def spans(spaces: Ints, used: int) -> Ints:
    """Return the greatest length, width and height of any space."""
    widest = np.zeros(3, np.int32)
    for at in range(used):
        for d in range(3):
            widest[d] = max(widest[d], spaces[at, 3 + d] - spaces[at, d])
    return widest


@compiled
def holds(outer: Ints, inner: Ints) -> bool:
    """Return whether a space lies wholly within another."""
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] <= inner[2]
        and outer[3] >= inner[3]
        and outer[4] >= inner[4]
        and outer[5] >= inner[5]
    )


@compiled
def drop(spaces: Ints, used: int, at: int) -> int:
    """Remove a row; return how many stay."""
    spaces[at] = spaces[used - 1]
    return used - 1


@compiled
def settle(spaces: Ints, old: int, used: int) -> int:
    """Remove the spaces from row ``old`` on that lie within another; return how many stay."""
    at = old
    while at < used:
        within = False
        for other in range(used):
            if other != at and holds(spaces[other], spaces[at]):
                within = True
                break
        if within:
            used = drop(spaces, used, at)
        else:
            at += 1
    return used


@compiled
def cut(
    spaces: Ints, used: int, block: Ints, top: Ints, box: Longs, least: Longs, full: bool, taken: Ints
) -> int:
    """Take a placed cuboid out of the free space; return the number of spaces then.

    Parameters
    ----------
    spaces : (SPACES, SPACE)
        Changed in place; ``used`` rows count.
    block : (6,)
        The cuboid placed.
    top : (4,)
        The solid rectangle on its top, in the container's coordinates; used under full support.
    least : (3,)
        A space smaller than this in any direction is not kept.
    taken : (SPACES, SPACE)
        Scratch.
    """
    x1, y1, z1, x2, y2, z2 = block[0], block[1], block[2], block[3], block[4], block[5]
    lost = 0
    at = 0
    while at < used:
        row = spaces[at]
        if row[0] < x2 and row[3] > x1 and row[1] < y2 and row[4] > y1 and row[2] < z2 and row[5] > z1:
            taken[lost, :6] = row[:6]
            lost += 1
            used = drop(spaces, used, at)
        else:
            at += 1
    old = used
    room = spaces.shape[0] - 6
    for number in range(lost):
        a, b, c, d, e, f = (
            taken[number, 0],
            taken[number, 1],
            taken[number, 2],
            taken[number, 3],
            taken[number, 4],
            taken[number, 5],
        )
        if used >= room:
            break
        wide = e - b >= least[1]
        high = f - c >= least[2]
        long = d - a >= least[0]
        if x1 - a >= least[0] and wide and high:
            put(spaces, used, a, b, c, x1, e, f, box, full)
            used += 1
        if d - x2 >= least[0] and wide and high:
            put(spaces, used, x2, b, c, d, e, f, box, full)
            used += 1
        if y1 - b >= least[1] and long and high:
            put(spaces, used, a, b, c, d, y1, f, box, full)
            used += 1
        if e - y2 >= least[1] and long and high:
            put(spaces, used, a, y2, c, d, e, f, box, full)
            used += 1
        if z1 - c >= least[2] and long and wide:
            put(spaces, used, a, b, c, d, e, z1, box, full)
            used += 1
        if f - z2 >= least[2]:
            if full:
                a, b, d, e = max(a, top[0]), max(b, top[1]), min(d, top[2]), min(e, top[3])
            if d - a >= least[0] and e - b >= least[1]:
                put(spaces, used, a, b, z2, d, e, f, box, full)
                used += 1
    used = settle(spaces, old, used)
    if full:
        used = bridge(spaces, used, z2, box)
    return used


@compiled
def bridge(spaces: Ints, used: int, level: int, box: Longs) -> int:
    """Join spaces that stand side by side on tops of one height, so that a box may rest on both."""
    grown = True
    while grown and used < spaces.shape[0] - 8:
        grown = False
        for one in range(used):
            if spaces[one, 2] != level:
                continue
            for other in range(used):
                if one == other or spaces[other, 2] != level or used >= spaces.shape[0] - 8:
                    continue
                before = used
                p, q = spaces[one], spaces[other]
                y1, y2, z2 = max(p[1], q[1]), min(p[4], q[4]), min(p[5], q[5])
                if p[0] < q[0] <= p[3] < q[3] and y1 < y2:
                    put(spaces, used, p[0], y1, level, q[3], y2, z2, box, True)
                    used = _kept(spaces, used)
                x1, x2 = max(p[0], q[0]), min(p[3], q[3])
                if p[1] < q[1] <= p[4] < q[4] and x1 < x2:
                    put(spaces, used, x1, p[1], level, x2, q[4], z2, box, True)
                    used = _kept(spaces, used)
                grown = grown or used > before
    return settle(spaces, 0, used)


@compiled
def _kept(spaces: Ints, used: int) -> int:
    """Return the number of spaces with the one written at ``used``, unless it lies within another."""
    for other in range(used):
        if holds(spaces[other], spaces[used]):
            return used
    return used + 1
