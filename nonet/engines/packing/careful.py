"""Load under every rule: kinds in an order, each where it touches most, and a search over the orders.

Starts from orders by volume, base, longest edge and weight (later stops always first), then changes the best one by
swaps, moves and splits of a kind, and keeps what is not worse (a late acceptance of equal ones walks over plateaus).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.placing import ANY, Kinds, Place, desk, fill
from nonet.engines.packing.problem import Container, Item, Problem
from nonet.engines.packing.rules import off_balance
from nonet.engines.packing.tables import Ints, Longs
from nonet.engines.solving import Watch

STEPS = 400  # changes of the order that are tried when time is no matter


@dataclass(frozen=True, slots=True)
class Filled:
    """What lies in one container, rows of (kind, x1 y1 z1 x2 y2 z2, 0), and its worth."""

    rows: Ints
    worth: int

    @property
    def boxes(self) -> list[Placement]:
        """The same, box by box."""
        return placements(self.rows)


def placements(rows: Ints) -> list[Placement]:
    """Return boxes of rows."""
    return [
        Placement(t, (x, y, z), (far_x - x, far_y - y, far_z - z))
        for t, x, y, z, far_x, far_y, far_z, _ in rows.tolist()
    ]


def rows_of(boxes: Sequence[Placement]) -> Ints:
    """Return rows of boxes."""
    return np.array([(p.item, *p.at, *p.end, 0) for p in boxes], np.int32).reshape(-1, 8)


def kinds_of(problem: Problem) -> Kinds:
    """Return the problem's items as arrays."""
    items = problem.items
    turned = np.zeros((len(items), 6, 3), np.int32)
    for t, item in enumerate(items):
        for k, dims in enumerate(item.turned):
            turned[t, k] = dims
    hates = np.zeros((len(items), len(items)), np.bool_)
    for a, b in problem.apart:
        for i, one in enumerate(items):
            for j, other in enumerate(items):
                if {one.kind, other.kind} == {a, b}:
                    hates[i, j] = True
    return Kinds(
        turned,
        np.array([len(item.turned) for item in items], np.int64),
        np.array([item.weight for item in items], np.int64),
        np.array([ANY if item.bears is None else item.bears for item in items], np.int64),
        np.array([ANY if item.layers is None else item.layers for item in items], np.int64),
        np.array([item.stop for item in items], np.int64),
        hates,
    )


def place_of(problem: Problem, container: Container, low: bool = False) -> Place:
    """Return a container and the rules as the placer takes them."""
    edges = np.array([min(item.size) for item in problem.items if item.count] or [1], np.int64)
    return Place(
        np.array(container.size, np.int64),
        np.full(3, edges.min(), np.int64),
        2**60 if container.weight_limit is None else container.weight_limit,
        float(problem.support),
        problem.unloading,
        any(item.bears is not None or item.layers is not None for item in problem.items),
        low,
    )


