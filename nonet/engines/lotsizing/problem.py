"""What is to be made when, on one bottleneck: items with their demand, set-ups, stock and the capacity they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from nonet.engines.solving import ProblemError


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Parameters
    ----------
    name : str
        Unique.
    demand : tuple[float, ...]
        (T,) units due at the end of each period.
    unit_time : float
        Capacity that a unit takes.
    setup_time : float
        Capacity that a set-up takes, in each period in which the item is made.
    setup_cost : float
        Of a set-up.
    holding : float
        Cost of one unit in stock at the end of a period.
    unit_cost : float | tuple[float, ...]
        Cost of making a unit, one for all or one per period.
    stock : float
        On hand at the start.
    safety : float | tuple[float, ...]
        Least stock at the end of each period.
    least, most : float, float | None
        Smallest and largest lot of a period in which it is made.
    """

    name: str
    demand: tuple[float, ...]
    unit_time: float = 1.0
    setup_time: float = 0.0
    setup_cost: float = 0.0
    holding: float = 1.0
    unit_cost: float | tuple[float, ...] = 0.0
    stock: float = 0.0
    safety: float | tuple[float, ...] = 0.0
    least: float = 0.0
    most: float | None = None

    def __post_init__(self) -> None:
        where = f"items[{self.name}]"
        for field in ("unit_time", "setup_time", "setup_cost", "holding", "stock", "least"):
            value = getattr(self, field)
            if not isfinite(value) or value < 0:
                raise ProblemError(f"{where}.{field}", f"{value} is below 0 or no number.", "Give 0 or more.")
        for field in ("demand", "safety", "unit_cost"):
            rows = getattr(self, field)
            rows = rows if isinstance(rows, tuple) else (rows,)
            if not all(isfinite(each) and each >= 0 for each in rows):
                raise ProblemError(
                    f"{where}.{field}", "holds what is below 0 or no number.", "Give 0 or more."
                )
            if field != "demand" and len(rows) not in {1, len(self.demand)}:
                raise ProblemError(f"{where}.{field}", f"{len(rows)} periods, demand has {len(self.demand)}.")
        if self.most is not None and (self.most <= 0 or self.most < self.least):
            raise ProblemError(f"{where}.most", f"{self.most} is below the smallest lot or 0.", "Raise it.")


@dataclass(frozen=True, slots=True)
class Problem:
    """Lot sizing of n items over T periods with set-ups under one capacity.

    Parameters
    ----------
    items : tuple[Item, ...]
        All with the same number of periods.
    capacity : tuple[float, ...]
        (T,) of each period.
    overtime_cost : float | None
        Of a unit of capacity beyond; left out, overtime is only taken where nothing else is possible, and as little
        as can be found.
    overtime_most : float | None
        Most of it per period; left out, any. Where even that is too little, the answer says so and goes beyond.
    """

    items: tuple[Item, ...]
    capacity: tuple[float, ...]
    overtime_cost: float | None = None
    overtime_most: float | None = None

    def __post_init__(self) -> None:
        names = [item.name for item in self.items]
        if len(set(names)) < len(names):
            raise ProblemError("items", "two have the same name.", "Names are unique.")
        for item in self.items:
            if len(item.demand) != len(self.capacity):
                raise ProblemError(
                    f"items[{item.name}].demand",
                    f"{len(item.demand)} periods, capacity has {len(self.capacity)}.",
                    "Give one for each period.",
                )
        if not all(isfinite(each) and each >= 0 for each in self.capacity):
            raise ProblemError("capacity", "holds what is below 0 or no number.", "Give 0 or more.")
        for field in ("overtime_cost", "overtime_most"):
            value = getattr(self, field)
            if value is not None and (not isfinite(value) or value < 0):
                raise ProblemError(
                    field, f"{value} is below 0 or no number.", "Give 0 or more, or leave it out."
                )


def per_period(value: float | Sequence[float], periods: int) -> tuple[float, ...]:
    """Return a value for each period."""
    return tuple(value) if isinstance(value, Sequence) else (float(value),) * periods
