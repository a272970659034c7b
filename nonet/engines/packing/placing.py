"""Place boxes one kind after the other under every rule that a real load has (compiled).

Each kind goes, as rows, layers or single boxes, where it touches most; where nothing more of it fits, the next kind
follows. The order of the kinds is what the search above changes. Rules are kept at every step: share of support, what a
box bears, how many may stand on it, stops, kinds that may not meet, weight.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.packing.spaces import cut, put
from nonet.engines.packing.tables import SPACE, SPACES, Ints, Longs

ANY = 2**60
UNDER = 24  # boxes beneath one that are told apart


class Kinds(NamedTuple):
    """Boxes by kind.

    ``turned`` (T, 6, 3) outer dimensions, ``turns`` (T,) how many of them · ``weight``, ``bears``, ``layers``, ``stop``
    (T,) with ANY for no limit · ``hates`` (T, T) may not share a container.
    """

    turned: Ints
    turns: Longs
    weight: Longs
    bears: Longs
    layers: Longs
    stop: Longs
    hates: npt.NDArray[np.bool_]


class Place(NamedTuple):
    """A container and the rules within it."""

    box: Longs
    least: Longs
    weight_limit: int
    support: float
    unloading: bool
    single: bool
    low: bool


class Desk(NamedTuple):
    """Scratch and result: ``rows`` (N, 8) kind, x1 y1 z1 x2 y2 z2, weight; loads and boxes above; supporters."""

    rows: Ints
    load: npt.NDArray[np.float64]
    above: Longs
    under: Ints
    share: npt.NDArray[np.float64]
    extra: npt.NDArray[np.float64]
    deep: Longs
    spaces: Ints
    taken: Ints


def desk(boxes: int) -> Desk:
    """Return scratch for so many boxes."""
    return Desk(
        np.zeros((boxes + 1, 8), np.int32),
        np.zeros(boxes + 1, np.float64),
        np.zeros(boxes + 1, np.int64),
        np.zeros((boxes + 1, UNDER), np.int32),
        np.zeros((boxes + 1, UNDER), np.float64),
        np.zeros(boxes + 1, np.float64),
        np.zeros(boxes + 1, np.int64),
        np.zeros((SPACES, SPACE), np.int32),
        np.zeros((SPACES, SPACE), np.int32),
    )


@compiled
def common(a1: int, a2: int, b1: int, b2: int) -> int:
    """Return the common length of two intervals."""
    return max(0, min(a2, b2) - max(a1, b1))


@compiled
def touch(rows: Ints, used: int, box: Longs, x1: int, y1: int, z1: int, x2: int, y2: int, z2: int) -> float:
    """Return the share of a cuboid's surface that lies at a wall, the floor or a box; the lid counts nothing."""
    a, b, c = float(y2 - y1) * (z2 - z1), float(x2 - x1) * (z2 - z1), float(x2 - x1) * (y2 - y1)
    area = 0.0
    area += (
        a * ((x1 == 0) + (x2 == box[0])) + b * ((y1 == 0) + (y2 == box[1])) + c * ((z1 == 0) + (z2 == box[2]))
    )
    for k in range(used):
        r = rows[k]
        if r[4] == x1 or r[1] == x2:
            area += float(common(y1, y2, r[2], r[5])) * common(z1, z2, r[3], r[6])
        if r[5] == y1 or r[2] == y2:
            area += float(common(x1, x2, r[1], r[4])) * common(z1, z2, r[3], r[6])
        if r[6] == z1 or r[3] == z2:
            area += float(common(x1, x2, r[1], r[4])) * common(y1, y2, r[2], r[5])
    return area / (2.0 * (a + b + c))


