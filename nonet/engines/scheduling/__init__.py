"""Scheduling: shops of machines and people, and projects over shared resources."""

from nonet.engines.scheduling.answer import Plan, Task
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

__all__ = [
    "Activity",
    "Choice",
    "Frozen",
    "Job",
    "Machine",
    "Objective",
    "Operation",
    "Operator",
    "Plan",
    "Project",
    "ProjectPlan",
    "Shop",
    "Task",
    "Tool",
    "solve",
    "solve_project",
]
