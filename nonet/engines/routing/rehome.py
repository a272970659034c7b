"""Another kind of vehicle, or another depot, for a tour as it stands."""

from nonet.engines.routing.columns import (
    ARC,
    AT,
    CAPACITY,
    COUNT,
    DIMENSIONS,
    FARTHEST,
    FLOWS,
    HELD,
    KIND,
    LASTING,
    LATEST,
    LEAVES,
    LENGTH,
    LOAD,
    NEXT,
    NODES,
    SERVICE,
    TIME,
    TIMED,
    USED,
    Real,
    Small,
    Whole,
)  # fmt: skip
from nonet.engines.routing.inner import inner
from nonet.engines.routing.recreate import dress
from nonet.engines.routing.refresh import refresh


@inner
def rehome(
    ways: Small, stop: Whole, worth: Real, kind: Whole, price: Real, flags: Whole, node: Whole, tour: Whole, cost: Real,
    work: Whole, number: int,
) -> None:  # fmt: skip
    """Give a tour the kind of vehicle at hand that drives it at least cost."""
    own = tour[number, KIND]
    if tour[number, HELD]:
        return
    least, chosen = cost[number], own
    for sort in range(kind.shape[0]):
        if sort == own or work[USED, sort] >= kind[sort, COUNT]:
            continue
        dress(kind, flags, node, tour, number, sort)
        refresh(ways, stop, worth, kind, price, flags, node, tour, cost, number)
        if cost[number] < least - 1e-9 and _sound(stop, kind, flags, node, tour, number):
            least, chosen = cost[number], sort
    dress(kind, flags, node, tour, number, chosen)
    refresh(ways, stop, worth, kind, price, flags, node, tour, cost, number)
    work[USED, own] -= 1
    work[USED, chosen] += 1


@inner
def _sound(stop: Whole, kind: Whole, flags: Whole, node: Whole, tour: Whole, number: int) -> bool:
    """Return whether a refreshed tour keeps the rules of its kind."""
    sort, dimensions = tour[number, KIND], flags[DIMENSIONS]
    first, last = flags[NODES] + 2 * number, flags[NODES] + 2 * number + 1
    if tour[number, LENGTH] > kind[sort, FARTHEST] or tour[number, TIME] > kind[sort, LASTING]:
        return False
    for each in range(dimensions):
        load = node[first, ARC + 2 * dimensions + each] if flags[FLOWS] else tour[number, LOAD + each]
        if load > kind[sort, CAPACITY + each]:
            return False
    if not flags[TIMED]:
        return True
    now = first
    while now != last:
        if node[now, LEAVES] - stop[node[now, AT], SERVICE] > node[now, LATEST]:
            return False
        now = node[now, NEXT]
    return bool(node[last, LEAVES] - stop[node[last, AT], SERVICE] <= node[last, LATEST])
