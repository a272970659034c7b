"""Runs of the floor by itself, and beside another one to see that ours is not the slower."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from psycopg.conninfo import make_conninfo

from bench import databases, floor
from bench.crew import Crew, rate

OTHER_DATABASE = "nonet_bench_other_floor"
OTHER_NAMES = {"steps": "steps", "single": "one", "batches": "batch"}
ORDERS = {"steps": 300, "single": 600, "batches": 5_000}


def measure(rounds: int, reference: str) -> dict[str, Any]:
    """Run the floor's three modes, in turns with the reference if one is named; medians in orders per second."""
    databases.copy(floor.DATABASE, "floor", floor.fill)
    if reference:
        _other(reference, "setup")
    crew = Crew(1, "bench.floor:Player", floor.DATABASE)
    told = {method: _turns(crew, method, rounds, reference) for method in ORDERS}
    crew.close()
    databases.drop(floor.DATABASE)
    if reference:
        databases.drop(OTHER_DATABASE)
    return told


def _turns(crew: Crew, method: str, rounds: int, reference: str) -> dict[str, Any]:
    count = ORDERS[method]
    crew.ask(method, count // 5)
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        ours.append(rate(crew.run(1, method, count), count))
        if reference:
            theirs.append(_other(reference, OTHER_NAMES[method], str(count), str(number))["per_s"])
    return _told(ours, theirs)


def _told(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "orders/s": round(median(ours), 1),
        "rounds": " ".join(f"{each:.0f}" for each in ours),
    }
    if theirs:
        told |= {
            "reference orders/s": round(median(theirs), 1),
            "reference rounds": " ".join(f"{each:.0f}" for each in theirs),
            "ratio": round(median(a / b for a, b in zip(ours, theirs, strict=True)), 2),
        }
    return told


def _other(reference: str, *arguments: str) -> dict[str, Any]:
    """Run the reference floor in a database of its own; it takes its address from ``FLOOR_DSN``."""
    if arguments == ("setup",):
        databases.create(OTHER_DATABASE)
    environment = {**os.environ, "FLOOR_DSN": make_conninfo(**databases.conninfo(OTHER_DATABASE))}
    command = [sys.executable, str(Path(reference).resolve()), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
    return told
