"""Series that share their seasons, forecast together: tested, blended and given their ranges."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting import ranges, regression, weights
from nonet.engines.forecasting.pool import EVALUATIONS, NAMES, forecasts
from nonet.engines.solving import Watch

Floats = npt.NDArray[np.float64]

EXPERIENCE = (
    "ETS mean",
    "theta",
    "CES",
    "ETS mean of logarithms",
    "theta of logarithms",
    "CES of logarithms",
)  # the pool's models that share alike
TESTS = 3  # back-tests of a series at most
LEARNERS = 3000  # series that weights and regressions are learnt on at most


@dataclass(frozen=True, slots=True)
class Blend:
    """The forecast of one series: its mean (h,), quantiles by level, weights by model, and its back-test error."""

    mean: Floats
    quantiles: Mapping[float, Floats]
    weights: Mapping[str, float]
    error: float | None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """All series at one former end: which they are, what they held, what came (tests, h) with NaN past the end."""

    owners: list[int]
    held: list[Floats]
    came: Floats


def scale(y: Floats, m: int) -> float:
    """Return the mean absolute step over a season, lately; over one period where there is less than a season."""
    lag = m if y.size > m else 1
    if y.size <= lag:
        return abs(float(y[-1])) * 0.1 + 1e-9
    found = float(np.abs(y[lag:] - y[:-lag]).mean())
    return (found or float(np.abs(y - y.mean()).mean())) + 1e-9 * (abs(float(y.mean())) + 1e-3)


def step(y: Floats, m: int) -> float:
    """Return how far a series moves within a period or a season, whichever is less: what ranges are sized by."""
    return min(scale(y[-max(5 * m, 60) :], 1), scale(y[-max(5 * m, 60) :], m))


def cuts(ys: Sequence[Floats], m: int, h: int, most: int) -> list[Cut]:
    """Return the former ends to test at, latest first: a horizon back, then by whole ones."""
    least = max(2 * m + 3, 6)
    found = []
    for k in range(most):
        back = h + k * h
        owners = [i for i, y in enumerate(ys) if y.size - back >= least]
        if not owners and k == 0:
            back = 1
            owners = [i for i, y in enumerate(ys) if y.size - back >= 4]
        if not owners:
            break
        came = np.full((len(owners), h), np.nan)
        for row, i in enumerate(owners):
            part = ys[i][ys[i].size - back :][:h]
            came[row, : part.size] = part
        found.append(Cut(owners, [ys[i][: ys[i].size - back] for i in owners], came))
    return found


def pooled(
    ys: Sequence[Floats], m: int, h: int, watch: Watch, evaluations: int
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return every pool model's forecasts, shape (series, models, h), and which series were reached in time."""

    def one(y: Floats) -> Floats | None:
        return None if watch.over() else forecasts(y, m, h, evaluations).ahead

    if watch.limit.workers > 1:
        with ThreadPoolExecutor(watch.limit.workers) as threads:
            found = list(threads.map(one, ys))
    else:
        found = [one(y) for y in ys]
    plain = [
        last(y, m, h)[None].repeat(len(NAMES), 0) if each is None else each
        for y, each in zip(ys, found, strict=True)
    ]
    return np.stack(plain), np.array([each is not None for each in found])


def last(y: Floats, m: int, h: int) -> Floats:
    """Return the last season again, or the last value of a series shorter than that: the plainest forecast."""
    return y[y.size - m + np.arange(h) % m] if y.size >= m else np.full(h, y[-1])


