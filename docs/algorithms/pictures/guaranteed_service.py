"""Draws docs/algorithms/images/guaranteed_service.png: where a small network holds its stock."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from nonet.engines.guaranteed_service import Link, Problem, Stage, StagePlan, solve
from nonet.engines.solving import Limit

IMAGE = Path(__file__).parent.parent / "images" / "guaranteed_service.png"
STAGES = (
    Stage("castings", 45, 8),
    Stage("motors", 30, 25),
    Stage("controls", 60, 12),
    Stage("pumps", 6, 40),
    Stage("fans", 4, 30),
    Stage("Suzhou", 3, 4, deviation=18, factor=1.645),
    Stage("Chengdu", 9, 6, deviation=12, factor=1.645, promise=2),
    Stage("online", 2, 5, deviation=30, factor=2.054),
)
LINKS = (
    ("castings", "pumps"), ("motors", "pumps"), ("motors", "fans"), ("controls", "fans"), ("controls", "pumps"),
    ("pumps", "Suzhou"), ("pumps", "Chengdu"), ("fans", "Chengdu"), ("fans", "online"), ("pumps", "online"),
)  # fmt: skip
PLACES = dict(
    zip(
        [stage.name for stage in STAGES],
        [(0, 3), (0, 2), (0, 1), (1.2, 2.5), (1.2, 1.5), (2.4, 3), (2.4, 2), (2.4, 1)],
        strict=True,
    )
)


def main() -> None:
    """Solve the example of the page and draw it."""
    answer = solve(Problem(STAGES, tuple(Link(*pair) for pair in LINKS)), Limit())
    figure, axes = plt.subplots(figsize=(9, 5), dpi=110)
    for supplier, customer in LINKS:
        axes.plot(*zip(PLACES[supplier], PLACES[customer], strict=True), color="#cbd5e1", lw=2, zorder=1)
    dearest = max(plan.cost for plan in answer.stages)
    for stage, plan in zip(STAGES, answer.stages, strict=True):
        _draw(axes, stage, plan, dearest)
    proved = "proved best" if answer.optimal else f"at least {answer.bound:.0f}"
    axes.set_title(
        f"Safety stock worth {answer.objective:,.0f}, {proved}; filled stages hold it", fontsize=11
    )
    axes.set_xlim(-0.45, 2.85)
    axes.set_ylim(0.5, 3.5)
    axes.axis("off")
    figure.tight_layout()
    figure.savefig(IMAGE)


def _draw(axes: plt.Axes, stage: Stage, plan: StagePlan, dearest: float) -> None:
    held = plan.cost / dearest
    color = plt.get_cmap("Blues")(0.2 + 0.6 * held) if plan.net else "white"
    axes.scatter(*PLACES[stage.name], s=2600, facecolor=color, edgecolor="#1e3a8a", linewidth=1.5, zorder=2)
    ink = "white" if held > 0.5 else "#111827"
    text = f"{stage.name}\n{plan.inbound} + {stage.time} → {plan.outbound}"
    axes.annotate(text, PLACES[stage.name], ha="center", va="center", fontsize=8, color=ink, zorder=3)
    below = f"{plan.safety_stock:.0f} units, {plan.cost:,.0f}" if plan.net else "holds none"
    x, y = PLACES[stage.name]
    axes.annotate(below, (x, y - 0.37), ha="center", fontsize=8, color="#374151")


if __name__ == "__main__":
    main()
