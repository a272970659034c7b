"""Requirements planning in slow, plain Python, written apart from the engine: no arrays, recursion over takers."""

from dataclasses import dataclass, field
from math import ceil, sqrt

from nonet.engines.netting import RULES, Problem

NEAR = 1e-6


@dataclass
class Slow:
    """The plan: new supply and its source by (point, bucket), and where open orders are needed."""

    problem: Problem
    planned: dict[tuple[int, int], float] = field(default_factory=dict)
    chosen: dict[tuple[int, int], int] = field(default_factory=dict)
    moved: dict[int, int] = field(default_factory=dict)
    gross: list[list[float]] = field(default_factory=list)
    done: set[int] = field(default_factory=set)

    def run(self) -> "Slow":
        p = self.problem
        self.gross = [[0.0] * p.buckets for _ in p.names]
        for point, bucket, quantity in zip(*(column.tolist() for column in p.demand), strict=True):
            if bucket < p.buckets:
                self.gross[point][max(bucket, 0)] += quantity
        for point in range(len(p.names)):
            self.visit(point)
        return self

    def visit(self, point: int) -> None:
        if point in self.done:
            return
        p = self.problem
        for row in range(len(p.parts.source)):
            if p.parts.point[row] == point:
                self.visit(int(p.sources.point[p.parts.source[row]]))
        self.done.add(point)
        for bucket, lot in sorted(self.received(point, self.lots(point, self.net(point))).items()):
            self.planned[point, bucket] = lot
            self.take(point, bucket, lot)

    def net(self, point: int) -> list[float]:
        p = self.problem
        stock, safety = float(p.points.stock[point]), float(p.points.safety[point])
        rows = sorted(
            (row for row in range(len(p.receipts.point)) if p.receipts.point[row] == point),
            key=lambda row: p.receipts.bucket[row],
        )
        firm = {row: max(0, int(p.receipts.bucket[row])) for row in rows if p.receipts.firm[row]}
        loose = [row for row in rows if not p.receipts.firm[row]]
        net = []
        for bucket in range(p.buckets):
            for row, when in firm.items():
                if when == bucket:
                    stock += float(p.receipts.quantity[row])
                    self.moved[row] = bucket
            stock -= self.gross[point][bucket]
            while loose and stock < safety - NEAR:
                row = loose.pop(0)
                stock += float(p.receipts.quantity[row])
                self.moved[row] = bucket
            short = safety - stock
            net.append(short if short > NEAR else 0.0)
            stock = max(stock, safety) if short > NEAR else stock
        return net

    def lots(self, point: int, net: list[float]) -> list[float]:
        points = self.problem.points
        rule = RULES[points.rule[point]]
        least, step = float(points.least[point]), float(points.multiple[point])
        if rule == "wagner_whitin":
            net = cheapest(net, float(points.setup[point]), float(points.holding[point]))
        if rule == "eoq":
            size = float(points.lot[point])
            if size <= 0 and points.holding[point] > 0:
                size = sqrt(2 * points.setup[point] * (sum(net) / len(net)) / points.holding[point])
            least = max(least, size)
        lots, left = [0.0] * len(net), 0.0
        for bucket, need in enumerate(net):
            need -= left
            if need <= NEAR:
                left = max(0.0, -need)
                continue
            lot = need
            if rule == "period_of_supply":
                lot += sum(net[bucket + 1 : bucket + int(points.supply[point])])
            if rule == "fixed" and points.lot[point] > 0:
                lot = ceil(need / points.lot[point] - NEAR) * float(points.lot[point])
            if not points.phantom[point]:
                lot = max(lot, least)
                lot = ceil(lot / step - NEAR) * step if step > 0 else lot
            lots[bucket], left = lot, lot - need
        return lots

    def received(self, point: int, lots: list[float]) -> dict[int, float]:
        p, found = self.problem, {}
        for bucket, lot in enumerate(lots):
            if lot > 0 and p.points.fence[point] < p.buckets:
                when = self.back(point, bucket, int(p.points.safety_time[point]))[0]
                when = max(when, int(p.points.fence[point]))
                found[when] = found.get(when, 0.0) + lot
        return found

    def back(self, point: int, bucket: int, steps: int) -> tuple[int, int]:
        """Go back so many worked buckets from the last worked one; return it and how many were missing."""
        worked = self.problem.calendars[self.problem.points.calendar[point]]
        days = [day for day in range(bucket + 1) if worked[day]]
        place = len(days) - 1 - steps
        return (days[place], 0) if place >= 0 else (0, -place)

    def ahead(self, point: int, bucket: int, missing: int, steps: int) -> int:
        worked = self.problem.calendars[self.problem.points.calendar[point]]
        days = [day for day in range(self.problem.buckets) if worked[day]]
        place = (days.index(bucket) if not missing else 0) + steps
        return days[place] if place < len(days) else self.problem.buckets - 1

    def take(self, point: int, bucket: int, lot: float) -> None:
        p = self.problem
        valid = [
            source
            for source in range(len(p.sources.point))
            if p.sources.point[source] == point
            and p.sources.since[source] <= bucket <= p.sources.until[source]
        ]
        if p.points.shared[point]:
            valid = [source for source in valid if p.sources.share[source] > 0]
            valid.sort(key=lambda source: p.sources.priority[source])
            had = {
                source: sum(self.planned[key] for key, each in self.chosen.items() if each == source)
                for source in valid
            }
            valid.sort(key=lambda source: had[source] / p.sources.share[source])
        else:
            valid.sort(key=lambda source: p.sources.priority[source])
        self.chosen[point, bucket] = valid[0] if valid else -1
        if valid:
            self.explode(point, valid[0], bucket, lot)

    def explode(self, point: int, source: int, bucket: int, lot: float) -> None:
        p, parts = self.problem, self.problem.parts
        lead = 0 if p.points.phantom[point] else int(p.sources.lead[source])
        day, missing = self.back(point, bucket, lead)
        started, most = lot / float(p.sources.output[source]), float(p.points.most[point])
        orders = ceil(lot / most - NEAR) if most > 0 else 1
        for row in range(len(parts.source)):
            if parts.source[row] != source or not parts.since[row] <= day <= parts.until[row]:
                continue
            part, each, scrap = int(parts.point[row]), float(parts.quantity[row]), float(parts.scrap[row])
            if each < 0:
                self.gross[part][bucket] += started * each * (1 - scrap)
                continue
            at = day
            if parts.offset[row] > 0:
                at = min(bucket, self.ahead(point, day, missing, int(parts.offset[row])))
            self.gross[part][at] += started * each / (1 - scrap) + float(parts.fixed[row]) * orders


def cheapest(net: list[float], setup: float, holding: float) -> list[float]:
    """Return Wagner-Whitin's lots by the plain quadratic recursion."""
    periods = len(net)
    cost, follow = [0.0] * (periods + 1), [0] * (periods + 1)
    for start in reversed(range(periods)):
        tries = [(cost[start + 1], start)] if net[start] <= 0 else []
        for end in range(start + 1, periods + 1):
            held = sum(holding * (day - start) * net[day] for day in range(start, end))
            tries.append((setup + held + cost[end], -end))
        cost[start], follow[start] = min(tries)
    lots, start = [0.0] * periods, 0
    while start < periods:
        if follow[start] >= 0:
            start += 1
            continue
        end = -follow[start]
        lots[start], start = sum(net[start:end]), end
    return lots
