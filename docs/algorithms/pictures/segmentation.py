"""Draws docs/algorithms/images/segmentation.png: how many customers stand where in recency and frequency."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.segmentation import GRID, Customer, segment

IMAGE = Path(__file__).parent.parent / "images" / "segmentation.png"


def main() -> None:
    """Draw the picture."""
    rng = np.random.default_rng(2)
    count = rng.geometric(0.25, 800)
    silent = rng.exponential(200 / np.sqrt(count))
    paid = count * rng.gamma(3, 30, 800)
    rows = zip(silent, count, paid, strict=True)
    found = segment([Customer(str(i), float(s), float(c), float(p)) for i, (s, c, p) in enumerate(rows)])
    grid = np.zeros((5, 5))
    for each in found.customers:
        grid[each.recency - 1, each.frequency - 1] += 1
    figure, axis = plt.subplots(figsize=(7, 4))
    axis.imshow(grid, cmap="Blues", origin="lower", aspect="auto", vmax=grid.max() * 1.3)
    for (recency, frequency), name in GRID.items():
        text = f"{name}\n{grid[recency - 1, frequency - 1]:.0f}"
        axis.text(frequency - 1, recency - 1, text, ha="center", va="center", fontsize=8)
    axis.set_xticks(range(5), range(1, 6))
    axis.set_yticks(range(5), range(1, 6))
    axis.set_xlabel("frequency, in fifths")
    axis.set_ylabel("recency, in fifths")
    figure.tight_layout()
    figure.savefig(IMAGE, dpi=90)


if __name__ == "__main__":
    main()
