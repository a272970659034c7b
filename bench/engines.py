"""``nonet bench engines``: every engine on public instances, each answer checked, beside the plain library.

Each instance is solved by `nonet solve` in a process of its own, as a user would; an answer that is late, missing or
refused by its checker counts as a gap of 100 %. The plain library gets the same seconds in the same run.
"""

import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench import instances, machine
from bench.families.family import Family

AREAS: dict[str, tuple[str, ...]] = {  # area → modules of bench.families
    "tms": ("routing",),
    "mes": ("scheduling",),
    "wms": ("picking", "packing", "packing_cartons"),
    "scm": ("planning", "forecasting"),
    "crm": ("repurchase",),
}
REFUSED = 100.0  # the score of an answer that does not stand
START_UP = 2.0  # seconds that starting the command may take


def run(
    area: str = "",
    set: str = "small",
    seconds: float | None = None,
    seeds: list[int] | int = 1,
    family: str = "",
    plain: bool = True,
) -> dict[str, Any]:
    """Measure and return figures by family.

    Parameters
    ----------
    area : str
        tms, mes, wms, scm or crm; all when empty.
    set : str
        ``small`` takes a few of each family, ``all`` every instance.
    seconds : float | None
        The limit of each solve; each family's own when left out.
    seeds : list[int] | int
        Each instance is solved with each.
    family : str
        Only families whose name contains it.
    plain : bool
        Run the plain library too.
    """
    told: dict[str, Any] = {"machine": machine.without_server()}
    for each in _families(area, family):
        try:
            told[each.name] = _measured(each, set == "all", seconds, _listed(seeds), plain)
        except instances.NoInstances as absent:
            told[each.name] = f"not run: {absent}"
    return told


def _families(area: str, name: str) -> list[Family]:
    modules = (
        AREAS[area] if area else tuple(dict.fromkeys(name for names in AREAS.values() for name in names))
    )
    families = [each for module in modules for each in import_module(f"bench.families.{module}").FAMILIES]
    return [each for each in families if name.lower() in each.name.lower()]


def _listed(seeds: list[int] | int) -> list[int]:
    return seeds if isinstance(seeds, list) else [seeds]


def _measured(
    family: Family, whole: bool, seconds: float | None, seeds: list[int], plain: bool
) -> dict[str, Any]:
    limit = seconds or family.seconds
    solves = [_solved(family, path, limit, seed) for path in _chosen(family, whole) for seed in seeds]
    scores = [solve["score"] for solve in solves]
    figures: dict[str, Any] = {
        "instances": len(solves) // len(seeds),
        "seeds": len(seeds),
        "seconds": limit,
        f"mean ({family.unit})": round(mean(scores), 3),
        f"worst ({family.unit})": round(max(scores), 3),
        "goal": family.goal,
        "reached": mean(scores) <= family.goal,
        "median wall time": round(median(solve["took"] for solve in solves), 2),
        "refused": [f"{solve['instance']}: {solve['faults'][0]}" for solve in solves if solve["faults"]],
    }
    if plain and family.plain is not None:
        figures[f"plain library, mean ({family.unit})"] = _plain(family, whole, limit, seeds)
    return figures | {
        "by instance": {f"{each['instance']} s{each['seed']}": each["score"] for each in solves}
    }


def _chosen(family: Family, whole: bool) -> list[Path]:
    files = list(family.files())
    if whole or len(files) <= family.few:
        return files
    step = len(files) / family.few
    return [files[int((each + 0.5) * step)] for each in range(family.few)]


def _solved(family: Family, path: Path, seconds: float, seed: int) -> dict[str, Any]:
    given = ["--seconds", str(seconds), "--seed", str(seed), *family.options, "--json"]
    began = time.monotonic()
    done = subprocess.run(
        [Path(sys.executable).with_name("nonet"), "solve", family.engine, str(path), *given],
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    told = {"instance": path.stem, "seed": seed, "took": took}
    if done.returncode:
        return told | {"score": REFUSED, "faults": [done.stderr.strip()[-300:] or "no answer"]}
    return told | _judged(family, path, json.loads(done.stdout), took - seconds)


def _judged(family: Family, path: Path, answer: dict[str, Any], late: float) -> dict[str, Any]:
    verdict = family.check(path, answer)
    faults = list(verdict.faults) + ([f"{late:.1f} s late"] if late > START_UP else [])
    if verdict.objective is None or faults:
        return {"score": REFUSED, "faults": faults or ["no objective"]}
    return {"score": round(family.score(path, verdict.objective), 3), "faults": []}


def _plain(family: Family, whole: bool, seconds: float, seeds: list[int]) -> float:
    assert family.plain is not None
    scores = []
    for path in _chosen(family, whole):
        for seed in seeds:
            objective = family.plain(path, seconds, seed)
            scores.append(REFUSED if objective is None else family.score(path, objective))
    return round(mean(scores), 3)
