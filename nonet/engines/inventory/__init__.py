"""How much stock keeps a service, and which policy costs least."""

from nonet.engines.inventory.demand import Demand, Gamma, Lattice, Normal, Spread, counted
from nonet.engines.inventory.policies import Policy, min_max, newsvendor, reorder, running_cost
from nonet.engines.inventory.problem import Problem
from nonet.engines.inventory.simulate import Played, play
from nonet.engines.inventory.solve import Answer, solve

__all__ = [
    "Answer",
    "Demand",
    "Gamma",
    "Lattice",
    "Normal",
    "Played",
    "Policy",
    "Problem",
    "Spread",
    "counted",
    "min_max",
    "newsvendor",
    "play",
    "reorder",
    "running_cost",
    "solve",
]
