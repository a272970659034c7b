"""What comes back: for each series the mean, the quantiles, the models behind them and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.solving import Reason

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast of one series.

    Parameters
    ----------
    name : str
        Of the series.
    mean : Floats
        Expected values, shape (horizon,).
    quantiles : Mapping[float, Floats]
        By level, each of shape (horizon,), never crossing.
    model : str
        In short, such as ``"theta 0.4 + ETS 0.3 + CES 0.3"``.
    weights : Mapping[str, float]
        Share of each model in the mean.
    error : float | None
        Mean absolute error of the back-test over that of the seasonal naive forecast; below 1 is better than it.
    reasons : tuple[Reason, ...]
        What a planner should know of it.
    """

    name: str
    mean: Floats
    quantiles: Mapping[float, Floats]
    model: str
    weights: Mapping[str, float]
    error: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """All forecasts in the order of the problem, and what holds for them together.

    ``objective`` is the mean back-test error over that of the seasonal naive forecast (None without any back-test);
    ``parts`` holds it by model; ``complete`` is false when time ran out and some got the plainest forecast.
    """

    forecasts: tuple[Forecast, ...]
    objective: float | None
    parts: Mapping[str, float]
    complete: bool
    reasons: tuple[Reason, ...] = ()
