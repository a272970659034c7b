"""Reader of capacitated lot sizing in the form of Trigeiro, Thomas and McClain (1989).

Lines: items and periods; 1; capacity; for each item unit time, holding cost, set-up time and set-up cost; then demand,
a row for each period over the first 15 items, again for the next 15, and so on.
"""

from pathlib import Path

from nonet.engines.lotsizing import Item, Problem
from nonet.engines.solving import ProblemError

WIDTH = 15  # items beside each other in a row of demand


def read(path: Path) -> Problem:
    """Read one instance."""
    rows = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    numbers = [[_number(path, word) for word in row] for row in rows if row and _is_data(row)]
    if len(numbers) < 3 or len(numbers[0]) < 2:
        raise ProblemError(str(path), "does not begin with items and periods.", "Give it in Trigeiro's form.")
    n, periods = int(numbers[0][0]), int(numbers[0][1])
    capacity = numbers[2][0]
    items, demands = numbers[3 : 3 + n], numbers[3 + n :]
    blocks = -(-n // WIDTH)
    if len(demands) < blocks * periods or any(len(row) < 4 for row in items):
        raise ProblemError(str(path), f"holds too few rows for {n} items and {periods} periods.")
    demand = [[demands[(i // WIDTH) * periods + t][i % WIDTH] for t in range(periods)] for i in range(n)]
    return Problem(
        tuple(
            Item(
                str(i),
                tuple(demand[i]),
                unit_time=row[0],
                holding=row[1],
                setup_time=row[2],
                setup_cost=row[3],
            )
            for i, row in enumerate(items)
        ),
        (capacity,) * periods,
    )


def _is_data(row: list[str]) -> bool:
    return row[0].lstrip("-").replace(".", "", 1).isdigit()


def _number(path: Path, word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise ProblemError(str(path), f"{word!r} is no number.") from None
