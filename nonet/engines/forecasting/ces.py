"""Complex exponential smoothing of a series without season.

Source: Svetunkov, Kourentzes and Ord, Complex exponential smoothing, Naval Research Logistics 69 (2022).
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled

Floats = npt.NDArray[np.float64]


@compiled
def swung(parameters: Floats, y: Floats, ahead: Floats) -> float:
    """Run complex smoothing over a series and return its deviance (as `smoothing.smoothed`).

    Its first states are found by a run over the series backwards.

    Parameters
    ----------
    parameters : Floats
        Real and imaginary part of the smoothing, and the first level of the backward run; shape (6,), the rest unused.
    y : Floats
        The series, shape (n,).
    ahead : Floats
        Filled with the forecast, shape (h,); may be empty.
    """
    a0, a1 = parameters[0], parameters[1]
    level = parameters[2]
    potential = level / 1.1
    n = y.size
    total = 0.0
    for i in range(2 * n + ahead.size):
        error = 0.0
        if i < n:
            error = y[n - 1 - i] - level
        elif i < 2 * n:
            error = y[i - n] - level
            total += error * error
        else:
            ahead[i - 2 * n] = level
        risen = level
        level = level - (1.0 - a1) * potential + (a0 - a1) * error
        potential = risen + (1.0 - a0) * potential + (a0 + a1) * error
        if not abs(level) < 1e15:
            return 1e30
    return n * np.log(total / n + 1e-300)
