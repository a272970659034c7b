"""The packing engine: one function that takes a problem and returns a packing that explains itself."""

from collections import Counter
from collections.abc import Sequence

from nonet.engines.packing import fewest
from nonet.engines.packing.answer import Answer, Load, Placement
from nonet.engines.packing.loading import load
from nonet.engines.packing.problem import Problem
from nonet.engines.packing.sequence import in_order
from nonet.engines.solving import Limit, Reason


def solve(problem: Problem, limit: Limit, *, start: Answer | None = None) -> Answer:
    """Pack.

    Parameters
    ----------
    problem : Problem
        Items, containers, rules and the aim.
    limit : Limit
        An iteration is a round of the beam search, each about twice as long as the one before.
    start : Answer | None
        A former packing; the answer is never worse when it still stands.

    Returns
    -------
    Answer
        Always keeps every rule; what cannot be packed stays out, with reasons.
    """
    watch = limit.start()
    if problem.aim == "value":
        items = problem.items
        boxes, _ = load(
            items,
            [item.count for item in items],
            [item.worth for item in items],
            problem.containers[0],
            problem.support == 1,
            watch,
            limit.iterations,
        )
        return answered(problem, [(0, boxes)] if boxes else [])
    return answered(problem, fewest.pack(problem, watch, limit.iterations))


def answered(problem: Problem, packed: Sequence[tuple[int, Sequence[Placement]]]) -> Answer:
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
    bound = objective
    reasons = tuple(
        Reason("left.out", "{count} of {item} stay out.", {"count": number, "item": problem.items[k].name})
        for k, number in left.items()
    )
    return Answer(loads, left, objective, bound, False, parts, (), reasons)


def _load(problem: Problem, kind: int, boxes: Sequence[Placement]) -> Load:
    weight = sum(problem.items[p.item].weight for p in boxes)
    volume = sum(problem.items[p.item].volume for p in boxes)
    cost = problem.tariff.of(problem.containers[kind], weight, volume)
    return Load(kind, in_order(boxes), weight, volume, cost)
