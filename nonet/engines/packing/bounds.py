"""What no packing can beat: bounds on worth, containers and cost."""

from math import ceil, floor

import numpy as np

from nonet.engines.packing.loading import reach
from nonet.engines.packing.problem import Container, Item, Problem


def fits(item: Item, container: Container) -> bool:
    """Return whether one box of an item goes into an empty container."""
    if container.weight_limit is not None and item.weight > container.weight_limit:
        return False
    return any(all(a <= b for a, b in zip(dims, container.size, strict=True)) for dims in item.turned)


def usable(problem: Problem, container: Container) -> int:
    """Return the volume within a container that rows of boxes can reach at all."""
    items = [item for item in problem.items if item.count and fits(item, container)]
    box = np.array(container.size, np.int64)
    table = reach(box, [item.turned for item in items], [item.count for item in items])
    return int(np.prod([int(table[d, box[d]]) for d in range(3)], dtype=np.int64)) if items else 0


def worth(problem: Problem) -> float:
    """Return the most worth that one container can hold: whole boxes by volume and by weight, cut where needed."""
    container = problem.containers[0]
    items = [item for item in problem.items if item.count and fits(item, container)]
    room = usable(problem, container)
    best = _cut([(item.worth, item.volume, item.count) for item in items], room)
    if container.weight_limit is not None:
        best = min(
            best, _cut([(item.worth, item.weight, item.count) for item in items], container.weight_limit)
        )
    return float(floor(best + 1e-6))


def _cut(items: list[tuple[int, int, int]], room: float) -> float:
    """Return the worth of a knapsack of items (worth, size, count) that may be cut."""
    whole = float(sum(worth * count for worth, size, count in items if not size))
    for worth, size, count in sorted(
        (each for each in items if each[1]), key=lambda each: -each[0] / each[1]
    ):
        taken = min(float(count), room / size)
        whole += taken * worth
        room -= taken * size
        if room <= 0:
            break
    return whole


def containers_needed(problem: Problem) -> int:
    """Return the fewest containers that the boxes which fit at all need: by volume, by weight, by large boxes."""
    items = [
        item for item in problem.items if item.count and any(fits(item, each) for each in problem.containers)
    ]
    if not items:
        return 0
    volume = sum(item.volume * item.count for item in items)
    bounds = [ceil(volume / max(1, max(usable(problem, each) for each in problem.containers)))]
    limits = [each.weight_limit for each in problem.containers]
    if all(limit is not None for limit in limits):
        most = max(limit for limit in limits if limit is not None)
        bounds.append(ceil(sum(item.weight * item.count for item in items) / max(1, most)))
    large = [item for item in items if all(_large(item, each) for each in problem.containers)]
    bounds.append(sum(item.count for item in large))
    return max(bounds)


def _large(item: Item, container: Container) -> bool:
    """Return whether no two such boxes go into one container: longer than half of it every way."""
    return all(2 * a > b for dims in item.turned for a, b in zip(dims, container.size, strict=True))


def cost(problem: Problem) -> float:
    """Return what packing everything costs at least: one carton that might hold all, or the volume at the best rate."""
    items = [
        item for item in problem.items if item.count and any(fits(item, each) for each in problem.containers)
    ]
    if not items:
        return 0.0
    volume = sum(item.volume * item.count for item in items)
    weight = sum(item.weight * item.count for item in items)
    single = [
        problem.tariff.of(each, weight, volume)
        for each in problem.containers
        if each.count != 0
        and each.volume >= volume
        and (each.weight_limit is None or each.weight_limit >= weight)
        and all(fits(item, each) for item in items)
    ]
    if all(each.count == 0 for each in problem.containers):
        return 0.0
    empty = {each: problem.tariff.of(each, 0, each.volume) for each in problem.containers if each.count != 0}
    several = max(
        2.0 * min(empty.values()), volume * min(price / each.volume for each, price in empty.items())
    )
    return float(ceil(min([several, *single]) - 1e-6))
