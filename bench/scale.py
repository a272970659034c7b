"""``nonet bench scale``: what an order costs with 1,000, 100,000 and, if asked, 1,000,000 orders in the books.

All sizes take turns in one run, so that what the machine does besides falls on all of them alike.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

from bench import machine, sizes
from bench.crew import Crew, Round, rate

METHODS = {
    "steps": "a commit per action",
    "single_at_once": "one transaction an order, sold at once",
    "batches": "batches of 1,000, step by step",
    "batches_at_once": "batches of 1,000, sold at once",
}
BATCH, WARM_UP = 1_000, 30


def run(
    sizes_of: Sequence[int] | int | str = sizes.SIZES,
    million: bool = False,
    orders: int = 100,
    rounds: int = 5,
) -> dict[str, Any]:
    """Measure the cost of an order at each size, and how much dearer it is than at the smallest.

    Parameters
    ----------
    sizes_of : sequence of int
        How many orders are in the books; ``million`` adds a million, which takes long to write the first time.
    orders : int
        Orders carried in each round, size and way to commit; batches take 1,000.
    """
    wanted = sizes.sizes_of(sizes_of, million)
    sizes.prepare(wanted)
    crews = {size: Crew(1, "bench.playing:Player", sizes.database_of(size)) for size in wanted}
    told: dict[str, Any] = {"machine": machine.description()}
    for method, says in METHODS.items():
        batched = method.startswith("batches")
        told[says] = _measure(
            crews, method, BATCH if batched else orders, rounds, BATCH if batched else WARM_UP
        )
    for crew in crews.values():
        crew.close()
    sizes.drop(wanted)
    return told


def _measure(crews: dict[int, Crew], method: str, count: int, rounds: int, warm_up: int) -> dict[str, Any]:
    for crew in crews.values():
        crew.ask(method, warm_up)
    turns = [{size: crew.run(1, method, count) for size, crew in crews.items()} for _ in range(rounds)]
    smallest = min(crews)
    return {
        f"{size:,} orders": {
            "ms per order": round(median(_ms(turn[size], count) for turn in turns), 2),
            "client CPU ms per order": round(median(1_000 * turn[size][0].cpu / count for turn in turns), 2),
            "times the smallest": round(
                median(_ms(turn[size], count) / _ms(turn[smallest], count) for turn in turns), 2
            ),
            "rounds": " ".join(f"{_ms(turn[size], count):.1f}" for turn in turns),
        }
        for size in crews
    }


def _ms(done: Sequence[Round], count: int) -> float:
    return 1_000 / rate(done, count)
