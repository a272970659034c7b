"""What stock is to achieve: demand, lead time, review, order quantity and the service to be kept."""

from dataclasses import dataclass

from nonet.engines.inventory.demand import Demand
from nonet.engines.solving import ProblemError

MEASURES = ("cycle", "fill", "ready")


@dataclass(frozen=True, slots=True)
class Problem:
    """One item at one place.

    Parameters
    ----------
    demand : Demand
        Of a period.
    lead : tuple[tuple[int, float], ...]
        Lead times in periods and their probabilities.
    review : int
        Periods between two looks at the stock; each orders up to a level, unless ``quantity`` is given.
    quantity : float | None
        Fixed order quantity: (R, Q) with a look each period.
    measure : str
        ``cycle``: share of order cycles without shortage; ``fill``: share of demand served at once; ``ready``: share of
        periods that end without anything owed.
    level : float
        Of the measure, above 0 and below 1.
    least, most : float
        Bounds of the safety stock.
    exactly : bool
        Whole units are convolved; else moments are matched.
    """

    demand: Demand
    lead: tuple[tuple[int, float], ...] = ((1, 1.0),)
    review: int = 1
    quantity: float | None = None
    measure: str = "cycle"
    level: float = 0.95
    least: float = float("-inf")
    most: float = float("inf")
    exactly: bool = True

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ProblemError("measure", f"there is no {self.measure!r}.", f"Known: {', '.join(MEASURES)}.")
        if not 0 < self.level < 1:
            raise ProblemError("level", f"{self.level} is not between 0 and 1.", "Certainty has no price.")
        if self.review < 1:
            raise ProblemError("review", f"{self.review} is no time between looks.", "Give at least 1.")
        if not self.lead or any(periods < 0 or share < 0 for periods, share in self.lead):
            raise ProblemError(
                "lead", "there is none, or one below 0.", "Give periods with their probability."
            )
        if abs(sum(share for _, share in self.lead) - 1) > 1e-6:
            raise ProblemError("lead", "the probabilities do not add up to 1.", "Make them.")
        if self.quantity is not None and not self.quantity > 0:
            raise ProblemError("quantity", f"{self.quantity} is nothing to order.", "Give more than 0.")
        if self.least > self.most:
            raise ProblemError("least", f"{self.least} is above the most, {self.most}.")
