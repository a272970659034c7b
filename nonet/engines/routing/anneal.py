"""The compiled search: slack induction by string removals under a cooled acceptance.

Source: Christiaens and Vanden Berghe, *Slack induction by string removals for vehicle routing problems*
(Transportation Science 2020), with likely neighbours instead of whole scans, changes of the kind of vehicle, trips and
stops left out against their prize.
"""

import numpy as np

from nonet.engines.routing.chance import below, chance
from nonet.engines.routing.columns import (
    ABSENCES,
    ABSENT,
    AMOUNT,
    AT,
    BRING,
    DONE,
    DUE,
    FIRST_STOP,
    FROM,
    IMPROVED,
    KIND,
    MISSING,
    NEXT,
    NODES,
    NOW,
    PARTNER,
    PER_TIME,
    READY,
    RELOADS,
    REMOVED,
    RETYPES,
    RICH,
    ROLE,
    SAVED,
    START,
    TIME,
    TIMED,
    TOUCHED,
    TOUR,
    TOURS,
    USED,
    VISITS,
    WRONG,
    Data,
    Real,
    Small,
    State,
    Whole,
    Words,
)  # fmt: skip
from nonet.engines.routing.inner import entry, inner
from nonet.engines.routing.pairs import find_pair
from nonet.engines.routing.recreate import NEW, alone, dress, find, vacant
from nonet.engines.routing.refresh import link, refresh
from nonet.engines.routing.rehome import rehome
from nonet.engines.routing.rich import find_rich, stands
from nonet.engines.routing.ruin import ruin, tidy, touch

BLINK = 0.01
REHOMED = 0.2  # share of the steps in which a changed tour is offered to other kinds of vehicle
RANDOM, DEMAND, FARTHEST, NEAREST, SHORTEST, EARLIEST, LATEST_DUE = range(7)


