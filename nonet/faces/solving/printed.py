"""What a solved instance prints, and what a reader is asked with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of single engines.

    Forecast horizon (periods; days for repurchase) and seasons, the last day seen; for packing how far boxes rest on
    what is under them (``none`` or ``full``) and the aim (``volume`` or ``containers``; empty: by the file).
    """

    horizon: int | None = None
    seasons: tuple[int, ...] = ()
    until: str | None = None
    support: str = "none"
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """An answer as `nonet solve` prints it; ``solution`` is complete, so that a checker can recompute everything."""

    solution: Mapping[str, Any]
    objective: float | None
    bound: float | None = None
    optimal: bool = False
    feasible: bool = True
    parts: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
