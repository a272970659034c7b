"""``nonet solve``: an engine on an instance file, without a database."""

import json
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from nonet.engines.solving import Limit, ProblemError
from nonet.faces.cli import shell
from nonet.faces.solving.engines import MODULES, reader, warm
from nonet.faces.solving.printed import Asked, Printed

GRACE = 1.5  # seconds that starting may take on top of the time asked for
LONGEST_START = 60.0  # seconds; what is told beyond is no start of this command


def command(
    engine: Annotated[str, typer.Argument(help="Which engine; leave it out to list them.")] = "",
    file: Annotated[Path | None, typer.Argument(help="The instance, in its public format.")] = None,
    seconds: Annotated[float, typer.Option(help="Wall time.")] = 10.0,
    seed: Annotated[int, typer.Option(help="Of the random numbers.")] = 1,
    workers: Annotated[int, typer.Option(help="Cores to use.")] = 2,
    horizon: Annotated[
        int | None, typer.Option(help="Periods (forecast) or days (repurchase) ahead.")
    ] = None,
    season: Annotated[str, typer.Option(help="Periods of a season; several with commas.")] = "",
    until: Annotated[str | None, typer.Option(help="The last day seen, as 2011-09-09.")] = None,
    support: Annotated[str, typer.Option(help="How boxes rest on others (packing): none or full.")] = "none",
    aim: Annotated[
        str,
        typer.Option(help="Of packing: volume in one container, or containers for all; else by the file."),
    ] = "",
    warm_up: Annotated[bool, typer.Option("--warm", help="Only compile the engines, once.")] = False,
    as_json: shell.AsJson = False,
) -> None:
    """Solve one instance and print the answer, complete enough to be checked."""
    if warm_up:
        return shell.report(warmed := warm(), as_json, warmed)
    if not engine or file is None:
        return shell.report(list(MODULES), as_json, list(MODULES))
    if engine not in MODULES:
        shell.fail(f"There is no engine {engine!r}; known: {', '.join(MODULES)}.", shell.MISUSED)
    module = reader(engine)
    began = time.monotonic()
    try:
        Limit(seconds=seconds, seed=seed, workers=workers)
        limit = Limit(seconds=_left(seconds), seed=seed, workers=workers)
        seasons = tuple(int(each) for each in season.split(",") if each)
        printed = module.solve(file, limit, Asked(horizon, seasons, until, support, aim))
    except (ProblemError, OSError) as error:
        shell.fail(f"{file}: {error}")
    answer = _answer(engine, file, printed) | {"seconds": round(time.monotonic() - began, 3), "seed": seed}
    if as_json:
        print(json.dumps(answer | {"solution": printed.solution}, ensure_ascii=False))
    else:
        shell.report(answer, False, [f"{name:<10} {value}" for name, value in answer.items() if value != []])


def _left(seconds: float) -> float:
    """Return what is left of the time asked for when starting took longer than its grace, as on a busy machine."""
    late = max(0.0, _starting() - GRACE)
    return max(seconds / 2, seconds - late)


def _starting() -> float:
    """Return how long ago this process started, in seconds; 0 where the system does not tell."""
    told = Path("/proc/self/stat")
    if not told.exists():
        return 0.0
    ticks = int(told.read_text().rpartition(")")[2].split()[19])
    ago = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    return ago if ticks and 0 <= ago < LONGEST_START else 0.0


def _answer(engine: str, file: Path, printed: Printed) -> dict[str, Any]:
    return {
        "engine": engine,
        "instance": file.name.removesuffix(".gz").rsplit(".", 1)[0],
        "objective": printed.objective,
        "bound": printed.bound,
        "optimal": printed.optimal,
        "feasible": printed.feasible,
        "parts": dict(printed.parts),
        "reasons": list(printed.reasons),
    }