@entry
def anneal(
    data: Data, state: State, best: State, steps: int, hot: float, cold: float, mean_removed: float, fleet: bool,
    counts: Whole,
) -> None:  # fmt: skip
    """Do so many steps, cooling evenly from ``hot`` to ``cold``; the best is kept in ``best``.

    With no steps, everything is recomputed from the links and the absent stops are put in where cheapest. With
    ``fleet`` no tour is opened and stops that stay out often count more, until none stays out.
    """
    ways, lists, stop, worth, kind, price, windows, pauses, reload, flags = data
    node, tour, cost, saved, saved_tour, saved_cost, work, keys, times, clock, random, told = state
    nodes, spare = flags[NODES], flags[NODES] + 2 * flags[TOURS]
    cooling = (cold / hot) ** (1.0 / max(1, steps)) if steps > 0 else 1.0
    heat = hot
    if steps == 0:
        work[USED, :] = 0
        for number in range(flags[TOURS]):
            refresh(ways, stop, worth, kind, price, flags, node, tour, cost, number)
            if tour[number, VISITS] > 0:
                work[USED, tour[number, KIND]] += 1
    for _turn in range(max(1, steps)):
        counts[:] = 0
        missing = 0
        if told[ABSENT] > 0 or steps == 0:
            for each in range(flags[FIRST_STOP], nodes - 1):
                if node[each, TOUR] < 0 and stop[each, ROLE] != BRING:
                    work[MISSING, missing] = each
                    missing += 1
        before, weight = 0.0, 0.0
        if steps > 0:
            ruin(
                lists,
                stop,
                flags,
                node,
                tour,
                cost,
                saved,
                saved_tour,
                saved_cost,
                work,
                random,
                mean_removed,
                counts,
            )
        for each in range(counts[1]):
            number = work[TOUCHED, each]
            if flags[RELOADS]:
                tidy(flags, node, number)
        for each in range(missing):
            out = work[MISSING, each]
            work[REMOVED, counts[0]] = out
            counts[0] += 1
            before += worth[0, out]
            if stop[out, PARTNER] >= 0:
                before += worth[0, stop[out, PARTNER]]
            weight += work[ABSENCES, out]
        removed = counts[0]
        arrange(ways, stop, kind, flags, work, keys, random, removed, steps == 0)
        touched, position, after, heavier, absent = 0, 0, 0.0, 0.0, 0
        fresh = -1
        # each turn of this loop refreshes the tours changed, then puts one stop in
        while True:
            while touched < counts[1] or fresh >= 0:
                number = fresh if fresh >= 0 else work[TOUCHED, touched]
                if fresh < 0:
                    touched += 1
                fresh = -1
                visits = tour[number, VISITS]
                refresh(ways, stop, worth, kind, price, flags, node, tour, cost, number)
                if flags[RICH] and price[tour[number, KIND], PER_TIME] > 0.0 and tour[number, VISITS] > 0:
                    _ok, tour[number, TIME] = stands(
                        ways,
                        stop,
                        kind,
                        windows,
                        pauses,
                        flags,
                        node,
                        tour,
                        work,
                        times,
                        clock,
                        number,
                        -1,
                        -1,
                        -1,
                        -1,
                    )
                    cost[number] += price[tour[number, KIND], PER_TIME] * tour[number, TIME]
                if visits > 0 and tour[number, VISITS] == 0:
                    work[USED, tour[number, KIND]] -= 1
            if position >= removed:
                break
            new = work[REMOVED, position]
            position += 1
            blink = BLINK if steps > 0 else 0.0
            partner, later, depot, order = stop[new, PARTNER], -1, -1, 0
            if partner >= 0:
                _found, place, later, sort = find_pair(
                    ways, stop, worth, kind, price, windows, pauses, flags, node, tour, work, times, clock, random, new,
                    partner, blink, not fleet,
                )  # fmt: skip
            elif flags[RICH]:
                _found, place, sort, depot, order = find_rich(
                    ways, stop, worth, kind, price, windows, pauses, reload, flags, node, tour, work, times, clock,
                    random, new, blink, not fleet,
                )  # fmt: skip
            else:
                found, place, sort = find(
                    ways, lists, stop, worth, kind, price, flags, node, tour, work, random, new, blink, fleet
                )
                if not fleet:
                    found, other = alone(ways, stop, worth, kind, price, flags, work, new, found)
                    if other >= 0:
                        place, sort = NEW, other
            number = -1
            if place == NEW:
                number = vacant(flags, node)
            elif place >= 0:
                number = node[place, TOUR]
            if number < 0:
                after += worth[0, new]
                if partner >= 0:
                    after += worth[0, partner]
                heavier += work[ABSENCES, new] + 1
                absent += 1
                continue
            fresh = number
            if touch(flags, node, tour, cost, saved, saved_tour, saved_cost, work, counts, number):
                touched += 1
            if steps == 0:
                counts[1:], touched = 0, 0
            if place == NEW:
                dress(kind, flags, node, tour, number, sort)
                work[USED, sort] += 1
                tour[number, VISITS] = 0
                place = nodes + 2 * number
                later = place
            elif flags[RETYPES] and sort != tour[number, KIND]:
                work[USED, tour[number, KIND]] -= 1
                work[USED, sort] += 1
                tour[number, KIND] = sort
            if partner >= 0:
                link(node, later, partner)
                link(node, place, new)
            elif depot >= 0:
                visit = spare
                while node[visit, TOUR] >= 0:
                    visit += 1
                node[visit, AT] = depot
                link(node, place, new if order > 0 else visit)
                link(node, new if order > 0 else visit, visit if order > 0 else new)
            else:
                link(node, place, new)
        told[DONE] += 1
        if steps == 0:
            told[ABSENT] = absent
            told[NOW] = after
            for number in range(flags[TOURS]):
                told[NOW] += cost[number]
            return
        if kind.shape[0] > 1 and not flags[RICH] and not fleet and counts[1] > 0 and chance(random) < REHOMED:
            number = work[TOUCHED, below(random, counts[1])]
            if tour[number, VISITS] > 0:
                rehome(ways, stop, worth, kind, price, flags, node, tour, cost, work, number)
        for each in range(counts[1]):
            before += saved_cost[each]
            after += cost[work[TOUCHED, each]]
        change = after - before
        keep = change < -heat * np.log(1.0 - chance(random))
        if fleet:
            keep = heavier < weight or (absent <= missing and keep)
            for each in range(removed):
                if node[work[REMOVED, each], TOUR] < 0:
                    work[ABSENCES, work[REMOVED, each]] += 1
        if keep:
            told[NOW] += change
            told[ABSENT] = absent
            if told[NOW] < best.told[NOW] - 1e-7 * abs(best.told[NOW]):
                best.node[:], best.tour[:], best.cost[:], best.told[:] = node, tour, cost, told
                best.work[USED, :] = work[USED, :]
                told[IMPROVED] += 1
                if fleet and absent == 0:
                    return
        else:
            undo(flags, node, tour, cost, saved, saved_tour, saved_cost, work, counts)
        heat *= cooling


