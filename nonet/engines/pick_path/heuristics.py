"""The named rules by which pickers walk, for comparison: S-shape, return, mid-point, largest gap, combined.

Hall (1993), IIE Transactions 25(4), for one block; with several blocks as Roodbergen & de Koster (2001), International
Journal of Production Research 39(9), work them: up the leftmost aisle to the farthest block with picks, that one from
left to right, then block by block towards the front, each begun at the end that is nearer.
"""

from collections.abc import Callable, Sequence

from nonet.engines.pick_path.problem import PickProblem, Point
from nonet.engines.pick_path.steps import settled

Picked = dict[int, list[float]]  # offsets of picks within a block by aisle, rising
FRONT, BACK = 0, 1


class Trace:
    """A walk as it is made: where the picker stands, and how far he went."""

    def __init__(self, problem: PickProblem, start: Point) -> None:
        self.warehouse = problem.warehouse
        self.aisle, self.cross = start.aisle, start.block
        self.length = 0.0

    def along(self, aisle: int) -> None:
        """Go along the cross-aisle to an aisle."""
        low, high = sorted((self.aisle, aisle))
        self.length += float(self.warehouse.pitches[low:high, self.cross].sum())
        self.aisle = aisle

    def through(self, aisle: int, cross: int) -> None:
        """Go to an aisle and through it to another cross-aisle."""
        self.along(aisle)
        low, high = sorted((self.cross, cross))
        self.length += float(self.warehouse.lengths[aisle, low:high].sum())
        self.cross = cross

    def into(self, aisle: int, depth: float) -> None:
        """Go to an aisle, into it as deep as that, and back."""
        self.along(aisle)
        self.length += 2 * depth


Rule = Callable[[Trace, int, Picked, Sequence[int]], None]


def lengths(problem: PickProblem) -> dict[str, float]:
    """Return the length of each rule's tour; none when the warehouse or the start is not of the kind they are for."""
    start = settled(problem.warehouse, problem.start)
    if not isinstance(start, Point) or not _apply(problem, start):
        return {}
    rules: dict[str, Rule] = {"s_shape": s_shape, "largest_gap": largest_gap, "combined": combined}
    if problem.warehouse.blocks == 1:
        rules |= {"return": returning, "mid_point": mid_point}
    return {name: _toured(problem, start, rule) for name, rule in rules.items()}


def _apply(problem: PickProblem, start: Point) -> bool:
    plain = not problem.warehouse.one_way and problem.warehouse.no_cart is None
    return plain and start.block == 0 and start.offset == 0 and not problem.ends and bool(problem.picks)


def _toured(problem: PickProblem, start: Point, rule: Rule) -> float:
    warehouse = problem.warehouse
    blocks: dict[int, Picked] = {}
    for pick in {settled(warehouse, pick) for pick in problem.picks}:
        blocks.setdefault(pick.block, {}).setdefault(pick.aisle, []).append(pick.offset)
    for picked in blocks.values():
        for offsets in picked.values():
            offsets.sort()
    trace = Trace(problem, start)
    _block_by_block(trace, blocks, rule)
    while trace.cross:
        trace.through(trace.aisle, trace.cross - 1)
    trace.along(start.aisle)
    return trace.length


def _block_by_block(trace: Trace, blocks: dict[int, Picked], rule: Rule) -> None:
    farthest, leftmost = max(blocks), min(min(picked) for picked in blocks.values())
    if farthest:
        trace.through(leftmost, farthest)
        for block in range(farthest):
            blocks.get(block, {}).pop(leftmost, None)
    for block in range(farthest, -1, -1):
        picked = blocks.get(block) or {}
        if not picked:
            if trace.cross > block:
                trace.through(trace.aisle, block)
            continue
        aisles = sorted(picked)
        if trace.cross > block and abs(aisles[-1] - trace.aisle) < abs(aisles[0] - trace.aisle):
            aisles.reverse()
        rule(trace, block, picked, aisles)


def s_shape(trace: Trace, block: int, picked: Picked, aisles: Sequence[int]) -> None:
    """Through each aisle with picks; the last one from the front and back when their number asks for it."""
    for aisle in aisles[:-1]:
        trace.through(aisle, block + 1 if trace.cross == block else block)
    if trace.cross == block:
        trace.into(aisles[-1], picked[aisles[-1]][-1])
    else:
        trace.through(aisles[-1], block)


