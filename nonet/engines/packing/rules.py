"""Whether a packing keeps every rule of its problem: plain and slow, apart from the search."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from nonet.engines.packing.answer import Load, Placement
from nonet.engines.packing.problem import Container, Problem


def violations(problem: Problem, loads: Sequence[Load]) -> list[str]:
    """Return each broken rule in a sentence; none when the packing stands."""
    found = [*_counted(problem, loads), *_shared(problem, loads)]
    for number, load in enumerate(loads):
        found += [f"Container {number}: {fault}" for fault in _of_load(problem, load)]
    return found


def overlap(a: Placement, b: Placement, axes: Iterable[int] = (0, 1, 2)) -> int:
    """Return the common length, area or volume of two boxes over some axes."""
    common = 1
    for d in axes:
        common *= max(0, min(a.end[d], b.end[d]) - max(a.at[d], b.at[d]))
    return common


def borne(problem: Problem, placements: Sequence[Placement]) -> list[float]:
    """Return the weight that rests on each box; what stands on several rests on each by its share of contact."""
    carried = [0.0] * len(placements)
    for upper in sorted(range(len(placements)), key=lambda k: -placements[k].at[2]):
        under = _beneath(placements, upper)
        whole = sum(area for _, area in under)
        weight = problem.items[placements[upper].item].weight + carried[upper]
        for lower, area in under:
            carried[lower] += weight * area / whole
    return carried


def heights(placements: Sequence[Placement]) -> list[int]:
    """Return how many boxes stand above each, along the tallest column of boxes that rest on one another."""
    above = [0] * len(placements)
    for upper in sorted(range(len(placements)), key=lambda k: -placements[k].at[2]):
        for lower, _ in _beneath(placements, upper):
            above[lower] = max(above[lower], above[upper] + 1)
    return above


def gravity(problem: Problem, placements: Sequence[Placement]) -> tuple[float, float, float]:
    """Return the weight of a load and the x and y of its centre of gravity."""
    weights = [problem.items[p.item].weight for p in placements]
    whole = float(sum(weights))
    if not whole:
        return 0.0, 0.0, 0.0
    x = sum(w * (p.at[0] + p.size[0] / 2) for w, p in zip(weights, placements, strict=True))
    y = sum(w * (p.at[1] + p.size[1] / 2) for w, p in zip(weights, placements, strict=True))
    return whole, x / whole, y / whole


def off_balance(problem: Problem, container: Container, placements: Sequence[Placement]) -> list[str]:
    """Return how a load's weight lies wrongly in its container."""
    whole, x, y = gravity(problem, placements)
    found = []
    if whole and container.balance:
        for axis, at, share in ((0, x, container.balance.x), (1, y, container.balance.y)):
            if not share[0] * container.size[axis] - 1e-6 <= at <= share[1] * container.size[axis] + 1e-6:
                found.append(f"its centre of gravity lies at {'xy'[axis]} = {at:.0f}, outside of its window")
    if whole and container.axles:
        axles = container.axles
        rear = whole * (x - axles.front_at) / (axles.rear_at - axles.front_at)
        if rear > axles.rear_limit + 1e-6:
            found.append(f"the rear axle carries {rear:.0f} of {axles.rear_limit}")
        if whole - rear > axles.front_limit + 1e-6:
            found.append(f"the front axle carries {whole - rear:.0f} of {axles.front_limit}")
    return found


def _beneath(placements: Sequence[Placement], upper: int) -> list[tuple[int, int]]:
    box = placements[upper]
    under = [
        (lower, overlap(box, other, (0, 1)))
        for lower, other in enumerate(placements)
        if lower != upper and other.end[2] == box.at[2]
    ]
    return [(lower, area) for lower, area in under if area]


def _counted(problem: Problem, loads: Sequence[Load]) -> list[str]:
    packed = Counter(p.item for load in loads for p in load.placements)
    kinds = Counter(load.container for load in loads)
    found = [
        f"Item {number} is packed {times} times, there are {problem.items[number].count}."
        for number, times in packed.items()
        if times > problem.items[number].count
    ]
    return found + [
        f"Container {problem.containers[kind].name} is used {times} times, there are {limit}."
        for kind, times in kinds.items()
        if (limit := problem.containers[kind].count) is not None and times > limit
    ]


def _shared(problem: Problem, loads: Sequence[Load]) -> list[str]:
    where: dict[str, set[int]] = defaultdict(set)
    packed = Counter(p.item for load in loads for p in load.placements)
    for number, load in enumerate(loads):
        for p in load.placements:
            where[problem.items[p.item].together].add(number)
    found = []
    for word, numbers in where.items():
        if not word:
            continue
        if len(numbers) > 1:
            found.append(f"Items {word!r} must go together and lie in {len(numbers)} containers.")
        if any(packed[k] < item.count for k, item in enumerate(problem.items) if item.together == word):
            found.append(f"Items {word!r} must go together and some stay out.")
    return found


def _of_load(problem: Problem, load: Load) -> list[str]:
    container, boxes = problem.containers[load.container], load.placements
    found = []
    for number, p in enumerate(boxes):
        if tuple(p.size) not in problem.items[p.item].turned:
            found.append(f"box {number} is turned as item {p.item} may not be")
        if min(p.at) < 0 or any(p.end[d] > container.size[d] for d in range(3)):
            found.append(f"box {number} sticks out")
    found += [
        f"boxes {a} and {b} overlap"
        for a, b in combinations(range(len(boxes)), 2)
        if overlap(boxes[a], boxes[b])
    ]
    weight = sum(problem.items[p.item].weight for p in boxes)
    if container.weight_limit is not None and weight > container.weight_limit:
        found.append(f"it weighs {weight} of {container.weight_limit}")
    found += off_balance(problem, container, boxes) + _stacked(problem, boxes)
    if problem.unloading:
        found += _blocked(problem, boxes)
    kinds = Counter(problem.items[p.item].kind for p in boxes)
    found += [
        f"{a!r} and {b!r} share it"
        for a, b in problem.apart
        if (kinds[a] and kinds[b] if a != b else kinds[a] > 1)
    ]
    return found


def _stacked(problem: Problem, boxes: Sequence[Placement]) -> list[str]:
    found = []
    carried, above = borne(problem, boxes), heights(boxes)
    for number, p in enumerate(boxes):
        item = problem.items[p.item]
        resting = sum(area for _, area in _beneath(boxes, number))
        if p.at[2] and resting < problem.support * p.size[0] * p.size[1] - 1e-6:
            found.append(f"box {number} rests on {resting} of {p.size[0] * p.size[1]}")
        if item.bears is not None and carried[number] > item.bears + 1e-6:
            found.append(f"box {number} bears {carried[number]:.0f} of {item.bears}")
        if item.layers is not None and above[number] > item.layers:
            found.append(f"box {number} has {above[number]} above it of {item.layers}")
    return found


def _blocked(problem: Problem, boxes: Sequence[Placement]) -> list[str]:
    found = []
    for number, p in enumerate(boxes):
        stop = problem.items[p.item].stop
        for other, q in enumerate(boxes):
            if problem.items[q.item].stop <= stop:
                continue
            if q.at[0] >= p.end[0] and overlap(p, q, (1, 2)):
                found.append(f"box {other} stands before box {number}, which leaves earlier")
            if q.at[2] >= p.end[2] and overlap(p, q, (0, 1)):
                found.append(f"box {other} stands above box {number}, which leaves earlier")
    return found
