"""Scheduling: shops of machines and people, and projects over shared resources."""

from nonet.engines.scheduling.answer import Plan, Task
from nonet.engines.scheduling.events import Breakdown, LateMaterial, Rescheduled, Rush, reschedule
from nonet.engines.scheduling.problem import (
    Choice,
    Frozen,
    Job,
    Machine,
    Objective,
    Operation,
    Operator,
    Shop,
    Tool,
)
from nonet.engines.scheduling.project import Activity, Project, ProjectPlan
from nonet.engines.scheduling.rcpsp import solve_project
from nonet.engines.scheduling.solve import solve
from nonet.engines.scheduling.violations import violations

__all__ = [
    "Activity",
    "Breakdown",
    "Choice",
    "Frozen",
    "Job",
    "LateMaterial",
    "Machine",
    "Objective",
    "Operation",
    "Operator",
    "Plan",
    "Project",
    "ProjectPlan",
    "Rescheduled",
    "Rush",
    "Shop",
    "Task",
    "Tool",
    "reschedule",
    "solve",
    "solve_project",
    "violations",
]
