"""Repurchase: which customers will buy again, how often, and what it is worth."""

from nonet.engines.repurchase.answer import Outlook, RepurchaseAnswer
from nonet.engines.repurchase.problem import RepurchaseProblem
from nonet.engines.repurchase.solve import solve

__all__ = ["Outlook", "RepurchaseAnswer", "RepurchaseProblem", "solve"]
