"""Reads series as ``id,values…`` lines or the JSON of the M3 and tourism competitions; writes their forecasts."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from nonet.engines.forecasting import Forecast, ForecastProblem, Series
from nonet.engines.forecasting import solve as forecast
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked, Printed

PERIODS = {"YEARLY": 1, "QUARTERLY": 4, "MONTHLY": 12, "WEEKLY": 52, "DAILY": 7, "HOURLY": 24, "OTHER": 1}


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Forecast all series of a file."""
    answer = forecast(read(path, asked), limit)
    return Printed(
        solution={each.name: _written(each) for each in answer.forecasts},
        objective=answer.objective,
        feasible=True,
        parts=answer.parts,
        reasons=tuple(str(each) for each in answer.reasons),
    )


def warm() -> None:
    """Compile what the engine compiles."""
    rng = np.random.default_rng(1)
    values = 10 + np.tile([0.0, 1.0, 2.0, 3.0], 8) + rng.random(32)
    forecast(ForecastProblem((Series("warm", values),), 4, (4,)), Limit(60))


def read(path: Path, asked: Asked) -> ForecastProblem:
    """Return the problem that a file and the options hold."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    if text.lstrip()[:1] == "{":
        series, horizon = _of_json(json.loads(text), asked)
    else:
        series, horizon = _of_lines(text), asked.horizon
    if not series:
        raise ProblemError(
            "file", "There is no series in it.", "Give lines of id,value,value… or the JSON form."
        )
    if horizon is None:
        raise ProblemError("horizon", "It is not said how far ahead.", "Give --horizon.")
    return ForecastProblem(tuple(series), horizon, asked.seasons)


def _of_json(told: dict[str, Any], asked: Asked) -> tuple[list[Series], int | None]:
    series, horizon = [], asked.horizon
    for name, each in told.items():
        period = PERIODS.get(str(each.get("period", "")).upper())
        own = (period,) if period is not None and period not in asked.seasons else None
        series.append(Series(name, np.array(each["x"], np.float64), seasons=own))
        horizon = horizon or each.get("h")
    return series, horizon


def _of_lines(text: str) -> list[Series]:
    series = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip().strip('"') for cell in line.rstrip().rstrip(",").split(",")]
        while len(cells) > 1 and cells[-1].upper() in ("", "NA"):
            cells.pop()
        if len(cells) < 2:
            continue
        try:
            values = [np.nan if cell.upper() in ("", "NA", "NAN") else float(cell) for cell in cells[1:]]
        except ValueError as error:
            if number == 1:
                continue  # a line of headings
            raise ProblemError(f"line {number}", str(error), "Give an id, then numbers.") from error
        series.append(Series(cells[0], np.array(values)))
    return series


def _written(each: Forecast) -> dict[str, Any]:
    rows = {f"{level:g}": _rounded(row) for level, row in each.quantiles.items()}
    return {"mean": _rounded(each.mean), **rows, "model": each.model}


def _rounded(row: Any) -> list[float]:
    return [float(f"{value:.8g}") for value in row]
