"""An order in which the boxes of a container can be loaded: what stands behind or beneath goes first."""

from collections.abc import Sequence

import numpy as np

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.rules import overlap


def in_order(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """Return the boxes from the far end to the door and from the floor up, none before one that it stands on or hides.

    Should boxes interlock (each stands partly before the next, all around), the one farthest in goes first.
    """
    if not placements:
        return ()
    boxes = sorted(placements, key=lambda p: (p.at[0], p.at[2], p.at[1]))
    low = np.array([p.at for p in boxes])
    high = low + np.array([p.size for p in boxes])
    meet = [(low[:, None, d] < high[None, :, d]) & (low[None, :, d] < high[:, None, d]) for d in range(3)]
    behind = (high[:, None, 0] <= low[None, :, 0]) & meet[1] & meet[2]
    first = behind | ((high[:, None, 2] <= low[None, :, 2]) & meet[0] & meet[1])
    waits = first.sum(axis=0)
    done: list[Placement] = []
    for _ in boxes:
        free = np.flatnonzero(waits == 0)
        pick = int(free[0]) if len(free) else int(np.flatnonzero(waits > 0)[0])
        waits -= first[pick]
        waits[pick] = -len(boxes) - 1
        done.append(boxes[pick])
    return tuple(done)


def unloadable(box: Placement, placements: Sequence[Placement]) -> bool:
    """Return whether nothing rests on a box."""
    return not any(p.at[2] == box.end[2] and overlap(p, box, (0, 1)) for p in placements)
