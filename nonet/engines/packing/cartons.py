"""Choose containers of several kinds at the least cost: one that holds all when there is one, else a few.

For one order every carton that might hold it by volume, weight and longest edge is tried from the cheapest on; then
loads of several cartons are built, each time the carton that leaves the least to pay for by the cheapest rate of
volume; the emptiest ones are packed anew while time is left.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from nonet.engines.packing import bounds
from nonet.engines.packing.answer import Placement
from nonet.engines.packing.careful import Filled, Filler
from nonet.engines.packing.exact import Proof, may_fit
from nonet.engines.packing.problem import Container, Problem
from nonet.engines.solving import Reason, Watch

Loads = list[tuple[int, list[Placement]]]
TRIES = 8  # orders of the boxes that are tried for one carton
FILLS = (0.6, 0.45)  # of the cartons to come, as reckoned while the next one is chosen
QUICK = 2  # of them for each carton of several
LOOSE = 0.6  # once time is up only cartons that would be emptier are tried
TIGHT = 0.9  # a carton that would be fuller is hardly ever packed: it gets few tries


class Choice:
    """The search for one problem's cartons."""

    def __init__(self, problem: Problem, watch: Watch, tries: int = TRIES) -> None:
        self.problem, self.watch, self.tries = problem, watch, tries
        self.filler = Filler(problem)
        self.worths = [item.volume for item in problem.items]
        self.weights = np.array([item.weight for item in problem.items], np.int64)
        self.fits = [[bounds.fits(item, each) for each in problem.containers] for item in problem.items]
        self.refused: dict[int, Reason] = {}
        self.rate = min(self.price(k, 0, each.volume) / each.volume for k, each in self.open([]))

    def price(self, kind: int, weight: int, volume: int) -> int:
        """Return what one container with such a load costs; 1 when containers are counted."""
        if self.problem.aim != "cost":
            return 1
        return self.problem.tariff.of(self.problem.containers[kind], weight, volume)

    def open(self, loads: Loads) -> list[tuple[int, Container]]:
        """Return the kinds of which there are more."""
        used = Counter(kind for kind, _ in loads)
        kinds = enumerate(self.problem.containers)
        return [(k, each) for k, each in kinds if each.count is None or used[k] < each.count]

    def weight(self, boxes: Sequence[Placement]) -> int:
        """Return the weight of boxes."""
        return sum(self.problem.items[p.item].weight for p in boxes)

    def volume(self, boxes: Sequence[Placement]) -> int:
        """Return the volume of boxes."""
        return sum(self.problem.items[p.item].volume for p in boxes)

    def cost(self, loads: Loads) -> int:
        """Return what loads cost."""
        return sum(self.price(kind, self.weight(boxes), self.volume(boxes)) for kind, boxes in loads)

    def single(self, counts: Sequence[int], loads: Loads, most: float, say: bool = False) -> Loads:
        """Return the cheapest container found that holds all of ``counts`` for less than ``most``, if any."""
        items = self.problem.items
        volume = sum(item.volume * n for item, n in zip(items, counts, strict=True))
        weight = sum(item.weight * n for item, n in zip(items, counts, strict=True))
        priced = sorted((self.price(k, weight, volume), each.volume, k) for k, each in self.open(loads))
        for price, _, kind in priced:
            if price >= most:
                break
            container = self.problem.containers[kind]
            if self.watch.over() and volume > LOOSE * container.volume:
                continue
            why = self._too_small(counts, kind, volume, weight)
            if why is None:
                tries = self.tries if volume < TIGHT * container.volume else QUICK
                filled = self._filled(counts, container, tries, lambda filled: filled.worth >= volume)
                if filled.worth >= volume:
                    return [(kind, filled.boxes)]
                why = Reason(
                    "carton.no_packing", "{carton}: {packed} of {boxes} boxes go in at best.",
                    {"carton": container.name, "packed": len(filled.boxes), "boxes": sum(counts)},
                )  # fmt: skip
            if say:
                self.refused[kind] = why
        return []

    def _filled(
        self, counts: Sequence[int], container: Container, tries: int, enough: Callable[[Filled], bool]
    ) -> Filled:
        def over(tried: int) -> bool:
            return tried >= tries or self.watch.over()

        return self.filler.best(counts, self.worths, container, over, self.watch.limit.seed, enough)

    def _too_small(self, counts: Sequence[int], kind: int, volume: int, weight: int) -> Reason | None:
        container = self.problem.containers[kind]
        name = container.name
        if volume > container.volume:
            return Reason(
                "carton.volume", "{carton} holds {room} of volume, the boxes have {volume}.",
                {"carton": name, "room": container.volume, "volume": volume},
            )  # fmt: skip
        if container.weight_limit is not None and weight > container.weight_limit:
            return Reason(
                "carton.weight", "{carton} carries {limit}, the boxes weigh {weight}.",
                {"carton": name, "limit": container.weight_limit, "weight": weight},
            )  # fmt: skip
        there = [item for item, n in zip(self.problem.items, counts, strict=True) if n]
        for item, fits, n in zip(self.problem.items, self.fits, counts, strict=True):
            if n and not fits[kind]:
                return Reason(
                    "carton.edge", "{item} does not go into {carton}.", {"item": item.name, "carton": name}
                )
        kinds = Counter(item.kind for item in there)
        if any(kinds[a] and kinds[b] and a != b for a, b in self.problem.apart):
            return Reason("carton.apart", "Items that must be apart do not share {carton}.", {"carton": name})
        if may_fit(there, counts=[n for n in counts if n], container=container) is Proof.NEVER:
            return Reason("carton.proved", "{carton}: no way of laying them fits, proved.", {"carton": name})
        return None

    def several(self, counts: Sequence[int], most: float) -> Loads:
        """Return the cheapest of several ways of building loads that cost less than ``most``, if any."""
        best: Loads = []
        for fill in FILLS:
            loads = self._built(counts, most, self.rate / fill)
            if loads and (not best or self._beats(loads, best)):
                best, most = loads, min(most, float(self.cost(loads)))
            if self.watch.over() and best:
                break
        return best

    def _beats(self, one: Loads, other: Loads) -> bool:
        packed = [sum(len(boxes) for _, boxes in loads) for loads in (one, other)]
        return packed[0] > packed[1] or (packed[0] == packed[1] and self.cost(one) < self.cost(other))

    def _built(self, counts: Sequence[int], most: float, rate: float) -> Loads:
        """Return containers that hold as much as any do, built one after the other; none when dearer than ``most``."""
        rest = list(counts)
        loads: Loads = []
        spent = 0.0
        while any(rest):
            last = self.single(rest, loads, most - spent)
            step = last[0] if last else self._next(rest, loads, rate)
            if step is None:
                break
            loads.append(step)
            spent = self.cost(loads)
            for p in step[1]:
                rest[p.item] -= 1
            if spent >= most:
                return []
        return loads

    def _next(self, rest: Sequence[int], loads: Loads, rate: float) -> tuple[int, list[Placement]] | None:
        best: tuple[float, int, Filled] | None = None
        whole = sum(w * n for w, n in zip(self.worths, rest, strict=True))
        kinds = self.open(loads)
        if self.watch.over():
            kinds = sorted(kinds, key=lambda each: -each[1].volume)[:1] or kinds
        for kind, container in kinds:
            filled = self._filled(rest, container, QUICK, lambda filled: False)
            if not len(filled.rows):
                continue
            weight = int(self.weights[filled.rows[:, 0]].sum())
            pay = self.price(kind, weight, filled.worth) + rate * (whole - filled.worth)
            if best is None or pay < best[0]:
                best = (pay, kind, filled)
        return None if best is None else (best[1], best[2].boxes)

    def improved(self, loads: Loads, over: Callable[[int], bool]) -> Loads:
        """Return the loads with pairs of the emptiest packed anew, where that costs less."""
        tried = 0
        again = True
        while again and len(loads) > 1 and not over(tried):
            again = False
            order = sorted(
                loads, key=lambda load: self.volume(load[1]) / self.problem.containers[load[0]].volume
            )
            for i, j in [(a, b) for a in range(len(order)) for b in range(a + 1, min(a + 4, len(order)))]:
                if over(tried):
                    break
                tried += 1
                pair = [order[i], order[j]]
                packed = Counter(p.item for _, boxes in pair for p in boxes)
                counts = [packed[k] for k in range(len(self.worths))]
                others = [load for k, load in enumerate(order) if k not in (i, j)]
                new = self.single(counts, others, self.cost(pair)) or self._again(
                    counts, others, self.cost(pair)
                )
                if new:
                    loads = others + new
                    again = True
                    break
        return loads

    def _again(self, counts: Sequence[int], others: Loads, most: float) -> Loads:
        loads = self.several(counts, most)
        used = Counter(kind for kind, _ in others + loads)
        short = any(c.count is not None and used[k] > c.count for k, c in enumerate(self.problem.containers))
        whole = sum(len(boxes) for _, boxes in loads) == sum(counts)
        return loads if whole and not short and self.cost(loads) < most else []


