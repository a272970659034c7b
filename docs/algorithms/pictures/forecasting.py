"""Draws docs/algorithms/images/forecasting.png: fan charts of a seasonal, a growing and a spare-part series."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.forecasting import ForecastProblem, Series, solve
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "forecasting.png"
AHEAD = 12


def series() -> tuple[Series, ...]:
    """Return three series of seven years."""
    rng = np.random.default_rng(4)
    t = np.arange(84)
    seasonal = 100 * (1 + 0.35 * np.sin(t / 12 * 2 * np.pi)) * np.exp(0.004 * t + 0.06 * rng.normal(size=84))
    growing = 50 + np.cumsum(rng.normal(0.6, 2.0, 84))
    spare = (rng.random(84) < 0.3) * rng.integers(1, 6, 84).astype(float)
    return Series("Seasonal", seasonal), Series("Growing", growing), Series("Spare part", spare)


def main() -> None:
    """Draw the picture."""
    given = series()
    problem = ForecastProblem(given, AHEAD, (12,), (0.05, 0.25, 0.5, 0.75, 0.95))
    answer = solve(problem, Limit(60, iterations=3))
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.2))
    for axis, each, told in zip(axes, given, answer.forecasts, strict=True):
        seen = each.values[-48:]
        ahead = np.arange(48, 48 + AHEAD)
        axis.plot(seen, color="#444", linewidth=1)
        axis.fill_between(ahead, told.quantiles[0.05], told.quantiles[0.95], color="#cfe2f3", label="90 %")
        axis.fill_between(ahead, told.quantiles[0.25], told.quantiles[0.75], color="#9fc5e8", label="50 %")
        axis.plot(ahead, told.mean, color="#0b5394", label="mean")
        axis.set_title(each.name, fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].legend(fontsize=8, loc="upper left")
    figure.tight_layout()
    figure.savefig(IMAGE, dpi=90)


if __name__ == "__main__":
    main()
