"""What a requirements plan starts from: points, sources, parts, demand, open orders and calendars."""

from dataclasses import dataclass, field

import numpy as np

from nonet.engines.netting.columns import (
    RULES,
    Bools,
    Demand,
    Parts,
    Points,
    Receipts,
    Sources,
    table,
)
from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A requirements plan over n points and T buckets.

    Parameters
    ----------
    names : tuple[str, ...]
        (n,) unique, such as ``"PUMP @ Suzhou"``.
    buckets : int
        T.
    points, sources, parts, demand, receipts
        The tables; see ``columns``.
    calendars : Bools
        (c, T) whether a bucket is worked; left out, one calendar that always works.
    """

    names: tuple[str, ...]
    buckets: int
    points: Points
    sources: Sources = field(default_factory=lambda: table(Sources, 0))
    parts: Parts = field(default_factory=lambda: table(Parts, 0))
    demand: Demand = field(default_factory=lambda: table(Demand, 0))
    receipts: Receipts = field(default_factory=lambda: table(Receipts, 0))
    calendars: Bools = field(default_factory=lambda: np.zeros((0, 0), np.bool_))

    def __post_init__(self) -> None:
        n = len(self.names)
        if self.buckets < 1:
            raise ProblemError("buckets", f"{self.buckets} is no horizon.", "Give at least 1.")
        if len(self.points.stock) != n:
            raise ProblemError("points", f"{len(self.points.stock)} rows, there are {n} names.")
        if not self.calendars.size:
            object.__setattr__(self, "calendars", np.ones((1, self.buckets), np.bool_))
        if self.calendars.shape[1] != self.buckets:
            raise ProblemError(
                "calendars", f"{self.calendars.shape[1]} buckets, the plan has {self.buckets}."
            )
        self._inside("points.calendar", self.points.calendar, len(self.calendars))
        self._inside("points.rule", self.points.rule, len(RULES))
        self._inside("sources.point", self.sources.point, n)
        self._inside("parts.source", self.parts.source, len(self.sources.point))
        self._inside("parts.point", self.parts.point, n)
        self._inside("demand.point", self.demand.point, n)
        self._inside("receipts.point", self.receipts.point, n)
        for where, rows in (("points", self.points), ("sources", self.sources), ("parts", self.parts)):
            for name, column in zip(rows._fields, rows, strict=True):
                self._sound(
                    f"{where}.{name}", column, may_be_negative=name in {"quantity", "stock", "since", "until"}
                )
        self._sound("demand.quantity", self.demand.quantity)
        self._sound("receipts.quantity", self.receipts.quantity)
        if (self.sources.output <= 0).any() or (self.parts.scrap >= 1).any():
            where = "sources.output" if (self.sources.output <= 0).any() else "parts.scrap"
            raise ProblemError(where, "nothing would come out.", "Give an output above 0, a scrap below 1.")

    def _inside(self, where: str, column: np.ndarray, count: int) -> None:
        wrong = np.flatnonzero((column < 0) | (column >= count))
        if len(wrong):
            raise ProblemError(f"{where}[{wrong[0]}]", f"{column[wrong[0]]} names none of {count}.")

    def _sound(self, where: str, column: np.ndarray, may_be_negative: bool = False) -> None:
        if column.dtype == np.bool_:
            return
        wrong = np.flatnonzero(~np.isfinite(column) | ((column < 0) & (not may_be_negative)))
        if len(wrong):
            raise ProblemError(
                f"{where}[{wrong[0]}]", f"{column[wrong[0]]} is below 0 or no number.", "Give 0 or more."
            )
