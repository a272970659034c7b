"""Series with hardly a past: their level, and the shape of their fellows' forecasts."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting.cleaning import Clean
from nonet.engines.forecasting.group import Blend
from nonet.engines.forecasting.problem import ForecastProblem

Floats = npt.NDArray[np.float64]

WIDE = 0.8  # a new series moves by so much of its level, where no fellow tells


def blend(i: int, problem: ForecastProblem, cleaned: Sequence[Clean], known: Mapping[int, Blend]) -> Blend:
    """Return the forecast of a series of a few values.

    Its level is the mean of what was seen. Fellows of its group (of all series, where it has none) lend the shape:
    the median of their forecasts over what they sold in the same last periods; and the width of their ranges.
    """
    y, h = cleaned[i].y, problem.horizon
    level = float(y.mean())
    own = problem.series[i].group
    fellows = [j for j in known if problem.series[j].group == own and cleaned[j].y.size >= y.size]
    shapes: list[Floats] = []
    widths: dict[float, list[Floats]] = {each: [] for each in problem.levels}
    for j in fellows[:500]:
        lately = float(cleaned[j].y[-y.size :].mean())
        if lately > 1e-3 * float(np.abs(cleaned[j].y).mean()) > 1e-12 and (known[j].mean >= 0).all():
            shapes.append(known[j].mean / lately)
            for each in problem.levels:
                widths[each].append(known[j].quantiles[each] / lately)
    if not shapes or level <= 0:
        off = WIDE * abs(level)
        rows = {each: np.full(h, level + 2 * (each - 0.5) * off) for each in problem.levels}
        return Blend(np.full(h, level), rows, {"its mean": 1.0}, None)
    shape = np.median(shapes, axis=0)
    rows = {each: level * _widened(np.median(widths[each], axis=0), shape) for each in problem.levels}
    return Blend(level * shape, rows, {"its mean": 0.5, "shape of its fellows": 0.5}, None)


def _widened(row: Floats, shape: Floats) -> Floats:
    """Return a fellow's quantile half as far again from the middle: a new series is known less well."""
    return np.asarray(shape + 1.5 * (row - shape))
