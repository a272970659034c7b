"""``nonet solve lotsizing``: lots under one capacity, in Trigeiro's form."""

from pathlib import Path

from nonet.engines import lotsizing
from nonet.engines.solving import Limit
from nonet.faces.solving import trigeiro
from nonet.faces.solving.printed import Asked, Printed


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Read and solve one instance."""
    answer = lotsizing.solve(trigeiro.read(path), limit)
    solution = {"production": answer.production.tolist(), "setup": answer.setup.tolist()}
    if answer.overtime.any():
        solution["overtime"] = answer.overtime.tolist()
    return Printed(
        solution,
        round(answer.objective, 6),
        answer.bound,
        answer.optimal,
        answer.feasible,
        answer.parts,
        tuple(map(str, answer.reasons)),
    )


def warm() -> None:
    """Compile every loop."""
    items = tuple(lotsizing.Item(name, (1.0, 0.0, 2.0), setup_cost=3.0) for name in "ab")
    lotsizing.solve(lotsizing.Problem(items, (4.0, 4.0, 4.0)), Limit(iterations=1))
    for rule in ("silver_meal", "wagner_whitin"):
        lotsizing.lots((1.0, 2.0), 3.0, 1.0, rule)
