"""Checks batches: each order once, no cart too full, each tour over all its picks, each length its tour's own.

Reads each public form anew: order lists of Henn and Hwang (sides of ten aisles, 45 locations), Albareda's order and
layout files, and the keyword form of Muter. Foodmart's graph is walked by its own
table of shortest paths.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.checkers.verdict import Verdict

Place = tuple[float, float]  # along the cross-aisles, up the aisles


@dataclass(frozen=True)
class Hall:
    """A single block: where aisles are, how long, the depot, each order's picks and size, and the cart."""

    across: list[float]
    length: float
    depot: Place
    orders: list[list[Place]]
    sizes: list[float]
    cart: float

    def walk(self, one: Place, other: Place) -> float:
        """Return the shortest walk between two places."""
        if one[0] == other[0]:
            return abs(one[1] - other[1])
        up = min(one[1] + other[1], 2 * self.length - one[1] - other[1])
        return abs(one[0] - other[0]) + up


def check(path: Path, answer: Mapping[str, Any]) -> Verdict:
    """Recompute every batch of ``answer["solution"]`` on the instance of the file."""
    text = path.read_text(encoding="latin-1")
    batches = answer["solution"]["batches"]
    if text.startswith("//NbLocations"):
        return _boxes(text, batches, answer["objective"])
    hall = _hall(path, text)
    faults = _once(batches, len(hall.orders))
    total = 0.0
    for number, batch in enumerate(batches):
        if sum(hall.sizes[order] for order in batch["orders"]) > hall.cart + 1e-9:
            faults.append(f"batch {number} is more than a cart holds")
        picks = {pick for order in batch["orders"] for pick in hall.orders[order]}
        stops = [(hall.across[aisle], float(offset)) for aisle, _, offset in batch["tour"]]
        faults += _tour_faults(number, batch, picks, stops, hall.depot, hall.walk)
        total += batch["length"]
    return _verdict(total, answer["objective"], faults)


def _once(batches: Sequence[Mapping[str, Any]], count: int) -> list[str]:
    seen = sorted(order for batch in batches for order in batch["orders"])
    return [] if seen == list(range(count)) else ["not every order is in one batch"]


def _tour_faults(
    number: int,
    batch: Mapping[str, Any],
    picks: set[Place],
    stops: list[Place],
    depot: Place,
    walk: Callable[[Place, Place], float],
) -> list[str]:
    faults = []
    rounded = {(round(x, 6), round(y, 6)) for x, y in stops}
    if missed := [pick for pick in picks if (round(pick[0], 6), round(pick[1], 6)) not in rounded]:
        faults.append(f"batch {number} misses {len(missed)} picks")
    length = sum(walk(*pair) for pair in itertools.pairwise([depot, *stops, depot]))
    if abs(length - batch["length"]) > 1e-6 * max(1.0, length):
        faults.append(f"batch {number} is {length} long, not {batch['length']}")
    return faults


def _verdict(total: float, objective: float, faults: list[str]) -> Verdict:
    if abs(total - objective) > 1e-6 * max(1.0, total):
        faults.append(f"the batches sum to {total}, not {objective}")
    return Verdict(total, tuple(faults))


def _hall(path: Path, text: str) -> Hall:
    if "Numero de pedidos" in text:
        return _albareda(path, text)
    return _keywords(text) if "SKU_SECTION" in text else _henn(path, text)


