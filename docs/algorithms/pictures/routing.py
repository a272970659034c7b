"""Draws docs/algorithms/images/routing.png: a first answer beside what the search makes of it."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from nonet.engines.routing import Answer, Depot, Problem, Profile, Stop, Vehicle, solve
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "routing.png"
STOPS = 90


def drawn() -> tuple[np.ndarray, Problem]:
    """Return places and the problem over them: three towns and scattered farms."""
    draw = np.random.default_rng(7)
    towns = np.array([[20, 20], [75, 30], [45, 80]])
    at = np.vstack([[[50, 50]], towns[draw.integers(0, 3, STOPS - 30)] + draw.normal(0, 7, (STOPS - 30, 2)),
                    draw.uniform(0, 100, (30, 2))])  # fmt: skip
    ways = np.rint(10 * np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))).astype(np.int64)
    stops = tuple(Stop(place, delivery=(int(draw.integers(1, 10)),)) for place in range(1, len(at)))
    fleet = (Vehicle(capacity=(60,), count=12),)
    return at, Problem((Profile(ways, ways),), (Depot(0),), stops, fleet)


def paint(axes: Axes, at: np.ndarray, answer: Answer, title: str) -> None:
    """Draw tours as closed lines, the depot as a square."""
    colours = plt.colormaps["tab10"]
    for number, tour in enumerate(answer.tours):
        line = at[[0, *(stop + 1 for stop in tour.stops), 0]]
        axes.plot(*line.T, "-o", color=colours(number % 10), markersize=3, linewidth=1.2)
    axes.plot(*at[0], "ks", markersize=8)
    axes.set_title(f"{title}: {answer.objective / 10:,.0f} km", fontsize=10)
    axes.set_aspect("equal")
    axes.axis("off")


def main() -> None:
    """Solve twice and draw both."""
    at, problem = drawn()
    figure, axes = plt.subplots(1, 2, figsize=(9, 4.6), dpi=85)
    for place, steps, title in ((axes[0], 0, "First answer"), (axes[1], 30_000, "After 30,000 steps")):
        paint(place, at, solve(problem, Limit(seconds=300, iterations=steps)), title)
    figure.tight_layout()
    figure.savefig(IMAGE)


if __name__ == "__main__":
    main()