@compiled
def allowed(
    kinds: Kinds,
    place: Place,
    desk: Desk,
    used: int,
    t: int,
    x1: int,
    y1: int,
    z1: int,
    x2: int,
    y2: int,
    z2: int,
    support: float,
) -> bool:
    """Return whether a box, or several of a kind, may lie there: support, bearing, boxes above and stops."""
    rows = desk.rows
    if place.unloading:
        for k in range(used):
            r = rows[k]
            mine, other = kinds.stop[t], kinds.stop[r[0]]
            if mine == other:
                continue
            beside = common(y1, y2, r[2], r[5]) and common(z1, z2, r[3], r[6])
            stacked = common(x1, x2, r[1], r[4]) and common(y1, y2, r[2], r[5])
            if mine < other and ((beside and r[1] >= x2) or (stacked and r[3] >= z2)):
                return False
            if mine > other and ((beside and x1 >= r[4]) or (stacked and z1 >= r[6])):
                return False
    if z1 == 0 and not place.single:
        return True
    resting = 0
    count = 0
    for k in range(used):
        r = rows[k]
        if place.single and r[3] == z2 and common(x1, x2, r[1], r[4]) and common(y1, y2, r[2], r[5]):
            return False
        if r[6] != z1 or z1 == 0:
            continue
        area = common(x1, x2, r[1], r[4]) * common(y1, y2, r[2], r[5])
        if area:
            resting += area
            if not place.single:
                count = 1
                continue
            if count == UNDER:
                return False
            desk.under[used, count] = k
            desk.share[used, count] = area
            count += 1
    if count < UNDER:
        desk.under[used, count] = -1
    base = float(x2 - x1) * (y2 - y1)
    if z1 > 0 and (resting < support * base or (count == 0 and support > 0)):
        return False
    if not place.single:
        return True
    for j in range(count):
        desk.share[used, j] /= resting
    return bears(kinds, desk, used, t, False)


@compiled
def bears(kinds: Kinds, desk: Desk, new: int, t: int, keep: bool) -> bool:
    """Pass the weight of a new box down to what bears it; return whether all can, and keep the loads when asked.

    Boxes are looked at from the top down, so that each has got all its load before it passes it on.
    """
    extra, deep, rows = desk.extra, desk.deep, desk.rows
    extra[: new + 1] = 0.0
    deep[: new + 1] = -1
    passed = np.zeros(new + 1, np.bool_)
    extra[new] = kinds.weight[t]
    deep[new] = 0
    at = new
    while at >= 0:
        passed[at] = True
        for j in range(UNDER):
            lower = desk.under[at, j]
            if lower < 0:
                break
            extra[lower] += extra[at] * desk.share[at, j]
            deep[lower] = max(deep[lower], deep[at] + 1)
            kind = rows[lower, 0]
            if desk.load[lower] + extra[lower] > kinds.bears[kind] + 1e-9 or deep[lower] > kinds.layers[kind]:
                return False
        at = -1
        for k in range(new):
            if deep[k] > 0 and not passed[k] and (at < 0 or rows[k, 3] > rows[at, 3]):
                at = k
    if keep:
        for k in range(new):
            if deep[k] > 0:
                desk.load[k] += extra[k]
                desk.above[k] = max(desk.above[k], deep[k])
    return True


