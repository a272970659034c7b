"""RFM: how lately, how often and for how much each customer bought, in fifths, and the eight classes of Chinese shops.

Source: Hughes, Strategic Database Marketing (1994); the eight classes cross each measure above or below its mean
(重要价值客户 and its kin), the grid of ten names crosses the fifths of recency and frequency.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError, Reason

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

NAMES: Mapping[tuple[bool, bool, bool], tuple[str, str]] = {
    (True, True, True): ("重要价值客户", "important, valued"),
    (True, False, True): ("重要发展客户", "important, to develop"),
    (False, True, True): ("重要保持客户", "important, to keep"),
    (False, False, True): ("重要挽留客户", "important, to win back"),
    (True, True, False): ("一般价值客户", "ordinary, valued"),
    (True, False, False): ("一般发展客户", "ordinary, to develop"),
    (False, True, False): ("一般保持客户", "ordinary, to keep"),
    (False, False, False): ("一般挽留客户", "ordinary, to win back"),
}  # by recent, frequent, of high worth

_ROWS = (
    ("hibernating", "hibernating", "at risk", "at risk", "cannot lose"),
    ("hibernating", "hibernating", "at risk", "at risk", "at risk"),
    ("about to sleep", "about to sleep", "need attention", "loyal", "loyal"),
    ("promising", "potential loyal", "potential loyal", "loyal", "loyal"),
    ("new", "potential loyal", "potential loyal", "champions", "champions"),
)
GRID: Mapping[tuple[int, int], str] = {
    (recency, frequency): name
    for recency, row in enumerate(_ROWS, 1)
    for frequency, name in enumerate(row, 1)
}  # by fifth of recency and of frequency, 5 the best


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's purchases until a day: days since the last, how many, and what was paid in all."""

    name: str
    silent: float
    count: float
    paid: float

    def __post_init__(self) -> None:
        if self.silent < 0 or self.count < 1:
            fact = f"{self.silent} days since the last of {self.count} purchases cannot be."
            raise ProblemError(f"customers[{self.name}]", fact, "Leave out who has not bought yet.")


@dataclass(frozen=True, slots=True)
class Segment:
    """Where a customer stands: fifths (5 the best), class in Chinese and English, place in the grid, and why."""

    name: str
    recency: int
    frequency: int
    money: int
    label: str
    english: str
    place: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Segments:
    """All customers' segments, how many and how much each class holds, and the bounds that part them."""

    customers: tuple[Segment, ...]
    counts: Mapping[str, int]
    paid: Mapping[str, float]
    bounds: Mapping[str, float]


def segment(customers: Sequence[Customer]) -> Segments:
    """Sort customers into the eight classes and the grid of fifths.

    A customer counts as recent, frequent or of high worth when better than or equal to the mean of all.
    """
    if not customers:
        return Segments((), {}, {}, {})
    silent = np.array([each.silent for each in customers])
    count = np.array([each.count for each in customers])
    paid = np.array([each.paid for each in customers])
    bounds = {"silent": float(silent.mean()), "count": float(count.mean()), "paid": float(paid.mean())}
    above = np.stack([silent <= bounds["silent"], count >= bounds["count"], paid >= bounds["paid"]], axis=1)
    scores = np.stack([fifths(-silent), fifths(count), fifths(paid)], axis=1)
    found = tuple(
        _told(each, tuple(int(score) for score in scores[i]), tuple(bool(flag) for flag in above[i]), bounds)
        for i, each in enumerate(customers)
    )
    labels = Counter(each.label for each in found)
    sums = {
        label: float(sum(c.paid for c, s in zip(customers, found, strict=True) if s.label == label))
        for label in labels
    }
    return Segments(found, labels, sums, bounds)


def fifths(values: Floats) -> Numbers:
    """Return the fifth of each value, 1 the lowest; equal values stand in the same one. Shape (customers,)."""
    order = np.sort(values)
    below = np.searchsorted(order, values, side="left")
    upto = np.searchsorted(order, values, side="right")
    return np.minimum(((below + upto) / 2 / values.size * 5).astype(np.int64), 4) + 1


def _told(
    each: Customer, scores: tuple[int, ...], above: tuple[bool, ...], bounds: Mapping[str, float]
) -> Segment:
    label, english = NAMES[(above[0], above[1], above[2])]
    text = (
        "Last bought {silent:.0f} days ago (mean {usual_silent:.0f}), {count:.0f} times (mean {usual_count:.1f}), "
        "for {paid:.2f} in all (mean {usual_paid:.2f})."
    )
    facts = {"silent": each.silent, "count": each.count, "paid": each.paid}
    usual = {f"usual_{name}": bound for name, bound in bounds.items()}
    place = GRID[(scores[0], scores[1])]
    reason = Reason("segment.why", text, facts | usual)
    return Segment(each.name, scores[0], scores[1], scores[2], label, english, place, reason)


def migration(before: Segments, after: Segments) -> dict[tuple[str, str], int]:
    """Return how many customers went from each class to each; new ones come from ``""``."""
    came = {each.name: each.label for each in before.customers}
    return dict(Counter((came.get(each.name, ""), each.label) for each in after.customers))
