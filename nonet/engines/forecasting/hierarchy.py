"""Forecasts of sums and of their parts made to agree, by the minimum trace with a shrunk covariance of steps.

Source: Wickramasuriya, Athanasopoulos and Hyndman, Optimal forecast reconciliation for hierarchical and grouped time
series through trace minimization, Journal of the American Statistical Association 114 (2019); shrinkage of Schäfer and
Strimmer, Statistical Applications in Genetics and Molecular Biology 4 (2005).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting.answer import Forecast
from nonet.engines.forecasting.problem import ForecastProblem
from nonet.engines.solving import ProblemError, Reason

Floats = npt.NDArray[np.float64]


def summing(names: Sequence[str], parts: Mapping[str, tuple[str, ...]]) -> Floats:
    """Return which bottom series each series sums, shape (series, bottom); bottoms are those without parts."""
    bottom = [name for name in names if name not in parts]
    column = {name: i for i, name in enumerate(bottom)}
    rows: dict[str, Floats] = {}

    def row(name: str, above: tuple[str, ...]) -> Floats:
        if name in above:
            raise ProblemError(
                f"tree[{name}]", f"It is part of itself, by {' > '.join(above)}.", "Break the loop."
            )
        if name not in rows:
            if name in parts:
                rows[name] = np.sum([row(part, (*above, name)) for part in parts[name]], axis=0)
            else:
                rows[name] = np.eye(len(bottom))[column[name]]
        return rows[name]

    return np.stack([row(name, ()) for name in names])


def shrunk(errors: Floats) -> Floats:
    """Return the covariance of errors, shape (times, series), its correlations shrunk towards none."""
    times, count = errors.shape
    if times < 3:
        return np.diag((errors**2).mean(axis=0) + 1e-9) if times else np.eye(count)
    sizes = np.sqrt((errors**2).mean(axis=0)) + 1e-9 * (np.abs(errors).max() + 1e-9)
    z = errors / sizes
    r = z.T @ z / times
    noise = ((z**2).T @ (z**2) / times - r**2) / (times - 1)
    off = ~np.eye(count, dtype=bool)
    share = float(np.clip(noise[off].sum() / max((r[off] ** 2).sum(), 1e-12), 0.0, 1.0)) if off.any() else 0.0
    kept = (1 - share) * r
    np.fill_diagonal(kept, 1.0)
    return np.asarray(kept * np.outer(sizes, sizes))


def projection(sums: Floats, covariance: Floats) -> Floats:
    """Return what turns all forecasts into those of the bottom, shape (bottom, series)."""
    weighed = np.linalg.solve(
        covariance + 1e-9 * np.trace(covariance) / len(covariance) * np.eye(len(covariance)), sums
    )
    return np.asarray(np.linalg.solve(sums.T @ weighed, weighed.T), np.float64)


def reconciled(problem: ForecastProblem, forecasts: Sequence[Forecast]) -> list[Forecast]:
    """Return the forecasts with means that add up; each range moves with its mean."""
    assert problem.tree is not None
    joined = set(problem.tree.parts) | {part for parts in problem.tree.parts.values() for part in parts}
    at = [i for i, each in enumerate(forecasts) if each.name in joined]
    if not at:
        return list(forecasts)
    sums = summing([forecasts[i].name for i in at], problem.tree.parts)
    length = min(problem.series[i].values.size for i in at)
    steps = np.stack([_steps(problem, i, length) for i in at], axis=1)
    bottom = projection(sums, shrunk(steps)) @ np.stack([forecasts[i].mean for i in at])
    if all(np.nanmin(problem.series[i].values) >= 0 for i in at):
        bottom = np.maximum(bottom, 0.0)
    agreed = sums @ bottom
    out = list(forecasts)
    for row, i in enumerate(at):
        out[i] = _moved(forecasts[i], agreed[row])
    return out


def _steps(problem: ForecastProblem, i: int, length: int) -> Floats:
    """Return the last one-season steps of a series: what stands in for its errors."""
    series = problem.series[i]
    seasons = problem.seasons_of(series)
    y = np.nan_to_num(series.values[-length:])
    lag = seasons[0] if seasons and length > 2 * seasons[0] else 1
    return np.asarray(y[lag:] - y[:-lag])


def _moved(forecast: Forecast, mean: Floats) -> Forecast:
    by = mean - forecast.mean
    lowest = 0.0 if all((row >= 0).all() for row in forecast.quantiles.values()) else -np.inf
    rows = {level: np.maximum(row + by, lowest) for level, row in forecast.quantiles.items()}
    text = "Made to agree with what it is part of and made of: moved by {change:+.1%} on average."
    change = float(by.sum() / max(abs(float(forecast.mean.sum())), 1e-12))
    reasons = (*forecast.reasons, Reason("series.agreed", text, {"change": change}))
    return replace(forecast, mean=mean, quantiles=rows, reasons=reasons)
