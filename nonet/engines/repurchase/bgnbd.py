"""How often customers without contract buy again: BG/NBD, and what they pay: Gamma–Gamma; both by maximum likelihood.

Sources: Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005); Fader and Hardie,
The Gamma-Gamma model of monetary value (2013).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1, logsumexp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bgnbd:
    """A fitted model: rate is gamma (r, alpha in days), leaving after a purchase is beta (a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    likelihood: float

    def alive(self, x: Floats, recency: Floats, age: Floats) -> Floats:
        """Return the probability that each customer still buys; arrays of shape (customers,)."""
        odds = (self.r + x) * np.log((self.alpha + age) / (self.alpha + recency))
        ratio = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1)
        return np.where(x > 0, 1 / (1 + np.exp(np.clip(ratio + odds, -500, 500))), 1.0)

    def expected(self, ahead: float, x: Floats, recency: Floats, age: Floats) -> Floats:
        """Return the purchases expected within ``ahead`` days, given each customer's past."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        if abs(a - 1) < 1e-6:
            a += 1e-5
        reach = ahead / (alpha + age + ahead)
        series = hyp2f1(r + x, b + x, a + b + x - 1, reach)
        left = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * series)
        return np.asarray(np.maximum(left * self.alive(x, recency, age), 0.0))

    def none(self, ahead: float, x: Floats, recency: Floats, age: Floats) -> Floats:
        """Return the probability that each customer buys nothing within ``ahead`` days."""
        silent = ((self.alpha + age) / (self.alpha + age + ahead)) ** (self.r + x)
        return np.asarray(1 - self.alive(x, recency, age) * (1 - silent))


def log_likelihood(parameters: Floats, x: Floats, recency: Floats, age: Floats) -> float:
    """Return the log-likelihood of (r, alpha, a, b) over customers' repeats, recency and age."""
    r, alpha, a, b = parameters
    shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    going = stays - (r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore"):
        left = np.log(a) - np.log(b + np.maximum(x, 1) - 1) + stays - (r + x) * np.log(alpha + recency)
    left = np.where(x > 0, left, -np.inf)
    return float(np.sum(shared + logsumexp(np.stack([going, left]), axis=0)))


def fit(x: Floats, recency: Floats, age: Floats) -> Bgnbd:
    """Fit by maximum likelihood from a few starts."""
    unit = max(float(age.mean()) / 10, 1.0) if age.size else 1.0

    def loss(logs: Floats) -> float:
        if np.abs(logs).max() > 12:
            return 1e6 + float(np.abs(logs).max())
        r, alpha, a, b = np.exp(logs)
        found = log_likelihood(np.array([r, alpha * unit, a, b]), x, recency, age)
        return -found / max(x.size, 1) if np.isfinite(found) else 1e6

    best = None
    for start in ((0.5, 1.0, 1.0, 3.0), (0.2, 0.3, 0.3, 1.0)):
        found = minimize(
            loss, np.log(start), method="Nelder-Mead", options={"maxiter": 2000, "xatol": 1e-6, "fatol": 1e-9}
        )
        if best is None or found.fun < best.fun:
            best = found
    assert best is not None
    r, alpha, a, b = (float(each) for each in np.exp(np.clip(best.x, -12, 12)))
    return Bgnbd(r, alpha * unit, a, b, -float(best.fun) * x.size)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model of what one purchase is worth."""

    p: float
    q: float
    v: float

    def worth(self, count: Floats, mean: Floats) -> Floats:
        """Return the expected worth of a purchase, given how many were seen and their mean; shape (customers,)."""
        usual = self.p * self.v / max(self.q - 1, 1e-3)
        trust = self.p * count / (self.p * count + max(self.q - 1, 1e-3))
        return np.asarray((1 - trust) * usual + trust * mean)


def fit_worth(count: Floats, mean: Floats) -> GammaGamma | None:
    """Fit on customers with repeats of positive worth; None where fewer than ten have any."""
    kept = (count > 0) & (mean > 0)
    x, m = count[kept], mean[kept]
    if x.size < 10:
        return None
    unit = float(m.mean())
    m = m / unit

    def loss(logs: Floats) -> float:
        if np.abs(logs).max() > 12:
            return 1e6 + float(np.abs(logs).max())
        p, q, v = np.exp(logs)
        q += 1  # so that a mean exists
        found = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        found += (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
        return -float(found.mean())

    best = minimize(loss, np.log([2.0, 2.0, 1.0]), method="Nelder-Mead", options={"maxiter": 2000})
    p, q, v = (float(each) for each in np.exp(np.clip(best.x, -12, 12)))
    return GammaGamma(p, q + 1, v * unit)
