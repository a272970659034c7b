"""Pack everything into the fewest containers."""

from nonet.engines.packing.answer import Placement
from nonet.engines.packing.loading import load
from nonet.engines.packing.problem import Problem
from nonet.engines.solving import Watch


def pack(problem: Problem, watch: Watch, rounds: int | None) -> list[tuple[int, list[Placement]]]:
    """Return the loads, each container filled after the other."""
    counts = [item.count for item in problem.items]
    loads: list[tuple[int, list[Placement]]] = []
    while any(counts):
        boxes, _ = load(
            problem.items,
            counts,
            [item.volume for item in problem.items],
            problem.containers[0],
            problem.support == 1,
            watch,
            5 if rounds is None else rounds,
        )
        if not boxes:
            break
        loads.append((0, boxes))
        for p in boxes:
            counts[p.item] -= 1
    return loads
