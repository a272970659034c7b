"""Where a compiled search stands: made empty, filled from tours, and read back as tours."""

from collections.abc import Sequence

import numpy as np

from nonet.engines.routing import columns as c
from nonet.engines.routing.columns import Data, State
from nonet.engines.routing.problem import Problem

Trips = list[list[int]]  # rows of stops by trip
Tour = tuple[int, list[int], Trips]  # kind, depots left at the start of each trip, trips


def empty(data: Data, problem: Problem, seed: int) -> State:
    """Return a state in which every stop is absent but the pinned ones."""
    nodes, tours = int(data.flags[c.NODES]), int(data.flags[c.TOURS])
    dimensions = max(1, int(data.flags[c.DIMENSIONS]))
    reloads = nodes if data.flags[c.RELOADS] else 1
    size = nodes + 2 * tours + reloads
    width = c.D1
    if data.flags[c.FLOWS]:
        width = c.ARC + 3 * dimensions
    elif data.flags[c.DURATIONS]:
        width = c.ARC
    node = np.zeros((size, width), np.int64)
    node[:nodes, c.AT] = np.arange(nodes)
    state = State(
        node=node,
        tour=np.zeros((tours, c.LOAD + dimensions), np.int64),
        cost=np.zeros(tours),
        saved=np.zeros((size, width), np.int64),
        saved_tour=np.zeros((tours, c.LOAD + dimensions), np.int64),
        saved_cost=np.zeros(tours),
        work=np.zeros((c.ROW + 1, size + len(data.kind)), np.int64),
        keys=np.zeros(size),
        times=np.zeros((size + 2, 4), np.int64),
        clock=np.zeros((8, size + 2, data.pauses.shape[1] + 1), np.int64),
        random=np.array([(seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % (1 << 64) | 1], np.uint64),
        told=np.zeros(8),
    )
    clear(data, state)
    _pin(data, state, problem)
    return state


def clear(data: Data, state: State) -> None:
    """Take every stop out."""
    nodes, tours = int(data.flags[c.NODES]), int(data.flags[c.TOURS])
    first = nodes + 2 * np.arange(tours)
    state.node[:, c.TOUR] = -1
    state.node[first, c.NEXT], state.node[first + 1, c.BEFORE] = first + 1, first
    state.node[first, c.TOUR] = state.node[first + 1, c.TOUR] = np.arange(tours)
    state.tour[:, c.KIND] = state.tour[:, c.HELD] = 0
    state.node[first, c.AT], state.node[first + 1, c.AT] = data.kind[0, c.START], data.kind[0, c.END]


def _pin(data: Data, state: State, problem: Problem) -> None:
    first_stop = int(data.flags[c.FIRST_STOP])
    for number, pin in enumerate(problem.pins):
        lay(
            data,
            state,
            number,
            pin.vehicle,
            [[first_stop + stop for chain in pin.chains for stop in chain]],
            [],
        )
        for turn, chain in enumerate(pin.chains):
            held = chain if pin.first and turn == 0 else chain[1:]
            state.node[[first_stop + stop for stop in held], c.GLUED] = 1


def lay(
    data: Data, state: State, tour: int, kind: int, trips: Sequence[Sequence[int]], depots: Sequence[int]
) -> None:
    """Link a tour into a slot: rows of stops by trip, and the depots between trips."""
    nodes = int(data.flags[c.NODES])
    before, last = nodes + 2 * tour, nodes + 2 * tour + 1
    state.tour[tour, c.KIND] = kind
    state.node[before, c.AT], state.node[last, c.AT] = data.kind[kind, c.START], data.kind[kind, c.END]
    state.tour[tour, c.HELD] = int(any(data.stop[each, c.LOCKED] for trip in trips for each in trip))
    spare = nodes + 2 * int(data.flags[c.TOURS])
    for number, trip in enumerate(trips):
        visits = [int(each) for each in trip]
        if number:
            while state.node[spare, c.TOUR] >= 0:
                spare += 1
            state.node[spare, c.AT] = depots[number - 1]
            visits.insert(0, spare)
        for node in visits:
            state.node[before, c.NEXT], state.node[node, c.BEFORE] = node, before
            state.node[node, c.TOUR], before = tour, node
    state.node[before, c.NEXT], state.node[last, c.BEFORE] = last, before


def members(data: Data, state: State, tour: int) -> list[int]:
    """Return the stops of a tour as rows of the matrices, in order."""
    nodes = int(data.flags[c.NODES])
    now, found = int(state.node[nodes + 2 * tour, c.NEXT]), []
    while now != nodes + 2 * tour + 1:
        if now < nodes:
            found.append(now)
        now = int(state.node[now, c.NEXT])
    return found


def tours_of(data: Data, state: State) -> list[Tour]:
    """Read the tours with visits back."""
    nodes, found = int(data.flags[c.NODES]), []
    for tour in range(int(data.flags[c.TOURS])):
        if state.tour[tour, c.VISITS] == 0:
            continue
        kind = int(state.tour[tour, c.KIND])
        trips: Trips = [[]]
        depots = [int(data.kind[kind, c.START])]
        now = int(state.node[nodes + 2 * tour, c.NEXT])
        while now != nodes + 2 * tour + 1:
            if now < nodes:
                trips[-1].append(now)
            else:
                trips.append([])
                depots.append(int(state.node[now, c.AT]))
            now = int(state.node[now, c.NEXT])
        found.append((kind, depots, trips))
    return found
