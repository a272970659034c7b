"""Draws docs/algorithms/images/netting.png: needs, new supply, open orders and stock of a product and its part."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.netting import RULES, Demand, Parts, Points, Problem, Receipts, Sources, solve, table
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "netting.png"
BUCKETS = 30


def main() -> None:
    """Plan the example and draw it."""
    random = np.random.default_rng(2)
    points = table(
        Points, 2, stock=[40, 150], safety=[10, 40], rule=[RULES.index("lot_for_lot"), RULES.index("fixed")],
        lot=[0, 250], multiple=[10, 0],
    )  # fmt: skip
    days = np.arange(0, BUCKETS, 2)
    plan = solve(
        Problem(
            ("pump", "bolt"),
            BUCKETS,
            points,
            table(Sources, point=[0, 1], lead=[2, 5]),
            table(Parts, source=[0], point=[1], quantity=[4]),
            table(Demand, point=0 * days, bucket=days, quantity=random.integers(5, 30, len(days))),
            table(Receipts, point=[1], bucket=[12], quantity=[200]),
            (np.arange(BUCKETS) % 7 < 5)[None, :],
        ),
        Limit(),
    )
    figure, rows = plt.subplots(2, 1, figsize=(9, 5.5), dpi=110, sharex=True)
    at = np.arange(BUCKETS)
    for point, axes in enumerate(rows):
        axes.bar(at, -plan.gross[point], color="#f59e0b", label="needed")
        axes.bar(at, plan.planned[point], color="#2563eb", label="new supply")
        axes.step(at, plan.stock(point), where="post", color="#111827", label="stock")
        axes.axhline(points.safety[point], color="#9ca3af", ls=":", label="safety stock")
        axes.set_ylabel(plan.problem.names[point])
    moved = int(plan.moved[0])
    rows[1].bar(moved, 200, color="#10b981", label="open order")
    text = f"open order of bucket 12,\nneeded in {moved}"
    rows[1].annotate(text, (moved, 200), (moved + 1, 330), arrowprops={"arrowstyle": "->"}, fontsize=8)
    rows[1].legend(ncol=5, loc="upper center", bbox_to_anchor=(0.5, -0.2), frameon=False, fontsize=8)
    rows[0].set_title(
        "Bolts are needed two worked days before the pumps; nothing arrives on the weekend", fontsize=10
    )
    figure.tight_layout()
    figure.savefig(IMAGE)


if __name__ == "__main__":
    main()
