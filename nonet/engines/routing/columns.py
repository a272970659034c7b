"""What the columns of the compiled search's arrays mean, and the two bundles of arrays that it works on.

Nodes are numbered: depots, then stops, then one that is nowhere (the end of an open tour), then for each tour slot a
start and an end, then visits of a depot between trips. ``AT`` leads from any of them to its row of the matrices.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Real = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

# data.stop, by row of the matrices; deliveries by dimension follow from AMOUNT on, then pick-ups
READY, DUE, SERVICE, PARTNER, ROLE, RELEASE, WINDOW, WINDOWS, SETUP, PLACE, LOCKED, AMOUNT = range(12)
PLAIN, FETCH, BRING = 0, 1, 2  # ROLE: no pair, its pick-up, its delivery

# data.kind, by kind of vehicle; capacities follow from CAPACITY on; FROM and TO are the matrices with ways from and to
# a node as rows, for distance and for duration
COUNT, START, END, OPENS, CLOSES, LASTING, FARTHEST, BREAKS, REST_AFTER, REST, TRIPS, GROUP = range(12)
FROM, TO, TIME_FROM, TIME_TO, CAPACITY = range(12, 17)
FIXED, PER_DISTANCE, PER_TIME = range(3)  # data.price

# data.flags; MOST: tours in use at once; EXACT: only the exact clock can tell; WRONG: added to ways against the order
# of backhauls
TIMED, DURATIONS, PAIRS, FLOWS, RICH, KINDS, FIRST_STOP, NODES, TOURS, RELOADS, DIMENSIONS, RESTRICTED = (
    range(12)
)
RETYPES, NEAR, ONWARD, MOST, EXACT, WRONG = range(12, 18)

# state.node; SEGMENT: duration, earliest and latest start of the part up to a node, and of the part from it on;
# from ARC on: load on the way from it, highest load up to it and from it on, each by dimension
NEXT, BEFORE, TOUR, LEAVES, LATEST, AT, GLUED, SPARE = range(8)
D1, E1, L1, D2, E2, L2, ARC = range(8, 15)
# state.tour; loads follow from LOAD on
KIND, VISITS, LENGTH, TIME, HELD, LOAD = range(6)  # HELD: pinned to its kind
# rows of state.work
REMOVED, TOUCHED, SAVED, STRING, MISSING, ABSENCES, USED, CARRIED, HOME, ROW = range(10)
# state.told
NOW, BEST, ABSENT, DONE, IMPROVED = range(5)


class Data(NamedTuple):
    """A problem as arrays; none is written to by the search."""

    ways: Small  # (matrices, nodes, nodes)
    lists: Small  # likely predecessors, likely successors, stops near; nearest first, filled with -1
    stop: Whole
    worth: Real  # row 0: what leaving out costs; row 1 + kind: what the stop costs on the kind, infinite: may not
    kind: Whole
    price: Real
    windows: Whole
    pauses: Whole  # (kinds, breaks, 3): earliest, latest, duration
    reload: Whole  # (kinds, depots), filled with -1
    flags: Whole


class State(NamedTuple):
    """Where a search stands."""

    node: Whole
    tour: Whole
    cost: Real  # of each tour
    saved: Whole  # rows of `node` before the present step
    saved_tour: Whole
    saved_cost: Real
    work: Whole
    keys: Real
    times: Whole  # of the exact clock
    clock: Whole
    random: Words
    told: Real
