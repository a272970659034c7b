"""Draw the picture of the packing page: a seeded load with full support, box by box from the engine's answer."""

import random
from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from nonet.engines.packing import Container, Item, Placement, Problem, solve
from nonet.engines.solving import Limit

HERE = Path(__file__).parent.parent / "images"


def problem() -> Problem:
    """Return 33 kinds of boxes with more volume than the container."""
    chance = random.Random(7)
    items = tuple(
        Item(
            str(k),
            (chance.randint(30, 120), chance.randint(25, 100), chance.randint(20, 80)),
            chance.randint(2, 5),
        )
        for k in range(33)
    )
    return Problem(items, (Container("container", (587, 233, 220)),), support=1.0)


def faces(p: Placement) -> list[list[tuple[int, int, int]]]:
    """Return the three faces of a box that are seen from the door, above and the near side."""
    (x, y, z), (a, b, c) = p.at, p.end
    return [
        [(x, y, c), (a, y, c), (a, b, c), (x, b, c)],
        [(a, y, z), (a, b, z), (a, b, c), (a, y, c)],
        [(x, y, z), (a, y, z), (a, y, c), (x, y, c)],
    ]


def draw() -> None:
    """Write the picture."""
    asked = problem()
    answer = solve(asked, Limit(seconds=120, iterations=9))
    figure = plt.figure(figsize=(9, 4.6))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    colours = plt.get_cmap("tab20")
    for number, p in enumerate(painted(answer.loads[0].placements)):
        drawn = Poly3DCollection(faces(p), facecolors=colours(p.item % 20), edgecolors="#333", linewidths=0.4)
        drawn.set_zorder(number)
        axes.add_collection3d(drawn)
    size = asked.containers[0].size
    axes.set(xlim=(0, size[0]), ylim=(0, size[1]), zlim=(0, size[2]), xlabel="length, door at the right")
    axes.set(ylabel="width", zlabel="height")
    axes.set_box_aspect(size, zoom=1.25)
    axes.view_init(elev=24, azim=-58)
    axes.set_title(
        f"{len(answer.loads[0].placements)} boxes, {answer.parts['fill']:.1f} % full, every base supported"
    )
    figure.savefig(HERE / "packing.png", dpi=90, bbox_inches="tight")


def painted(boxes: Sequence[Placement]) -> list[Placement]:
    """Return the boxes from the far end to the door, from the far side to the near one and from the floor up."""
    low = np.array([p.at for p in boxes]) * (1, -1, 1)
    high = np.array([p.end for p in boxes]) * (1, -1, 1)
    low[:, 1], high[:, 1] = high[:, 1].copy(), low[:, 1].copy()
    behind = (high[:, None] <= low[None]).any(axis=2)
    first = behind & ~behind.T
    waits, done = first.sum(axis=0), []
    for _ in boxes:
        pick = int(np.argmin(waits))
        waits -= first[pick]
        waits[pick] = 10**6
        done.append(boxes[pick])
    return done


if __name__ == "__main__":
    draw()
