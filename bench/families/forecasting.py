"""Forecasts of the M3 and M4 competitions, scored by the rules of M4 beside the median of four plain models."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench import instances
from bench.checkers import forecasting as checker
from bench.families.family import Family

A_SERIES = 0.25  # seconds that the goal allows


def _file(name: str) -> Callable[[], Sequence[Path]]:
    return lambda: [instances.folder("scm") / "forecast" / name]


def _told(_: Path, objective: float) -> float:
    return objective


def _family(
    name: str, file: str, count: int, goal: float, horizon: int, seasons: str, season: int, period: str = ""
) -> Family:
    return Family(
        name=name,
        engine="forecast",
        files=_file(file),
        few=1,
        seconds=count * A_SERIES,
        goal=goal,
        check=partial(checker.check, season=season, period=period),
        score=_told,
        plain=partial(_four, season=season, period=period),
        options=("--horizon", str(horizon), "--season", seasons),
        unit="OWA",
    )


def _covering(of: Family, period: str = "") -> Family:
    return Family(
        name=f"{of.name}, 90 % interval",
        engine="forecast",
        files=of.files,
        few=1,
        seconds=of.seconds,
        goal=2.0,
        check=partial(checker.covered, period=period),
        score=_told,
        options=of.options,
        unit="points off 90 %",
    )


def _four(path: Path, seconds: float, seed: int, season: int, period: str) -> float:
    """Return the score of the median of four models of statsforecast, as they come."""
    from concurrent.futures import ProcessPoolExecutor

    judged: Any = {name: both for name, both in checker._known(path, period).items() if both[1] is not None}
    with ProcessPoolExecutor(2) as pool:
        given = [(seen, came.size, season) for seen, came in judged.values()]
        means = list(pool.map(_median, given, chunksize=8))
    return checker.owa(dict(zip(judged, means, strict=True)), judged, season)


def _median(given: tuple[Any, int, int]) -> Any:
    import warnings

    import numpy as np
    from statsforecast.models import AutoARIMA, AutoCES, AutoETS, DynamicOptimizedTheta

    seen, ahead, season = given
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for model in (AutoETS, AutoARIMA, AutoCES, DynamicOptimizedTheta):
            try:
                found.append(model(season_length=season).forecast(seen, ahead)["mean"])
            except Exception:  # a model that cannot fit this series is left out of the median
                continue
    return np.median(found, axis=0) if found else checker.naive2(seen, ahead, season)


MONTHLY = _family("M3 monthly", "m3.json.gz", 1904, 0.78, 18, "12", 12, "MONTHLY")
WEEKLY = _family("M4 weekly", "m4_weekly_train.csv.gz", 240, 0.78, 13, "52", 1)
HOURLY = _family("M4 hourly", "m4_hourly_train.csv.gz", 276, 0.50, 48, "24,168", 24)

FAMILIES: tuple[Family, ...] = (
    MONTHLY,
    _covering(MONTHLY, "MONTHLY"),
    WEEKLY,
    _covering(WEEKLY),
    HOURLY,
    _covering(HOURLY),
)
