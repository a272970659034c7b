"""Checks outlooks of customers and scores them by what then came; reads the files by itself."""

import csv
import gzip
import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.checkers.verdict import Verdict

Days = dict[str, set[date]]


def check(path: Path, answer: Mapping[str, Any], until: str, horizon: int, what: str) -> Verdict:
    """Return the score asked for (``mae``, ``total``, ``auc`` or ``brier``) and every fault."""
    seen, came = split(path, date.fromisoformat(until), horizon)
    told = (answer.get("solution") or {}).get("customers")
    if not isinstance(told, Mapping):
        return Verdict(None, ("no customers",))
    faults = _faults(told, set(seen))
    if faults:
        return Verdict(None, tuple(faults[:20]))
    names = sorted(seen)
    expected = np.array([told[name]["expected"] for name in names], float)
    bought = np.array([len(came.get(name, ())) for name in names], float)
    if what in ("mae", "total"):
        return Verdict(scored(expected, bought, what))
    if any("probability" not in told[name] for name in names):
        return Verdict(None, ("a probability is missing",))
    return Verdict(scored(np.array([told[name]["probability"] for name in names], float), bought, what))


def scored(told: Any, bought: Any, what: str) -> float:
    """Return the mean absolute error, per cent off the total, one less the area under the curve, or Brier's score."""
    if what == "mae":
        return float(np.abs(told - bought).mean())
    if what == "total":
        return float(100 * abs(told.sum() / bought.sum() - 1))
    again = bought > 0
    if what == "brier":
        return float(np.mean((told - again) ** 2))
    higher = (told[again][:, None] > told[~again][None]).sum() + 0.5 * (
        told[again][:, None] == told[~again][None]
    ).sum()
    return 1 - float(higher) / float(again.sum() * (~again).sum())


def split(path: Path, until: date, horizon: int) -> tuple[Days, Days]:
    """Return the purchase days by customer up to a day, and within the horizon after it, of those seen before."""
    seen: Days = {}
    came: Days = {}
    for name, day in _purchases(path):
        if day <= until:
            seen.setdefault(name, set()).add(day)
        elif day <= until + timedelta(days=horizon):
            came.setdefault(name, set()).add(day)
    return seen, {name: days for name, days in came.items() if name in seen}


def _purchases(path: Path) -> list[tuple[str, date]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    if "CustomerID" in text[:500]:
        rows = csv.DictReader(text.splitlines())
        return [
            (row["CustomerID"], date.fromisoformat(row["InvoiceDate"][:10]))
            for row in rows
            if row["CustomerID"]
        ]
    cells = [line.split() for line in text.splitlines() if line.strip()]
    return [(row[0], date.fromisoformat(f"{row[-3][:4]}-{row[-3][4:6]}-{row[-3][6:]}")) for row in cells]


def _faults(told: Mapping[str, Any], names: set[str]) -> list[str]:
    faults = [f"{name}: no outlook" for name in sorted(names - set(told))]
    faults += [f"{name}: was not seen" for name in sorted(set(told) - names)]
    for name, each in told.items():
        expected, alive = each.get("expected"), each.get("alive")
        if not isinstance(expected, int | float) or not math.isfinite(expected) or expected < 0:
            faults.append(f"{name}: expected {expected!r}")
        for part in (alive, each.get("probability", alive)):
            if not isinstance(part, int | float) or not 0 <= part <= 1:
                faults.append(f"{name}: {part!r} is no probability")
    return faults
