"""Turns a pick problem into the steps of a sweep, by columns or by rows, whichever frontier is shorter."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from nonet.engines.pick_path import frontier
from nonet.engines.pick_path.problem import BOTH, DOWN, UP, Door, Foot, PickProblem, Place, Point, Warehouse

INF = float("inf")
MOST_SLOTS, MOST_SLOTS_DIRECTED = 12, 9


@dataclass(frozen=True, slots=True)
class Way:
    """A piece of an aisle or cross-aisle between two places, with the offsets of its picks (from `low`)."""

    low: Place
    high: Point
    length: float
    way: int
    picks: tuple[Point, ...] = ()
    foot: Foot | None = None
    cart: bool = True


@dataclass
class Steps:
    """The steps of a sweep; ``ways`` tells what each of them passes."""

    slots: int
    directed: bool
    kinds: list[int] = field(default_factory=list)
    ones: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    costs: list[list[float]] = field(default_factory=list)
    ways: list[Way | None] = field(default_factory=list)

    def add(
        self, kind: int, one: int, other: int = 0, costs: list[float] | None = None, way: Way | None = None
    ) -> None:
        """Append a step."""
        self.kinds.append(kind)
        self.ones.append(one)
        self.others.append(other)
        self.costs.append(costs or [0.0] * frontier.OPTIONS)
        self.ways.append(way)

    def last(self) -> list[int]:
        """Return for each step 1 when nothing after it must be reached."""
        needs = [
            kind == frontier.MARK or (kind == frontier.EDGE and costs[frontier.NONE] == INF)
            for kind, costs in zip(self.kinds, self.costs, strict=True)
        ]
        later = np.cumsum(np.array(needs[::-1], dtype=np.int64))[::-1] - np.array(needs, dtype=np.int64)
        return [int(count == 0) for count in later]


def crossing(warehouse: Warehouse, aisle: int, cross: int) -> Point:
    """Return the crossing of an aisle and a cross-aisle as a point; the topmost ends its last block."""
    if cross < warehouse.blocks:
        return Point(aisle, cross, 0.0)
    return Point(aisle, cross - 1, float(warehouse.lengths[aisle, cross - 1]))


@overload
def settled(warehouse: Warehouse, point: Point) -> Point: ...
@overload
def settled(warehouse: Warehouse, point: Place) -> Place: ...
def settled(warehouse: Warehouse, point: Place) -> Place:
    """Return a point in the one form it has: a crossing between two blocks belongs to the upper one."""
    if isinstance(point, Door):
        return point
    at_top = point.offset >= float(warehouse.lengths[point.aisle, point.block])
    return crossing(warehouse, point.aisle, point.block + 1) if at_top else point


def walked(offsets: Sequence[float], foot: Foot | None, cart: bool) -> float:
    """Return the least cost of fetching picks at these distances from an aisle's mouth and coming back."""
    if not any(offsets):
        return 0.0
    farthest = sorted(offsets, reverse=True)
    on_foot = 2 * foot.factor * sum(farthest[:: foot.carry]) if foot else INF
    return min(on_foot, 2 * farthest[0] if cart else INF)


def priced(way: Way, directed: bool) -> list[float]:
    """Return what each option of a piece costs."""
    costs = [INF] * frontier.OPTIONS
    up, down = way.cart and way.way != DOWN, way.cart and way.way != UP
    costs[frontier.NONE] = INF if way.picks else 0.0
    costs[frontier.ONCE] = way.length if up else INF
    costs[frontier.TWICE] = 2 * way.length if up and down else INF
    if directed:
        costs[frontier.BACK] = way.length if down else INF
        costs[frontier.ONCE_MORE] = 2 * way.length if up else INF
        costs[frontier.BACK_MORE] = 2 * way.length if down else INF
    if way.picks:
        lows, highs = distances(way)
        cart = up and down
        costs[frontier.LOW] = walked(lows, way.foot, cart)
        costs[frontier.HIGH] = walked(highs, way.foot, cart)
        costs[frontier.GAP] = min((split(way, at, lows, highs) for at in range(1, len(lows))), default=INF)
    return costs


def distances(way: Way) -> tuple[list[float], list[float]]:
    """Return the distances of a piece's picks, rising, from its low and from its high end."""
    base = way.low.offset if isinstance(way.low, Point) else 0.0
    lows = [pick.offset - base for pick in way.picks]
    return lows, [way.length - low for low in lows]


def split(way: Way, at: int, lows: Sequence[float], highs: Sequence[float]) -> float:
    """Return the cost of fetching the first `at` picks from the low end and the others from the high end."""
    cart = way.cart and way.way == BOTH
    return walked(lows[:at], way.foot, cart) + walked(highs[at:], way.foot, cart)


def _marks(problem: PickProblem, end: Place) -> tuple[dict[Point, int], Door | None]:
    """Return what must be reached with the balance it starts from, and the door when the walk is from it and back."""
    if isinstance(problem.start, Door):
        return {}, problem.start
    assert isinstance(end, Point)
    start, end = settled(problem.warehouse, problem.start), settled(problem.warehouse, end)
    return ({start: 0} if start == end else {start: -1, end: 1}), None