def choose(problem: Problem, watch: Watch, steps: int | None = None) -> tuple[Loads, dict[int, Reason]]:
    """Return the loads of the least cost found, and why each cheaper single container was refused."""
    counts = [
        item.count if any(bounds.fits(item, each) for each in problem.containers if each.count != 0) else 0
        for item in problem.items
    ]
    lame = {
        item.together
        for item, n in zip(problem.items, counts, strict=True)
        if item.together and n < item.count
    }
    counts = [
        0 if item.together in lame and item.together else n
        for item, n in zip(problem.items, counts, strict=True)
    ]
    if not any(counts):
        return [], {}
    choice = Choice(problem, watch)
    best = choice.single(counts, [], float("inf"), say=True)
    floor = bounds.cost(problem) if problem.aim == "cost" else float(bounds.containers_needed(problem))
    if best and (problem.aim != "cost" or choice.cost(best) <= floor or _cheap(choice, best)):
        return best, choice.refused
    more = choice.several(counts, float(choice.cost(best)) if best else float("inf"))
    best = more or best

    def over(tried: int) -> bool:
        return watch.over() or tried >= (6 if steps is None else steps)

    return choice.improved(best, over), choice.refused


def _cheap(choice: Choice, best: Loads) -> bool:
    """Return whether two of the cheapest containers cost as much already."""
    return choice.cost(best) <= 2 * min(choice.price(k, 0, each.volume) for k, each in choice.open([]))
