"""Quantiles from what the back-tests missed by: conformal, pooled over all series, widened by horizon.

Each miss is divided by the size of its series' steps before the test, by how misses grow with the horizon, and by how
well that series was foretold in its other tests; the quantiles of what is left hold for all series together.

Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005), chapter on conformal prediction;
Stankevičiūtė, Alaa and van der Schaar, Conformal time-series forecasting, NeurIPS (2021).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

USUAL = 25.0  # as many misses of a bell-shaped kind are mixed in, so that few tests do not make narrow ranges
TRUST = 1.0  # tests that a series needs before its own misses weigh half


@dataclass(frozen=True, slots=True)
class Spread:
    """How misses spread: growth by horizon, shape (h,); own ratio of each series; sorted misses left over."""

    growth: Floats
    own: dict[int, float]
    misses: Floats

    def quantile(self, level: float) -> float:
        """Return a quantile of the misses, mixed with a few bell-shaped ones."""
        return float(np.quantile(self.misses, level))

    def ahead(self, series: int, scale: float, level: float) -> Floats:
        """Return how far a quantile lies off the forecast, shape (h,); the middle is the forecast itself."""
        if level == 0.5:
            return np.zeros(self.growth.size)
        return self.quantile(level) * scale * self.growth * self.own.get(series, 1.0)


def spread(missed: Floats, scales: Floats, owners: Numbers, h: int) -> Spread:
    """Learn how misses spread.

    Parameters
    ----------
    missed : Floats
        What came less what was foretold, shape (tests, h); NaN past a shorter test.
    scales : Floats
        The size of the series' steps before each test, shape (tests,).
    owners : Numbers
        The series of each test, shape (tests,).
    h : int
        Periods ahead.
    """
    usual = np.sqrt(1 + np.arange(h) / 3.0)
    if missed.shape[0] == 0:
        return Spread(1.1 * usual, {}, _bell(200))
    relative = np.abs(missed) / scales[:, None]
    growth = _rising(relative, usual)
    sizes = np.log(np.sqrt(np.nanmean((relative / growth) ** 2, axis=1)) + 1e-3)
    middle = float(np.median(sizes))
    order = np.argsort(owners, kind="stable")
    left = np.empty_like(missed)
    own: dict[int, float] = {}
    for rows in np.split(order, np.flatnonzero(np.diff(owners[order])) + 1):
        total, count = float((sizes[rows] - middle).sum()), rows.size
        own[int(owners[rows[0]])] = float(np.exp(total / (count + TRUST)))
        for row in rows:
            others = total - float(sizes[row] - middle)
            left[row] = missed[row] / (scales[row] * growth * np.exp(others / (count - 1 + TRUST)))
    kept = left[np.isfinite(left)]
    size = float(np.sqrt(np.mean(np.clip(kept, *np.quantile(kept, [0.02, 0.98])) ** 2))) + 1e-9
    return Spread(growth, own, np.sort(np.concatenate([kept, size * _bell(int(USUAL))])))


def _rising(relative: Floats, usual: Floats) -> Floats:
    """Return how misses grow with the horizon: what was seen, drawn to the usual root, never falling."""
    seen = np.array([np.nanmedian(column) if np.isfinite(column).any() else np.nan for column in relative.T])
    level = np.nanmedian(seen / usual)
    count = np.isfinite(relative).sum(axis=0)
    seen = np.where(np.isfinite(seen), seen, level * usual)
    mixed = (count * seen + 20 * level * usual) / (count + 20)
    return np.asarray(np.maximum.accumulate(np.maximum(mixed, 1e-9)))


def _bell(count: int) -> Floats:
    """Return as many evenly likely values of the standard normal distribution."""
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(count) + 0.5) / count))


def uncrossed(rows: Sequence[Floats]) -> list[Floats]:
    """Return quantiles in rising order at every step."""
    return list(np.sort(np.stack(rows), axis=0))
