"""Demand with many empty periods: Croston's kin, temporal aggregation, and ranges that are counts.

Sources: Croston, Operational Research Quarterly 23 (1972); Syntetos and Boylan, International Journal of Forecasting 21
(2005); Teunter, Syntetos and Babai, European Journal of Operational Research 214 (2011); Nikolopoulos et al., Journal
of the Operational Research Society 62 (2011); Petropoulos and Kourentzes, same journal 66 (2015).
"""

import numpy as np
import numpy.typing as npt

from nonet.engines.compiled import compiled

Floats = npt.NDArray[np.float64]

NAMES = ("Croston", "SBA", "TSB", "ADIDA", "IMAPA", "mean")
EMPTY = 0.4  # share of empty periods from which a series counts as intermittent
WEIGHTS = (0.05, 0.1, 0.2, 0.3)


def is_intermittent(y: Floats) -> bool:
    """Return whether many periods are empty and none is negative."""
    return bool(y.size >= 4 and y.min() >= 0 and np.mean(y == 0) >= EMPTY)


@compiled
def levels(y: Floats, weight: float) -> Floats:
    """Return Croston's, TSB's and the plain smoothed level after each period, shape (n, 3)."""
    n = y.size
    out = np.empty((n, 3))
    size, gap, waited = -1.0, 1.0, 1.0
    chance, plain = 0.0, 0.0
    for t in range(n):
        plain = y[t] if t == 0 else plain + weight * (y[t] - plain)
        if y[t] > 0:
            if size < 0:
                size, gap, chance = y[t], waited, 1.0 / waited
            else:
                size += weight * (y[t] - size)
                gap += weight * (waited - gap)
                chance += weight * (1.0 - chance)
            waited = 1.0
        else:
            waited += 1.0
            chance -= weight * chance
        held = max(size, 0.0)
        out[t, 0] = held / gap
        out[t, 1] = held * chance
        out[t, 2] = plain
    return out


def forecasts(y: Floats) -> Floats:
    """Return the level that each method foretells, shape (methods,), in the order of `NAMES`."""
    tracks = [levels(y, weight) for weight in WEIGHTS]
    best = [_best(tracks, y, column) for column in (0, 1)]
    gap = max(1, round(y.size / max(int((y > 0).sum()), 1)))
    adida = aggregated(y, gap)
    imapa = float(np.mean([aggregated(y, width) for width in range(1, gap + 1)]))
    correction = 1 - WEIGHTS[best[0][1]] / 2
    return np.array([best[0][0], best[0][0] * correction, best[1][0], adida, imapa, float(y.mean())])


def _best(tracks: list[Floats], y: Floats, column: int) -> tuple[float, int]:
    """Return the last level under the smoothing weight whose one-step errors were least, and which weight it is."""
    losses = [float(np.mean((y[1:] - track[:-1, column]) ** 2)) for track in tracks]
    best = int(np.argmin(losses))
    return float(tracks[best][-1, column]), best


def aggregated(y: Floats, width: int) -> float:
    """Return the smoothed level of sums over ``width`` periods, by period."""
    count = y.size // width
    if count < 2:
        return float(y.mean())
    sums = y[y.size - count * width :].reshape(count, width).sum(axis=1)
    tracks = [levels(sums, weight) for weight in WEIGHTS]
    return _best(tracks, sums, 2)[0] / width


def quantile(y: Floats, mean: float, level: float) -> float:
    """Return a quantile of one period's demand: what was seen, scaled to the mean, and a count where all were."""
    seen = float(y.mean())
    if seen <= 0:
        return 0.0
    whole = bool(np.all(y == np.round(y)))
    # mean moves by how often demand comes first: thin or thicken the empty periods, keep the sizes
    sizes = np.sort(y[y > 0])
    chance = min(mean / float(sizes.mean()), 1.0)
    if level <= 1 - chance:
        return 0.0
    stretch = max(mean / float(sizes.mean()), 1.0)
    found = float(np.quantile(sizes, (level - (1 - chance)) / chance, method="inverted_cdf")) * stretch
    return float(np.ceil(found - 1e-9)) if whole else found
