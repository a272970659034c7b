"""What the data themselves teach: the end of the data is rolled back, and what then came is regressed on what was seen.

Both regressions are generalised linear models with a ridge, fitted by Newton's method (McCullagh and Nelder,
Generalized Linear Models, 1989): Poisson for how often, logistic for whether at all.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nonet.engines.repurchase.bgnbd import Bgnbd
from nonet.engines.repurchase.problem import History, RepurchaseProblem

Floats = npt.NDArray[np.float64]

RIDGE = 3.0  # in customers: how strongly each effect is drawn to none


def features(seen: History, model: Bgnbd, ahead: float) -> Floats:
    """Return what describes each customer at the end of a history, shape (customers, features).

    Times count in units of the horizon, so that a lesson learnt over a shorter one still holds.
    """
    silent = seen.age - seen.recency
    gap = (seen.recency + ahead / 4) / (seen.repeats + 1)
    lately = [
        np.array([float((days > seen.until - share * ahead).sum()) for days in seen.days])
        for share in (0.25, 0.5, 1.0)
    ]
    paid = np.array([max(float(each.sum()), 0.0) for each in seen.sums])
    last = np.array([max(float(each[-1]), 0.0) for each in seen.sums])
    uneven = np.array([float(np.std(np.diff(each))) if each.size > 2 else 0.0 for each in seen.days])
    chance = np.clip(1 - model.none(ahead, seen.repeats, seen.recency, seen.age), 1e-4, 1 - 1e-4)
    usual = float(np.median(paid)) + 1e-9
    columns = [
        np.log(chance / (1 - chance)),
        np.log(model.expected(ahead, seen.repeats, seen.recency, seen.age) + 1e-3),
        np.log1p(seen.repeats),
        np.log1p(8 * silent / ahead),
        np.log1p(8 * seen.age / ahead),
        np.minimum(silent / gap, 8.0),
        np.log1p(silent / gap),
        (seen.repeats == 0).astype(np.float64),
        np.log1p(paid / usual),
        np.log1p(last / usual),
        np.log1p(uneven / ahead * 8),
        *(np.log1p(each) for each in lately),
    ]
    return np.stack(columns, axis=1)


def bought(problem: RepurchaseProblem, seen: History, ahead: int) -> Floats:
    """Return on how many days each customer of a history bought within ``ahead`` days of its end."""
    after = (problem.day > seen.until) & (problem.day <= min(seen.until + ahead, problem.until))
    pairs = np.unique(np.stack([problem.who[after], problem.day[after]]), axis=1)
    return np.bincount(pairs[0], minlength=len(problem.customers))[seen.number].astype(np.float64)


@dataclass(frozen=True, slots=True)
class Linear:
    """Effects on standardised features."""

    middle: Floats
    size: Floats
    effects: Floats

    def score(self, x: Floats) -> Floats:
        """Return the linear score, shape (customers,)."""
        z = np.clip((x - self.middle) / self.size, -4, 4)
        return self.effects[0] + z @ self.effects[1:]


def fit(x: Floats, y: Floats, weights: Floats, counts: bool, offset: Floats) -> Linear:
    """Fit a Poisson (``counts``) or logistic regression with a ridge; shapes (rows, features), (rows,)."""
    middle, size = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[np.ones(len(x)), np.clip((x - middle) / size, -4, 4)]
    effects = np.zeros(z.shape[1])
    ridge = RIDGE * np.eye(z.shape[1])
    ridge[0, 0] = 1e-6
    for _ in range(30):
        score = np.clip(z @ effects + offset, -20, 10)
        mean = np.exp(score) if counts else 1 / (1 + np.exp(-score))
        curve = weights * (mean if counts else mean * (1 - mean)) + 1e-9
        step = np.linalg.solve(
            z.T @ (curve[:, None] * z) + ridge, z.T @ (weights * (y - mean)) - ridge @ effects
        )
        effects = effects + np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-6:
            break
    return Linear(middle, size, effects)
