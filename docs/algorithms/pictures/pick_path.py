"""Draws docs/algorithms/images/pick_path.png: the shortest tour beside the S-shape of most warehouses."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from nonet.engines.pick_path import PickProblem, Point, rectangular, solve

IMAGE = Path(__file__).parent.parent / "images" / "pick_path.png"
AISLES, BLOCKS, LENGTH, PITCH = 8, 2, 12.0, 4.0
PICKS = [
    (0, 0, 4),
    (1, 1, 3),
    (1, 1, 9),
    (2, 0, 10),
    (3, 0, 2),
    (3, 1, 11),
    (4, 1, 5),
    (5, 0, 6),
    (6, 0, 9),
    (7, 1, 2),
]


def place(point: Point) -> tuple[float, float]:
    """Return where a point is drawn."""
    return point.aisle * PITCH, point.block * (LENGTH + 1) + point.offset


def main() -> None:
    """Solve the example of the page and draw it."""
    picks = tuple(Point(*pick) for pick in PICKS)
    tour = solve(
        PickProblem(rectangular(AISLES, BLOCKS, LENGTH, PITCH), picks, Point(3, 0, 0.0)), compare=True
    )
    figure, axes = plt.subplots(figsize=(8, 5), dpi=110)
    for aisle in range(AISLES):
        for block in range(BLOCKS):
            for side in (-0.9, 0.9):
                low = block * (LENGTH + 1) + 0.6
                axes.add_patch(
                    plt.Rectangle((aisle * PITCH + side - 0.5, low), 1, LENGTH - 1.2, color="#e5e7eb")
                )
    places = [place(point) for point in tour.path]
    shifts = [((number % 3) - 1) * 0.14 for number in range(len(places))]
    xs = [x + shift for (x, _), shift in zip(places, shifts, strict=True)]
    ys = [y + shift for (_, y), shift in zip(places, shifts, strict=True)]
    axes.plot(xs, ys, color="#2563eb", lw=1.6)
    circle = {"boxstyle": "circle", "color": "#dc2626"}
    middle: dict[str, str] = {"ha": "center", "va": "center"}
    for number, pick in enumerate(tour.order, 1):
        axes.annotate(str(number), place(picks[pick]), color="white", fontsize=8, bbox=circle, **middle)
    axes.plot(*place(Point(3, 0, 0.0)), "s", color="#111827", ms=11)
    s_shape = tour.named["s_shape"]
    axes.set_title(
        f"Shortest tour {tour.length:.0f}, S-shape {s_shape:.0f}, combined {tour.named['combined']:.0f}"
    )
    axes.set_aspect("equal")
    axes.axis("off")
    IMAGE.parent.mkdir(exist_ok=True)
    figure.savefig(IMAGE, bbox_inches="tight")


if __name__ == "__main__":
    main()
