"""Draws docs/algorithms/images/repurchase.png: expected purchases beside what came, by purchases before."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from nonet.engines.repurchase import RepurchaseProblem, solve
from nonet.engines.repurchase.bgnbd import fit
from nonet.engines.repurchase.learnt import bought
from nonet.engines.repurchase.problem import history
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "repurchase.png"


def shop(customers: int = 2000) -> RepurchaseProblem:
    """Return a year and a half of a made-up shop whose customers slowly drift away."""
    rng = np.random.default_rng(7)
    who, day = [], []
    for i in range(customers):
        now, gap, leaves = rng.uniform(0, 90), rng.gamma(1.5, 60) + 5, rng.beta(0.8, 2.5)
        while now < 540:
            who.append(i)
            day.append(int(now))
            if rng.random() < leaves:
                break
            now += 1 + rng.exponential(gap)
    names = tuple(str(i) for i in range(customers))
    return RepurchaseProblem(names, np.array(who), np.array(day), rng.gamma(3, 20, len(who)), 270, 270)


def main() -> None:
    """Draw the picture."""
    problem = shop()
    seen = history(problem, problem.until)
    later = RepurchaseProblem(
        problem.customers,
        problem.who,
        problem.day,
        problem.worth,
        problem.until + problem.horizon,
        problem.horizon,
    )
    came = bought(later, seen, problem.horizon)
    model = fit(seen.repeats, seen.recency / 7, seen.age / 7)
    plain = model.expected(problem.horizon / 7, seen.repeats, seen.recency / 7, seen.age / 7)
    ours = np.array([each.expected for each in solve(problem, Limit(60)).outlooks])
    kinds = np.minimum(seen.repeats, 7).astype(int)
    figure, axis = plt.subplots(figsize=(7, 3.4))
    for name, values, colour, mark in (
        ("came", came, "#444", "o-"),
        ("BG/NBD", plain, "#e69138", "s--"),
        ("engine", ours, "#0b5394", "^-"),
    ):
        means = [values[kinds == kind].mean() for kind in range(8)]
        axis.plot(range(8), means, mark, color=colour, label=name, markersize=5)
    axis.set_xticks(range(8), [*map(str, range(7)), "7+"])
    axis.set_xlabel("purchases after the first, in 270 days")
    axis.set_ylabel("purchases in the next 270 days")
    axis.legend()
    axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(IMAGE, dpi=90)


if __name__ == "__main__":
    main()
