"""Reader of real supply chains as Willems (2008) published them: ``NAME_nodes.csv`` and ``NAME_arcs.csv``.

Times are rounded up to whole periods and their variance left out; a stage without customers promises its
``maxServiceTime`` (blank: 0), all others may quote any time; safety factors follow from the service levels.
"""

import csv
from math import ceil
from pathlib import Path
from statistics import NormalDist

from nonet.engines.guaranteed_service.problem import Link, Problem, Stage
from nonet.engines.solving import ProblemError


def read(path: Path) -> Problem:
    """Read the chain whose files begin with ``path``; either file's own path does as well."""
    stem = path.with_name(path.name.removesuffix(".csv").removesuffix("_nodes").removesuffix("_arcs"))
    nodes, arcs = (stem.with_name(f"{stem.name}_{part}.csv") for part in ("nodes", "arcs"))
    if not nodes.is_file():
        raise ProblemError("file", f"there is no {nodes}.", "Give the chain without _nodes.csv.")
    with arcs.open(encoding="utf-8-sig", newline="") as lines:
        links = [(row["sourceStage"], row["destinationStage"]) for row in csv.DictReader(lines)]
    supplies = {supplier for supplier, _ in links}
    with nodes.open(encoding="utf-8-sig", newline="") as lines:
        stages = tuple(_stage(row, row["Stage Name"] in supplies) for row in csv.DictReader(lines))
    return Problem(stages, tuple(Link(a, b) for a, b in dict.fromkeys(links)))


def _stage(row: dict[str, str], supplies: bool) -> Stage:
    level = _number(row, "serviceLevel")
    return Stage(
        name=row["Stage Name"],
        time=ceil(_number(row, "stageTime") or 0.0),
        cost=_number(row, "stageCost") or 0.0,
        mean=_number(row, "avgDemand") or 0.0,
        deviation=_number(row, "stdDevDemand") or 0.0,
        factor=None if level is None else NormalDist().inv_cdf(level),
        promise=None if supplies else int(_number(row, "maxServiceTime") or 0),
    )


def _number(row: dict[str, str], column: str) -> float | None:
    text = (row.get(column) or "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        raise ProblemError(column, f"{row['Stage Name']} has {text!r}, no number.") from None
