"""Branch and bound over a core whose relaxation leaves a gap: cycles with an odd number of turns may.

A part of the placements is a range of values for each variable; values outside cost more than any placement worth
having, so that bounds of parts are bounds of what lies in them. The part with the lowest bound is split where two
readings of its messages differ most.
"""

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nonet.engines.guaranteed_service import dual
from nonet.engines.guaranteed_service.network import Bools, Floats

if TYPE_CHECKING:
    from nonet.engines.guaranteed_service.search import Search

PARTS = 2_000  # kept open at most; beyond, the first ones stay as they are and the search ends


@dataclass(order=True)
class Part:
    """Some of the placements, with the messages that bound them."""

    bound: float
    number: int
    unary: Floats = field(compare=False)
    messages: Floats = field(compare=False)


def branch(search: "Search", messages: Floats) -> None:
    """Raise the search's bound by splitting, until it meets the best placement or time is over."""
    open_parts = [Part(search.bound, 0, search.unary, messages)]
    number = 0
    while open_parts and not search.watch.over(search.sweeps) and len(open_parts) < PARTS:
        part = heapq.heappop(open_parts)
        search.bound = max(search.bound, min(part.bound, search.objective))
        if search.closed(part.bound):
            search.bound = max(search.bound, part.bound)
            return
        for unary in _halves(search, part):
            number += 1
            told = part.messages.copy()
            bound = max(part.bound, search.rounds(unary, told))
            if not search.closed(bound):
                heapq.heappush(open_parts, Part(bound, number, unary, told))
            elif bound < search.objective:
                search.closed_at = min(search.closed_at, bound)
    lowest = min([search.objective, search.closed_at, *(part.bound for part in open_parts)])
    search.bound = max(search.bound, lowest)


def _halves(search: "Search", part: Part) -> list[Floats]:
    """Split the part at a variable: values up to a place, and those above."""
    graph = search.graph
    one = dual.read(graph, part.unary, part.messages, True)
    other = dual.read(graph, part.unary, part.messages, False)
    apart = np.abs(graph.value[one] - graph.value[other])
    penalty = search.penalty
    inside = part.unary - search.unary < penalty / 2
    variable = int(np.argmax(apart))
    cut = (int(one[variable]) + int(other[variable]) + 1) // 2
    begin, end = graph.first[variable], graph.first[variable + 1]
    if not (apart[variable] and inside[begin:cut].any() and inside[cut:end].any()):
        variable, cut = _widest(search, inside)
        if cut < 0:
            return []  # one placement is left, and it was read
    lower, upper = part.unary.copy(), part.unary.copy()
    lower[cut : graph.first[variable + 1]] += penalty
    upper[graph.first[variable] : cut] += penalty
    return [lower, upper]


def _widest(search: "Search", inside: Bools) -> tuple[int, int]:
    """Return the variable with most values left, and the place in their middle; -1 when none can be split."""
    first = search.graph.first
    count = np.add.reduceat(inside.astype(np.int64), first[:-1])
    variable = int(np.argmax(count))
    if count[variable] < 2:
        return variable, -1
    places = np.flatnonzero(inside[first[variable] : first[variable + 1]])
    return variable, int(first[variable] + places[len(places) // 2])
