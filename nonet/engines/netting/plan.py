"""The plan itself: what new supply arrives when, from where, released when, and which open orders should move."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nonet.engines.netting.columns import Bools, Floats, Ints, Places
from nonet.engines.netting.levels import Levels, grouped, levels
from nonet.engines.netting.net import Frame, gross_of, plan_all
from nonet.engines.netting.problem import Problem
from nonet.engines.solving import Limit, Reason

AT_ONCE = 5_000  # points planned between two looks at the clock


class Orders(NamedTuple):
    """New orders, one row each, by point and bucket.

    Parameters
    ----------
    point, source : Ints
        What is supplied, and by which source; -1 where none is valid.
    release, receipt : Ints
        Buckets.
    overdue : Ints
        Working buckets that the release lies before today; it is then planned for the first bucket.
    quantity, started : Floats
        Good units received, and units to start with.
    pieces : Ints
        Orders that these are in fact: larger lots than the point allows are split evenly.
    """

    point: Ints
    source: Ints
    release: Ints
    receipt: Ints
    overdue: Ints
    quantity: Floats
    started: Floats
    pieces: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A requirements plan.

    Parameters
    ----------
    problem : Problem
        What it plans.
    gross : Floats
        (n, T) needs of each point: independent demand and what its takers need.
    planned : Floats
        (n, T) new supply by bucket of receipt; for phantoms what passes through.
    chosen : Places
        (n, T) source of it, -1 for none.
    moved : Ints
        (r,) bucket in which each open order is needed, T when never.
    levels : Levels
        Low-level codes and loops.
    frame : Frame
        Rows by point and the working calendars.
    complete : bool
        False when the limit ended it; points of the lowest levels then have no plan.
    """

    problem: Problem
    gross: Floats
    planned: Floats
    chosen: Places
    moved: Ints
    levels: Levels
    frame: Frame
    complete: bool
    reasons: tuple[Reason, ...] = ()

    def orders(self, phantoms: bool = False) -> Orders:
        """Return the new orders, those of phantoms only when asked."""
        problem, points = self.problem, self.problem.points
        point, receipt = (each.astype(np.int64) for each in np.nonzero(self.planned))
        if not phantoms:
            real = ~points.phantom[point]
            point, receipt = point[real], receipt[real]
        source = self.chosen[point, receipt].astype(np.int64)
        known = source >= 0
        lead = np.where(known & ~points.phantom[point], _at(problem.sources.lead, source), 0)
        number = self.frame.number[points.calendar[point], receipt] - lead
        release = np.where(number >= 0, self.frame.day[points.calendar[point], np.maximum(number, 0)], 0)
        quantity = self.planned[point, receipt]
        most = points.most[point]
        split = np.ceil(quantity / np.where(most > 0, most, np.inf) - 1e-6)
        pieces = np.maximum(split, 1).astype(np.int64)
        started = quantity / np.where(known, _at(problem.sources.output, source, 1.0), 1.0)
        return Orders(point, source, release, receipt, np.maximum(0, -number), quantity, started, pieces)

    def stock(self, point: int) -> Floats:
        """Return (T,) the stock of a point at the end of each bucket, open orders moved as proposed."""
        problem = self.problem
        rows = self.frame.receipt_rows[self.frame.receipt_first[point] : self.frame.receipt_first[point + 1]]
        change = self.planned[point] - self.gross[point]
        for row in rows:
            if self.moved[row] < problem.buckets:
                change[self.moved[row]] += problem.receipts.quantity[row]
        stock: Floats = problem.points.stock[point] + np.cumsum(change)
        return stock


def _at(column: np.ndarray, row: Ints, other: float = 0) -> np.ndarray:
    return column[np.maximum(row, 0)] if len(column) else np.full(len(row), other)


def solve(problem: Problem, limit: Limit) -> Plan:
    """Plan all points: net their needs, join them into lots, choose sources and explode, level by level.

    Parameters
    ----------
    problem : Problem
        Points, sources, parts, demand and open orders.
    limit : Limit
        An iteration is a few thousand points; there is nothing random and nothing to improve.

    Returns
    -------
    Plan
        Always; loops in the bills are cut and told in its reasons.
    """
    watch = limit.start()
    n, periods = len(problem.names), problem.buckets
    found = levels(problem)
    frame = _frame(problem, found.used)
    gross, planned = np.zeros((n, periods)), np.zeros((n, periods))
    chosen = np.full((n, periods), -1, np.int32)
    moved = np.full(len(problem.receipts.point), periods, np.int64)
    demand = problem.demand
    gross_of(demand.point, demand.bucket, demand.quantity, gross)
    done = 0
    while done < n and not watch.over(done // AT_ONCE):
        order = found.order[done : done + AT_ONCE]
        tables = problem.points, problem.sources, problem.parts, problem.receipts
        plan_all(order, *tables, frame, gross, planned, chosen, moved)
        done += len(order)
        watch.tell(iterations=done // AT_ONCE)
    told = _loops_told(problem, found)
    if done < n:
        text = "The time was up: {count} points of the lowest levels have no plan."
        told.append(Reason("mrp.unfinished", text, {"count": n - done}))
    return Plan(problem, gross, planned, chosen, moved, found, frame, done == n, tuple(told))


def _frame(problem: Problem, used: Bools) -> Frame:
    n, sources, receipts = len(problem.names), problem.sources, problem.receipts
    by_priority = np.lexsort((sources.priority, sources.point))
    source_first = grouped(sources.point, n)[0]
    kept = np.flatnonzero(used)
    part_first, part_rows = grouped(problem.parts.source[kept], len(sources.point))
    by_bucket = np.lexsort((receipts.bucket, receipts.point))
    calendars = problem.calendars
    number = np.cumsum(calendars, axis=1) - 1
    day = np.full(calendars.shape, problem.buckets - 1, np.int64)
    for row, worked in enumerate(calendars):
        days = np.flatnonzero(worked)
        day[row, : len(days)] = days
    return Frame(
        source_first,
        by_priority.astype(np.int64),
        part_first,
        kept[part_rows].astype(np.int64),
        grouped(receipts.point, n)[0],
        by_bucket.astype(np.int64),
        number.astype(np.int64),
        day,
    )


def _loops_told(problem: Problem, found: Levels) -> list[Reason]:
    text = "{ring} need each other in a circle: the links between them are left out, all else is planned."
    return [
        Reason("mrp.loop", text, {"ring": " → ".join(problem.names[each] for each in (*ring, ring[0]))})
        for ring in found.loops
    ]
