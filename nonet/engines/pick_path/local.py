"""Beyond the reach of the frontier: local search on walking distances, and a bound."""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree

from nonet.engines.compiled import compiled
from nonet.engines.pick_path.answer import PickTour
from nonet.engines.pick_path.problem import DOWN, UP, PickProblem, Place, Point, Warehouse
from nonet.engines.pick_path.steps import crossing, settled
from nonet.engines.solving import Watch

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Streets:
    """The places of a problem and the shortest walks between them."""

    def __init__(self, warehouse: Warehouse, stops: Sequence[Place]) -> None:
        self.places: dict[Place, int] = {}
        self._arcs: list[tuple[int, int, float]] = []
        on_aisle: dict[tuple[int, int], set[Point]] = {}
        for stop in dict.fromkeys(stops):
            if isinstance(stop, Point):
                on_aisle.setdefault((stop.aisle, stop.block), set()).add(stop)
            else:
                for aisle, walk in enumerate(stop.walks):
                    self._join(stop, crossing(warehouse, aisle, 0), walk, 0)
        for aisle in range(warehouse.aisles):
            for block in range(warehouse.blocks):
                ends = {crossing(warehouse, aisle, block), crossing(warehouse, aisle, block + 1)}
                self._aisle(warehouse, aisle, block, ends | on_aisle.get((aisle, block), set()))
        for aisle in range(warehouse.aisles - 1):
            for cross in range(warehouse.blocks + 1):
                here, there = crossing(warehouse, aisle, cross), crossing(warehouse, aisle + 1, cross)
                way = 0 if warehouse.cross_ways is None else int(warehouse.cross_ways[aisle, cross])
                self._join(here, there, float(warehouse.pitches[aisle, cross]), way)
        come, go, length = (list(each) for each in zip(*self._arcs, strict=True))
        self.graph = csr_matrix((length, (come, go)), shape=(len(self.places), len(self.places)))
        self.stops = [self._number(stop) for stop in stops]
        self.names = list(self.places)
        self.distances, self._before = dijkstra(self.graph, indices=self.stops, return_predecessors=True)

    def _aisle(self, warehouse: Warehouse, aisle: int, block: int, places: set[Point]) -> None:
        rising = sorted(places, key=lambda place: (place.block, place.offset))
        way = 0 if warehouse.ways is None else int(warehouse.ways[aisle, block])
        for low, high in itertools.pairwise(rising):
            top = float(warehouse.lengths[aisle, block]) if high.block != block else high.offset
            self._join(low, high, top - (low.offset if low.block == block else 0.0), way)

    def _join(self, low: Place, high: Place, length: float, way: int) -> None:
        one, other = self._number(low), self._number(high)
        if length == np.inf:
            return
        if way != DOWN:
            self._arcs.append((one, other, max(length, 1e-9)))
        if way != UP:
            self._arcs.append((other, one, max(length, 1e-9)))

    def _number(self, place: Place) -> int:
        return self.places.setdefault(place, len(self.places))

    def between(self) -> Floats:
        """Return the walks from stop to stop, (stops, stops)."""
        return np.asarray(self.distances[:, self.stops])

    def path(self, come: int, go: int) -> list[Place]:
        """Return the places from one stop to another, without the first."""
        at, found = self.stops[go], []
        while at != self.stops[come]:
            found.append(self.names[at])
            at = int(self._before[come, at])
        return found[::-1]


def _stops(problem: PickProblem, end: Place) -> list[Place]:
    warehouse = problem.warehouse
    picks = {settled(warehouse, pick) for pick in problem.picks}
    return [settled(warehouse, problem.start), *sorted(picks), settled(warehouse, end)]


def solve(problem: PickProblem, end: Place, watch: Watch) -> PickTour | None:
    """Return a tour by Or-opt and 2-opt moves (Or 1976), started from the nearest neighbour, with its bound."""
    streets = Streets(problem.warehouse, _stops(problem, end))
    between = streets.between()
    if not np.isfinite(between).all():
        return None
    order = improved(between, nearest(between), 200 if watch.left > 1 else 20)
    path = [streets.names[streets.stops[0]]]
    for come, go in itertools.pairwise(order):
        path += streets.path(int(come), int(go))
    length = float(between[order[:-1], order[1:]].sum())
    first = {place: number for number, place in reversed(list(enumerate(path)))}
    places = [settled(problem.warehouse, pick) for pick in problem.picks]
    numbers = tuple(sorted(range(len(places)), key=lambda pick: (first[places[pick]], pick)))
    return PickTour(numbers, tuple(path), length, bound(problem, end), "local search")


def bound(problem: PickProblem, end: Place) -> float:
    """Return a length that no tour goes below: a spanning tree of the stops, and one more walk when it is closed."""
    between = Streets(problem.warehouse, _stops(problem, end)).between()
    least = np.minimum(between, between.T)
    closed = settled(problem.warehouse, problem.start) == settled(problem.warehouse, end)
    inner = least[1:-1, 1:-1] if closed else least
    tree = float(minimum_spanning_tree(csr_matrix(inner + 1e-12)).sum())
    if not closed:
        return max(0.0, tree - 1e-9)
    to_first = np.sort(least[0, 1:-1])[:2]
    return max(0.0, tree + float(to_first.sum()) * (1 if len(to_first) == 2 else 2) - 1e-9)


@compiled
def nearest(between: Floats) -> Ints:
    """Return an order that goes on to the nearest stop each time, the first and last stop in their places."""
    count = len(between)
    order = np.arange(count)
    for at in range(1, count - 1):
        best = at
        for other in range(at + 1, count - 1):
            if between[order[at - 1], order[other]] < between[order[at - 1], order[best]]:
                best = other
        order[at], order[best] = order[best], order[at]
    return order


@compiled
def improved(between: Floats, order: Ints, rounds: int) -> Ints:
    """Return an order that no reversal and no move of up to three stops shortens, within a number of rounds."""
    count = len(order)
    for _ in range(rounds):
        better = False
        for one in range(1, count - 1):
            for other in range(one + 1, count - 1):
                trial = order.copy()
                trial[one : other + 1] = order[one : other + 1][::-1]
                if length_of(between, trial) < length_of(between, order) - 1e-9:
                    order, better = trial, True
        for long in range(1, 4):
            for one in range(1, count - long):
                rest = np.concatenate((order[:one], order[one + long :]))
                for to in range(1, len(rest)):
                    trial = np.concatenate((rest[:to], order[one : one + long], rest[to:]))
                    if length_of(between, trial) < length_of(between, order) - 1e-9:
                        order, better = trial, True
                        rest = np.concatenate((order[:one], order[one + long :]))
        if not better:
            break
    return order


@compiled
def length_of(between: Floats, order: Ints) -> float:
    """Return the length of an order."""
    total = 0.0
    for at in range(len(order) - 1):
        total += between[order[at], order[at + 1]]
    return total
