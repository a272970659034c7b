"""Regression on windows of the past, learnt over all series of a call and bent to each of them.

Each window of ``lags`` values foretells the ``h`` that follow by one linear map. The map of a series is a ridge
regression drawn towards the map of all series together, so that long series go their own way and short ones lean on
their fellows. In the spirit of Montero-Manso and Hyndman, Principles and algorithms for forecasting groups of time
series, International Journal of Forecasting 37 (2021), and of Zeng et al., Are Transformers effective for time series
forecasting?, AAAI (2023).
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from nonet.engines.solving import Watch

Floats = npt.NDArray[np.float64]

MOST = 1500  # windows of a series, the latest
OUTLIER = 20.0  # windows are cut at so many scales, so that one wild day does not rule the map


@dataclass(frozen=True, slots=True)
class Shape:
    """What a window looks like: its length, over how many last values it is centred, how it is scaled.

    ``own`` windows are scaled each by itself, else all of a series by one scale; ``pull`` is how strongly a series is
    drawn to the map of all.
    """

    lags: int
    centre: int
    own: bool
    pull: float

    @property
    def name(self) -> str:
        """Say it in short."""
        return f"regression on {self.lags} lags"


def shapes(seasons: Sequence[int], h: int, typical: int) -> list[Shape]:
    """Return the shapes worth trying for series of a typical length."""
    longest = seasons[-1] if seasons else max(3, min(h, 8))
    centre = seasons[0] if len(seasons) > 1 else min(longest, h)
    wanted = [longest + 1, longest + max(2, longest // 4), 2 * longest]
    fitting = sorted({lags for lags in wanted if 2 * lags + h <= typical}) or [max(2, (typical - h) // 2)]
    own = longest > 12  # long seasons: each window by its own size; short ones: too few values to size it
    # the more windows a series has for its lags, the less it needs its fellows
    pull, more = (0.01, 10.0) if longest > 60 else (1.0, 1.7)
    return [
        Shape(lags, min(centre, lags), own, pull * more ** wanted.index(lags) if lags in wanted else pull)
        for lags in fitting
        if lags + h <= typical
    ]


@dataclass(frozen=True, slots=True)
class Windows:
    """The cross products of a series' windows: (lags, lags) and (lags, h), and how many windows they hold."""

    square: Floats
    cross: Floats
    count: int


def scaled(y: Floats) -> tuple[Floats, bool]:
    """Return the logarithm where every value is positive, and whether it was taken."""
    positive = bool(y.min() > 0)
    return (np.log(y), True) if positive else (y, False)


def spread(z: Floats, season: int) -> float:
    """Return the mean absolute step of a series over a season, where it has two, else over a period; never 0."""
    lag = season if z.size > 2 * season else 1
    moved = float(np.abs(z[lag:] - z[:-lag]).mean()) if z.size > lag else 0.0
    return moved + 1e-9 * float(np.abs(z).mean()) + 1e-12


def windows(z: Floats, lags: int, centre: int, h: int, own: bool, scale: float) -> Windows | None:
    """Return the cross products of all windows of a series, None where it is too short for one."""
    if z.size < lags + h:
        return None
    whole = sliding_window_view(z[-MOST - lags - h :], lags + h)
    whole = whole - whole[:, lags - centre : lags].mean(axis=1, keepdims=True)
    x = whole[:, :lags]
    size = np.abs(x).mean(axis=1, keepdims=True) + 0.01 * scale if own else scale
    whole = np.clip(whole / size, -OUTLIER, OUTLIER)
    x, ahead = whole[:, :lags], whole[:, lags:]
    return Windows(x.T @ x, x.T @ ahead, x.shape[0])


def foretold(given: Sequence[Floats], h: int, shape: Shape, watch: Watch) -> list[Floats | None]:
    """Return the forecast of each series; None for those shorter than the lags, and for all when time runs out."""
    logs = [scaled(y) for y in given]

    def one(both: tuple[Floats, bool]) -> Windows | None:
        z = both[0]
        return (
            None
            if watch.over()
            else windows(z, shape.lags, shape.centre, h, shape.own, spread(z, shape.centre))
        )

    with ThreadPoolExecutor(watch.limit.workers) as threads:
        held = list(threads.map(one, logs))
        full = [each for each in held if each is not None]
        if not full or watch.over():
            return [None] * len(given)
        square = np.sum([each.square / each.count for each in full], axis=0) / len(full)
        cross = np.sum([each.cross / each.count for each in full], axis=0) / len(full)
        steady = (1e-3 * np.trace(square) / shape.lags + 1e-9) * np.eye(shape.lags)
        common = np.linalg.solve(square + steady, cross)
        return list(threads.map(lambda z, each: _ahead(z[0], z[1], each, shape, square, common), logs, held))


def _ahead(
    z: Floats, logged: bool, held: Windows | None, shape: Shape, square: Floats, common: Floats
) -> Floats | None:
    if z.size < shape.lags:
        return None
    chosen = common
    if held is not None:
        pull = shape.pull * held.count
        steady = (1e-6 * np.trace(held.square) / shape.lags + 1e-9) * np.eye(shape.lags)
        chosen = np.linalg.solve(held.square + pull * square + steady, held.cross + pull * (square @ common))
    last = z[-shape.lags :]
    middle = last[-shape.centre :].mean()
    ahead = middle + (last - middle) @ chosen
    return np.asarray(np.exp(np.clip(ahead, z.min() - 1.5, z.max() + 1.5)) if logged else ahead)
