"""The compiled heart: each point netted, lotted and exploded once, in the order of low-level codes."""

from typing import NamedTuple

import numpy as np

from nonet.engines.compiled import compiled
from nonet.engines.lotsizing.rules import wagner_whitin
from nonet.engines.netting.columns import (
    EOQ,
    FIXED,
    SUPPLY,
    WAGNER_WHITIN,
    Bools,
    Floats,
    Ints,
    Parts,
    Places,
    Points,
    Receipts,
    Sources,
)

NEAR = 1e-6  # of a unit; less is none


class Frame(NamedTuple):
    """What the loops look things up in.

    Parameters
    ----------
    source_first, source_rows : Ints
        (n + 1,) and (s,): the sources of each point, by priority.
    part_first, part_rows : Ints
        (s + 1,) and (p,): the parts of each source that are exploded.
    receipt_first, receipt_rows : Ints
        (n + 1,) and (r,): the open orders of each point, by bucket.
    number : Ints
        (c, T) working buckets up to and with each, less one.
    day : Ints
        (c, T) the bucket of each working number.
    """

    source_first: Ints
    source_rows: Ints
    part_first: Ints
    part_rows: Ints
    receipt_first: Ints
    receipt_rows: Ints
    number: Ints
    day: Ints


@compiled
def gross_of(point: Ints, bucket: Ints, quantity: Floats, gross: Floats) -> None:
    """Add demand lines to ``gross`` (n, T); overdue ones to the first bucket, those beyond the horizon to none."""
    for line in range(len(point)):
        if bucket[line] < gross.shape[1]:
            gross[point[line], max(0, bucket[line])] += quantity[line]


@compiled
def plan_all(
    order: Ints,
    points: Points,
    sources: Sources,
    parts: Parts,
    receipts: Receipts,
    frame: Frame,
    gross: Floats,
    planned: Floats,
    chosen: Places,
    moved: Ints,
) -> None:
    """Plan all points.

    Parameters
    ----------
    order : Ints
        (n,) each point after those that take it.
    gross : Floats
        (n, T) independent demand; dependent demand is added.
    planned : Floats
        (n, T) written: good units of new supply by bucket of receipt.
    chosen : Places
        (n, T) written: the source of each, -1 where none is valid.
    moved : Ints
        (r,) written: the bucket in which an open order is needed, T when never.
    """
    periods = gross.shape[1]
    net, lots = np.empty(periods), np.empty(periods)
    given = np.zeros(len(sources.point))
    for point in order:
        if net_row(point, points, receipts, frame, gross[point], net, moved):
            lot_row(point, points, net, lots)
            receive(point, points, frame, lots, planned[point])
            for bucket in range(periods):
                if planned[point, bucket] > 0:
                    source = choose(point, bucket, planned[point, bucket], points, sources, frame, given)
                    chosen[point, bucket] = source
                    if source >= 0:
                        explode(
                            point,
                            source,
                            bucket,
                            planned[point, bucket],
                            points,
                            sources,
                            parts,
                            frame,
                            gross,
                        )


@compiled
def net_row(
    point: int, points: Points, receipts: Receipts, frame: Frame, gross: Floats, net: Floats, moved: Ints
) -> bool:
    """Write what stock and open orders leave uncovered; return whether there is any.

    Open orders are taken in the order of their buckets when stock would fall below its safety: earlier than they
    come (to be expedited) or later (to be postponed). Firm ones come when they come.
    """
    stock, safety = points.stock[point], points.safety[point]
    place, end = frame.receipt_first[point], frame.receipt_first[point + 1]
    firm = place
    some = False
    for bucket in range(len(gross)):
        while firm < end and receipts.bucket[frame.receipt_rows[firm]] <= bucket:
            row = frame.receipt_rows[firm]
            if receipts.firm[row]:
                stock += receipts.quantity[row]
                moved[row] = max(0, receipts.bucket[row])
            firm += 1
        stock -= gross[bucket]
        while stock < safety - NEAR and place < end:
            row = frame.receipt_rows[place]
            if not receipts.firm[row]:
                stock += receipts.quantity[row]
                moved[row] = bucket
            place += 1
        net[bucket] = 0.0
        if stock < safety - NEAR:
            net[bucket] = safety - stock
            stock = safety
            some = True
    return some


