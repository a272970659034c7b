"""What a series would have shown: days out of stock filled in, and events taken out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.forecasting.problem import Series
from nonet.engines.solving import Reason

Floats = npt.NDArray[np.float64]

STEADY = 1.0  # ridge on the effect of each event, in events seen


@dataclass(frozen=True, slots=True)
class Clean:
    """A series without gaps and without its events, what events will add ahead (h,), and what was done to it."""

    y: Floats
    events: Floats
    ratios: bool
    reasons: tuple[Reason, ...]

    def again(self, ahead: Floats) -> Floats:
        """Return a forecast, shape (…, h), with the events that lie ahead."""
        return ahead * np.exp(self.events) if self.ratios else ahead + self.events


def clean(series: Series, m: int, h: int) -> Clean:
    """Fill what was not sellable or not known by its neighbours of the season, then take out events."""
    y = series.values.astype(np.float64)
    unknown = np.isnan(y) if series.sellable is None else np.isnan(y) | ~series.sellable
    reasons = []
    first = int(np.argmin(np.isnan(y)))  # nothing is known before the first value
    y, unknown = y[first:], unknown[first:]
    if unknown.all():
        y = np.nan_to_num(y)
        reasons.append(
            Reason("series.unknown", "No value shows the demand; the values are taken as they are.")
        )
    elif unknown.any():
        y = filled(y, unknown, m)
        reasons.append(
            Reason(
                "series.filled",
                "{count} periods without stock or value were filled in.",
                {"count": int(unknown.sum())},
            )
        )
    if series.events is None or not series.events.size:
        return Clean(y, np.zeros(h), False, tuple(reasons))
    return _without_events(y, series.events[first:], m, h, reasons)


def filled(y: Floats, unknown: npt.NDArray[np.bool_], m: int) -> Floats:
    """Return the series with unknown periods set by the level around them and the season's share at that place."""
    known = np.flatnonzero(~unknown)
    straight = np.interp(np.arange(y.size), known, y[known])
    if m <= 1 or y.size < 2 * m:
        return np.where(unknown, straight, y)
    level = np.convolve(np.pad(straight, m // 2, "edge"), np.ones(m) / m, "same")[m // 2 : m // 2 + y.size]
    place = np.arange(y.size) % m
    off = np.where(unknown, 0.0, y - level)
    counts = np.bincount(place, weights=~unknown, minlength=m)
    season = np.bincount(place, weights=off, minlength=m) / np.maximum(counts, 1)
    guess = level + season[place]
    return np.where(unknown, np.maximum(guess, 0.0) if y[known].min() >= 0 else guess, y)


def _without_events(y: Floats, events: Floats, m: int, h: int, reasons: list[Reason]) -> Clean:
    """Measure each event by what the series did beyond its level and season, and take it out."""
    ratios = bool(y.min() > 0)
    z = np.log(y) if ratios else y
    happened = np.asarray((np.abs(events[: y.size]) > 1e-12).any(axis=1), np.bool_)
    effect = np.zeros(events.shape[1])
    for _ in range(3):  # level and season are measured anew without the events
        calm = z - events[: y.size] @ effect
        level = filled(calm, happened, m) if not happened.all() else calm
        smooth = _smoothed(level, m)
        x = events[: y.size]
        effect = np.asarray(
            np.linalg.solve(x.T @ x + STEADY * np.diag(np.maximum(x.var(axis=0), 1e-9)), x.T @ (z - smooth)),
            np.float64,
        )
    calm = z - events[: y.size] @ effect
    ahead = events[y.size : y.size + h] @ effect
    if np.abs(ahead).max() > 0:
        reasons.append(
            Reason(
                "series.events",
                "Events ahead change the forecast by {change:.0%} at most.",
                {
                    "change": float(
                        np.abs(np.expm1(ahead)).max()
                        if ratios
                        else np.abs(ahead).max() / max(np.abs(y).mean(), 1e-12)
                    )
                },
            )
        )
    return Clean(np.exp(calm) if ratios else calm, ahead, ratios, tuple(reasons))


def _smoothed(z: Floats, m: int) -> Floats:
    """Return level and season of a series without its noise."""
    width = min(z.size, 2 * m + 1 if m > 1 else 7)
    width -= 1 - width % 2
    level = np.convolve(
        np.pad(z, width // 2, "reflect" if width // 2 < z.size else "edge"), np.ones(width) / width, "valid"
    )
    if m <= 1 or z.size < 2 * m:
        return np.asarray(level)
    place = np.arange(z.size) % m
    season = np.bincount(place, weights=z - level, minlength=m) / np.maximum(
        np.bincount(place, minlength=m), 1
    )
    return np.asarray(level + season[place] - season.mean())
