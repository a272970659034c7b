"""An order in which the boxes of a container can be loaded: what stands behind or beneath goes first."""

from collections.abc import Sequence

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.rules import overlap


def in_order(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """Return the boxes from the far end to the door and from the floor up, none before one that it stands on or hides.

    Should boxes interlock (each stands partly before the next, all around), the one farthest in goes first.
    """
    rest = sorted(placements, key=lambda p: (p.at[0], p.at[2], p.at[1]))
    waits = [sum(1 for other in rest if _before(other, p)) for p in rest]
    done: list[Placement] = []
    open_ = set(range(len(rest)))
    while open_:
        free = [k for k in open_ if not waits[k]]
        pick = min(free or open_)
        open_.remove(pick)
        done.append(rest[pick])
        for k in open_:
            waits[k] -= _before(rest[pick], rest[k])
    return tuple(done)


def _before(first: Placement, then: Placement) -> bool:
    if first is then:
        return False
    behind = first.end[0] <= then.at[0] and overlap(first, then, (1, 2)) > 0
    return behind or (first.end[2] <= then.at[2] and overlap(first, then, (0, 1)) > 0)


def unloadable(box: Placement, placements: Sequence[Placement]) -> bool:
    """Return whether nothing rests on a box."""
    return not any(p.at[2] == box.end[2] and overlap(p, box, (0, 1)) for p in placements)
