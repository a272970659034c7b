"""Databases with ever more orders in the books, each grown from the one before by the verbs' own batch path."""

from collections.abc import Sequence
from functools import partial

from bench import databases
from bench.crew import Crew

SIZES = (1_000, 100_000)
MILLION = 1_000_000
GROWERS = 2


def sizes_of(sizes: Sequence[int] | int | str, million: bool) -> list[int]:
    """Return the sizes asked for, ascending."""
    if isinstance(sizes, str):
        sizes = [int(each) for each in sizes.split(",")]
    wanted = [sizes] if isinstance(sizes, int) else list(sizes)
    return sorted({*wanted, *([MILLION] if million else [])})


def database_of(size: int) -> str:
    """Return the name of the database with so many orders."""
    return f"nonet_bench_scale_{size}"


def prepare(sizes: Sequence[int]) -> None:
    """Make a database of each size; what was grown by an earlier run is copied."""
    former = 0
    for size in sizes:
        databases.copy(database_of(size), f"scale{size}", partial(_fill, former=former, size=size))
        former = size
    with databases.server() as server:
        server.execute("CHECKPOINT")


def _fill(draft: str, *, former: int, size: int) -> None:
    """Fill an empty database up to ``size`` orders; start from a copy of the smaller one, if there is one."""
    growers = Crew(GROWERS, "bench.history:Filler")
    if former:
        databases.create(draft, database_of(former))
    else:
        growers.ask("fill", draft, min(size, 1_000))
        former = min(size, 1_000)
    if size > former:
        growers.run(GROWERS, "grow", draft, (size - former) // GROWERS)
        growers.run(GROWERS, "leave")
        growers.ask("finish", draft)
    growers.close()


def drop(sizes: Sequence[int]) -> None:
    """Remove the copies; the templates stay for the next run."""
    for size in sizes:
        databases.drop(database_of(size))
