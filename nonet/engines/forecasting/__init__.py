"""Forecasting: many series at once, each by the models that its own past and its fellows' speak for."""

from nonet.engines.forecasting.answer import Forecast, ForecastAnswer
from nonet.engines.forecasting.problem import ForecastProblem, Series, Tree
from nonet.engines.forecasting.solve import solve

__all__ = ["Forecast", "ForecastAnswer", "ForecastProblem", "Series", "Tree", "solve"]
