"""The shortest walk through the picks of a warehouse with aisles and cross-aisles."""

from nonet.engines.pick_path.answer import PickTour
from nonet.engines.pick_path.problem import (
    BOTH,
    DOWN,
    UP,
    Door,
    Foot,
    PickProblem,
    Point,
    Warehouse,
    rectangular,
)
from nonet.engines.pick_path.solve import solve

__all__ = [
    "BOTH",
    "DOWN",
    "UP",
    "Door",
    "Foot",
    "PickProblem",
    "PickTour",
    "Point",
    "Warehouse",
    "rectangular",
    "solve",
]
