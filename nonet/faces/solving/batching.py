"""``nonet solve batching``: public forms of order batching, told apart by what stands in them."""

from pathlib import Path

from nonet.engines import batching
from nonet.engines.batching import Batches, BatchProblem, Cart, Order
from nonet.engines.pick_path import Point, rectangular
from nonet.engines.solving import Limit, ProblemError
from nonet.faces.solving import albareda, foodmart, henn, joint
from nonet.faces.solving.printed import Asked, Printed

FORMS = (foodmart, joint, albareda, henn)


def read(path: Path) -> BatchProblem:
    """Read an instance in whichever form it is."""
    text = path.read_text(encoding="latin-1")
    for form in FORMS:
        if form.is_of(text):
            try:
                return form.read(path, text)
            except (KeyError, IndexError, ValueError) as error:
                raise ProblemError("file", f"breaks off or is misspelt: {error!r}.", "Look at it.") from error
    raise ProblemError("file", "is of no known form of order batching.", "See docs/algorithms/batching.md.")


def solve(path: Path, limit: Limit, asked: Asked) -> Printed:
    """Solve an instance and print batches of order numbers from 0, each with its tour and length."""
    problem = read(path)
    found = batching.solve(problem, limit, compare=True)
    return Printed(
        {"batches": [_printed(problem, batch) for batch in found.batches]},
        found.length,
        found.bound,
        found.optimal,
        parts=dict(found.named),
        reasons=tuple(str(reason) for reason in found.reasons),
    )


def _printed(problem: BatchProblem, batch: batching.Batch) -> dict[str, object]:
    picks = [pick for number in batch.orders for pick in problem.orders[number].picks]
    tour = [[picks[at].aisle, picks[at].block, picks[at].offset] for at in batch.tour.order]
    return {"orders": list(batch.orders), "tour": tour, "length": batch.length}


def warm() -> None:
    """Compile the loops on tiny warehouses of one and two blocks."""
    for blocks in (1, 2):
        orders = [Order((Point(each % 2, blocks - 1, 1.0 + each),)) for each in range(4)]
        problem = BatchProblem(rectangular(2, blocks, 9, 2), orders, Cart((2,)), Point(0, 0, 0.0))
        batching.solve(problem, Limit(iterations=1))


__all__ = ["Batches", "read", "solve", "warm"]
