"""The exact tour by dynamic programming along a frontier of crossings, compiled.

The walk is seen as a multigraph on crossings: it is a tour exactly when every crossing is left as often as entered
and all of it hangs together. Sweeping the warehouse, a state keeps for each crossing on the frontier its balance (in a
warehouse without one-way aisles only whether its degree is odd) and with which others it hangs together. That is the
state of Ratliff & Rosenthal (1983) for two cross-aisles, of Roodbergen & de Koster (2001) for three, and in
general that of Pansart, Catusse & Cambazard (2018). A state is packed into 64 bits.

Steps, one row each of ``kinds``, ``ones``, ``others`` and ``costs``:

- EDGE (i, j): options of the way between crossings i and j, priced in ``costs``: NONE, ONCE (i to j, or either way when
  balances are parities), TWICE (there and back), LOW (in from i and back), HIGH (in from j), GAP (both), BACK (j to i),
  ONCE_MORE and BACK_MORE (two times the same way).
- CLOSE i: crossing i is done with.
- MOVE (i, j): crossing i takes over what j holds.
- MARK i: it must be reached; ``costs[0]`` is added to its balance.
- ACROSS i: an EDGE to the crossing's successor, CLOSE and MOVE in one, priced ``costs[ONCE, TWICE, BACK]``.
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled

EDGE, CLOSE, MOVE, MARK, ACROSS = range(5)
NONE, ONCE, TWICE, LOW, HIGH, GAP, BACK, ONCE_MORE, BACK_MORE = range(9)
OPTIONS = 9
MOST_BALANCE = 3

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@compiled
def unpack(key: int, slots: int, directed: bool, groups: Ints, balances: Ints) -> None:
    """Write group (0: not reached) and balance of each crossing of a packed state."""
    width = 7 if directed else 5
    for slot in range(slots):
        bits = (key >> (slot * width)) & ((1 << width) - 1)
        groups[slot] = bits & 15
        balances[slot] = (bits >> 4) - (3 if directed and groups[slot] else 0)


@compiled
def pack(slots: int, directed: bool, groups: Ints, balances: Ints, names: Ints) -> int:
    """Pack a state, its groups numbered in the order in which they appear."""
    width = 7 if directed else 5
    names[:] = 0
    key, known = 0, 0
    for slot in range(slots):
        group = groups[slot]
        if group == 0:
            continue
        if names[group] == 0:
            known += 1
            names[group] = known
        balance = balances[slot] + 3 if directed else balances[slot] & 1
        key |= (names[group] | (balance << 4)) << (slot * width)
    return key


@compiled
def reach(slot: int, slots: int, groups: Ints) -> None:
    """Give a crossing that was not reached a group of its own."""
    if groups[slot] == 0:
        top = 0
        for other in range(slots):
            top = max(top, groups[other])
        groups[slot] = top + 1


@compiled
def link(one: int, other: int, slots: int, groups: Ints) -> None:
    """Join the groups of two crossings."""
    reach(one, slots, groups)
    reach(other, slots, groups)
    into, gone = groups[one], groups[other]
    for slot in range(slots):
        if groups[slot] == gone:
            groups[slot] = into


@compiled
def take(option: int, one: int, other: int, slots: int, groups: Ints, balances: Ints) -> None:
    """Change a state by an option of the way between two crossings."""
    if option in (LOW, GAP):
        reach(one, slots, groups)
    if option in (HIGH, GAP):
        reach(other, slots, groups)
    if option in (ONCE, TWICE) or option >= BACK:
        link(one, other, slots, groups)
    passes = 0
    if option == ONCE:
        passes = 1
    elif option == BACK:
        passes = -1
    elif option == ONCE_MORE:
        passes = 2
    elif option == BACK_MORE:
        passes = -2
    balances[one] += passes
    balances[other] -= passes


@compiled
def close(slot: int, slots: int, directed: bool, last: bool, groups: Ints, balances: Ints) -> bool:
    """Do without a crossing from now on; False when that would leave something undone."""
    if groups[slot] == 0:
        return True
    if (balances[slot] != 0) if directed else (balances[slot] & 1):
        return False
    alone, others = True, False
    for other in range(slots):
        if other != slot and groups[other]:
            others = True
            if groups[other] == groups[slot]:
                alone = False
    if alone and (others or not last):
        return False
    groups[slot] = 0
    balances[slot] = 0
    return True


@compiled
def step(
    kind: int,
    one: int,
    other: int,
    option: int,
    costs: Floats,
    slots: int,
    directed: bool,
    last: bool,
    groups: Ints,
    balances: Ints,
) -> bool:
    """Change a state by one option of a step; False when the option cannot be."""
    if kind == EDGE:
        take(option, one, other, slots, groups, balances)
        return not (directed and (abs(balances[one]) > MOST_BALANCE or abs(balances[other]) > MOST_BALANCE))
    if kind == MARK:
        reach(one, slots, groups)
        balances[one] += np.int64(costs[0])
        return not directed or abs(balances[one]) <= MOST_BALANCE
    if kind == CLOSE:
        return close(one, slots, directed, last, groups, balances)
    if kind == MOVE:
        groups[one], balances[one] = groups[other], balances[other]
        groups[other] = 0
        balances[other] = 0
        return True
    if option == NONE:
        return close(one, slots, directed, last, groups, balances)
    if groups[one] == 0:
        return False
    if option == TWICE:
        return (balances[one] if directed else balances[one] & 1) == 0
    if directed:
        return balances[one] < 0 if option == ONCE else balances[one] > 0
    return bool(balances[one] & 1)


@compiled
def priced(kind: int, option: int, one: int, costs: Floats, directed: bool, balances: Ints) -> float:
    """Return what an option of a step costs in a state, before it is taken; inf when there is no such way."""
    if kind == EDGE:
        return costs[option]
    if kind != ACROSS:
        return 0.0 if option == NONE else np.inf
    if option != NONE and option != ONCE and option != TWICE and option != BACK:
        return np.inf
    if directed and (option in (ONCE, BACK)):
        return costs[option] * abs(balances[one])
    return costs[option]


@compiled
def longer(array: Ints, length: int) -> Ints:
    """Return a longer copy."""
    copy = np.zeros(length, array.dtype)
    copy[: len(array)] = array
    return copy


@compiled
def longer_floats(array: Floats, length: int) -> Floats:
    """Return a longer copy."""
    copy = np.zeros(length)
    copy[: len(array)] = array
    return copy


@compiled
def keep_cheapest(
    keys: Ints, costs: Floats, parents: Ints, chosen: Ints, begin: int, end: int, most: int
) -> int:
    """Keep the cheapest states of a layer; return where the layer ends then."""
    order = np.argsort(costs[begin:end])[:most]
    keys[begin : begin + most] = keys[begin:end][order].copy()
    costs[begin : begin + most] = costs[begin:end][order].copy()
    parents[begin : begin + most] = parents[begin:end][order].copy()
    chosen[begin : begin + most] = chosen[begin:end][order].copy()
    return begin + most


@compiled
def sweep(
    kinds: Ints, ones: Ints, others: Ints, costs: Floats, last: Ints, slots: int, directed: bool, most: int
) -> tuple[float, Ints, bool]:
    """Sweep the warehouse and return the least cost, the option of each step, and whether that is proved.

    Parameters
    ----------
    kinds, ones, others : (steps,) integers
    costs : (steps, OPTIONS) floats
    last : (steps,) integers
        1 where nothing is left to be reached from that step on.
    slots : int
        Crossings on the frontier, at most 12, or 9 when directed.
    directed : bool
        Keep balances instead of parities.
    most : int
        States kept at a step, the cheapest; the answer is proved when there never were more.

    Returns
    -------
    tuple
        Cost (inf when there is no tour), options, proved.
    """
    steps = len(kinds)
    room = 1 << 12
    table, stamps = np.zeros(room, np.int64), np.zeros(room, np.int64)
    capacity = 1 << 14
    keys, costs_of = np.zeros(capacity, np.int64), np.zeros(capacity)
    parents, chosen = np.zeros(capacity, np.int64), np.zeros(capacity, np.int64)
    begin, end, proved = 0, 1, True
    groups, balances, names = np.zeros(16, np.int64), np.zeros(16, np.int64), np.zeros(32, np.int64)
    for at in range(steps):
        kind, one, other, is_last = kinds[at], ones[at], others[at], last[at] == 1
        options = OPTIONS if kind in (EDGE, ACROSS) else 1
        most_more = (end - begin) * options
        if end + most_more > capacity:
            capacity = 2 * (end + most_more)
            keys, costs_of = longer(keys, capacity), longer_floats(costs_of, capacity)
            parents, chosen = longer(parents, capacity), longer(chosen, capacity)
        if 2 * most_more > room:
            while 2 * most_more > room:
                room *= 2
            table, stamps = np.zeros(room, np.int64), np.zeros(room, np.int64)
        fill = end
        for state in range(begin, end):
            for option in range(options):
                unpack(keys[state], slots, directed, groups, balances)
                price = priced(kind, option, one, costs[at], directed, balances)
                if price == np.inf:
                    continue
                if not step(kind, one, other, option, costs[at], slots, directed, is_last, groups, balances):
                    continue
                cost = costs_of[state] + price
                key = pack(slots, directed, groups, balances, names)
                place = ((key * np.int64(0x5851F42D4C957F2D)) >> 29) & (room - 1)
                while stamps[place] == at + 1 and keys[table[place]] != key:
                    place = (place + 1) & (room - 1)
                if stamps[place] != at + 1:
                    stamps[place], table[place] = at + 1, fill
                    keys[fill], costs_of[fill], parents[fill], chosen[fill] = key, cost, state, option
                    fill += 1
                elif cost < costs_of[table[place]]:
                    found = table[place]
                    costs_of[found], parents[found], chosen[found] = cost, state, option
        begin, end = end, fill
        if end - begin > most:
            proved = False
            end = keep_cheapest(keys, costs_of, parents, chosen, begin, end, most)
    taken = np.zeros(steps, np.int64)
    for state in range(begin, end):
        if keys[state] == 0:
            cost, back = costs_of[state], state
            for at in range(steps - 1, -1, -1):
                taken[at] = chosen[back]
                back = parents[back]
            return cost, taken, proved
    return np.inf, taken, proved
