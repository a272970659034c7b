"""Checks forecasts and scores them by the rules of the M4 competition; reads the files by itself.

Source: Makridakis, Spiliotis and Assimakopoulos, The M4 Competition, International Journal of Forecasting 36 (2020).
"""

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.checkers.verdict import Verdict

Floats = npt.NDArray[np.float64]
Past = dict[str, tuple[Floats, Floats | None]]  # by series: what was seen and, where known, what came


def check(path: Path, answer: Mapping[str, Any], season: int = 1, period: str = "") -> Verdict:
    """Return the overall weighted average of the answer beside Naive2, and every fault."""
    known, faults = _known(path, period), []
    solution = answer.get("solution") or {}
    for name, (_, came) in known.items():
        faults += _faults(name, solution.get(name), None if came is None else came.size)
    if faults:
        return Verdict(None, tuple(faults[:20]))
    judged = {name: both for name, both in known.items() if both[1] is not None}
    return Verdict(owa({name: np.array(solution[name]["mean"]) for name in judged}, judged, season))


def covered(path: Path, answer: Mapping[str, Any], period: str = "") -> Verdict:
    """Return how many points of 100 the share of values within 0.05–0.95 lies off 90."""
    known, solution = _known(path, period), answer.get("solution") or {}
    inside = []
    for name, (_, came) in known.items():
        faults = _faults(name, solution.get(name), None if came is None else came.size)
        if faults:
            return Verdict(None, tuple(faults))
        if came is not None:
            low, high = (np.array(solution[name][level]) for level in ("0.05", "0.95"))
            inside.append(np.mean((came >= low - 1e-9) & (came <= high + 1e-9)))
    return Verdict(abs(100 * float(np.mean(inside)) - 90.0))


def owa(means: Mapping[str, Floats], judged: Mapping[str, tuple[Floats, Any]], season: int) -> float:
    """Return the mean of sMAPE and MASE, each over that of Naive2."""
    ours, theirs = np.zeros(2), np.zeros(2)
    for name, (seen, came) in judged.items():
        scale = float(np.mean(np.abs(seen[season:] - seen[:-season]))) if seen.size > season else 0.0
        ours += _errors(means[name], came, scale)
        theirs += _errors(naive2(seen, came.size, season), came, scale)
    return float(np.mean(ours / theirs))


def _errors(forecast: Floats, came: Floats, scale: float) -> Floats:
    off = np.abs(came - forecast)
    both = np.abs(came) + np.abs(forecast)
    percent = 200 * np.mean(np.where(both > 0, off / np.where(both > 0, both, 1), 0))
    return np.array([percent, np.mean(off) / scale if scale > 0 else 0.0])


def naive2(seen: Floats, ahead: int, season: int) -> Floats:
    """Return the last value, with seasonal ratios where the test of the competition finds a season."""
    n = seen.size
    if not _has_season(seen, season):
        return np.full(ahead, seen[-1])
    window = np.ones(season) / season if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5] / season
    trend = np.convolve(seen, window, "valid")
    first = (window.size - 1) // 2
    ratio = seen[first : first + trend.size] / trend
    place = (np.arange(trend.size) + first) % season
    by_place = np.array([ratio[place == each].mean() for each in range(season)])
    by_place /= by_place.mean()
    return np.asarray(seen[-1] / by_place[(n - 1) % season] * by_place[(n + np.arange(ahead)) % season])


def _has_season(seen: Floats, season: int) -> bool:
    n = seen.size
    if season <= 1 or n < 3 * season:
        return False
    about = seen - seen.mean()
    whole = float(about @ about)
    if whole <= 0:
        return False
    r = [float(about[lag:] @ about[: n - lag]) / whole for lag in range(1, season + 1)]
    return abs(r[-1]) > 1.645 * math.sqrt((1 + 2 * sum(each * each for each in r[:-1])) / n)


def _faults(name: str, told: Any, ahead: int | None) -> list[str]:
    if not isinstance(told, Mapping):
        return [f"{name}: no forecast"]
    try:
        rows = {key: np.array(told[key], float) for key in ("mean", "0.05", "0.5", "0.95")}
    except (KeyError, TypeError, ValueError) as error:
        return [f"{name}: {error!r} is missing or no list of numbers"]
    sizes = {row.shape for row in rows.values()}
    if len(sizes) > 1 or (ahead is not None and sizes != {(ahead,)}):
        return [f"{name}: rows of {sorted(sizes)} where {ahead} periods are wanted"]
    if not all(np.isfinite(row).all() for row in rows.values()):
        return [f"{name}: a value is not finite"]
    if not told.get("model"):
        return [f"{name}: no model named"]
    steps = np.diff(np.stack([rows["0.05"], rows["0.5"], rows["0.95"]]), axis=0)
    return [f"{name}: quantiles cross"] if (steps < -1e-9 * (1 + np.abs(rows["0.5"]))).any() else []


def _known(path: Path, period: str) -> Past:
    if ".json" in path.name:
        told = json.loads(_text(path))
        return {
            name: (np.array(each["x"], float), np.array(each["xx"], float) if each.get("xx") else None)
            for name, each in told.items()
            if not period or each["period"] == period
        }
    beside = path.with_name(path.name.replace("_train", "_test"))
    came = _rows(beside) if beside != path and beside.exists() else {}
    return {name: (row, came.get(name)) for name, row in _rows(path).items()}


def _rows(path: Path) -> dict[str, Floats]:
    lines = [[cell.strip('" ') for cell in line.split(",")] for line in _text(path).splitlines()]
    if lines and any(cell[:1].isalpha() for cell in lines[0][1:]):
        lines = lines[1:]  # headings
    return {cells[0]: np.array([float(cell) for cell in cells[1:] if cell]) for cells in lines}


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
