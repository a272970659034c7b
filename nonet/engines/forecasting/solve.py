"""The one public function of the engine."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting.answer import Forecast, ForecastAnswer
from nonet.engines.forecasting.pool import EVALUATIONS
from nonet.engines.forecasting.problem import ForecastProblem, Series
from nonet.engines.forecasting.study import Study, study
from nonet.engines.solving import Limit, Watch

Floats = npt.NDArray[np.float64]


def solve(problem: ForecastProblem, limit: Limit) -> ForecastAnswer:
    """Forecast every series of a problem."""
    watch = limit.start()
    with ThreadPoolExecutor(limit.workers) as pool:
        studies = list(pool.map(lambda each: _studied(problem, each, watch), problem.series))
    forecasts = tuple(
        _told(problem, each, found) for each, found in zip(problem.series, studies, strict=True)
    )
    return ForecastAnswer(forecasts, None, {}, not watch.over())


def _studied(problem: ForecastProblem, series: Series, watch: Watch) -> Study:
    seasons = problem.seasons_of(series)
    return study(series.values, seasons[0] if seasons else 1, problem.horizon, 2, EVALUATIONS)


def _told(problem: ForecastProblem, series: Series, found: Study) -> Forecast:
    mean = found.ahead[[3, 4, 6]].mean(axis=0)
    off = 1.2 * found.scale * np.sqrt(1 + np.arange(problem.horizon) / 6)
    quantiles = {0.05: mean - off, 0.5: mean, 0.95: mean + off}
    return Forecast(series.name, mean, quantiles, "mean", {})
