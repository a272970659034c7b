"""A packing: where everything lies, what it is worth, and why it is so."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nonet.engines.packing.problem import Triple
from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class Placement:
    """One box: the number of its item, its corner nearest to the origin, and its outer dimensions as turned."""

    item: int
    at: Triple
    size: Triple

    @property
    def end(self) -> Triple:
        """Its corner farthest from the origin."""
        x, y, z = self.at
        dx, dy, dz = self.size
        return x + dx, y + dy, z + dz


@dataclass(frozen=True, slots=True)
class Load:
    """One container and what lies in it, in an order in which it can be loaded.

    Parameters
    ----------
    container : int
        Number of its kind.
    placements : tuple[Placement, ...]
        In loading order: from the far end to the door, from the floor up.
    weight, volume, cost : int
        Of its boxes; the cost by the problem's tariff.
    reasons : tuple[Reason, ...]
        Why this container.
    """

    container: int
    placements: tuple[Placement, ...]
    weight: int = 0
    volume: int = 0
    cost: int = 0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the engine found.

    Parameters
    ----------
    loads : tuple[Load, ...]
        Containers used.
    left : Mapping[int, int]
        How many of which item stay out.
    objective : float
        Worth loaded, containers used, or cost: as the problem's aim says.
    bound : float
        No packing has a better objective.
    optimal : bool
        The objective reaches the bound.
    parts : Mapping[str, float]
        What the objective is made of.
    binds : tuple[str, ...]
        What kept it from being better: ``volume``, ``weight``, ``items`` …
    reasons : tuple[Reason, ...]
        Why items stay out, and which bound was met.
    """

    loads: tuple[Load, ...]
    left: Mapping[int, int]
    objective: float
    bound: float
    optimal: bool
    parts: Mapping[str, float] = field(default_factory=dict)
    binds: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
