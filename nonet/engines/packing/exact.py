"""Whether a few boxes go into a container at all: every way of laying them one after the other is tried.

Each box lies where it touches a wall or an earlier box below, behind and beside it, so that any packing that can be
loaded box by box is found; when none is, none exists that can be loaded so.
"""

from collections.abc import Sequence
from enum import Enum

from nonet.engines.packing.problem import Container, Item, Triple

BOXES = 4  # more are not tried
TRIES = 3000

Box = tuple[int, int, int, int, int, int]


class Proof(Enum):
    """What was proved."""

    FITS = "fits"
    NEVER = "never"
    OPEN = "open"


def may_fit(items: Sequence[Item], counts: Sequence[int], container: Container) -> Proof:
    """Return whether so many of the items fit, when there are few of them; else `Proof.OPEN`."""
    units = (
        [item for item, count in zip(items, counts, strict=True) for _ in range(count)]
        if sum(counts) <= BOXES
        else []
    )
    if not units:
        return Proof.OPEN
    budget = [TRIES]
    if _laid(units, [], container.size, budget):
        return Proof.FITS
    return Proof.NEVER if budget[0] > 0 else Proof.OPEN


def _laid(left: list[Item], placed: list[Box], room: Triple, budget: list[int]) -> bool:
    if not left:
        return True
    xs = sorted({0, *(b[3] for b in placed)})
    ys = sorted({0, *(b[4] for b in placed)})
    zs = sorted({0, *(b[5] for b in placed)})
    for item in dict.fromkeys(left):
        rest = list(left)
        rest.remove(item)
        for dx, dy, dz in item.turned:
            for x in xs:
                for y in ys:
                    for z in zs:
                        if x + dx > room[0] or y + dy > room[1] or z + dz > room[2]:
                            continue
                        budget[0] -= 1
                        if budget[0] <= 0:
                            return False
                        box = (x, y, z, x + dx, y + dy, z + dz)
                        if not any(_meet(box, other) for other in placed) and _laid(
                            rest, [*placed, box], room, budget
                        ):
                            return True
    return False


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[3] and b[0] < a[3] and a[1] < b[4] and b[1] < a[4] and a[2] < b[5] and b[2] < a[5]
