"""``nonet solve packing``: container loading read from ``NAME_bins.csv`` and ``NAME_items.csv``, orders from JSON."""

import csv
from pathlib import Path

from nonet.engines.packing import Container, Item, Problem
from nonet.engines.packing import solve as pack
from nonet.engines.packing.problem import TURNS
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving import packing_orders
from nonet.faces.solving.printed import Asked, Printed

SUPPORTS = {"none": 0.0, "full": 1.0}
AIMS = {"volume": "value", "containers": "fewest"}


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Load the container, or all into the fewest, or the orders of a ``.json`` file; print where each box lies."""
    if path.suffix == ".json":
        return packing_orders.solve(path, limit)
    problem = read(path, asked.support, asked.aim)
    answer = pack(problem, limit)
    value = problem.aim == "value"
    return Printed(
        solution={
            "placements": [
                {"bin": number, "item": p.item}
                | dict(zip(("x", "y", "z", "dx", "dy", "dz"), (*p.at, *p.size), strict=True))
                for number, load in enumerate(answer.loads)
                for p in load.placements
            ]
        },
        objective=round(answer.parts["fill"], 4) if value else answer.objective,
        bound=None if value else answer.bound,
        optimal=answer.optimal,
        parts=answer.parts,
        reasons=tuple(str(each) for each in answer.reasons),
    )


def read(path: Path, support: str = "none", aim: str = "") -> Problem:
    """Return the problem of a stem such as ``BR1/13``.

    Parameters
    ----------
    path : Path
        Folder and name, without ``_bins.csv``.
    support : str
        ``none`` or ``full``.
    aim : str
        ``volume`` loads the most volume into one container, ``containers`` packs all into the fewest. Left out, it is
        the latter when the boxes have more volume than one container.
    """
    items = tuple(_item(row) for row in _rows(path, "items"))
    containers = tuple(_container(row) for row in _rows(path, "bins"))
    if not containers:
        raise ProblemError("bins", "There is no container in the file.", "Give a row.")
    if aim not in ("", *AIMS):
        raise ProblemError("aim", f"There is no aim {aim!r}.", f"Known: {', '.join(AIMS)}.")
    if support not in SUPPORTS:
        raise ProblemError("support", f"There is no support {support!r}.", f"Known: {', '.join(SUPPORTS)}.")
    volume = sum(item.volume * item.count for item in items)
    found = AIMS[aim] if aim else ("fewest" if volume > containers[0].volume else "value")
    return Problem(items, containers, found, SUPPORTS[support])


def _rows(path: Path, what: str) -> list[dict[str, str]]:
    with path.with_name(f"{path.name}_{what}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _size(row: dict[str, str]) -> tuple[int, int, int]:
    try:
        return int(row["X"]), int(row["Y"]), int(row["Z"])
    except (KeyError, ValueError) as error:
        raise ProblemError("X, Y, Z", f"A row has no three whole numbers there: {row}.") from error


def _whole(row: dict[str, str], name: str) -> int | None:
    text = row.get(name) or ""
    return int(float(text)) if text else None


def _item(row: dict[str, str]) -> Item:
    turns = tuple(turn for turn in TURNS if row.get(f"ROTATION_{turn}", "0").strip() == "1")
    count = _whole(row, "COPIES")
    return Item(
        name=row.get("ID", ""),
        size=_size(row),
        count=1 if count is None else count,
        weight=_whole(row, "WEIGHT") or 0,
        value=_whole(row, "PROFIT"),
        turns=turns or ("XYZ",),
    )


def _container(row: dict[str, str]) -> Container:
    return Container(
        name=row.get("ID", ""),
        size=_size(row),
        count=_whole(row, "COPIES"),
        weight_limit=_whole(row, "MAXIMUM_WEIGHT"),
        cost=_whole(row, "COST") or 0,
    )


def warm() -> None:
    """Compile every loop once."""
    items = (Item("a", (3, 2, 2), 4), Item("b", (2, 2, 1), 5, turns=("XYZ",)))
    container = Container("c", (6, 4, 4))
    limit = Limit(seconds=60, iterations=3)
    pack(Problem(items, (container,)), limit)
    pack(Problem(items, (container,), support=0.5), limit)