@compiled
def lot_row(point: int, points: Points, net: Floats, lots: Floats) -> None:
    """Join net needs into lots by the point's rule and bounds; what a lot brings too much covers later needs."""
    rule, periods = points.rule[point], len(net)
    least = points.least[point]
    if rule == WAGNER_WHITIN:
        ones = np.ones(periods)
        wagner_whitin(net, points.setup[point] * ones, 0.0 * ones, points.holding[point] * ones, lots)
        net[:] = lots
    elif rule == EOQ:
        size = points.lot[point]
        if size <= 0 and points.holding[point] > 0:
            size = np.sqrt(2.0 * points.setup[point] * (net.sum() / periods) / points.holding[point])
        least = max(least, size)
    left = 0.0
    for bucket in range(periods):
        lots[bucket] = 0.0
        need = net[bucket] - left
        if need <= NEAR:
            left = max(0.0, -need)
            continue
        lot = need
        if rule == SUPPLY:
            for later in range(bucket + 1, min(periods, bucket + points.supply[point])):
                lot += net[later]
        elif rule == FIXED and points.lot[point] > 0:
            lot = np.ceil(need / points.lot[point] - NEAR) * points.lot[point]
        if not points.phantom[point]:
            lot = max(lot, least)
            step = points.multiple[point]
            if step > 0:
                lot = np.ceil(lot / step - NEAR) * step
        lots[bucket] = lot
        left = lot - need


@compiled
def receive(point: int, points: Points, frame: Frame, lots: Floats, planned: Floats) -> None:
    """Put lots into the working bucket in which they are received: before the need, not before the fence."""
    calendar, early = points.calendar[point], points.safety_time[point]
    if points.fence[point] >= len(lots):
        return
    for bucket in range(len(lots)):
        if lots[bucket] <= 0:
            continue
        number = frame.number[calendar, bucket] - early
        when = frame.day[calendar, number] if number >= 0 else 0
        when = max(when, points.fence[point])
        planned[when] += lots[bucket]


@compiled
def choose(
    point: int, bucket: int, quantity: float, points: Points, sources: Sources, frame: Frame, given: Floats
) -> int:
    """Return the source of an order: the first valid, or of shared ones the one furthest behind its share."""
    best, behind = -1, np.inf
    for place in range(frame.source_first[point], frame.source_first[point + 1]):
        source = frame.source_rows[place]
        if bucket < sources.since[source] or bucket > sources.until[source]:
            continue
        if not points.shared[point]:
            return source
        if sources.share[source] > 0 and given[source] / sources.share[source] < behind:
            best, behind = source, given[source] / sources.share[source]
    if best >= 0:
        given[best] += quantity
    return best


@compiled
def released(point: int, source: int, bucket: int, points: Points, sources: Sources, frame: Frame) -> int:
    """Return the working number at which an order is released; below 0 it is overdue by so much."""
    lead = 0 if points.phantom[point] else sources.lead[source]
    return frame.number[points.calendar[point], bucket] - lead


@compiled
def explode(
    point: int,
    source: int,
    bucket: int,
    quantity: float,
    points: Points,
    sources: Sources,
    parts: Parts,
    frame: Frame,
    gross: Floats,
) -> None:
    """Add what an order takes to the gross needs of its parts."""
    calendar = points.calendar[point]
    number = released(point, source, bucket, points, sources, frame)
    day = frame.day[calendar, number] if number >= 0 else 0
    started = quantity / sources.output[source]
    orders = np.ceil(quantity / points.most[point] - NEAR) if points.most[point] > 0 else 1.0
    for place in range(frame.part_first[source], frame.part_first[source + 1]):
        part = frame.part_rows[place]
        if day < parts.since[part] or day > parts.until[part]:
            continue
        taken = started * parts.quantity[part] / (1.0 - parts.scrap[part])
        if parts.quantity[part] < 0:
            gross[parts.point[part], bucket] += started * parts.quantity[part] * (1.0 - parts.scrap[part])
            continue
        when = min(max(0, number) + parts.offset[part], frame.number.shape[1] - 1)
        at = min(frame.day[calendar, when], bucket) if parts.offset[part] > 0 else day
        gross[parts.point[part], at] += taken + parts.fixed[part] * orders


__all__ = ["Bools", "Frame", "gross_of", "plan_all", "released"]
