"""Exponential smoothing in its state-space forms, as one compiled recursion.

Source: Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing (2008). A form is a number:
error (0 additive, 1 multiplicative) + 2 × trend (0 none, 1 additive, 2 damped) + 6 × season (0 none, 1 additive,
2 multiplicative).
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled

Floats = npt.NDArray[np.float64]

FORBIDDEN = 1e30  # the cost of parameters that lead to no finite fit


@compiled
def smoothed(
    form: int,
    parameters: Floats,
    y: Floats,
    m: int,
    season: Floats,
    ahead: Floats,
) -> float:
    """Run a form over a series and return its deviance (twice the negative log-likelihood, but for a constant).

    Parameters
    ----------
    form : int
        See the module.
    parameters : Floats
        alpha, beta, gamma, phi, first level, first trend; shape (6,).
    y : Floats
        The series, shape (n,).
    m : int
        Periods of a season.
    season : Floats
        First seasonal states, shape (m,); unused without a season.
    ahead : Floats
        Filled with the mean forecast, shape (h,); may be empty.
    """
    alpha, beta, gamma, phi = parameters[0], parameters[1], parameters[2], parameters[3]
    level, trend = parameters[4], parameters[5]
    multiplied = form % 2 == 1
    trending = (form // 2) % 3
    seasonal = form // 6
    if trending == 0:
        trend, beta = 0.0, 0.0
    if trending != 2:
        phi = 1.0
    s = season.copy()
    n = y.size
    total, logs = 0.0, 0.0
    for t in range(n):
        carried = level + phi * trend
        k = t % m
        fit = carried
        if seasonal == 1:
            fit = carried + s[k]
        elif seasonal == 2:
            fit = carried * s[k]
        error = y[t] - fit
        if multiplied:
            if fit <= 1e-9:
                return FORBIDDEN
            relative = error / fit
            total += relative * relative
            logs += np.log(fit)
        else:
            total += error * error
        if seasonal == 2:
            if abs(s[k]) < 1e-9 or abs(carried) < 1e-12:
                return FORBIDDEN
            on_level = error / s[k]
            s[k] += gamma * error / carried
        else:
            on_level = error
            if seasonal == 1:
                s[k] += gamma * error
        level = carried + alpha * on_level
        trend = phi * trend + beta * alpha * on_level
    if not np.isfinite(total):
        return FORBIDDEN
    damping, sum_damping = 1.0, 0.0
    for i in range(ahead.size):
        damping *= phi
        sum_damping += damping
        carried = level + sum_damping * trend
        k = (n + i) % m
        if seasonal == 1:
            carried += s[k]
        elif seasonal == 2:
            carried *= s[k]
        ahead[i] = carried
    return n * np.log(total / n + 1e-300) + 2.0 * logs
