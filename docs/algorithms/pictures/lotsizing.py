"""Draws docs/algorithms/images/lotsizing.png: lots under capacity, and the stock that they leave."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.lotsizing import Item, Problem, solve
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "lotsizing.png"
COLORS = ("#2563eb", "#f59e0b", "#10b981")
PERIODS, CAPACITY = 12, 125.0


def main() -> None:
    """Solve the example and draw it."""
    random = np.random.default_rng(6)
    items = tuple(
        Item(name, tuple(random.integers(5, 50, PERIODS).tolist()), 1.0, 10.0, cost, 1.0)
        for name, cost in (("red", 60.0), ("blue", 150.0), ("green", 100.0))
    )
    answer = solve(Problem(items, (CAPACITY,) * PERIODS), Limit(iterations=10))
    figure, (above, below) = plt.subplots(2, 1, figsize=(9, 5.5), dpi=110, sharex=True)
    at = np.arange(1, PERIODS + 1)
    bottom = np.zeros(PERIODS)
    for item, made, setup, color in zip(items, answer.production, answer.setup, COLORS, strict=True):
        above.bar(at, setup * item.setup_time, 0.7, bottom, color="#9ca3af")
        bottom = bottom + setup * item.setup_time
        above.bar(at, made, 0.7, bottom, color=color, label=item.name)
        bottom = bottom + made
    above.axhline(CAPACITY, color="#111827", lw=1.2, ls="--")
    above.set_ylabel("capacity taken (grey: set-ups)")
    above.legend(ncol=3, loc="upper center", bbox_to_anchor=(0.5, 1.28), frameon=False)
    for item, stock, color in zip(items, answer.stock, COLORS, strict=True):
        below.step(at, stock, where="mid", color=color, label=item.name)
    below.set_ylabel("stock at the end")
    below.set_xlabel(
        f"period; {answer.objective:.0f} in all, {answer.parts['setup']:.0f} for set-ups, "
        f"{answer.parts['holding']:.0f} for stock"
    )
    figure.tight_layout()
    figure.savefig(IMAGE)


if __name__ == "__main__":
    main()
