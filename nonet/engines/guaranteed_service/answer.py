"""Where the safety stock stands, what it costs, and how far from the best it can be at most."""

from dataclasses import dataclass

from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True)
class StagePlan:
    """What one stage is told and holds; times in periods, stocks in its units, cost in money.

    ``inbound`` is the service time quoted to it, ``outbound`` the one it quotes, ``net`` the time that its own stock
    must cover: inbound + time - outbound.
    """

    name: str
    inbound: int
    outbound: int
    net: int
    safety_stock: float
    base_stock: float
    cost: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The placement: total cost of safety stock, a proved lower bound, and the stages.

    ``parts`` tells the cost of safety stock and that of the stock under way, which no placement changes.
    """

    objective: float
    bound: float
    optimal: bool
    stages: tuple[StagePlan, ...]
    parts: dict[str, float]
    reasons: tuple[Reason, ...] = ()
    iterations: int = 0
