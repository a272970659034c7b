"""The pool of models: each fitted to one series, all their forecasts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled
from nonet.engines.forecasting.costs import CES, THETA, run
from nonet.engines.forecasting.seasons import indices, is_seasonal
from nonet.engines.forecasting.simplex import search

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

FORBIDDEN = 1e30
EVALUATIONS = 400
AWAY = 5.0  # logarithms over the median are lifted by it: complex smoothing wants a level away from zero


@compiled
def fitted(
    kinds: Numbers,
    boxes: Floats,
    raw: Floats,
    plain: Floats,
    seasons: Floats,
    h: int,
    evaluations: int,
) -> tuple[Floats, Floats]:
    """Fit several models to a series; return their forecasts, shape (models, h), and deviances, shape (models,).

    Parameters
    ----------
    kinds : Numbers
        Of each model, as in `costs.run`; shape (models,).
    boxes : Floats
        Start, step, lowest and highest of its parameters; shape (models, 4, 6).
    raw, plain : Floats
        The series as it is, and with its season taken out; each of shape (n,).
    seasons : Floats
        First seasonal states as differences and as ratios; shape (2, m).
    h : int
        Periods ahead.
    evaluations : int
        How often a model's cost may be computed.
    """
    m = seasons.shape[1]
    aheads = np.empty((kinds.size, h))
    deviances = np.empty(kinds.size)
    for i in range(kinds.size):
        with_season = 6 <= kinds[i] < THETA
        y = raw if with_season else plain
        season = seasons[1] if kinds[i] >= 12 else seasons[0]
        best = search(kinds[i], boxes[i, 0], boxes[i, 1], boxes[i, 2], boxes[i, 3], y, m, season, evaluations)
        deviances[i] = run(kinds[i], best, y, m, season, aheads[i])
    return aheads, deviances


@dataclass(frozen=True, slots=True)
class View:
    """A series beside itself without season: what the models start from.

    ``seasons`` are its indices as differences and ratios, shape (2, m); ``ratios`` tells which took the season out.
    """

    raw: Floats
    plain: Floats
    seasons: Floats
    ratios: bool

    def again(self, ahead: Floats) -> Floats:
        """Return forecasts of the plain series, shape (…, h), with their season."""
        if self.seasons.shape[1] == 1:
            return ahead
        at = (self.raw.size + np.arange(ahead.shape[-1])) % self.seasons.shape[1]
        return ahead * self.seasons[1][at] if self.ratios else ahead + self.seasons[0][at]


def view(y: Floats, m: int) -> View:
    """Return the series with its season taken out where it has one."""
    if not is_seasonal(y, m):
        return View(y, y, np.array([[0.0], [1.0]]), False)
    positive = bool(y.min() > 0)
    differences = indices(y, m, False)
    ratios = indices(y, m, True) if positive else np.ones(m)
    at = np.arange(y.size) % m
    plain = y / ratios[at] if positive else y - differences[at]
    return View(y, plain, np.stack([differences, ratios]), positive)


def forms(seen: View) -> list[int]:
    """Return the forms of exponential smoothing that suit a series."""
    positive = bool(seen.raw.min() > 0)
    season = seen.seasons.shape[1] > 1
    allowed = range(6, 18) if season else range(6)
    return [form for form in allowed if positive or (form % 2 == 0 and form < 12)]


def box_of_form(form: int, level: float, slope: float, mean: float, scale: float) -> Floats:
    """Return start, step, lowest, highest of alpha, beta, gamma, phi, first level and slope; shape (4, 6)."""
    trending = (form // 2) % 3
    if not trending:
        level, slope = mean, 0.0
    phi = 0.95 if trending == 2 else 1.0
    box = np.array(
        [
            [0.3, 0.1, 0.05, phi, level, slope],
            [0.2, 0.1, 0.1, -0.05, 0.2 * scale, 0.02 * scale],
            [1e-4, 1e-4, 1e-4, 0.8, level - 3 * scale, slope - scale],
            [0.9999, 0.9999, 0.9999, 0.98, level + 3 * scale, slope + scale],
        ]
    )
    fixed = [
        column
        for column, free in ((1, trending), (5, trending), (2, form >= 6), (3, trending == 2))
        if not free
    ]
    box[1:, fixed] = box[0, fixed]
    if form < 6:
        box[:, 2] = 0.0
    if not trending:
        box[:, 1] = 0.0
    return box


def box_of_theta(first: float, scale: float) -> Floats:
    """Return start, step, lowest and highest of first level, alpha and theta; shape (4, 6)."""
    wide = abs(first) + scale
    box = np.zeros((4, 6))
    box[:, 0] = first / 2, 0.1 * wide, -10 * wide, 10 * wide
    box[:, 1] = 0.5, 0.2, 0.05, 0.99
    box[:, 2] = 2.0, 1.0, 1.0, 20.0
    return box


def box_of_ces(mean: float) -> Floats:
    """Return start, step, lowest and highest of the complex smoothing; shape (4, 6)."""
    box = np.zeros((4, 6))
    box[:, 0] = 1.3, 0.2, 0.01, 1.8
    box[:, 1] = 1.0, 0.1, 0.01, 1.9
    box[:, 2] = mean
    return box


def line(y: Floats) -> tuple[float, float]:
    """Return level just before the first period and slope of a straight line through values."""
    if y.size < 2:
        return float(y[0]), 0.0
    t = np.arange(1, y.size + 1) - (y.size + 1) / 2
    slope = float(t @ y) / float(t @ t)
    return float(y.mean()) - slope * (y.size + 1) / 2, slope


def free_parameters(box: Floats) -> int:
    """Return how many parameters a box leaves free."""
    return int(np.sum(box[3] > box[2]))


@dataclass(frozen=True, slots=True)
class Pool:
    """Forecasts by model, shape (models, h), and their names."""

    names: tuple[str, ...]
    ahead: Floats


def forecasts(y: Floats, m: int, h: int, evaluations: int = EVALUATIONS) -> Pool:
    """Return the forecasts of every model of the pool for one series of shape (n,).

    Where a value is not positive, those of logarithms say what their plain kin say.
    """
    plain = _of_one(y, m, h, evaluations)
    alike = [PLAIN.index(name) for name in ("ETS mean", "theta", "CES")]
    if y.min() <= 0:
        return Pool(NAMES, np.concatenate([plain, plain[alike]]))
    middle = float(np.median(y))
    logs = _of_one(np.log(y / middle) + AWAY, m, h, evaluations)[alike] - AWAY
    highest = np.log(float(y.max()) / middle) + 1.5
    return Pool(NAMES, np.concatenate([plain, middle * np.exp(np.minimum(logs, highest))]))


def _of_one(y: Floats, m: int, h: int, evaluations: int) -> Floats:
    """Return the forecasts of a series as it is, shape (plain models, h)."""
    seen = view(y, m)
    period = seen.seasons.shape[1]
    plain, n = seen.plain, y.size
    scale = float(plain.std()) + 1e-9 * (abs(float(plain[0])) + 1.0)
    level, slope = line(plain[: max(10, 2 * period)])
    mean = float(plain[: max(6, period)].mean())
    tried = forms(seen)
    simple = [0, 4] if period > 1 else []
    boxes = [box_of_form(form, level, slope, mean, scale) for form in [*tried, *simple]]
    boxes += [box_of_theta(float(plain[0]), scale), box_of_ces(float(plain[:10].mean()))]
    kinds = np.array([*tried, *simple, THETA, CES])
    ahead, deviances = fitted(kinds, np.array(boxes), y, plain, seen.seasons, h, evaluations)
    free = np.array([free_parameters(box) for box in boxes[: len(tried)]]) + 1 + (period if period > 1 else 0)
    best, mixed = chosen(ahead[: len(tried)], deviances[: len(tried)], free, n, float(y[-1]))
    ses = ahead[len(tried)] if period > 1 else ahead[tried.index(0)]
    damped = ahead[len(tried) + 1] if period > 1 else ahead[tried.index(4)]
    drift = 0.5 * line(plain)[1] * (np.arange(h) + 1)
    naive = np.full(h, plain[-1])
    back = seen.again(np.stack([naive, ahead[-2], ses + drift, ahead[-1], ses, damped]))
    last = y[n - m + np.arange(h) % m] if n >= m else np.full(h, y[-1])
    return np.stack([back[0], last, best, mixed, *back[1:]])


PLAIN = (
    "naive",
    "seasonal naive",
    "ETS",
    "ETS mean",
    "theta",
    "classic theta",
    "CES",
    "SES",
    "Holt damped",
)
NAMES = (
    *PLAIN,
    "ETS mean of logarithms",
    "theta of logarithms",
    "CES of logarithms",
)


def chosen(
    ahead: Floats, deviances: Floats, free: Sequence[int] | Numbers, n: int, last: float
) -> tuple[Floats, Floats]:
    """Return the forecast of the form with the least corrected Akaike criterion, and the mean by Akaike weights."""
    counts = np.asarray(free, np.float64)
    spare = n - counts - 1
    criteria = (
        deviances + 2 * counts + np.where(spare > 0, 2 * counts * (counts + 1) / np.maximum(spare, 1), np.inf)
    )
    criteria = np.where(np.isfinite(ahead).all(axis=1) & (deviances < FORBIDDEN), criteria, np.inf)
    if not np.isfinite(criteria).any():
        flat = np.full(ahead.shape[1], last)
        return flat, flat
    least = int(criteria.argmin())
    weights = np.exp(-0.5 * np.minimum(criteria - criteria[least], 1e3))
    weights[weights < 1e-6] = 0
    safe = np.where(weights[:, None] > 0, ahead, 0.0)
    return ahead[least], (weights[:, None] * safe).sum(axis=0) / weights.sum()
