"""The theta model with its line and weight learnt, run as a recursion.

Source: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler, Models for optimising the theta method and their
relationship to state space models, International Journal of Forecasting 32 (2016): the dynamic optimised theta model.
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled

Floats = npt.NDArray[np.float64]


@compiled
def lined(parameters: Floats, y: Floats, ahead: Floats) -> float:
    """Run the dynamic optimised theta model over a series without season; return its deviance.

    Parameters
    ----------
    parameters : Floats
        First level, alpha, theta; shape (6,), the rest unused.
    y : Floats
        The series, shape (n,).
    ahead : Floats
        Filled with the forecast, shape (h,); may be empty.
    """
    level, alpha, theta = parameters[0], parameters[1], parameters[2]
    w = 1.0 - 1.0 / theta
    n = y.size
    a, b, mean = y[0], 0.0, 0.0
    left = 1.0 - alpha
    total = 0.0
    for t in range(n):
        if t == 0:
            fit = y[0]
        else:
            power = left**t
            fit = level + w * (a * power + b * (1.0 - power * left) / alpha)
        error = y[t] - fit
        if t > 2:
            total += error * error
        level = alpha * y[t] + left * level
        if t > 0:
            b = ((t - 1.0) * b + 6.0 * (y[t] - mean) / (t + 1.0)) / (t + 2.0)
        mean = (t * mean + y[t]) / (t + 1)
        a = mean - b * (t + 2.0) / 2.0
    for i in range(ahead.size):
        power = left ** (n + i)
        fit = level + w * (a * power + b * (1.0 - power * left) / alpha)
        ahead[i] = fit
        level = alpha * fit + left * level
        b = ((n + i - 1.0) * b + 6.0 * (fit - mean) / (n + i + 1.0)) / (n + i + 2.0)
        mean = ((n + i) * mean + fit) / (n + i + 1)
        a = mean - b * (n + i + 2.0) / 2.0
    if not total < 1e300:
        return 1e30
    return n * np.log(total / max(n - 3, 1) + 1e-300)
