"""What a family of instances declares to ``nonet bench engines``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

Answer = Mapping[str, Any]  # what `nonet solve --json` prints


@dataclass(frozen=True)
class Family:
    """A family, measured alike.

    Parameters
    ----------
    name : str
        As printed, such as ``"CVRP X, up to 250 stops"``.
    engine : str
        Of ``nonet solve``.
    files : Callable[[], Sequence[Path]]
        All its instances, in a steady order.
    few : int
        How many of them, evenly spread, ``--set small`` takes.
    seconds : float
        The limit that the goal names.
    goal : float
        The mean of ``score`` that is to be reached; lower is better.
    check : Callable[[Path, Answer], Verdict]
        A checker written apart from the engine.
    score : Callable[[Path, float], float]
        Turns a checked objective into what is averaged: by default the gap to best known in per cent.
    plain : Callable[[Path, float, int], float | None] | None
        The plain library on the instance under the same seconds and seed: its objective, None when it found none.
    options : Sequence[str]
        Further options of `nonet solve`.
    unit : str
        What the score is counted in.
    """

    name: str
    engine: str
    files: Callable[[], Sequence[Path]]
    few: int
    seconds: float
    goal: float
    check: Callable[[Path, Answer], Verdict]
    score: Callable[[Path, float], float]
    plain: Callable[[Path, float, int], float | None] | None = None
    options: Sequence[str] = ()
    unit: str = "% gap"


def gap(objective: float, best: float) -> float:
    """Return how far above the best known value an objective is, in per cent."""
    return 100.0 * (objective - best) / best
