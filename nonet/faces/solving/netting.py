"""``nonet solve netting``: a requirements plan in a plain JSON form.

The file holds ``buckets``; ``points``, a list of objects with a unique ``name``; and lists ``sources``, ``parts``,
``demand`` and ``receipts``. Their fields are the columns of ``nonet.engines.netting.columns``, left out where they have
their usual value; points are named by ``point``, sources by a ``name`` of their own. A point's ``rule`` is a name,
``calendars`` a list of rows of 0 and 1. Answered are the new orders, where open ones move to, and messages.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from nonet.engines import netting
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Asked, Printed


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read and plan one file."""
    problem = read(path)
    plan = netting.solve(problem, limit)
    orders = plan.orders()
    told = netting.messages(plan)
    rows = zip(*(column.tolist() for column in orders), strict=True)
    solution = {
        "orders": [
            {**dict(zip(orders._fields, row, strict=True)), "point": problem.names[row[0]]} for row in rows
        ],
        "receipts": [None if when >= problem.buckets else when for when in plan.moved.tolist()],
        "messages": [str(reason) for reason in netting.reasons(plan, told, most=len(told.kind))],
    }
    return Printed(
        solution,
        None,
        feasible=plan.complete and not plan.levels.loops,
        parts={name: float((told.kind == kind).sum()) for kind, name in enumerate(netting.KINDS)},
        reasons=tuple(map(str, (*plan.reasons, *netting.reasons(plan, told, most=5)))),
    )


def read(path: Path) -> netting.Problem:
    """Read a file in the form above."""
    try:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        points, sources = given["points"], given.get("sources", [])
        names = tuple(str(row["name"]) for row in points)
        number = {name: place for place, name in enumerate(names)}
        way = {str(row.get("name", place)): place for place, row in enumerate(sources)}
        rules = {rule: place for place, rule in enumerate(netting.RULES)}
        points = [row | {"rule": rules[row.get("rule", netting.RULES[0])]} for row in points]
        return netting.Problem(
            names,
            int(given["buckets"]),
            _table(netting.Points, points),
            _table(netting.Sources, _numbered(sources, "point", number)),
            _table(
                netting.Parts,
                _numbered(_numbered(given.get("parts", []), "point", number), "source", way),
            ),
            _table(netting.Demand, _numbered(given.get("demand", []), "point", number)),
            _table(netting.Receipts, _numbered(given.get("receipts", []), "point", number)),
            np.array(given.get("calendars", []), np.bool_).reshape(-1, int(given["buckets"])),
        )
    except (ValueError, TypeError, KeyError) as error:
        if isinstance(error, ProblemError):
            raise
        raise ProblemError(str(path), f"{type(error).__name__}: {error} is missing or wrong.") from error


def _numbered(rows: list[dict[str, Any]], column: str, number: dict[str, int]) -> list[dict[str, Any]]:
    """Return the rows with names of a column turned into places."""
    return [row | {column: number[str(row[column])]} for row in rows]


def _table(kind: type[Any], rows: list[dict[str, Any]]) -> Any:
    defaults = netting.table(kind, 1)
    columns = {
        field: [row.get(field, value[0]) for row in rows]
        for field, value in zip(kind._fields, defaults, strict=True)
    }
    unknown = {field for row in rows for field in row} - {*kind._fields, "name"}
    if unknown:
        raise ProblemError(f"{kind.__name__.lower()}.{min(unknown)}", "there is no such field.")
    return netting.table(kind, len(rows), **columns)


def warm() -> None:
    """Compile every loop."""
    points = netting.table(netting.Points, 2, rule=[4, 0])
    sources = netting.table(netting.Sources, point=[0])
    parts = netting.table(netting.Parts, source=[0], point=[1], quantity=[1.0])
    demand = netting.table(netting.Demand, point=[0], bucket=[1], quantity=[1.0])
    netting.solve(netting.Problem(("a", "b"), 2, points, sources, parts, demand), Limit())