def forecast(
    ys: Sequence[Floats],
    seasons: tuple[int, ...],
    h: int,
    levels: tuple[float, ...],
    watch: Watch,
    most: int = TESTS,
) -> list[Blend]:
    """Forecast series that share their seasons, with up to ``most`` back-tests as far as time allows."""
    m = seasons[0] if seasons else 1
    began = watch.elapsed
    chosen = regression.shapes(seasons, h, int(np.median([y.size for y in ys])) - h)
    names = [*NAMES, *(shape.name for shape in chosen)]
    now, reached = _all(ys, m, h, chosen, watch)
    took = (watch.elapsed - began) * min(1.0, LEARNERS / len(ys))
    learners = np.linspace(0, len(ys) - 1, min(len(ys), LEARNERS)).astype(int)
    past = cuts([ys[i] for i in learners], m, h, most)
    told = []
    for cut in past:
        if watch.limit.iterations is None and watch.left < 1.3 * took + 0.2:
            break
        told.append(_all(cut.held, m, h, chosen, watch)[0])
    past = past[: len(told)]
    usual = _experience(chosen, seasons)
    if not past:
        share = _usual(names, usual)
        found = ranges.spread(np.empty((0, h)), np.empty(0), np.empty(0, np.int64), h)
        return _blends(ys, now, share, names, found, {}, levels, reached, m)
    tested = np.concatenate(told)
    came = np.concatenate([cut.came for cut in past])
    held = [y for cut in past for y in cut.held]
    share = weights.learnt(names, tested, came, np.array([scale(y, m) for y in held]), usual)
    missed = came - np.einsum("tmh,m->th", tested, share)
    owners = np.array([learners[i] for cut in past for i in cut.owners], np.int64)
    found = ranges.spread(missed, np.array([step(y, m) for y in held]), owners, h)
    errors = _errors(missed, came, held, owners, m, h)
    return _blends(ys, now, share, names, found, errors, levels, reached, m)


def _blends(
    ys: Sequence[Floats],
    now: Floats,
    share: Floats,
    names: Sequence[str],
    found: ranges.Spread,
    errors: Mapping[int, float],
    levels: tuple[float, ...],
    reached: npt.NDArray[np.bool_],
    m: int,
) -> list[Blend]:
    means = np.einsum("smh,m->sh", now, share)
    kept = {name: round(float(part), 3) for name, part in zip(names, share, strict=True) if part > 0.005}
    blends = []
    for i, y in enumerate(ys):
        own = step(y, m)
        rows = ranges.uncrossed([means[i] + found.ahead(i, own, level) for level in levels])
        told = dict(zip(levels, rows, strict=True))
        blends.append(Blend(means[i], told, kept, errors.get(i), bool(reached[i])))
    return blends


def _all(
    ys: Sequence[Floats], m: int, h: int, chosen: Sequence[regression.Shape], watch: Watch
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return what every model says, shape (series, models, h), and which series were reached in time."""
    ahead, reached = pooled(ys, m, h, watch, EVALUATIONS)
    stand_in = ahead[:, [NAMES.index(name) for name in EXPERIENCE]].mean(axis=1)
    rows = [ahead]
    for shape in chosen:
        found = regression.foretold(ys, h, shape, watch)
        told = [mean if row is None else row for row, mean in zip(found, stand_in, strict=True)]
        rows.append(np.stack(told)[:, None])
    return np.concatenate(rows, axis=1), reached


def _experience(chosen: Sequence[regression.Shape], seasons: tuple[int, ...]) -> dict[str, float]:
    """Return usual weights: the longer the season, the more of it regressions catch that smoothing does not."""
    longest = seasons[-1] if seasons else 1
    share = (
        float(np.interp(np.log(longest), np.log([1, 12, 52, 168]), [0.2, 0.22, 0.8, 0.95])) if chosen else 0.0
    )
    return dict.fromkeys(EXPERIENCE, (1 - share) / len(EXPERIENCE)) | {
        shape.name: share / len(chosen) for shape in chosen
    }


def _usual(names: Sequence[str], usual: Mapping[str, float]) -> Floats:
    found = np.array([usual.get(name, 0.0) for name in names])
    return np.asarray(found / found.sum())


def _errors(
    missed: Floats, came: Floats, held: Sequence[Floats], owners: npt.NDArray[np.int64], m: int, h: int
) -> dict[int, float]:
    """Return, by series, the back-test error of the blend over that of the seasonal naive forecast."""
    ours: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for row, i in enumerate(owners.tolist()):
        ours[i] = ours.get(i, 0.0) + float(np.nansum(np.abs(missed[row])))
        theirs[i] = theirs.get(i, 0.0) + float(np.nansum(np.abs(came[row] - last(held[row], m, h))))
    return {i: ours[i] / theirs[i] for i in ours if theirs[i] > 0}