@inner
def undo(
    flags: Whole, node: Whole, tour: Whole, cost: Real, saved: Whole, saved_tour: Whole, saved_cost: Real, work: Whole,
    counts: Whole,
) -> None:  # fmt: skip
    """Put everything back as it was before the step."""
    nodes, spare = flags[NODES], flags[NODES] + 2 * flags[TOURS]
    for each in range(counts[1]):
        number = work[TOUCHED, each]
        if tour[number, VISITS] > 0:
            work[USED, tour[number, KIND]] -= 1
        now = nodes + 2 * number
        while now != nodes + 2 * number + 1:
            onward = node[now, NEXT]
            if now < nodes or now >= spare:
                node[now, TOUR] = -1
            now = onward
    for each in range(counts[1]):
        number = work[TOUCHED, each]
        cost[number] = saved_cost[each]
        for column in range(tour.shape[1]):
            tour[number, column] = saved_tour[each, column]
        if tour[number, VISITS] > 0:
            work[USED, tour[number, KIND]] += 1
    for row in range(counts[2]):
        now = work[SAVED, row]
        for column in range(node.shape[1]):
            node[now, column] = saved[row, column]


@inner
def arrange(
    ways: Small,
    stop: Whole,
    kind: Whole,
    flags: Whole,
    work: Whole,
    keys: Real,
    random: Words,
    removed: int,
    at_first: bool,
) -> None:
    """Sort the removed stops in one of several ways, ``at_first`` the farthest first; pick-ups stand for pairs."""
    draw = chance(random) * (17.0 if flags[TIMED] else 11.0)
    way = RANDOM if draw < 4 else DEMAND if draw < 8 else FARTHEST if draw < 10 else NEAREST if draw < 11 else (
        SHORTEST if draw < 13 else EARLIEST if draw < 15 else LATEST_DUE
    )  # fmt: skip
    matrix, depot = kind[0, FROM], kind[0, START]
    for each in range(removed):
        out = work[REMOVED, each]
        if stop[out, ROLE] == BRING:
            out = stop[out, PARTNER]
            work[REMOVED, each] = out
        key = 0.0
        if at_first:
            key = -float(ways[matrix, out, depot])
            if flags[WRONG] and ways[matrix, depot, out] >= flags[WRONG]:
                key += float(flags[WRONG])  # stops that only give come last
        elif way == RANDOM:
            key = chance(random)
        elif way == DEMAND:
            for amount in range(AMOUNT, stop.shape[1]):
                key -= abs(stop[out, amount])
        elif way == FARTHEST:
            key = -float(ways[matrix, depot, out])
        elif way == NEAREST:
            key = float(ways[matrix, depot, out])
        elif way == SHORTEST:
            key = float(stop[out, DUE] - stop[out, READY])
        elif way == EARLIEST:
            key = float(stop[out, READY])
        else:
            key = -float(stop[out, DUE])
        hole = each
        while hole > 0 and keys[hole - 1] > key:
            keys[hole] = keys[hole - 1]
            work[REMOVED, hole] = work[REMOVED, hole - 1]
            hole -= 1
        keys[hole] = key
        work[REMOVED, hole] = out
