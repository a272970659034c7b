"""What each model's parameters cost on a series, told apart by a number."""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.forecasting.ces import swung
from nonet.engines.forecasting.smoothing import smoothed
from nonet.engines.forecasting.theta import lined

Floats = npt.NDArray[np.float64]

THETA = 100
CES = 200


@compiled
def run(kind: int, parameters: Floats, y: Floats, m: int, season: Floats, ahead: Floats) -> float:
    """Run a model with its parameters over a series, fill its forecast and return its deviance.

    Kinds below 100 are the forms of exponential smoothing, 100 the theta model, 200 complex smoothing.
    """
    if kind < THETA:
        return smoothed(kind, parameters, y, m, season, ahead)
    if kind < CES:
        return lined(parameters, y, ahead)
    return swung(parameters, y, ahead)


@compiled
def cost(kind: int, parameters: Floats, y: Floats, m: int, season: Floats) -> float:
    """Return the deviance of a model's parameters on a series."""
    return run(kind, parameters, y, m, season, np.empty(0))
