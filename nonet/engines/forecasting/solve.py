"""The one public function of the engine: sort the series into groups, forecast each, put everything together."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting import group, intermittent, newcomers
from nonet.engines.forecasting.answer import Forecast, ForecastAnswer
from nonet.engines.forecasting.cleaning import Clean, clean
from nonet.engines.forecasting.group import Blend
from nonet.engines.forecasting.hierarchy import reconciled
from nonet.engines.forecasting.problem import ForecastProblem, Series
from nonet.engines.forecasting.ranges import uncrossed
from nonet.engines.solving import Limit, Reason, Watch

Floats = npt.NDArray[np.float64]

FEW = 5  # values below which a series leans wholly on its fellows


def solve(problem: ForecastProblem, limit: Limit) -> ForecastAnswer:
    """Forecast every series of a problem.

    Parameters
    ----------
    problem : ForecastProblem
        The series, how far ahead and what else is known.
    limit : Limit
        ``iterations`` is the number of back-tests of each series (at most 3); by default as many as there is time for.

    Returns
    -------
    ForecastAnswer
        One forecast for each series, in their order; the plainest one (the last season again) for those that time
        did not reach.
    """
    watch = limit.start()
    cleaned = [clean(each, _season(problem, each), problem.horizon) for each in problem.series]
    blends: dict[int, Blend] = {}
    for (seasons, kind), members in _groups(problem, cleaned).items():
        ys = [cleaned[i].y for i in members]
        if kind == "intermittent":
            found = [_intermittent(y, problem) for y in ys]
        elif kind == "new":
            found = []
        else:
            wanted = _tests(problem, watch)
            found = group.forecast(ys, seasons, problem.horizon, problem.levels, watch, wanted)
        blends.update(zip(members, found, strict=False))
        watch.tell(iterations=len(blends))
    for i in range(len(problem.series)):
        if i not in blends:
            blends[i] = newcomers.blend(i, problem, cleaned, blends)
    forecasts = [_told(problem, each, cleaned[i], blends[i]) for i, each in enumerate(problem.series)]
    if problem.tree is not None:
        forecasts = reconciled(problem, forecasts)
    return _answer(forecasts, [blends[i] for i in range(len(forecasts))])


def _season(problem: ForecastProblem, series: Series) -> int:
    seasons = problem.seasons_of(series)
    return seasons[0] if seasons else 1


def _groups(
    problem: ForecastProblem, cleaned: Sequence[Clean]
) -> dict[tuple[tuple[int, ...], str], list[int]]:
    """Return which series are forecast together: those of the same seasons and kind."""
    groups: dict[tuple[tuple[int, ...], str], list[int]] = {}
    for i, (series, held) in enumerate(zip(problem.series, cleaned, strict=True)):
        kind = (
            "new"
            if held.y.size < FEW
            else "intermittent"
            if intermittent.is_intermittent(held.y)
            else "steady"
        )
        groups.setdefault((problem.seasons_of(series), kind), []).append(i)
    return groups


def _tests(problem: ForecastProblem, watch: Watch) -> int:
    """Return how many back-tests of each series are wanted at most."""
    if watch.limit.iterations is not None:
        return min(watch.limit.iterations, group.TESTS)
    return 1 if problem.fast else group.TESTS


def _intermittent(y: Floats, problem: ForecastProblem) -> Blend:
    """Forecast a series of many empty periods: the mean of its methods, ranges from the sizes seen."""
    told = intermittent.forecasts(y)
    mean = float(np.mean(told[1:5]))
    h = problem.horizon
    rows = {level: np.full(h, intermittent.quantile(y, mean, level)) for level in problem.levels}
    return Blend(np.full(h, mean), rows, dict.fromkeys(intermittent.NAMES[1:5], 0.25), None)


def _told(problem: ForecastProblem, series: Series, held: Clean, blend: Blend) -> Forecast:
    seen = series.values[np.isfinite(series.values)]
    floor = (
        problem.floor if problem.floor is not None else (0.0 if seen.size and seen.min() >= 0 else -np.inf)
    )
    mean = np.maximum(held.again(blend.mean), floor)
    levels = sorted(blend.quantiles)
    rows = uncrossed([np.maximum(held.again(blend.quantiles[level]), floor) for level in levels])
    reasons = list(held.reasons)
    if not blend.complete:
        reasons.append(
            Reason("series.late", "Time ran out before its models were fitted; the last season is repeated.")
        )
    if blend.error is not None:
        text = "In back-tests it missed {error:.0%} of what repeating the last season misses."
        reasons.append(Reason("series.error", text, {"error": blend.error}))
    return Forecast(
        series.name,
        mean,
        dict(zip(levels, rows, strict=True)),
        _named(blend),
        blend.weights,
        blend.error,
        tuple(reasons),
    )


def _named(blend: Blend) -> str:
    largest = sorted(blend.weights.items(), key=lambda each: -each[1])
    return " + ".join(f"{name} {share:.2g}" for name, share in largest[:6]) or "last value"


def _answer(forecasts: list[Forecast], blends: list[Blend]) -> ForecastAnswer:
    errors = [each.error for each in blends if each.error is not None]
    complete = all(each.complete for each in blends)
    reasons = () if complete else (Reason("time.short", "Time ran out before every series was fitted."),)
    objective = float(np.median(errors)) if errors else None
    return ForecastAnswer(tuple(forecasts), objective, {}, complete, reasons)
