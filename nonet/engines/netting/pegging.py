"""Which supply serves which need, both ways: first come, first served, within each point and over all levels."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nonet.engines.netting.columns import Ints
from nonet.engines.netting.levels import grouped
from nonet.engines.netting.plan import Plan

STOCK, RECEIPT, ORDER, GIVEN = "stock", "receipt", "order", "by-product"
DEMAND, PART, OWED, SPARE = "demand", "part", "owed", "spare"


@dataclass(frozen=True, slots=True)
class End:
    """One end of a peg at a point.

    ``kind`` says what ``row`` is: stock (-1), the row of an open receipt, the bucket of a new order; the row of an
    independent demand; for parts taken or given beside, ``row`` is the bucket of the order of ``other`` that takes or
    gives; owed (-1) is stock below nothing, spare (-1) what no need takes: safety stock and what a lot brings too much.
    """

    kind: str
    point: int
    bucket: int
    row: int
    other: int = -1


@dataclass(frozen=True, slots=True)
class Peg:
    """So much of a supply serves a need."""

    supply: End
    need: End
    quantity: float


@dataclass(slots=True)
class Pegging:
    """The pegs of a plan, worked out point by point when asked for."""

    plan: Plan
    _takers: tuple[Ints, Ints] | None = None
    _lines: tuple[Ints, Ints] | None = None
    _known: dict[int, list[Peg]] = field(default_factory=dict)

    def pegs(self, point: int) -> list[Peg]:
        """Return who serves whom at a point, by bucket."""
        if point not in self._known:
            self._known[point] = list(_matched(self._supplies(point), self._needs(point), point))
        return self._known[point]

    def serves(self, point: int, receipt: int) -> dict[int, float]:
        """Return the demand lines that an order, by its bucket of receipt, serves in the end, with units of it."""
        found: dict[int, float] = {}
        waiting = [(ORDER, point, receipt, 1.0)]
        while waiting:
            kind, where, row, share = waiting.pop()
            for peg in self.pegs(where):
                if peg.supply.kind != kind or peg.supply.row != row:
                    continue
                if peg.need.kind == DEMAND:
                    found[peg.need.row] = found.get(peg.need.row, 0.0) + share * peg.quantity
                elif peg.need.kind == PART:
                    whole = self.plan.planned[peg.need.other, peg.need.row]
                    each = share * peg.quantity / whole
                    waiting.append((ORDER, peg.need.other, peg.need.row, each))
        return found

    def served_by(self, line: int) -> list[Peg]:
        """Return the pegs that end in a demand line, from all levels, nearest first; each once."""
        point = int(self.plan.problem.demand.point[line])
        first = [peg for peg in self.pegs(point) if peg.need.kind == DEMAND and peg.need.row == line]
        found, at = list(first), 0
        seen = {(peg.supply.point, peg.supply.row) for peg in first if peg.supply.kind == ORDER}
        orders = sorted(seen)
        while at < len(orders):
            where, receipt = orders[at]
            at += 1
            for part in self._parts(where, receipt):
                for peg in self.pegs(part):
                    if peg.need.kind == PART and (peg.need.other, peg.need.row) == (where, receipt):
                        found.append(peg)
                        key = (peg.supply.point, peg.supply.row)
                        if peg.supply.kind == ORDER and key not in seen:
                            seen.add(key)
                            orders.append(key)
        return found

    def _parts(self, point: int, receipt: int) -> list[int]:
        source, frame = int(self.plan.chosen[point, receipt]), self.plan.frame
        if source < 0:
            return []
        rows = frame.part_rows[frame.part_first[source] : frame.part_first[source + 1]]
        return sorted({int(self.plan.problem.parts.point[row]) for row in rows})

    def _supplies(self, point: int) -> list[tuple[End, float]]:
        plan, problem = self.plan, self.plan.problem
        ends = [(End(STOCK, point, 0, -1), max(0.0, float(problem.points.stock[point])))]
        first, rows = plan.frame.receipt_first, plan.frame.receipt_rows
        for row in rows[first[point] : first[point + 1]].tolist():
            bucket = int(plan.moved[row])
            if bucket < problem.buckets:
                ends.append((End(RECEIPT, point, bucket, row), float(problem.receipts.quantity[row])))
        for bucket in np.flatnonzero(plan.planned[point] > 0).tolist():
            ends.append((End(ORDER, point, bucket, bucket), float(plan.planned[point, bucket])))
        for end, quantity in self._taken(point):
            if quantity < 0:
                ends.append((End(GIVEN, point, end.bucket, end.row, end.other), -quantity))
        return sorted(ends, key=lambda each: each[0].bucket)

    def _needs(self, point: int) -> list[tuple[End, float]]:
        problem = self.plan.problem
        if self._lines is None:
            self._lines = grouped(problem.demand.point, len(problem.names))
        first, rows = self._lines
        ends = [(End(OWED, point, 0, -1), max(0.0, -float(problem.points.stock[point])))]
        ends += [each for each in self._taken(point) if each[1] > 0]
        for row in rows[first[point] : first[point + 1]].tolist():
            bucket = max(0, int(problem.demand.bucket[row]))
            if bucket < problem.buckets:
                ends.append((End(DEMAND, point, bucket, row), float(problem.demand.quantity[row])))
        return sorted(ends, key=lambda each: each[0].bucket)

    def _taken(self, point: int) -> Iterator[tuple[End, float]]:
        """Yield what orders of other points take of this one, or give (below 0)."""
        plan, problem = self.plan, self.plan.problem
        parts, sources, points = problem.parts, problem.sources, problem.points
        if self._takers is None:
            self._takers = grouped(parts.point, len(problem.names))
        first, rows = self._takers
        for row in rows[first[point] : first[point + 1]].tolist():
            if not plan.levels.used[row]:
                continue
            source = int(parts.source[row])
            taker = int(sources.point[source])
            calendar = int(points.calendar[taker])
            for receipt in np.flatnonzero(
                (plan.chosen[taker] == source) & (plan.planned[taker] > 0)
            ).tolist():
                quantity = float(plan.planned[taker, receipt])
                number = int(plan.frame.number[calendar, receipt])
                number -= 0 if points.phantom[taker] else int(sources.lead[source])
                day = int(plan.frame.day[calendar, number]) if number >= 0 else 0
                if not parts.since[row] <= day <= parts.until[row]:
                    continue
                each, bucket = float(parts.quantity[row]), day
                started = quantity / float(sources.output[source])
                if each < 0:
                    units, bucket = started * each * (1 - float(parts.scrap[row])), receipt
                else:
                    most = float(points.most[taker])
                    orders = np.ceil(quantity / most - 1e-6) if most > 0 else 1.0
                    units = started * each / (1 - float(parts.scrap[row])) + float(parts.fixed[row]) * orders
                    if parts.offset[row] > 0:
                        later = min(max(0, number) + int(parts.offset[row]), problem.buckets - 1)
                        bucket = min(int(plan.frame.day[calendar, later]), receipt)
                yield End(PART, point, bucket, receipt, taker), units


def _matched(supplies: list[tuple[End, float]], needs: list[tuple[End, float]], point: int) -> Iterator[Peg]:
    left = [quantity for _, quantity in supplies]
    place = 0
    for need, quantity in needs:
        while quantity > 1e-9 and place < len(supplies):
            used = min(left[place], quantity)
            if used > 1e-9:
                yield Peg(supplies[place][0], need, used)
            left[place] -= used
            quantity -= used
            if left[place] <= 1e-9:
                place += 1
    for rest in range(place, len(supplies)):
        if left[rest] > 1e-9:
            yield Peg(supplies[rest][0], End(SPARE, point, supplies[rest][0].bucket, -1), left[rest])
