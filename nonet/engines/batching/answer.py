"""What batching answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nonet.engines.pick_path import PickTour
from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class Batch:
    """The orders of one walk, by number, and its shortest tour."""

    orders: tuple[int, ...]
    tour: PickTour

    @property
    def length(self) -> float:
        """Walking length."""
        return self.tour.length


@dataclass(frozen=True, slots=True)
class Batches:
    """All orders in batches; no batching walks less than ``bound``; ``named`` tells the lengths of the plain rules."""

    batches: tuple[Batch, ...]
    bound: float
    named: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def length(self) -> float:
        """Walking length of all batches."""
        return sum(batch.length for batch in self.batches)

    @property
    def optimal(self) -> bool:
        """True when it is proved that no batching walks less."""
        return self.length <= self.bound + 1e-6
