"""``nonet bench checks``: how long ``nonet check`` takes to re-prove the books at each size."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from bench import databases, machine, sizes
from bench.company import CODE
from bench.crew import Crew
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.checks import invariants, run_checks
from nonet.kernel.models import Company

SLOWEST = 8


class Prover:
    """Proves the books of one database in a process of its own."""

    def __init__(self, database: str, _: int) -> None:
        databases.use(database)
        self.company_id = Company.objects.get(code=CODE).pk

    def prove(self) -> dict[str, tuple[float, bool]]:
        """Return the seconds each invariant took, and whether it holds."""
        told = {}
        with acting_as_system(self.company_id):
            for each in invariants():
                began = perf_counter()
                result = run_checks([each.name])[0]
                told[each.name] = (perf_counter() - began, result.ok)
        return told

    def rows(self) -> dict[str, int]:
        """Return how many rows the main books hold."""
        tables = ("orders_order", "orders_orderline", "stock_move", "money_entryline", "money_valueentry")
        told = {}
        for table in tables:
            row = sql.row(f"SELECT count(*) AS n FROM {table} WHERE company_id = %s", (self.company_id,))
            told[table] = row.n if row else 0
        return told


def run(sizes_of: Sequence[int] | int | str = sizes.SIZES, million: bool = False) -> dict[str, Any]:
    """Prove the books at each size; ``million`` adds a million orders, which take long to write the first time."""
    wanted = sizes.sizes_of(sizes_of, million)
    sizes.prepare(wanted)
    told: dict[str, Any] = {"machine": machine.description()}
    for size in wanted:
        prover = Crew(1, "bench.checks:Prover", sizes.database_of(size))
        prover.ask("prove")
        told[f"{size:,} orders"] = {**prover.ask("rows"), **_told(prover.ask("prove"))}
        prover.close()
    sizes.drop(wanted)
    return told


def _told(proved: dict[str, tuple[float, bool]]) -> dict[str, Any]:
    slowest = sorted(proved.items(), key=lambda each: -each[1][0])[:SLOWEST]
    return {
        "invariants": len(proved),
        "seconds in all": round(sum(seconds for seconds, _ in proved.values()), 2),
        "broken": [name for name, (_, ok) in proved.items() if not ok],
        "slowest, seconds": {name: round(seconds, 3) for name, (seconds, _) in slowest},
    }
