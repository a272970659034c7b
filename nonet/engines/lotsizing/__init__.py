"""What to make when on a bottleneck with set-ups; rules for one item alone stand beside it."""

from nonet.engines.lotsizing.answer import Answer
from nonet.engines.lotsizing.problem import Item, Problem
from nonet.engines.lotsizing.rules import lots, wagner_whitin
from nonet.engines.lotsizing.search import solve
from nonet.engines.lotsizing.steady import Lot, eoq, eoq_discounts, epq
from nonet.engines.lotsizing.violations import violations

__all__ = [
    "Answer",
    "Item",
    "Lot",
    "Problem",
    "eoq",
    "eoq_discounts",
    "epq",
    "lots",
    "solve",
    "violations",
    "wagner_whitin",
]
