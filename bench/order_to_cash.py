"""``nonet bench order-to-cash``: an order of three lines from creation to posted invoice, beside the floor.

(a) a commit per action of a user, (b) one transaction an order, (c) batches of 1,000; (b) and (c) both step by step,
by the same verbs as (a), and by the one verb that sells at once. Nonet and the floor take
turns within one run on one durable server, and medians are compared. Audit, permissions and prices are on. A
statement is everything sent to the server but BEGIN and COMMIT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench import databases, floor, machine, profiling
from bench.crew import Crew, Round, rate
from bench.history import HISTORY

DATABASE = "nonet_bench_orders"
GOALS = {"a": 0.30, "b": 0.25, "c": 0.40}
MOST_STATEMENTS, MOST_CPU_MS = 40, 20.0
WARM_UP, COUNTED = 20, 20


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to carry: the players' methods, and how many times more orders the floor makes to take as long."""

    key: str
    method: str
    floor_method: str
    says: str
    floor_factor: int


MODES = (
    Mode("a", "steps", "steps", "a commit per action", 3),
    Mode("b", "single", "single", "one transaction an order, step by step", 4),
    Mode("b", "single_at_once", "single", "one transaction an order, sold at once", 4),
    Mode("c", "batches", "batches", "batches of 1,000, step by step", 2),
    Mode("c", "batches_at_once", "batches", "batches of 1,000, sold at once", 2),
)


def run(
    orders: int = 600,
    processes: Sequence[int] | int | str = (1, 2),
    rounds: int = 5,
    fresh: bool = False,
    modes: str = "abc",
    profile: bool = False,
    keep: bool = False,
) -> dict[str, Any]:
    """Measure and return the figures, with each goal and whether it was met.

    Parameters
    ----------
    orders : int
        Orders that Nonet carries in each mode and number of processes, over all rounds; (c) takes whole thousands.
    rounds : int
        How often Nonet and the floor take turns.
    fresh : bool
        Write the history anew instead of copying what an earlier run has written.
    modes : str
        Which of a, b and c.
    profile : bool
        Tell instead where the time goes, on the client and on the server.
    keep : bool
        Leave the databases worked on, to look into them; their templates stay in any case.
    """
    _prepare(fresh)
    told: dict[str, Any] = {"machine": machine.description(), "history": HISTORY}
    try:
        if profile:
            return told | profiling.profile(DATABASE, orders // 5)
        return told | _compared(_sizes(processes), modes, orders, rounds)
    finally:
        for name in () if keep else (DATABASE, floor.DATABASE):
            databases.drop(name)


def _compared(sizes: Sequence[int], modes: str, orders: int, rounds: int) -> dict[str, Any]:
    nonet = Crew(max(sizes), "bench.playing:Player", DATABASE)
    plain = Crew(max(sizes), "bench.floor:Player", floor.DATABASE)
    try:
        chosen = [mode for mode in MODES if mode.key in modes]
        figures = _measure(nonet, plain, chosen, sizes, orders, rounds)
        return figures | _counted(nonet, figures)
    finally:
        nonet.close()
        plain.close()


def _counted(nonet: Crew, figures: dict[str, Any]) -> dict[str, Any]:
    """Return what is counted apart from the rates, so that counting slows none of them, and the goals."""
    statements = nonet.ask("statements", COUNTED)
    return {
        "statements per order": {**statements, "sum": round(sum(statements.values()), 1)},
        "milliseconds per step": nonet.ask("milliseconds", COUNTED),
        "goals": _goals(figures, sum(statements.values())),
    }


def _sizes(processes: Sequence[int] | int | str) -> list[int]:
    if isinstance(processes, str):
        return [int(each) for each in processes.split(",")]
    return [processes] if isinstance(processes, int) else list(processes)


def _prepare(fresh: bool) -> None:
    filler = Crew(1, "bench.history:Filler")
    databases.copy(floor.DATABASE, "floor", floor.fill, fresh=fresh)
    databases.copy(DATABASE, "orders", lambda name: filler.ask("fill", name), fresh=fresh)
    filler.close()
    with databases.server() as server:
        server.execute("CHECKPOINT")


def _measure(
    nonet: Crew, plain: Crew, modes: Sequence[Mode], sizes: Sequence[int], orders: int, rounds: int
) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for mode in modes:
        for size in sizes if mode.key != "c" else sizes[:1]:
            count = max(1, orders // rounds // size) if mode.key != "c" else 1_000
            _warm_up(nonet, plain, mode, size)
            turns = [
                (
                    plain.run(size, mode.floor_method, count * mode.floor_factor),
                    nonet.run(size, mode.method, count),
                )
                for _ in range(rounds)
            ]
            name = f"({mode.key}) {mode.says}, {size} process{'es' if size > 1 else ''}"
            figures[name] = _figures(mode, turns, count)
    return figures


def _warm_up(nonet: Crew, plain: Crew, mode: Mode, size: int) -> None:
    count = 1_000 if mode.key == "c" else WARM_UP
    plain.run(size, mode.floor_method, count)
    nonet.run(size, mode.method, count)


def _figures(
    mode: Mode, turns: Sequence[tuple[Sequence[Round], Sequence[Round]]], count: int
) -> dict[str, Any]:
    floors = [rate(plain, count * mode.floor_factor) for plain, _ in turns]
    rates = [rate(nonet, count) for _, nonet in turns]
    cpu = [1_000 * sum(each.cpu for each in nonet) / (count * len(nonet)) for _, nonet in turns]
    return {
        "nonet orders/s": round(median(rates), 1),
        "floor orders/s": round(median(floors), 1),
        "ratio": round(median(each / base for each, base in zip(rates, floors, strict=True)), 3),
        "client CPU ms per order": round(median(cpu), 2),
        "nonet rounds": " ".join(f"{each:.0f}" for each in rates),
        "floor rounds": " ".join(f"{each:.0f}" for each in floors),
    }


def _goals(figures: dict[str, Any], statements: float) -> dict[str, str]:
    told = {}
    for name, figure in figures.items():
        goal = GOALS[name[1]]
        told[f"{name}: at least {goal:.0%} of the floor"] = _verdict(
            figure["ratio"] >= goal, f"{figure['ratio']:.1%}"
        )
        if name[1] == "a":
            told[f"{name}: at most {MOST_CPU_MS:.0f} ms of CPU"] = _verdict(
                figure["client CPU ms per order"] <= MOST_CPU_MS, f"{figure['client CPU ms per order']} ms"
            )
    told[f"at most {MOST_STATEMENTS} statements"] = _verdict(
        statements <= MOST_STATEMENTS, f"{statements:.1f}"
    )
    return told


def _verdict(ok: bool, value: str) -> str:
    return f"{'pass' if ok else 'FAIL'} ({value})"
