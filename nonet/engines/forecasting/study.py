"""What is found out of one series alone: its models' forecasts now, and what they would have been at former ends."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting.pool import forecasts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Test:
    """One back-test: the series cut at ``origin``, what the models said and what came.

    ``ahead`` has shape (models, steps), ``came`` shape (steps,), with steps up to the horizon.
    """

    origin: int
    ahead: Floats
    came: Floats


@dataclass(frozen=True, slots=True)
class Study:
    """A series cleaned, its models' forecasts (models, h), its back-tests and the scale of its steps."""

    y: Floats
    names: tuple[str, ...]
    ahead: Floats
    tests: tuple[Test, ...]
    scale: float


def step_scale(y: Floats, m: int) -> float:
    """Return the mean absolute step over a season (or over one period where there is less than a season)."""
    lag = m if y.size > m else 1
    if y.size < 2:
        return abs(float(y[0])) * 0.1
    found = float(np.abs(y[lag:] - y[:-lag]).mean())
    return found or float(np.abs(y - y.mean()).mean())


def origins(n: int, m: int, h: int, most: int) -> list[int]:
    """Return where to cut a series of ``n`` values for back-tests, latest first.

    Half a horizon apart at least, and leaving enough to learn from.
    """
    least = max(2 * m + 2, 8)
    step = max(1, h // 2 if n < 6 * h + least else h)
    first = n - h if n - h >= least else n - max(1, (n - least) // 2)
    return list(range(first, least - 1, -step))[:most] if n > least else []


def study(y: Floats, m: int, h: int, most: int, evaluations: int) -> Study:
    """Fit all models to a series and to its past ends."""
    now = forecasts(y, m, h, evaluations)
    tests = []
    for cut in origins(y.size, m, h, most):
        came = y[cut : cut + h]
        told = forecasts(y[:cut], m, came.size, evaluations)
        tests.append(Test(cut, told.ahead, came))
    return Study(y, now.names, now.ahead, tuple(tests), step_scale(y, m))