class Filler:
    """Fills containers of one problem; keeps its arrays."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.kinds = kinds_of(problem)
        self.desk = desk(sum(item.count for item in problem.items))
        self.grouped = any(item.together for item in problem.items)
        self.bases = [max(dims[0] * dims[1] for dims in item.turned) for item in problem.items]

    def best(
        self,
        counts: Sequence[int],
        worths: Sequence[int],
        container: Container,
        over: Callable[[int], bool],
        seed: int = 1,
        enough: Callable[[Filled], bool] = lambda filled: False,
    ) -> Filled:
        """Return the most worth found for one container; tries at least one order."""
        place = place_of(self.problem, container)
        whole = sum(count * worth for count, worth in zip(counts, worths, strict=True))
        best: Filled | None = None
        best_order: tuple[Ints, Ints] | None = None
        chance = random.Random(seed)
        best_place = place
        tried = 0
        low = place_of(self.problem, container, low=True)
        for entries, amounts in self._orders(counts):
            for each in (place, low):
                filled = self._whole(entries, amounts, worths, each, container)
                tried += 1
                if best is None or filled.worth > best.worth:
                    best, best_order, best_place = filled, (entries, amounts), each
                if best.worth >= whole or enough(best) or over(tried):
                    return best
        if best is None or best_order is None:
            return Filled(rows_of([]), 0)
        while not over(tried) and best.worth < whole and not enough(best):
            entries, amounts = self._changed(*best_order, chance)
            filled = self._whole(entries, amounts, worths, best_place, container)
            tried += 1
            if filled.worth >= best.worth:
                best, best_order = filled, (entries, amounts)
        return best

    def _orders(self, counts: Sequence[int]) -> Iterator[tuple[Ints, Ints]]:
        items = self.problem.items
        there = [k for k, count in enumerate(counts) if count > 0]
        if not there:
            return
        late_first = -1 if self.problem.unloading else 0
        keys: list[Callable[[int], float]] = [
            lambda k: -items[k].volume,
            lambda k: -max(items[k].size),
            lambda k: -items[k].volume * counts[k],
            lambda k: -self.bases[k],
            lambda k: -min(items[k].size),
            lambda k: -items[k].weight / items[k].volume,
        ]
        for key in keys:
            order = sorted((late_first * items[k].stop, _weak(items[k]), key(k), k) for k in there)
            yield _entries([(each[3], counts[each[3]]) for each in order])

    def _changed(self, entries: Ints, amounts: Ints, chance: random.Random) -> tuple[Ints, Ints]:
        row = list(zip(entries.tolist(), amounts.tolist(), strict=True))
        for _ in range(chance.randint(1, 3)):
            kind, amount = row.pop(chance.randrange(len(row)))
            if amount > 1 and chance.random() < 0.2:
                part = chance.randint(1, amount - 1)
                row.insert(chance.randint(0, len(row)), (kind, part))
                amount -= part
            row.insert(chance.randint(0, len(row)), (kind, amount))
        if self.problem.unloading:
            row.sort(key=lambda entry: -self.problem.items[entry[0]].stop)
        return _entries(row)

    def _whole(
        self,
        entries: Ints,
        amounts: Ints,
        worths: Sequence[int],
        place: Place,
        container: Container,
    ) -> Filled:
        """Fill once, and again without groups that did not get in whole, until all that are in are whole."""
        items = self.problem.items
        if not self.grouped and not container.balance and not container.axles:
            rows, packed = self._once(entries, amounts, place)
            return Filled(rows, int(np.asarray(worths)[entries] @ packed))
        out: set[str] = set()
        while True:
            keep = np.array(
                [not items[k].together or items[k].together not in out for k in entries], np.bool_
            )
            rows, _ = self._once(entries[keep], amounts[keep], place)
            boxes = balanced(self.problem, container, placements(rows))
            count = Counter(p.item for p in boxes)
            partly = {
                items[k].together
                for k in entries[keep]
                if items[k].together and count[int(k)] < items[k].count
            }
            if not partly:
                return Filled(rows_of(boxes), sum(worths[p.item] for p in boxes))
            out |= {min(partly)}

    def _once(self, entries: Ints, amounts: Ints, place: Place) -> tuple[Ints, Ints]:
        order: Longs = np.arange(len(entries))
        packed = np.zeros(len(entries), np.int32)
        used, _ = fill(self.kinds, place, self.desk, entries, amounts, order, packed)
        return self.desk.rows[:used].copy(), packed


def _entries(row: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
    pairs = np.array(row, np.int32)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _weak(item: Item) -> int:
    """Return a key that puts what bears most first."""
    return -ANY if item.bears is None else -item.bears


def balanced(problem: Problem, container: Container, boxes: list[Placement]) -> list[Placement]:
    """Return a load whose weight lies within the windows: shifted, mirrored, or at last with boxes taken off."""
    if not boxes or not (container.balance or container.axles):
        return boxes
    while boxes:
        for way in _ways(problem, container, boxes):
            if not off_balance(problem, container, way):
                return way
        boxes = _lighter(problem, container, boxes)
    return boxes


def _ways(problem: Problem, container: Container, boxes: list[Placement]) -> "list[list[Placement]]":
    long = max(p.end[0] for p in boxes)
    wide = max(p.end[1] for p in boxes)
    made = []
    for turn_x in (False,) if problem.unloading else (False, True):
        for turn_y in (False, True):
            for k in range(9):
                free_x, free_y = container.size[0] - long, container.size[1] - wide
                for move_y in {0, free_y // 2, free_y}:
                    made.append(
                        [_moved(p, turn_x, turn_y, long, wide, free_x * k // 8, move_y) for p in boxes]
                    )
    return made


def _moved(p: Placement, turn_x: bool, turn_y: bool, long: int, wide: int, by_x: int, by_y: int) -> Placement:
    x = long - p.end[0] if turn_x else p.at[0]
    y = wide - p.end[1] if turn_y else p.at[1]
    return Placement(p.item, (x + by_x, y + by_y, p.at[2]), p.size)


def _lighter(problem: Problem, container: Container, boxes: list[Placement]) -> list[Placement]:
    """Return the load without the box on top whose absence helps the balance most."""
    tops = [
        p for p in boxes if not any(q.at[2] >= p.end[2] and _stands_on(q, p) for q in boxes if q is not p)
    ]
    middle = _middle(container)

    def skew(without: Placement) -> float:
        rest = [p for p in boxes if p is not without]
        whole = sum(problem.items[p.item].weight for p in rest) or 1
        x = sum(problem.items[p.item].weight * (p.at[0] + p.size[0] / 2) for p in rest) / whole
        y = sum(problem.items[p.item].weight * (p.at[1] + p.size[1] / 2) for p in rest) / whole
        return abs(x - middle[0]) / container.size[0] + abs(y - middle[1]) / container.size[1]

    worst = min(tops, key=skew)
    return [p for p in boxes if p is not worst]


def _stands_on(q: Placement, p: Placement) -> bool:
    return q.at[0] < p.end[0] and p.at[0] < q.end[0] and q.at[1] < p.end[1] and p.at[1] < q.end[1]


def _middle(container: Container) -> tuple[float, float]:
    x, y = container.size[0] / 2, container.size[1] / 2
    if container.balance:
        x, y = (
            sum(share) / 2 * container.size[d]
            for d, share in enumerate((container.balance.x, container.balance.y))
        )
    if container.axles:
        axles = container.axles
        whole = axles.front_limit + axles.rear_limit or 1
        x = (axles.front_at * axles.front_limit + axles.rear_at * axles.rear_limit) / whole
    return x, y


def load_carefully(
    problem: Problem,
    counts: Sequence[int],
    worths: Sequence[int],
    container: Container,
    watch: Watch,
    steps: int | None,
) -> list[Placement]:
    """Return the boxes of one container under every rule."""
    filler = Filler(problem)

    def over(tried: int) -> bool:
        return watch.over() or (steps is not None and tried >= steps)

    return filler.best(counts, worths, container, over, watch.limit.seed).boxes
