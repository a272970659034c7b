"""Routing: tours of vehicles over stops, by the rules that real fleets have (see ``docs/algorithms/routing.md``)."""

from nonet.engines.routing.answer import Answer, Tour, Visit
from nonet.engines.routing.planning import plan
from nonet.engines.routing.problem import (
    Break,
    Depot,
    Pair,
    Pin,
    Problem,
    Profile,
    Stop,
    Vehicle,
)
from nonet.engines.routing.replanning import Move, replan
from nonet.engines.routing.solving import solve

__all__ = [
    "Answer",
    "Break",
    "Depot",
    "Move",
    "Pair",
    "Pin",
    "Problem",
    "Profile",
    "Stop",
    "Tour",
    "Vehicle",
    "Visit",
    "plan",
    "replan",
    "solve",
]
