"""Fewest tours: a tour is dropped and its stops are fitted into the others, as long as that goes.

Source: the absence counters of Christiaens and Vanden Berghe (2020): a stop that stays out often counts more.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from nonet.engines.routing import columns as c
from nonet.engines.routing import states
from nonet.engines.routing.columns import Data, State
from nonet.engines.routing.searching import HOT, WORST, Worker, copy, heat_unit
from nonet.engines.solving import Watch

SHARE = 0.4  # of the limit
STEPS = 300
COLD = 0.02


def shrink(data: Data, workers: list[Worker], watch: Watch) -> int:
    """Leave every worker with the fewest tours found and nothing absent; return the steps done."""
    unit = heat_unit(data, workers[0].now)
    asked = watch.limit.iterations
    kept = [_kept(each.now) for each in workers]
    done, steps = 0, STEPS
    with ThreadPoolExecutor(len(workers)) as pool:
        least = _least(data, workers[0].now)
        while not _over(watch, done, asked):
            if all(each.now.told[c.ABSENT] == 0 for each in workers):
                kept = [_kept(each.now) for each in workers]
                if _tours(workers[0].now) <= least:
                    break
                for each in workers:
                    drop(data, each.now)
            for each in workers:
                each.best.told[c.NOW] = WORST
            part = watch.elapsed / (SHARE * watch.limit.seconds) if asked is None else done / (SHARE * asked)
            heat = unit * HOT * (COLD / HOT) ** min(1.0, part)
            list(pool.map(lambda each, heat=heat: each.run(data, steps, heat, heat, True), workers))
            done += steps
            for each in workers:
                if each.now.told[c.ABSENT] == 0:
                    for other in workers:
                        if other is not each and other.now.told[c.ABSENT] > 0:
                            copy(each.now, other.now)
                    break
    for each, held in zip(workers, kept, strict=True):
        if each.now.told[c.ABSENT] > 0:
            _restore(held, each.now)
        copy(each.now, each.best)
    return done


def _over(watch: Watch, done: int, asked: int | None) -> bool:
    if asked is not None and done >= SHARE * asked:
        return True
    return watch.over() or (asked is None and watch.elapsed > SHARE * watch.limit.seconds)


def _tours(state: State) -> int:
    return int((state.tour[:, c.VISITS] > 0).sum())


def _least(data: Data, state: State) -> int:
    """Return a bound: loads need so many of the largest vehicles."""
    if data.flags[c.FLOWS]:
        return 1
    dimensions = int(data.flags[c.DIMENSIONS])
    stops = slice(int(data.flags[c.FIRST_STOP]), int(data.flags[c.NODES]) - 1)
    loads = data.stop[stops, c.AMOUNT : c.AMOUNT + dimensions].sum(axis=0)
    room = data.kind[:, c.CAPACITY : c.CAPACITY + dimensions].max(axis=0)
    return max(1, *(int(-(-load // max(1, most))) for load, most in zip(loads, room, strict=True)), 1)


def _kept(state: State) -> tuple[np.ndarray, ...]:
    return (
        state.node.copy(),
        state.tour.copy(),
        state.cost.copy(),
        state.told.copy(),
        state.work[c.USED].copy(),
    )


def _restore(kept: tuple[np.ndarray, ...], state: State) -> None:
    state.node[:], state.tour[:], state.cost[:], state.told[:], state.work[c.USED] = kept


def drop(data: Data, state: State) -> None:
    """Empty the tour whose stops have stayed out least."""
    nodes = int(data.flags[c.NODES])
    chosen, lightest = -1, np.inf
    for number in range(int(data.flags[c.TOURS])):
        members = states.members(data, state, number)
        if not members or data.stop[members, c.LOCKED].any():
            continue
        weight = float(state.work[c.ABSENCES, members].sum()) + 1e-6 * len(members)
        if weight < lightest:
            chosen, lightest = number, weight
    if chosen < 0:
        return
    members = states.members(data, state, chosen)
    first = nodes + 2 * chosen
    state.node[members, c.TOUR] = -1
    state.node[first, c.NEXT], state.node[first + 1, c.BEFORE] = first + 1, first
    state.told[c.NOW] += float(data.worth[0, members].sum()) - state.cost[chosen]
    state.told[c.ABSENT] += int((data.stop[members, c.ROLE] != c.BRING).sum())
    state.work[c.USED, state.tour[chosen, c.KIND]] -= 1
    state.cost[chosen] = 0.0
    state.tour[chosen, c.VISITS] = state.tour[chosen, c.LENGTH] = 0
    state.tour[chosen, c.LOAD :] = 0
