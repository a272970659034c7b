"""packingsolver3d on one instance, in a process of its own: ``STEM volume|containers SECONDS`` prints its result."""

import csv
import sys
from pathlib import Path

from packingsolver3d import BinType, Instance, ItemType, Objective, Rotation, box


def solved(stem: str, aim: str, seconds: float) -> float:
    """Return the filled share in per cent, or the number of containers."""
    bins, items = (_rows(stem, "bins")[0], _rows(stem, "items"))
    size = [int(bins[axis]) for axis in "XYZ"]
    copies = 1 if aim == "volume" else sum(int(item["COPIES"]) for item in items)
    instance = Instance(
        bin_types=[BinType(*size, copies=copies)],
        item_types=[_item(item) for item in items],
        objective=Objective.KNAPSACK if aim == "volume" else Objective.BIN_PACKING,
    )
    result = box.solve(instance, time_limit=seconds)
    if aim == "volume":
        return 100.0 * float(result.value or 0.0) / (size[0] * size[1] * size[2])
    return float(result.number_of_bins)


def _rows(stem: str, what: str) -> list[dict[str, str]]:
    with Path(f"{stem}_{what}.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


def _item(row: dict[str, str]) -> ItemType:
    x, y, z = (int(row[axis]) for axis in "XYZ")
    turns = [turn for turn in Rotation if row.get(f"ROTATION_{turn.value}") == "1"]
    return ItemType(x, y, z, profit=float(x * y * z), copies=int(row["COPIES"]), rotations=turns)


if __name__ == "__main__":
    print(solved(sys.argv[1], sys.argv[2], float(sys.argv[3])))