def _henn(path: Path, text: str) -> Hall:
    orders = []
    for part in re.split(r"Order\s+\d+", text)[1:]:
        found = re.findall(r"Aisle\s+(\d+)\s+Location\s+(\d+)", part)
        orders.append([(5.0 * (int(side) // 2), int(at) + 1.0) for side, at in found])
    named = re.match(r"\d+s-\d+-(\d+)", path.name) or re.search(r"cap(\d+)", path.name)
    cart = float(named[1]) if named else 75.0
    return Hall(
        [5.0 * aisle for aisle in range(10)],
        46.0,
        (0, 0),
        orders,
        [float(len(each)) for each in orders],
        cart,
    )


def _albareda(path: Path, text: str) -> Hall:
    lines = path.with_name(path.name.replace("pedido", "layout")).read_text(encoding="latin-1").splitlines()
    rows = [line.split() for line in lines]
    length = next(float(rows[at + 1][0]) for at, row in enumerate(rows) if row[:2] == ["largo", "y"])
    cross = next(float(rows[at + 1][0]) for at, row in enumerate(rows) if row[:2] == ["ancho", "de"])
    cart = next(float(rows[at + 1][0]) for at, row in enumerate(rows) if row[:1] == ["Capacidad"])
    across = [float(row[1]) * (int(row[3]) or 1) for row in rows if len(row) == 4 and row[0].isdigit()]
    orders, sizes = [], []
    for line in text.splitlines()[3:]:
        words = line.split()
        if len(words) == 2:
            orders.append(list[Place]())
            sizes.append(0.0)
        elif len(words) == 5:
            orders[-1].append((across[int(words[0])], min(length, float(words[2]) + cross / 2)))
            sizes[-1] += float(words[3])
    return Hall(across, length, (0.0, 0.0), orders, sizes, cart)


def _keywords(text: str) -> Hall:
    def value(name: str) -> float:
        return float(re.findall(rf"{name}\s*:\s*(\S+)", text)[0])

    pitch, cells = value("DISTANCE_AISLE_TO_AISLE"), value("NUM_CELLS")
    low, step = value("DISTANCE_BOTTOM_TO_CELL"), value("DISTANCE_CELL_TO_CELL")
    places = {
        number: (pitch * int(aisle), low + step * int(cell))
        for number, aisle, cell in re.findall(r"ID (\d+) AISLE (\d+) CELL (\d+)", text)
    }
    parts = re.split(r"NUM_ARTICLES_IN_ORDER.*|NUM_ARTICLES.*", text.split("ORDER_SECTION")[1])[1:]
    lines = [re.findall(r"ID (\d+) QUANTITY (\d+)", part) for part in parts]
    return Hall(
        [pitch * aisle for aisle in range(int(value("NUM_AISLES")))],
        low + step * (cells - 1) + value("DISTANCE_TOP_TO_CELL"),
        (pitch * value("DEPOT_AISLE"), 0.0),
        [[places[number] for number, _ in order] for order in lines],
        [sum(float(quantity) for _, quantity in order) for order in lines],
        value("PICKER_CAPACITY") if "PICKER_CAPACITY" in text else float("inf"),
    )


def _boxes(text: str, batches: Sequence[Mapping[str, Any]], objective: float) -> Verdict:
    below = {part.split("\n", 1)[0].strip(): part.split("\n")[1:] for part in text.split("//")[1:]}
    boxes = int(below["K: NbBoxesTrolley"][0])
    spots = [line.split()[:2] for line in below["Idx Location Volume"] if line]
    orders = [line.split() for line in below["Idx M NbProdInOrder ProdIdx1 Qty1 ProdIdx2 Qty2 ..."] if line]
    at = {product: int(place) for product, place in spots}
    between = {
        (int(a), int(b)): float(d)
        for a, b, d in (x.split() for x in below["LocStart LocEnd ShortestPath"] if x)
    }
    depot = int(below["DepartingDepot"][0])
    spot = _spots(below["Vertices coordinates LocationName"])
    faults, total = _once(batches, len(orders)), 0.0
    for number, batch in enumerate(batches):
        if sum(int(orders[order][1]) for order in batch["orders"]) > boxes:
            faults.append(f"batch {number} fills more than {boxes} boxes")
        stops = [spot(*stop) for stop in batch["tour"]]
        wanted = {at[product] for order in batch["orders"] for product in orders[order][3::2]}
        if not all(any(stop in same for same in stops) for stop in wanted):
            faults.append(f"batch {number} misses picks")
        walk = [{depot}, *stops, {depot}]
        length = sum(
            min(between.get((a, b), 0.0) for a in one for b in other)
            for one, other in itertools.pairwise(walk)
        )
        if abs(length - batch["length"]) > 0.02 * len(walk):  # the table is rounded to two digits
            faults.append(f"batch {number} is {length} long, not {batch['length']}")
        total += batch["length"]
    return _verdict(total, objective, faults)


def _spots(lines: Sequence[str]) -> Callable[[int, int, float], set[int]]:
    """Return what finds the vertices at an aisle, a block and an offset from its lower cross-aisle."""
    rows = [re.match(r'(\d+) (\S+) (\S+) "(\w+)', line) for line in lines]
    found = [(int(row[1]), float(row[2]), float(row[3]), row[4]) for row in rows if row]
    xs = sorted({x for _, x, _, name in found if name == "intersection"})
    ys = sorted({y for _, _, y, name in found if name == "intersection"})

    def spot(aisle: int, block: int, offset: float) -> set[int]:
        place = (xs[aisle], ys[block] + offset)
        return {number for number, x, y, _ in found if abs(x - place[0]) + abs(y - place[1]) < 1e-6}

    return spot
