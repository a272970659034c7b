"""Packing: container loading and cartonisation with the rules that real loads have."""

from nonet.engines.packing.answer import Answer, Load, Placement
from nonet.engines.packing.engine import cartonise, solve
from nonet.engines.packing.problem import Axles, Balance, Container, Item, Problem, Tariff
from nonet.engines.packing.rules import violations

__all__ = [
    "Answer",
    "Axles",
    "Balance",
    "Container",
    "Item",
    "Load",
    "Placement",
    "Problem",
    "Tariff",
    "cartonise",
    "solve",
    "violations",
]