@compiled
def best_spot(
    kinds: Kinds, place: Place, desk: Desk, used: int, spaces_used: int, t: int, left: int, spot: Ints
) -> float:
    """Write the best place for boxes of a kind into ``spot`` (x y z, turn, across x, y, z); return its score or 0."""
    best = 0.0
    corners = float(place.box[0]) * place.box[1] * (place.box[2] + 1)
    for turn in range(kinds.turns[t]):
        d = kinds.turned[t, turn]
        for at in range(spaces_used):
            s = desk.spaces[at]
            lx, ly, lz = (s[3] - s[0]) // d[0], (s[4] - s[1]) // d[1], (s[5] - s[2]) // d[2]
            if lx < 1 or ly < 1 or lz < 1:
                continue
            for shape in range(1 if place.single or left == 1 else 3):
                nx, ny, nz = 1, 1, 1
                if not place.single:
                    if shape == 0:
                        nz = min(lz, left)
                        ny = min(ly, left // nz)
                        nx = min(lx, left // (nz * ny))
                    elif shape == 1:
                        ny = min(ly, left)
                        nz = min(lz, left // ny)
                        nx = min(lx, left // (nz * ny))
                    else:
                        nx = min(lx, left)
                        ny = min(ly, left // nx)
                        nz = min(lz, left // (nx * ny))
                sx, sy, sz = d[0] * nx, d[1] * ny, d[2] * nz
                x = s[3] - sx if s[7] & 1 and not place.unloading else s[0]
                y = s[4] - sy if s[7] & 2 else s[1]
                z = s[2]
                volume = float(sx) * sy * sz
                if place.low:
                    score = corners - ((float(z) * place.box[0] + x) * place.box[1] + y)
                elif volume <= best:
                    continue
                else:
                    share = touch(desk.rows, used, place.box, x, y, z, x + sx, y + sy, z + sz)
                    score = volume * share * share * share * share
                    if place.single:
                        score /= 1.0 + 3.0 * z / place.box[2]  # what bears much goes to the floor first
                # several side by side might each overhang: they must rest fully
                support = 1.0 if nx * ny > 1 and place.support > 0 else place.support
                if score <= best or not allowed(
                    kinds, place, desk, used, t, x, y, z, x + sx, y + sy, z + sz, support
                ):
                    continue
                best = score
                spot[0], spot[1], spot[2], spot[3], spot[4], spot[5], spot[6] = x, y, z, turn, nx, ny, nz
    return best


@compiled
def fill(
    kinds: Kinds, place: Place, desk: Desk, entries: Ints, counts: Ints, order: Longs, packed: Ints
) -> tuple[int, int]:
    """Place entries in an order; return the rows written and the weight.

    Parameters
    ----------
    entries : (E,)
        Kind of each.
    counts : (E,)
        Boxes of each.
    order : (E,)
        Which entry goes first.
    packed : (E,)
        Written: boxes placed of each.
    """
    packed[:] = 0
    used, weight = 0, 0
    spaces, box = desk.spaces, place.box
    put(spaces, 0, 0, 0, 0, box[0], box[1], box[2], box, True)
    spaces_used = 1
    spot = np.zeros(7, np.int32)
    block = np.zeros(6, np.int32)
    here = np.zeros(len(kinds.turns), np.bool_)
    changed = True
    while changed:
        changed = False
        for number in order:
            t = entries[number]
            foe = False
            for other in range(len(here)):
                if here[other] and kinds.hates[t, other]:
                    foe = True
                    break
            while not foe and packed[number] < counts[number] and spaces_used > 0:
                left = counts[number] - packed[number]
                if kinds.weight[t] > 0:
                    left = min(left, (place.weight_limit - weight) // kinds.weight[t])
                if kinds.hates[t, t]:
                    left = min(left, 1 - int(here[t]))
                if left < 1 or best_spot(kinds, place, desk, used, spaces_used, t, left, spot) <= 0.0:
                    break
                d = kinds.turned[t, spot[3]]
                for d_ in range(3):
                    block[d_] = spot[d_]
                    block[3 + d_] = spot[d_] + d[d_] * spot[4 + d_]
                if place.single:
                    # once more, to have what bears it written for this spot
                    allowed(
                        kinds,
                        place,
                        desk,
                        used,
                        t,
                        block[0],
                        block[1],
                        block[2],
                        block[3],
                        block[4],
                        block[5],
                        place.support,
                    )
                    desk.load[used] = 0.0
                    desk.above[used] = 0
                    bears(kinds, desk, used, t, True)
                used = _write(desk.rows, used, t, spot, d, kinds.weight[t])
                number_of = spot[4] * spot[5] * spot[6]
                packed[number] += number_of
                weight += number_of * kinds.weight[t]
                here[t] = True
                changed = True
                top = block[np.array([0, 1, 3, 4])]
                spaces_used = cut(
                    spaces, spaces_used, block, top, box, place.least, place.support >= 1.0, desk.taken
                )
    return used, weight


@compiled
def _write(rows: Ints, used: int, t: int, spot: Ints, d: Ints, weight: int) -> int:
    """Write the single boxes of a spot."""
    for k in range(spot[6]):
        for j in range(spot[5]):
            for i in range(spot[4]):
                r = rows[used]
                r[0] = t
                r[1], r[2], r[3] = spot[0] + i * d[0], spot[1] + j * d[1], spot[2] + k * d[2]
                r[4], r[5], r[6] = r[1] + d[0], r[2] + d[1], r[3] + d[2]
                r[7] = 0
                used += 1
    return used
