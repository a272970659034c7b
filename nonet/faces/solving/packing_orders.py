"""Orders to be packed into cartons, as JSON: many at once, each by its own items, cartons and tariff shared.

``{"cartons": [{"name", "size", "weight_limit", "cost", "own_weight", "wall", "count"}], "tariff": {"base", "per_step",
"step", "volume_per_weight", "fill"}, "support": 0.7, "apart": [["food", "soap"]], "orders": [{"name", "items":
[{"name", "size", "count", "weight", "turns", "bears", "layers", "kind", "together"}]}]}``; all but name and size may be
left out.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nonet.engines.packing import Answer, Container, Item, Problem, Tariff, cartonise
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving.printed import Printed


def solve(path: Path, limit: Limit) -> Printed:
    """Pack every order and print its cartons."""
    problems = read(path)
    answers = cartonise(problems, limit)
    return Printed(
        solution={"orders": [_printed(number, answer) for number, answer in enumerate(answers)]},
        objective=sum(answer.objective for answer in answers),
        bound=sum(answer.bound for answer in answers),
        optimal=all(answer.optimal for answer in answers),
        parts={
            "orders": float(len(answers)),
            "cartons": float(sum(len(answer.loads) for answer in answers)),
            "left out": float(sum(sum(answer.left.values()) for answer in answers)),
            "fill": _fill(problems, answers),
        },
    )


def read(path: Path) -> list[Problem]:
    """Return a problem an order."""
    told = json.loads(path.read_text(encoding="utf-8"))
    try:
        cartons = tuple(Container(**_sized(each)) for each in told["cartons"])
        shared = {
            "containers": cartons,
            "aim": "cost",
            "support": told.get("support", 0.0),
            "apart": tuple((a, b) for a, b in told.get("apart", ())),
            "tariff": Tariff(**told.get("tariff", {})),
        }
        return [
            Problem(tuple(Item(**_sized(item)) for item in order["items"]), **shared)
            for order in told["orders"]
        ]
    except (KeyError, TypeError) as error:
        raise ProblemError("orders", f"The file is not of the form expected: {error}.") from error


def _sized(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _printed(number: int, answer: Answer) -> dict[str, Any]:
    fields = ("item", "x", "y", "z", "dx", "dy", "dz")
    return {
        "order": number,
        "cartons": [
            {
                "carton": load.container,
                "cost": load.cost,
                "placements": [
                    dict(zip(fields, (p.item, *p.at, *p.size), strict=True)) for p in load.placements
                ],
                "reasons": [str(each) for each in load.reasons],
            }
            for load in answer.loads
        ],
        "reasons": [str(each) for each in answer.reasons],
    }


def _fill(problems: list[Problem], answers: list[Answer]) -> float:
    room = sum(
        problem.containers[load.container].volume
        for problem, answer in zip(problems, answers, strict=True)
        for load in answer.loads
    )
    return 100.0 * sum(load.volume for answer in answers for load in answer.loads) / max(1, room)
