"""Requirements planning (MRP) over all levels, sites and buckets: what to order, make and move, when and why."""

from nonet.engines.netting.columns import RULES, Demand, Parts, Points, Receipts, Sources, table
from nonet.engines.netting.messages import KINDS, Messages, messages, reasons
from nonet.engines.netting.pegging import End, Peg, Pegging
from nonet.engines.netting.plan import Orders, Plan, solve
from nonet.engines.netting.problem import Problem
from nonet.engines.netting.violations import violations

__all__ = [
    "KINDS",
    "RULES",
    "Demand",
    "End",
    "Messages",
    "Orders",
    "Parts",
    "Peg",
    "Pegging",
    "Plan",
    "Points",
    "Problem",
    "Receipts",
    "Sources",
    "messages",
    "reasons",
    "solve",
    "table",
    "violations",
]
