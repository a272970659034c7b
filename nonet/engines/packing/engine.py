"""The packing engine: one function that takes a problem and returns a packing that explains itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from nonet.engines.packing import bounds, cartons, fewest, loading
from nonet.engines.packing.answer import Answer, Load, Placement
from nonet.engines.packing.careful import load_carefully
from nonet.engines.packing.explaining import binding, why_left, why_these
from nonet.engines.packing.problem import Problem
from nonet.engines.packing.rules import violations
from nonet.engines.packing.sequence import in_order
from nonet.engines.solving import Limit, Reason, Watch

Packed = list[tuple[int, list[Placement]]]


def solve(problem: Problem, limit: Limit, *, start: Answer | None = None) -> Answer:
    """Pack.

    Parameters
    ----------
    problem : Problem
        Items, containers, rules and the aim.
    limit : Limit
        An iteration is a round of the beam search, each about twice as long as the one before; under rules beyond
        volume, weight and support, an order of the boxes that is tried.
    start : Answer | None
        A former packing; the answer is never worse when it still stands.

    Returns
    -------
    Answer
        Always keeps every rule; what cannot be packed stays out, with reasons.
    """
    watch = limit.start()
    refused: Mapping[int, Reason] = {}
    if problem.aim == "value":
        packed = _one(problem, watch)
    elif problem.aim == "fewest" and problem.plain and len(problem.containers) == 1:
        packed = fewest.pack(problem, watch, limit.iterations)
    else:
        packed, refused = cartons.choose(problem, watch, limit.iterations)
    answer = answered(problem, packed, refused)
    if start is not None and _better(start, answer) and not violations(problem, start.loads):
        packed = [(load.container, list(load.placements)) for load in start.loads]
        answer = answered(problem, packed)
    watch.tell(answer.objective, answer.bound)
    return answer


def cartonise(problems: Sequence[Problem], limit: Limit) -> list[Answer]:
    """Pack many orders, each a problem of its own, within one limit; an order begun late gets a quick packing."""
    watch = limit.start()

    def one(number: int) -> Answer:
        left = max(0.01, watch.left / max(1, len(problems) - number) * 4 * limit.workers)
        return solve(problems[number], replace(limit, seconds=left, workers=1))

    if limit.workers == 1:
        return [one(number) for number in range(len(problems))]
    with ThreadPoolExecutor(limit.workers) as threads:
        return list(threads.map(one, range(len(problems))))


def _one(problem: Problem, watch: Watch) -> Packed:
    items, container = problem.items, problem.containers[0]
    if container.count == 0:
        return []
    counts, worths = [item.count for item in items], [item.worth for item in items]
    if problem.plain:
        full = problem.support == 1
        boxes = loading.load(items, counts, worths, container, full, watch, watch.limit.iterations)[0][0]
    else:
        boxes = load_carefully(problem, counts, worths, container, watch, watch.limit.iterations)
    return [(0, boxes)] if boxes else []


def _better(one: Answer, other: Answer) -> bool:
    """Return whether an answer packs more, or as much at a better objective."""
    if sum(one.left.values()) != sum(other.left.values()) and one.parts["worth"] != other.parts["worth"]:
        return one.parts["worth"] > other.parts["worth"]
    return one.parts["worth"] > other.parts["worth"] or (
        one.parts["worth"] == other.parts["worth"] and (one.objective < other.objective)
    )


def answered(problem: Problem, packed: Packed, refused: Mapping[int, Reason] | None = None) -> Answer:
    """Return the answer that these loads make."""
    loads = tuple(_load(problem, kind, boxes) for kind, boxes in packed)
    count = Counter(p.item for each in loads for p in each.placements)
    left = {k: item.count - count[k] for k, item in enumerate(problem.items) if item.count > count[k]}
    worth = sum(problem.items[p.item].worth for each in loads for p in each.placements)
    volume = sum(each.volume for each in loads)
    room = sum(problem.containers[each.container].volume for each in loads) or problem.containers[0].volume
    parts = {
        "worth": float(worth),
        "containers": float(len(loads)),
        "fill": 100.0 * volume / room,
        "weight": float(sum(each.weight for each in loads)),
        "cost": float(sum(each.cost for each in loads)),
    }
    objective = {"value": parts["worth"], "fewest": parts["containers"], "cost": parts["cost"]}[problem.aim]
    bound, proved = _bound(problem, objective, left)
    loads = tuple(replace(each, reasons=why_these(problem, each, loads, refused or {})) for each in loads)
    return Answer(
        loads,
        left,
        objective,
        bound,
        proved,
        parts,
        binding(problem, loads, left),
        why_left(problem, loads, left),
    )


def _bound(problem: Problem, objective: float, left: Mapping[int, int]) -> tuple[float, bool]:
    if problem.aim == "value":
        bound = bounds.worth(problem)
        return max(bound, objective), objective >= bound
    bound = bounds.cost(problem) if problem.aim == "cost" else float(bounds.containers_needed(problem))
    alone = all(not any(bounds.fits(problem.items[k], each) for each in problem.containers) for k in left)
    return bound, alone and objective <= bound


def _load(problem: Problem, kind: int, boxes: Sequence[Placement]) -> Load:
    weight = sum(problem.items[p.item].weight for p in boxes)
    volume = sum(problem.items[p.item].volume for p in boxes)
    cost = problem.tariff.of(problem.containers[kind], weight, volume)
    return Load(kind, in_order(boxes), weight, volume, cost)
