"""What the planner should do now: release, expedite, postpone, cancel, and where a need cannot be met in time."""

from typing import NamedTuple

import numpy as np

from nonet.engines.netting.columns import Floats, Ints
from nonet.engines.netting.plan import Plan
from nonet.engines.solving import Reason

RELEASE, PAST_DUE, EXPEDITE, POSTPONE, CANCEL, SHORT, NO_SOURCE = range(7)
KINDS = ("release", "past_due", "expedite", "postpone", "cancel", "short", "no_source")
TEXTS = (
    "Release {quantity} of {point} now, to arrive in bucket {until}.",
    "{quantity} of {point} due in bucket {until} should have been released {since} working buckets ago.",
    "Expedite the open order of {quantity} {point} from bucket {since} to {until}.",
    "Postpone the open order of {quantity} {point} from bucket {since} to {until}.",
    "Cancel the open order of {quantity} {point} in bucket {since}: nothing needs it within the horizon.",
    "{point} is short by {quantity} from bucket {since} to {until}: nothing new may arrive before its fence.",
    "{quantity} of {point} in bucket {until} has no source that is valid then.",
)


class Messages(NamedTuple):
    """One row each: its kind, the point, the row of the open order (-1: none), buckets and quantity."""

    kind: Ints
    point: Ints
    receipt: Ints
    since: Ints
    until: Ints
    quantity: Floats


def messages(plan: Plan, *, within: int = 0, patience: int = 0) -> Messages:
    """Return all messages of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    within : int
        Orders released up to this bucket are to be released.
    patience : int
        Open orders that come up to so many buckets before their need are left alone.
    """
    orders, receipts = plan.orders(), plan.problem.receipts
    periods = plan.problem.buckets
    none = np.full(len(orders.point), -1, np.int64)
    late = orders.overdue > 0
    soon = (orders.release <= within) & ~late
    orphan = orders.source < 0
    moved, row = plan.moved, np.arange(len(plan.moved))
    loose = ~receipts.firm
    shift = moved - receipts.bucket
    parts = [
        _rows(RELEASE, soon & ~orphan, orders.point, none, orders.release, orders.receipt, orders.quantity),
        _rows(PAST_DUE, late, orders.point, none, orders.overdue, orders.receipt, orders.quantity),
        _rows(EXPEDITE, loose & (shift < 0), receipts.point, row, receipts.bucket, moved, receipts.quantity),
        _rows(
            POSTPONE, loose & (shift > patience) & (moved < periods), receipts.point, row, receipts.bucket, moved,
            receipts.quantity,
        ),
        _rows(CANCEL, loose & (moved >= periods), receipts.point, row, receipts.bucket, moved, receipts.quantity),
        _short(plan),
        _rows(NO_SOURCE, orphan, orders.point, none, orders.receipt, orders.receipt, orders.quantity),
    ]  # fmt: skip
    return Messages(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def reasons(plan: Plan, told: Messages, most: int = 50) -> tuple[Reason, ...]:
    """Return the first messages of each kind in words."""
    found = []
    for kind, name in enumerate(KINDS):
        for row in np.flatnonzero(told.kind == kind)[:most]:
            facts = {
                "point": plan.problem.names[told.point[row]],
                "quantity": round(float(told.quantity[row]), 3),
                "since": int(told.since[row]),
                "until": int(told.until[row]),
            }
            found.append(Reason(f"mrp.{name}", TEXTS[kind], facts))
    return tuple(found)


def _rows(
    kind: int, rows: np.ndarray, point: Ints, receipt: Ints, since: Ints, until: Ints, quantity: Floats
) -> Messages:
    count = int(rows.sum())
    return Messages(
        np.full(count, kind), point[rows], receipt[rows], since[rows], until[rows], quantity[rows]
    )


def _short(plan: Plan) -> Messages:
    """Find where stock falls below nothing ahead of a fence."""
    found: list[tuple[int, int, int, float]] = []
    for point in np.flatnonzero(plan.problem.points.fence > 0):
        stock = plan.stock(int(point))
        below = np.flatnonzero(stock < -1e-6)
        if len(below):
            found.append((int(point), int(below[0]), int(below[-1]) + 1, float(-stock.min())))
    points, since, until, quantity = (
        (np.array(column) for column in zip(*found, strict=True)) if found else [np.zeros(0)] * 4
    )
    count = len(found)
    return Messages(
        np.full(count, SHORT), points.astype(np.int64), np.full(count, -1), since.astype(np.int64),
        until.astype(np.int64), quantity.astype(np.float64),
    )  # fmt: skip
