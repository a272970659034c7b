"""Cartonisation: real orders of the Online Retail lines, with dimensions made up by a seeded generator."""

import csv
import gzip
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bench import instances
from bench.checkers import cartons
from bench.families import first_fit
from bench.families.family import Family

ORDERS = 1000
UNITS = 100  # larger orders go out on pallets
SUPPORT = 0.7
CARTONS = [
    ("A", (200, 150, 100), 45), ("B", (300, 200, 100), 60), ("C", (250, 250, 200), 75), ("D", (350, 250, 150), 80),
    ("E", (400, 300, 200), 110), ("F", (450, 350, 250), 140), ("G", (500, 400, 300), 180), ("H", (600, 400, 400), 240),
]  # fmt: skip
TARIFF = {"base": 450, "per_step": 90, "step": 1000, "volume_per_weight": 5000.0, "fill": 4e-6}


def files() -> Sequence[Path]:
    """Return three files of orders, written to the temporary folder."""
    return [_written(seed) for seed in (1, 2, 3)]


@cache
def _written(seed: int) -> Path:
    path = Path(tempfile.gettempdir()) / "nonet-orders" / f"orders-{seed}.json"
    path.parent.mkdir(exist_ok=True)
    chance = random.Random(seed)
    chosen = chance.sample(_orders(), ORDERS)
    orders = [
        {"name": name, "items": [_item(code, number) for code, number in lines]} for name, lines in chosen
    ]
    boxes = [
        {"name": name, "size": size, "cost": cost, "weight_limit": 20000, "own_weight": cost * 3, "wall": 3}
        for name, size, cost in CARTONS
    ]
    path.write_text(json.dumps({"cartons": boxes, "tariff": TARIFF, "support": SUPPORT, "orders": orders}))
    return path


@cache
def _orders() -> list[tuple[str, list[tuple[str, int]]]]:
    lines: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with gzip.open(instances.folder("oms_crm") / "online_retail_orders.csv.gz", "rt", newline="") as rows:
        for row in csv.DictReader(rows):
            lines[row["InvoiceNo"]][row["StockCode"]] += int(float(row["Quantity"]))
    return [
        (name, sorted(each.items())) for name, each in sorted(lines.items()) if sum(each.values()) <= UNITS
    ]


def _item(code: str, number: int) -> dict[str, Any]:
    """Return an article with edges and weight that its code alone decides."""
    chance = random.Random(code)
    size = sorted(
        (round(min(380.0, max(15.0, chance.lognormvariate(4.2, 0.6)))) for _ in range(3)), reverse=True
    )
    weight = max(5, round(size[0] * size[1] * size[2] * chance.uniform(0.1, 0.7) / 1000))
    upright = chance.random() < 0.3
    return {"name": code, "size": size, "count": number, "weight": weight} | (
        {"turns": ["XYZ", "YXZ"]} if upright else {}
    )


@cache
def by_volume(path: Path) -> float:
    """Return the cost of first-fit decreasing by volume."""
    return first_fit.total(json.loads(path.read_text()))


def _against(path: Path, cost: float) -> float:
    first = by_volume(path)
    return 100.0 * (cost - first) / first


FAMILIES: tuple[Family, ...] = (
    Family(
        "Cartonisation, 1,000 orders", "packing", files, 1, 10, 0.0, cartons.costed, _against,
        lambda path, seconds, seed: by_volume(path), unit="% dearer than first-fit",
    ),
)  # fmt: skip
