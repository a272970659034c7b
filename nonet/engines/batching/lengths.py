"""The length of a batch's shortest tour, compiled: picks as bits, the sweep of `pick_path` underneath.

Places of an aisle piece are numbered from its low end; the picks of an order, or of a whole batch, are the bits of its
words (60 to a word). With two cross-aisles and plain aisles the states of Ratliff & Rosenthal (1983) are spelled out in
`one_block`, a microsecond a tour; anything else goes through `frontier.sweep`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.pick_path import BOTH, PickProblem, Point, frontier
from nonet.engines.pick_path.frontier import GAP, HIGH, LOW, MARK, NONE
from nonet.engines.pick_path.steps import Grid, Steps, Way, distances
from nonet.engines.solving import ProblemError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
WORD = 60
STATES = 1 << 30


class Skeleton(NamedTuple):
    """The steps of a sweep over a warehouse, to be priced for any batch.

    ``pieces`` numbers the aisle piece of each step or is -1; ``lows`` are the distances of a piece's places from its
    low end, rising, from ``begins[piece]`` on; ``turns`` is 0 where a cart cannot turn; ``gate`` and ``pitches`` (front
    and back, to the next aisle) serve `one_block`, which is good for ``plain`` warehouses.
    """

    plain: bool
    gate: int
    pitches: Floats
    kinds: Ints
    ones: Ints
    others: Ints
    costs: Floats
    pieces: Ints
    begins: Ints
    lows: Floats
    spans: Floats
    turns: Ints
    slots: int
    directed: bool


def skeleton(problem: PickProblem) -> tuple[Skeleton, dict[Point, tuple[int, int]]]:
    """Return the skeleton of a warehouse with every place that any order has, and piece and number of each place."""
    grid = Grid(problem, problem.start)
    if not grid.within_reach or problem.warehouse.foot is not None:
        raise ProblemError("warehouse", "is too wide for batching, or walked on foot.", "Batch by zones.")
    steps = grid.built()
    pieces: list[int] = []
    begins, lows, spans, turns = [0], list[float](), list[float](), list[int]()
    bits: dict[Point, tuple[int, int]] = {}
    for way in steps.ways:
        if way is None or not _in_aisle(way):
            pieces.append(-1)
            continue
        pieces.append(len(spans))
        bits |= {pick: (len(spans), number) for number, pick in enumerate(way.picks)}
        lows += distances(way)[0]
        begins.append(len(lows))
        spans.append(way.length)
        turns.append(int(way.way == BOTH and way.cart))
    costs = [_without_picks(costs, way) for costs, way in zip(steps.costs, steps.ways, strict=True)]
    pitches = np.zeros((2, problem.warehouse.aisles))
    pitches[:, :-1] = problem.warehouse.pitches[:, [0, -1]].T
    return Skeleton(
        plain=_is_plain(problem, steps),
        gate=problem.start.aisle if isinstance(problem.start, Point) else 0,
        pitches=pitches,
        kinds=np.array(steps.kinds, np.int64),
        ones=np.array(steps.ones, np.int64),
        others=np.array(steps.others, np.int64),
        costs=np.array(costs),
        pieces=np.array(pieces, np.int64),
        begins=np.array(begins, np.int64),
        lows=np.array(lows, np.float64),
        spans=np.array(spans, np.float64),
        turns=np.array(turns, np.int64),
        slots=steps.slots,
        directed=steps.directed,
    ), bits


def _in_aisle(way: Way) -> bool:
    return isinstance(way.low, Point) and way.low.aisle == way.high.aisle


def _without_picks(costs: list[float], way: Way | None) -> list[float]:
    if way is None or not way.picks:
        return costs
    empty = [np.inf if option in (LOW, HIGH, GAP) else cost for option, cost in enumerate(costs)]
    empty[NONE] = 0.0
    return empty


def _is_plain(problem: PickProblem, steps: Steps) -> bool:
    """True when there is one block without one-way aisles, and the depot is a front crossing."""
    start = problem.start
    front = isinstance(start, Point) and start.offset == 0 and start.block == 0
    return (
        problem.warehouse.blocks == 1 and front and not steps.directed and problem.warehouse.no_cart is None
    )


@compiled
def worked(
    words: Ints, lows: Floats, begin: int, end: int, span: float, at: Ints
) -> tuple[float, float, float]:
    """Return what a piece's picks cost in from the low end, from the high end, and from both; -1: no picks."""
    count = 0
    for place in range(end - begin):
        if words[place // WORD] >> (place % WORD) & 1:
            at[count] = place
            count += 1
    if count == 0:
        return -1.0, -1.0, -1.0
    gap = 0.0
    for number in range(1, count):
        gap = max(gap, lows[begin + at[number]] - lows[begin + at[number - 1]])
    both = 2 * (span - gap) if count > 1 else np.inf
    return 2 * lows[begin + at[count - 1]], 2 * (span - lows[begin + at[0]]), both


@compiled
def swept(words: Ints, skeleton: Skeleton, at: Ints) -> float:
    """Return the length of the shortest tour over the picks set in ``words``, (pieces, words)."""
    kinds, pieces, begins, spans, turns = (
        skeleton.kinds,
        skeleton.pieces,
        skeleton.begins,
        skeleton.spans,
        skeleton.turns,
    )
    costs, last = skeleton.costs.copy(), np.zeros(len(kinds), np.int64)
    needed = False
    for step in range(len(kinds) - 1, -1, -1):
        last[step] = 0 if needed else 1
        piece = pieces[step]
        if kinds[step] == MARK:
            needed = True
        if piece < 0:
            continue
        low, high, both = worked(
            words[piece], skeleton.lows, begins[piece], begins[piece + 1], spans[piece], at
        )
        if low >= 0:
            needed = True
            costs[step, NONE] = np.inf
            costs[step, LOW] = low if turns[piece] or low == 0 else np.inf
            costs[step, HIGH] = high if turns[piece] or high == 0 else np.inf
            costs[step, GAP] = both if turns[piece] or both == 0 else np.inf
    ones, others = skeleton.ones, skeleton.others
    return frontier.sweep(kinds, ones, others, costs, last, skeleton.slots, skeleton.directed, STATES)[0]


@compiled
def one_block(words: Ints, skeleton: Skeleton, at: Ints) -> float:
    """Return the length of the shortest tour in one plain block from the front of the gate's aisle.

    States: nothing, front even, back even, both odd, both even and joined, both even and apart.
    """
    begins, lows, spans, pitches, gate = (
        skeleton.begins,
        skeleton.lows,
        skeleton.spans,
        skeleton.pitches,
        skeleton.gate,
    )
    inf = np.inf
    nothing, front, back, odd, joined, apart = 0.0, inf, inf, inf, inf, inf
    first, final = gate, gate
    for aisle in range(len(spans)):
        for word in range(words.shape[1]):
            if words[aisle, word]:
                first, final = min(first, aisle), max(final, aisle)
    for aisle in range(first, final + 1):
        span = spans[aisle]
        low, high, both = worked(words[aisle], lows, begins[aisle], begins[aisle + 1], span, at)
        none = 0.0 if low < 0 else inf
        if low < 0:
            low, high, both = inf, inf, inf
        any_way = min(none, min(low, min(high, both)))
        to_odd = min(min(min(nothing, front), min(back, joined)), apart) + span
        to_joined = min(min(min(nothing, front), min(back, joined)), apart) + 2 * span
        to_joined = min(to_joined, min(odd + span, joined + any_way))
        to_odd = min(to_odd, odd + min(any_way, 2 * span))
        to_front = min(nothing + low, front + min(none, low))
        to_back = min(nothing + high, back + min(none, high))
        to_apart = min(
            min(nothing + both, front + min(high, both)), min(back + min(low, both), apart + any_way)
        )
        nothing += none
        front, back, odd, joined, apart = to_front, to_back, to_odd, to_joined, to_apart
        if aisle == gate:
            front = min(front, nothing)
            apart = min(apart, back)
            nothing, back = inf, inf
        if aisle == final:
            break
        along, behind = 2 * pitches[0, aisle], 2 * pitches[1, aisle]
        to_front, to_back = min(front, joined) + along, min(back, joined) + behind
        odd += along / 2 + behind / 2
        joined += along + behind
        apart += along + behind
        front, back = to_front, to_back
    return min(min(front, joined), back)


@compiled
def tour_length(words: Ints, skeleton: Skeleton, at: Ints) -> float:
    """Return the length of the shortest tour over the picks set in ``words``, (pieces, words); ``at`` is scratch."""
    if skeleton.plain:
        return one_block(words, skeleton, at)
    return swept(words, skeleton, at)
