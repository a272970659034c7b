"""How much each model counts: learnt from the back-tests of all series together, starting from what usually works.

Source: Caruana, Niculescu-Mizil, Crew and Ksikes, Ensemble selection from libraries of models, ICML (2004). The first
picks are given, so that a few series cannot overturn what long experience says.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FIRST = 40  # picks that experience makes
MOST = 2  # picks that the series at hand may add


def losses(mixed: Floats, came: Floats, scales: Floats) -> tuple[float, float]:
    """Return the symmetric and the scaled error over all tests; shapes (tests, h), (tests, h), (tests,)."""
    off = np.abs(mixed - came)
    both = np.abs(mixed) + np.abs(came) + 1e-12
    seen = np.isfinite(off)
    if not seen.any():
        return 0.0, 0.0
    return float(np.mean((off / both)[seen])), float(np.mean((off / scales[:, None])[seen]))


def learnt(
    names: Sequence[str], ahead: Floats, came: Floats, scales: Floats, experience: Mapping[str, float]
) -> Floats:
    """Return the weight of each model, shape (models,), adding up to 1.

    Parameters
    ----------
    names : Sequence[str]
        The models.
    ahead : Floats
        What they said in each test, shape (tests, models, h).
    came : Floats
        What came, shape (tests, h); NaN past a shorter test.
    scales : Floats
        The size of each series' steps, shape (tests,).
    experience : Mapping[str, float]
        Usual weights by name; those of models that are absent fall away.
    """
    usual = np.array([experience.get(name, 0.0) for name in names])
    usual = usual / usual.sum() if usual.sum() > 0 else np.full(len(names), 1 / len(names))
    tests = came.shape[0]
    picks = FIRST * usual
    candidates = np.flatnonzero(usual)
    now = np.einsum("tmh,m->th", ahead, picks)
    first = losses(now / FIRST, came, scales)
    for _ in range(min(MOST, tests // 4)):
        found = []
        for model in candidates:
            told = losses((now + ahead[:, model]) / (picks.sum() + 1), came, scales)
            found.append(told[0] / max(first[0], 1e-12) + told[1] / max(first[1], 1e-12))
        best = int(candidates[int(np.argmin(found))])
        picks[best] += 1
        now = now + ahead[:, best]
    return np.asarray(picks / picks.sum())
