"""Whether a series has a season, and its seasonal indices by classical decomposition.

Source: Makridakis, Spiliotis and Assimakopoulos, The M4 Competition, International Journal of Forecasting 36 (2020):
the test on the autocorrelation at the seasonal lag and the ratio to a centred moving average.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def autocorrelations(y: Floats, lags: int) -> Floats:
    """Return the autocorrelations at lags 1 to ``lags``, zeros for a series that never moves."""
    about = y - y.mean()
    spread = float(about @ about)
    if spread <= 1e-300:
        return np.zeros(lags)
    return np.array([float(about[lag:] @ about[:-lag]) for lag in range(1, lags + 1)]) / spread


def is_seasonal(y: Floats, m: int, critical: float = 1.645) -> bool:
    """Return whether the autocorrelation at lag ``m`` is more than chance; needs three seasons."""
    if m <= 1 or y.size < 3 * m:
        return False
    found = autocorrelations(y, m)
    return bool(abs(found[-1]) > critical * np.sqrt((1.0 + 2.0 * float(found[:-1] @ found[:-1])) / y.size))


def moving(y: Floats, m: int) -> Floats:
    """Return the centred moving average over ``m`` periods, shape (n − m + 1,) or (n − m,) for an even m."""
    sums = np.concatenate([[0.0], np.cumsum(y)])
    plain = (sums[m:] - sums[:-m]) / m
    return plain if m % 2 else 0.5 * (plain[1:] + plain[:-1])


def indices(y: Floats, m: int, ratios: bool) -> Floats:
    """Return the seasonal indices by position in the season (t modulo m), shape (m,): ratios or differences."""
    trend = moving(y, m)
    part = y[m // 2 : m // 2 + trend.size]
    off = part / np.where(np.abs(trend) > 1e-12, trend, 1.0) if ratios else part - trend
    at = (np.arange(trend.size) + m // 2) % m
    counts = np.bincount(at, minlength=m)
    found = np.bincount(at, weights=off, minlength=m) / np.maximum(counts, 1)
    if ratios:
        found = np.maximum(np.where(counts > 0, found, 1.0), 1e-3)
        found = found / found.mean()
        return np.asarray(1.0 + believed(found - 1.0, off - found[at], trend.size / m) * (found - 1.0))
    found = found - found.mean()
    return np.asarray(believed(found, off - found[at], trend.size / m) * found)


def believed(found: Floats, left: Floats, seasons: float) -> float:
    """Return the share of seasonal indices that is more than chance, 0 to 1.

    Source: Miller and Williams, Shrinkage estimators of time series seasonal factors and their effect on forecasting
    accuracy, International Journal of Forecasting 19 (2003).
    """
    m = found.size
    noise = float(left @ left) / max(left.size - m, 1) / seasons
    whole = float(found @ found) / (m - 1)
    return max(0.0, 1.0 - noise / whole) if whole > 1e-300 else 1.0
