"""What a pick tour answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nonet.engines.pick_path.problem import Place
from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class PickTour:
    """A walk through the picks.

    ``order`` numbers the picks as they are fetched; ``path`` has every place passed, in walking order and crossings
    too, from start to end; ``length`` is in the warehouse's unit (walks on foot weighted); no tour is shorter than
    ``bound``; ``method`` names what found it; ``named`` the lengths of the named heuristics, where asked for.
    """

    order: tuple[int, ...]
    path: tuple[Place, ...]
    length: float
    bound: float
    method: str
    named: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def optimal(self) -> bool:
        """True when it is proved that no tour is shorter."""
        return self.length <= self.bound + 1e-9
