"""Where the public instances lie and what is best known of them; absent ones are told, not skipped in silence."""

import csv
import os
from functools import cache
from pathlib import Path

BESIDE = Path(__file__).parent.parent.parent / "shared" / "benchmarks"


class NoInstances(Exception):
    """The folder of public instances is not there; says where it was looked for and what to set."""


def folder(area: str) -> Path:
    """Return the folder of an area (``tms``, ``mes``, ``wms``, ``scm``, ``oms_crm``).

    Raises
    ------
    NoInstances
        It is not there.
    """
    found = Path(os.environ.get("NONET_BENCHMARKS", BESIDE)) / area
    if not found.is_dir():
        raise NoInstances(
            f"No public instances at {found}: set NONET_BENCHMARKS to the folder that holds {area}/."
        )
    return found


@cache
def best_known(area: str) -> dict[str, float]:
    """Return the best known value of each instance of an area's ``bks.csv``, by the name it has there."""
    with (folder(area) / "bks.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        return {row["instance"]: float(row["best_known"]) for row in rows if _is_number(row["best_known"])}


def _is_number(text: str | None) -> bool:
    try:
        float(text or "")
    except ValueError:
        return False
    return True
