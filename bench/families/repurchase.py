"""Outlooks of customers, scored by what then came, beside plain BG/NBD."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from bench import instances
from bench.checkers import repurchase as checker
from bench.families.family import Family


def _file(name: str) -> Callable[[], Sequence[Path]]:
    return lambda: [instances.folder("oms_crm") / name]


def _told(_: Path, objective: float) -> float:
    return objective


def _family(name: str, file: str, until: str, horizon: int, what: str, goal: float, unit: str) -> Family:
    return Family(
        name=name,
        engine="repurchase",
        files=_file(file),
        few=1,
        seconds=20,
        goal=goal,
        check=partial(checker.check, until=until, horizon=horizon, what=what),
        score=_told,
        plain=partial(_plain, until=until, horizon=horizon, what=what),
        options=("--until", until, "--horizon", str(horizon)),
        unit=unit,
    )


def _plain(path: Path, seconds: float, seed: int, until: str, horizon: int, what: str) -> float:
    """Return the score of BG/NBD alone, its likelihood maximised."""
    from nonet.engines.repurchase import bgnbd

    last = date.fromisoformat(until)
    seen, came = checker.split(path, last, horizon)
    names = sorted(seen)
    x = np.array([len(seen[name]) - 1.0 for name in names])
    recency = np.array([(max(seen[name]) - min(seen[name])).days / 7 for name in names])
    age = np.array([(last - min(seen[name])).days / 7 for name in names])
    model = bgnbd.fit(x, recency, age)
    bought = np.array([float(len(came.get(name, ()))) for name in names])
    if what in ("mae", "total"):
        return checker.scored(model.expected(horizon / 7, x, recency, age), bought, what)
    return checker.scored(1 - model.none(horizon / 7, x, recency, age), bought, what)


CDNOW = ("cdnow_sample.txt", "1997-09-30", 273)
RETAIL = ("online_retail_orders.csv.gz", "2011-09-09", 91)

FAMILIES: tuple[Family, ...] = (
    _family("CDNOW, absolute error", *CDNOW, "mae", 0.754, "purchases a customer"),
    _family("CDNOW, total", *CDNOW, "total", 5.0, "% off"),
    _family("Online Retail, ranking", *RETAIL, "auc", 0.24, "1 - AUC"),
    _family("Online Retail, chance", *RETAIL, "brier", 0.195, "Brier score"),
)
