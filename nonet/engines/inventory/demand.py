"""Demand of a period and of the time that stock must cover: distributions with quantiles and expected shortage."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite, sqrt
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import stats

from nonet.engines.solving import ProblemError

Floats = npt.NDArray[np.float64]
TAIL = 1e-12  # of a distribution is cut off


class Spread(Protocol):
    """A distribution of demand over some time."""

    @property
    def mean(self) -> float:
        """Units expected."""

    @property
    def variance(self) -> float:
        """Of units."""

    @property
    def whole(self) -> bool:
        """Whether only whole units are asked."""

    def below(self, level: float) -> float:
        """Return the probability of demand up to a level."""

    def short(self, level: float) -> float:
        """Return the expected demand beyond a level."""

    def quantile(self, probability: float) -> float:
        """Return the least level that covers demand with this probability."""


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal demand; its negative part stands for returns."""

    mean: float
    variance: float
    whole: bool = False

    def below(self, level: float) -> float:
        """Return the probability of demand up to a level."""
        return (
            float(stats.norm.cdf(level, self.mean, sqrt(self.variance)))
            if self.variance
            else float(level >= self.mean)
        )

    def short(self, level: float) -> float:
        """Return the expected demand beyond a level."""
        if not self.variance:
            return max(0.0, self.mean - level)
        z = (level - self.mean) / sqrt(self.variance)
        return float(sqrt(self.variance) * (stats.norm.pdf(z) - z * stats.norm.sf(z)))

    def quantile(self, probability: float) -> float:
        """Return the least level that covers demand with this probability."""
        return (
            float(self.mean + sqrt(self.variance) * stats.norm.ppf(probability))
            if self.variance
            else self.mean
        )


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma demand, never below 0 and skewed; for slow or wild items better than the normal (Burgin 1975)."""

    mean: float
    variance: float
    whole: bool = False

    def below(self, level: float) -> float:
        """Return the probability of demand up to a level."""
        return float(stats.gamma.cdf(level, self.mean**2 / self.variance, scale=self.variance / self.mean))

    def short(self, level: float) -> float:
        """Return the expected demand beyond a level."""
        if level <= 0:
            return self.mean - level
        shape, scale = self.mean**2 / self.variance, self.variance / self.mean
        beyond = stats.gamma.sf(level, shape + 1, scale=scale)
        return float(self.mean * beyond - level * stats.gamma.sf(level, shape, scale=scale))

    def quantile(self, probability: float) -> float:
        """Return the least level that covers demand with this probability."""
        return float(
            stats.gamma.ppf(probability, self.mean**2 / self.variance, scale=self.variance / self.mean)
        )


class Lattice:
    """Demand of whole units, by the probability (m,) of 0, 1, 2, …"""

    whole = True

    def __init__(self, pmf: npt.ArrayLike) -> None:
        self.pmf: Floats = np.asarray(pmf, np.float64)
        units = np.arange(len(self.pmf))
        self.mean = float(units @ self.pmf)
        self.variance = float((units - self.mean) ** 2 @ self.pmf)
        self._below = np.cumsum(self.pmf)
        beyond = np.concatenate([1.0 - self._below, [0.0]])
        self._short = np.cumsum(beyond[::-1])[::-1]

    def below(self, level: float) -> float:
        """Return the probability of demand up to a level."""
        place = int(np.floor(level + 1e-9))
        return 0.0 if place < 0 else float(self._below[min(place, len(self.pmf) - 1)])

    def short(self, level: float) -> float:
        """Return the expected demand beyond a level."""
        if level <= 0:
            return self.mean - level
        place = int(np.floor(level + 1e-9))
        if place >= len(self.pmf):
            return 0.0
        low, high = float(self._short[place]), float(self._short[min(place + 1, len(self._short) - 1)])
        return low + (high - low) * (level - place)

    def quantile(self, probability: float) -> float:
        """Return the least level that covers demand with this probability."""
        return float(min(int(np.searchsorted(self._below, probability - 1e-12)), len(self.pmf) - 1))


FAMILIES = ("normal", "gamma", "negative_binomial", "poisson", "empirical")


@dataclass(frozen=True, slots=True)
class Demand:
    """Demand of one period.

    Parameters
    ----------
    family : str
        One of ``FAMILIES``.
    mean, deviation : float
        Units; of ``poisson`` only the mean counts, of ``empirical`` neither.
    seen : tuple[float, ...]
        Whole units of former periods, of ``empirical``; each as likely.
    """

    family: str = "normal"
    mean: float = 0.0
    deviation: float = 0.0
    seen: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ProblemError(
                "demand.family", f"there is no {self.family!r}.", f"Known: {', '.join(FAMILIES)}."
            )
        for name in ("mean", "deviation"):
            if not isfinite(getattr(self, name)) or getattr(self, name) < 0:
                raise ProblemError(f"demand.{name}", f"{getattr(self, name)} is below 0 or no number.")
        if self.family == "empirical" and (not self.seen or min(self.seen) < 0):
            raise ProblemError("demand.seen", "there are no periods seen, or demand below 0.", "Give some.")
        if self.family in {"gamma", "negative_binomial"} and not (self.mean and self.deviation):
            raise ProblemError(
                "demand.mean", f"{self.family} needs a mean and a deviation above 0.", "Take poisson."
            )

    @property
    def moments(self) -> tuple[float, float]:
        """Mean and variance of a period."""
        if self.family == "empirical":
            seen = np.array(self.seen)
            return float(seen.mean()), float(seen.var())
        return self.mean, self.mean if self.family == "poisson" else self.deviation**2

    def over(self, time: Sequence[tuple[int, float]], exactly: bool = True) -> Spread:
        """Return the distribution of demand over a time.

        Parameters
        ----------
        time : Sequence[tuple[int, float]]
            Periods and their probabilities.
        exactly : bool
            Whole units are convolved period by period and mixed over the times; else, and for normal and gamma
            demand, the family is fitted to the mean and variance, ``m E[T]`` and ``v E[T] + m^2 Var[T]``.
        """
        mean, variance = self.moments
        length = sum(periods * share for periods, share in time)
        spread = sum((periods - length) ** 2 * share for periods, share in time)
        total, wide = mean * length, variance * length + mean**2 * spread
        if exactly and self.family not in {"normal", "gamma"}:
            return Lattice(_mixed(self._pmf(), time))
        if self.family == "normal" or wide <= 0 or total <= 0:
            return Normal(total, wide)
        if self.family == "gamma" or (self.family == "empirical" and total > 1000):
            return Gamma(total, wide)
        return Lattice(counted(total, wide))

    def _pmf(self) -> Floats:
        if self.family == "empirical":
            pmf = np.bincount(np.rint(self.seen).astype(np.int64)).astype(np.float64)
            return pmf / pmf.sum()
        return counted(*self.moments)


def counted(mean: float, variance: float) -> Floats:
    """Return the probabilities of 0, 1, 2, …: negative binomial, or Poisson where the variance is no larger."""
    if mean <= 0:
        return np.ones(1)
    if variance <= mean * (1 + 1e-9):
        top = ceil(stats.poisson.isf(TAIL, mean)) + 1
        pmf = stats.poisson.pmf(np.arange(top + 1), mean)
    else:
        success = mean / variance
        top = ceil(stats.nbinom.isf(TAIL, mean * success / (1 - success), success)) + 1
        pmf = stats.nbinom.pmf(np.arange(top + 1), mean * success / (1 - success), success)
    return np.asarray(pmf / pmf.sum(), np.float64)


def _mixed(pmf: Floats, time: Sequence[tuple[int, float]]) -> Floats:
    """Return the probabilities of demand over a random number of periods."""
    weight: dict[int, float] = {}
    for periods, share in time:
        weight[periods] = weight.get(periods, 0.0) + share
    total, mixed = np.ones(1), np.zeros(1)
    for periods in range(max(weight) + 1):
        if weight.get(periods):
            wide = np.zeros(max(len(mixed), len(total)))
            wide[: len(mixed)] = mixed
            wide[: len(total)] += weight[periods] * total
            mixed = wide
        total = np.convolve(total, pmf)
        kept = np.flatnonzero(np.cumsum(total[::-1])[::-1] > TAIL)
        total = total[: kept[-1] + 1]
    return mixed / mixed.sum()
