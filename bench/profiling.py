"""Where the time of an order goes: in Python by function, on the wire and in the server by statement."""

import cProfile
import io
import json
import pstats
import time
from collections.abc import Callable
from typing import Any

from bench.playing import BATCH, Player
from nonet.kernel import prepared
from nonet.kernel.actor import acting

SHOWN = 30
EXPLAINED = ("WITH", "INSERT", "UPDATE", "SELECT")


class Profiler(Player):
    """Carries orders while it is watched."""

    def client(self, orders: int) -> list[str]:
        """Return the functions of Python that took most of the time of orders carried step by step."""
        profile = cProfile.Profile()
        self.steps(20)
        profile.runcall(self.steps, orders)
        text = io.StringIO()
        pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(SHOWN)
        return text.getvalue().splitlines()

    def statements_of_steps(self, orders: int) -> list[str]:
        """Return by statement how long a client waits for it in each order carried step by step."""
        self.steps(20)
        return _slowest(self._timed(lambda: self.steps(orders)), orders)

    def statements_of_batch(self) -> list[str]:
        """Return by statement how long a client waits for it in a batch."""
        self.batches(BATCH)
        return _slowest(self._timed(lambda: self.batches(BATCH)), 1)

    def server(self) -> list[str]:
        """Return by statement of a batch what the server says of it: its time, that of its triggers, the slowest ones.

        Each statement is explained, undone and run again; constraints are made immediate meanwhile, so that their
        checks are told where they arise.
        """
        self.batches(BATCH)
        lines: list[str] = []
        with _around(lambda run, statement, params: _explain(run, statement, params, lines)):
            self.batches(BATCH)
        return lines

    def _timed(self, work: Callable[[], None]) -> dict[str, list[float]]:
        times: dict[str, list[float]] = {}

        def timed(run: Callable[..., Any], statement: str, params: Any) -> Any:
            began = time.perf_counter()
            found = run(statement, params)
            times.setdefault(_short(statement), []).append(time.perf_counter() - began)
            return found

        with _around(timed), acting(self.trade.actor):
            work()
        return times


class _around:
    """Calls ``watch(run, statement, params)`` in place of running each statement of ``kernel.sql``."""

    def __init__(self, watch: Callable[..., Any]) -> None:
        self.watch = watch

    def __enter__(self) -> None:
        self.former = former = prepared.Session.run
        watch = self.watch

        def run(session: Any, statement: str, params: Any, autocommit: bool) -> Any:
            return watch(lambda s, p: former(session, s, p, autocommit), statement, params)

        prepared.Session.run = run  # type: ignore[method-assign, assignment]

    def __exit__(self, *_: object) -> None:
        prepared.Session.run = self.former  # type: ignore[method-assign]


def _explain(run: Callable[..., Any], statement: str, params: Any, lines: list[str]) -> Any:
    if (
        statement.split(None, 1)[0] not in EXPLAINED
        or "set_config('pghistory" in statement
        or "nextval" in statement
    ):
        return run(statement, params)
    for command in ("SAVEPOINT explained", "SET CONSTRAINTS ALL IMMEDIATE"):
        run(command, ())
    found = run(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", params)
    told = json.loads(found.get_value(0, 0))[0]
    run("ROLLBACK TO SAVEPOINT explained", ())
    triggers = sorted(told.get("Triggers", ()), key=lambda each: -each["Time"])
    of_triggers = sum(each["Time"] for each in triggers)
    lines.append(f"{told['Execution Time']:8.1f} ms, {of_triggers:8.1f} in triggers  {_short(statement)}")
    lines += [
        f"      {each['Time']:8.1f} ms {each['Calls']:6} × {each['Trigger Name']}" for each in triggers[:3]
    ]
    return run(statement, params)


def _short(statement: str) -> str:
    return " ".join(statement.split())[:100]


def _slowest(times: dict[str, list[float]], orders: int) -> list[str]:
    told = sorted(times.items(), key=lambda each: -sum(each[1]))
    total = sum(sum(each) for each in times.values())
    head = f"{1_000 * total / orders:8.2f} ms in all"
    return [
        head,
        *(
            f"{1_000 * sum(each) / orders:8.2f} ms {len(each) / orders:6.2f} ×  {name}"
            for name, each in told[:SHOWN]
        ),
    ]


def profile(database: str, orders: int) -> dict[str, list[str]]:
    """Return all four views on orders carried in ``database``."""
    from bench.crew import Crew

    crew = Crew(1, "bench.profiling:Profiler", database)
    told = {
        "client, by function, step by step": crew.ask("client", orders),
        "statements, step by step, per order": crew.ask("statements_of_steps", orders),
        "statements, per batch of 1,000": crew.ask("statements_of_batch"),
        "server, per batch of 1,000": crew.ask("server"),
    }
    crew.close()
    return told
