"""Draws docs/algorithms/images/inventory.png: what each measure of service costs in safety stock."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.inventory import Demand, Problem, solve
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "inventory.png"


def main() -> None:
    """Draw safety stock over service, for a fixed quantity and a lead time that varies."""
    demand, lead = Demand("negative_binomial", 12, 9), ((2, 0.3), (3, 0.5), (6, 0.2))
    levels = np.concatenate([np.arange(0.7, 0.98, 0.02), [0.98, 0.985, 0.99, 0.995]])
    figure, axes = plt.subplots(figsize=(8, 4.5), dpi=110)
    names = {
        "cycle": "cycles without shortage",
        "ready": "periods with nothing owed",
        "fill": "demand served at once",
    }
    for (measure, name), color in zip(names.items(), ("#dc2626", "#f59e0b", "#2563eb"), strict=True):
        held = [
            solve(
                Problem(demand, lead, quantity=60, measure=measure, level=float(level)), Limit()
            ).safety_stock
            for level in levels
        ]
        axes.plot(100 * levels, held, color=color, label=name)
    axes.axhline(0, color="#9ca3af", lw=0.8)
    axes.set_xlabel("service (%)")
    axes.set_ylabel("safety stock (units)")
    axes.set_title("Orders of 60, demand of 12 ± 9 a period, lead times of 2, 3 or 6 periods", fontsize=10)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(IMAGE)


if __name__ == "__main__":
    main()
