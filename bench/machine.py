"""On what a measurement was made: without it no figure means anything."""

import datetime as dt
import os
import platform
from pathlib import Path

from bench import databases


def description() -> dict[str, str]:
    """Describe the machine, the server with its settings that decide about durability, and the day."""
    return without_server() | {"postgresql": _server()}


def without_server() -> dict[str, str]:
    """Describe the machine and the day, for what needs no database."""
    return {
        "day": f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC",
        "processor": f"{os.cpu_count()} × {_processor()}",
        "load before": " ".join(f"{load:.2f}" for load in os.getloadavg()),
        "python": platform.python_version(),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _server() -> str:
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    with databases.server() as server:
        found = {name: server.execute(f"SHOW {name}").fetchone() for name in names}
    return ", ".join(f"{name} {row[0]}" for name, row in found.items() if row)
