"""Where safety stock stands in a supply network, under guaranteed service times.

Every stage promises its customers a service time and always keeps it, as long as demand stays within the bound that
the safety factor sets; its stock covers the demand of the time that it must wait and work but may not let wait. After
Simpson (1958), Graves and Willems (2000) and, for networks with cycles, Humair and Willems (2011).
"""

from nonet.engines.guaranteed_service.answer import Answer, StagePlan
from nonet.engines.guaranteed_service.problem import Link, Problem, Stage
from nonet.engines.guaranteed_service.search import solve
from nonet.engines.guaranteed_service.violations import violations

__all__ = ["Answer", "Link", "Problem", "Stage", "StagePlan", "solve", "violations"]
