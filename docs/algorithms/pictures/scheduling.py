"""Draws docs/algorithms/images/scheduling.png: the plan of the page's example, with set-ups and closed hours."""

import re
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

PAGE = Path(__file__).parent.parent / "scheduling.md"
IMAGE = Path(__file__).parent.parent / "images" / "scheduling.png"
COLORS = ("#2563eb", "#d97706", "#059669", "#7c3aed")


def example() -> dict[str, Any]:
    """Run the page's example and return its names."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)
    return names


def main() -> None:
    """Solve the example of the page and draw it."""
    names = example()
    shop, plan = names["shop"], names["plan"]
    span = int(plan.parts["makespan"]) + 2
    figure, axes = plt.subplots(figsize=(9, 3.2), dpi=110)
    for row, machine in enumerate(shop.machines):
        closed = 0
        for start, end in [*(machine.shifts or [(0, span)]), (span, span)]:
            if start > closed:
                axes.barh(row, min(start, span) - closed, left=closed, height=0.9, color="#e5e7eb")
            closed = min(end, span)
    stacked: dict[tuple[int, int], int] = {}
    for task in plan.tasks:
        key = (task.machine, task.batch)
        place = stacked.get(key, 0) if task.batch >= 0 else 0
        stacked[key] = place + 1
        height = 0.34 if task.batch >= 0 else 0.7
        low = task.machine - 0.18 + 0.36 * place if task.batch >= 0 else task.machine
        axes.barh(
            low, task.end - task.start, left=task.start, height=height, color=COLORS[task.job], ec="white"
        )
        label = shop.jobs[task.job].name
        axes.text((task.start + task.end) / 2, low, label, color="white", ha="center", va="center")
        if task.setup:
            axes.barh(
                task.machine,
                task.setup,
                left=task.start - task.setup,
                height=0.7,
                color="none",
                ec="#111827",
                hatch="//",
            )
    axes.set_yticks(range(len(shop.machines)), [machine.name for machine in shop.machines])
    axes.invert_yaxis()
    axes.set_xlim(6, span)
    axes.set_xlabel("hours; grey: closed, hatched: set-up, bars cross closed hours where work pauses")
    axes.set_title(f"Four orders, {plan.parts['lateness']:.0f} weighted hours late")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    IMAGE.parent.mkdir(exist_ok=True)
    figure.savefig(IMAGE)


if __name__ == "__main__":
    main()