class Grid:
    """Builds the steps for one start and one end."""

    def __init__(self, problem: PickProblem, end: Place) -> None:
        self.warehouse = problem.warehouse
        self.marks, self.door = _marks(problem, end)
        self.inside: dict[tuple[int, int], list[Point]] = {}
        for pick in {settled(self.warehouse, pick) for pick in problem.picks} - self.marks.keys():
            self.inside.setdefault((pick.aisle, pick.block), []).append(pick)
        for picks in self.inside.values():
            picks.sort()
        cuts = sum(not self._is_crossing(mark) for mark in self.marks)
        more = cuts + (self.door is not None)
        by_columns, by_rows = self.warehouse.blocks + 1 + more, self.warehouse.aisles + 1 + more
        self.columns = by_columns <= by_rows
        self.steps = Steps(min(by_columns, by_rows), self.warehouse.one_way)

    @property
    def within_reach(self) -> bool:
        """True when the frontier is short enough to be packed."""
        return self.steps.slots <= (MOST_SLOTS_DIRECTED if self.steps.directed else MOST_SLOTS)

    def built(self) -> Steps:
        """Return the steps."""
        outside = self.steps.slots - 1
        if self.door is not None:
            self.steps.add(frontier.MARK, outside)
        if self.columns:
            for aisle in range(self.warehouse.aisles):
                self._column(aisle)
        else:
            for cross in range(self.warehouse.blocks + 1):
                self._row(cross)
        if self.door is not None:
            self.steps.add(frontier.CLOSE, outside)
        return self.steps

    def _column(self, aisle: int) -> None:
        for cross in range(self.warehouse.blocks + 1):
            self._mark(cross, crossing(self.warehouse, aisle, cross))
        self._outside(aisle, 0)
        for block in range(self.warehouse.blocks):
            self._aisle(aisle, block, block, block + 1, self.warehouse.blocks + 1)
        for cross in range(self.warehouse.blocks + 1):
            if aisle + 1 == self.warehouse.aisles:
                self.steps.add(frontier.CLOSE, cross)
            else:
                way = self._cross(aisle, cross)
                self.steps.add(frontier.ACROSS, cross, 0, priced(way, True), way)

    def _row(self, cross: int) -> None:
        aisles = self.warehouse.aisles
        for aisle in range(aisles):
            self._mark(aisle, crossing(self.warehouse, aisle, cross))
            if cross == 0:
                self._outside(aisle, aisle)
        for aisle in range(aisles - 1):
            way = self._cross(aisle, cross)
            self.steps.add(frontier.EDGE, aisle, aisle + 1, priced(way, self.steps.directed), way)
        for aisle in range(aisles):
            if cross < self.warehouse.blocks:
                self._aisle(aisle, cross, aisle, aisles, aisles + 1)
            self.steps.add(frontier.CLOSE, aisle)
            if cross < self.warehouse.blocks:
                self.steps.add(frontier.MOVE, aisle, aisles)

    def _aisle(self, aisle: int, block: int, low: int, high: int, spare: int) -> None:
        ends = [crossing(self.warehouse, aisle, block), crossing(self.warehouse, aisle, block + 1)]
        inner = (mark for mark in self.marks if not self._is_crossing(mark))
        cuts = sorted(mark for mark in inner if (mark.aisle, mark.block) == (aisle, block))
        places = [ends[0], *cuts, ends[1]]
        slots = [low, *range(spare, spare + len(cuts)), high]
        for number in range(len(places) - 1):
            way = self._piece(aisle, block, places[number], places[number + 1])
            self.steps.add(
                frontier.EDGE, slots[number], slots[number + 1], priced(way, self.steps.directed), way
            )
            if number < len(cuts):
                self._mark(slots[number + 1], places[number + 1])
        for slot in slots[1:-1]:
            self.steps.add(frontier.CLOSE, slot)

    def _piece(self, aisle: int, block: int, low: Point, high: Point) -> Way:
        picks = self.inside.get((aisle, block), [])
        top = float(self.warehouse.lengths[aisle, block]) if self._is_crossing(high) else high.offset
        within = picks[bisect_left(picks, low) : bisect_right(picks, Point(aisle, block, top))]
        narrow = self.warehouse.no_cart is not None and bool(self.warehouse.no_cart[aisle, block])
        way = BOTH if self.warehouse.ways is None else int(self.warehouse.ways[aisle, block])
        return Way(low, high, top - low.offset, way, tuple(within), self.warehouse.foot, not narrow)

    def _cross(self, aisle: int, cross: int) -> Way:
        ends = (crossing(self.warehouse, aisle, cross), crossing(self.warehouse, aisle + 1, cross))
        way = BOTH if self.warehouse.cross_ways is None else int(self.warehouse.cross_ways[aisle, cross])
        return Way(*ends, float(self.warehouse.pitches[aisle, cross]), way)

    def _outside(self, aisle: int, slot: int) -> None:
        if self.door is not None:
            front = crossing(self.warehouse, aisle, 0)
            way = Way(self.door, front, self.door.walks[aisle], BOTH)
            self.steps.add(frontier.EDGE, self.steps.slots - 1, slot, priced(way, self.steps.directed), way)

    def _mark(self, slot: int, place: Point) -> None:
        if place in self.marks:
            self.steps.add(
                frontier.MARK, slot, 0, [float(self.marks[place])] + [0.0] * (frontier.OPTIONS - 1)
            )

    def _is_crossing(self, point: Point) -> bool:
        return point.offset == 0 or point.offset >= float(self.warehouse.lengths[point.aisle, point.block])
