"""What is made when, what it costs, and what binds."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A plan of lots.

    Parameters
    ----------
    objective : float
        Cost of set-ups, stock, making and priced overtime.
    bound : float | None
        No plan without overtime beyond its price costs less; none when nothing is known.
    optimal, feasible : bool
        Proved best within a ten thousandth; within capacity and promised overtime.
    production : npt.NDArray[np.float64]
        (n, T) units.
    setup : npt.NDArray[np.int64]
        (n, T) 1 where set up.
    stock : npt.NDArray[np.float64]
        (n, T) units at the end of each period.
    overtime : npt.NDArray[np.float64]
        (T,) capacity taken beyond.
    parts : dict[str, float]
        setup, holding, making and overtime of the objective.
    """

    objective: float
    bound: float | None
    optimal: bool
    feasible: bool
    production: npt.NDArray[np.float64]
    setup: npt.NDArray[np.int64]
    stock: npt.NDArray[np.float64]
    overtime: npt.NDArray[np.float64]
    parts: dict[str, float]
    reasons: tuple[Reason, ...] = ()
    iterations: int = 0
