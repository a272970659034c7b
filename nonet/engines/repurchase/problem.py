"""Who bought when and for how much, until when it is known, and how far ahead is asked."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RepurchaseProblem:
    """Purchases of many customers; several on one day count once.

    Parameters
    ----------
    customers : tuple[str, ...]
        Their names, in the order of their numbers.
    who : Numbers
        The number of the customer of each purchase, shape (purchases,).
    day : Numbers
        Its day, in days from any first one, shape (purchases,).
    worth : Floats
        What was paid, shape (purchases,); returns may be negative.
    until : int
        The last day seen; later purchases are left out.
    horizon : int
        Days ahead.
    """

    customers: tuple[str, ...]
    who: Numbers
    day: Numbers
    worth: Floats
    until: int
    horizon: int

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise ProblemError("horizon", f"{self.horizon} days ahead is no forecast.", "Give at least 1.")
        if not self.who.shape == self.day.shape == self.worth.shape:
            raise ProblemError(
                "who", "Customers, days and worths differ in number.", "Give one each by purchase."
            )
        if self.who.size and not 0 <= self.who.min() <= self.who.max() < len(self.customers):
            raise ProblemError("who", "A purchase names no customer.", "Number customers from 0.")
        if not np.isfinite(self.worth).all():
            raise ProblemError("worth", "A worth is not a number.", "Give 0 where it is not known.")


@dataclass(frozen=True, slots=True)
class History:
    """What the models see of each customer until a day, each of shape (customers,).

    ``number`` is their place in the problem; ``repeats`` the purchase days after the first; ``recency`` the days from
    the first to the last; ``age`` those from the first to the end; ``worth`` the mean worth of the repeat days;
    ``days`` and ``sums`` hold their purchase days and what was paid on each.
    """

    number: Numbers
    repeats: Floats
    recency: Floats
    age: Floats
    worth: Floats
    days: tuple[Numbers, ...]
    sums: tuple[Floats, ...]
    until: int


def history(problem: RepurchaseProblem, until: int) -> History:
    """Return the history of every customer with a purchase by the end of a day."""
    kept = problem.day <= until
    who, day, worth = problem.who[kept], problem.day[kept], problem.worth[kept]
    order = np.lexsort((day, who))
    who, day, worth = who[order], day[order], worth[order]
    fresh = np.ones(who.size, np.bool_)
    fresh[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
    first = np.flatnonzero(fresh)
    sums = np.add.reduceat(worth, first) if first.size else np.zeros(0)
    who, day = who[first], day[first]
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if who.size else np.zeros(0, np.int64)
    days = tuple(np.split(day, starts[1:])) if who.size else ()
    paid = tuple(np.split(sums, starts[1:])) if who.size else ()
    repeat_worth = [float(each[1:].mean()) if each.size > 1 else 0.0 for each in paid]
    return History(
        who[starts],
        np.array([each.size - 1.0 for each in days]),
        np.array([float(each[-1] - each[0]) for each in days]),
        np.array([float(until - each[0]) for each in days]),
        np.array(repeat_worth),
        days,
        paid,
        until,
    )