def returning(trace: Trace, block: int, picked: Picked, aisles: Sequence[int]) -> None:
    """Into each aisle from the front and back."""
    for aisle in aisles:
        trace.into(aisle, picked[aisle][-1])


def largest_gap(trace: Trace, block: int, picked: Picked, aisles: Sequence[int]) -> None:
    """Each aisle from both ends up to its largest gap; the first and the last one right through."""
    _from_both_ends(trace, block, picked, aisles, _at_largest_gap)


def mid_point(trace: Trace, block: int, picked: Picked, aisles: Sequence[int]) -> None:
    """Each aisle from both ends up to its middle; the first and the last one right through."""
    _from_both_ends(trace, block, picked, aisles, _at_middle)


Split = Callable[[Sequence[float], float], tuple[float, float]]


def _from_both_ends(trace: Trace, block: int, picked: Picked, aisles: Sequence[int], split: Split) -> None:
    if len(aisles) == 1:
        return s_shape(trace, block, picked, aisles)
    depths = {
        aisle: split(picked[aisle], float(trace.warehouse.lengths[aisle, block])) for aisle in aisles[1:-1]
    }
    inner = list(aisles[1:-1])
    if trace.cross == block:
        trace.through(aisles[0], block + 1)
    else:
        depths[aisles[0]] = split(picked[aisles[0]], float(trace.warehouse.lengths[aisles[0], block]))
        inner.insert(0, aisles[0])
    for aisle in inner:
        if depths[aisle][BACK]:
            trace.into(aisle, depths[aisle][BACK])
    trace.through(aisles[-1], block)
    for aisle in reversed(inner):
        if depths[aisle][FRONT]:
            trace.into(aisle, depths[aisle][FRONT])


def _at_largest_gap(offsets: Sequence[float], length: float) -> tuple[float, float]:
    stops = [0.0, *offsets, length]
    at = max(range(len(stops) - 1), key=lambda each: stops[each + 1] - stops[each])
    return stops[at], length - stops[at + 1]


def _at_middle(offsets: Sequence[float], length: float) -> tuple[float, float]:
    below = [offset for offset in offsets if offset <= length / 2]
    above = [offset for offset in offsets if offset > length / 2]
    return (below[-1] if below else 0.0), (length - above[0] if above else 0.0)


def combined(trace: Trace, block: int, picked: Picked, aisles: Sequence[int]) -> None:
    """Each aisle right through or back the same way, whichever is best for the whole block (dynamic programming)."""
    side = FRONT if trace.cross == block else BACK
    plans: dict[int, tuple[float, str]] = {side: (0.0, "")}
    for number, aisle in enumerate(aisles):
        depths, length = _depths(trace, block, picked, aisle)
        plans = _extended(
            plans, [_along(trace, block, aisles, number, each) for each in (0, 1)], depths, length
        )
    for aisle, choice in zip(aisles, plans[FRONT][1], strict=True):
        if choice == "t":
            trace.through(aisle, block + 1 if trace.cross == block else block)
        else:
            trace.into(
                aisle, _depths(trace, block, picked, aisle)[0][FRONT if trace.cross == block else BACK]
            )


def _depths(trace: Trace, block: int, picked: Picked, aisle: int) -> tuple[tuple[float, float], float]:
    length = float(trace.warehouse.lengths[aisle, block])
    return (picked[aisle][-1], length - picked[aisle][0]), length


def _along(trace: Trace, block: int, aisles: Sequence[int], number: int, side: int) -> float:
    low, high = sorted((aisles[number - 1] if number else trace.aisle, aisles[number]))
    return float(trace.warehouse.pitches[low:high, block + side].sum())


def _extended(
    plans: dict[int, tuple[float, str]], along: Sequence[float], depths: Sequence[float], length: float
) -> dict[int, tuple[float, str]]:
    found: dict[int, tuple[float, str]] = {}
    for side, (cost, choices) in plans.items():
        for to, more, choice in ((side, 2 * depths[side], "r"), (1 - side, length, "t")):
            total = cost + along[side] + more
            if to not in found or total < found[to][0]:
                found[to] = (total, choices + choice)
    return found
