"""The Foodmart instances of Valle, Beasley & da Cunha (2017): a graph of locations, trolleys of boxes.

Aisles, cross-aisles and heights are read from the coordinates; the depot stands before the front cross-aisle and has a
walk of its own to each of its crossings. An order fills so many boxes of the trolley, and boxes are not shared.
"""

import re
from pathlib import Path

import numpy as np

from nonet.engines.batching import BatchProblem, Cart, Order
from nonet.engines.pick_path import Point, Warehouse
from nonet.engines.pick_path.problem import Door

VERTEX = re.compile(r'^(\d+) (\S+) (\S+) "(.*)"$', re.MULTILINE)


def is_of(text: str) -> bool:
    """Return whether the text is of this form."""
    return text.startswith("//NbLocations")


def read(path: Path, text: str) -> BatchProblem:
    """Read the warehouse from its vertices, and the orders with their boxes."""
    vertices = {int(number): (float(x), float(y), name) for number, x, y, name in VERTEX.findall(text)}
    crossings = {number: each for number, each in vertices.items() if each[2].startswith("intersection")}
    aisles = sorted({x for x, _, _ in crossings.values()})
    crosses = sorted({y for _, y, _ in crossings.values()})
    warehouse = Warehouse(
        np.tile(np.diff(crosses), (len(aisles), 1)), np.tile(np.diff(aisles)[:, None], (1, len(crosses)))
    )
    depot = Door(_walks(text, crossings, aisles, crosses[0]))
    orders = _orders(text, vertices, aisles, crosses)
    return BatchProblem(warehouse, orders, Cart((), totes=int(_after(text, "//K: NbBoxesTrolley")[0])), depot)


def _after(text: str, heading: str) -> list[str]:
    """Return the lines below a heading up to the next."""
    below = text.split(heading, 1)[1].split("\n", 1)[1]
    return [
        line
        for line in re.split(r"^//", below, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
        if line.strip()
    ]


def _walks(
    text: str, crossings: dict[int, tuple[float, float, str]], aisles: list[float], front: float
) -> tuple[float, ...]:
    depot = int(_after(text, "//DepartingDepot")[0])
    walks = {}
    for line in _after(text, "//Start End Distance"):
        come, go, length = line.split()
        if int(come) == depot and int(go) in crossings and crossings[int(go)][1] == front:
            walks[crossings[int(go)][0]] = float(length)
    return tuple(walks[aisle] for aisle in aisles)


def _orders(
    text: str, vertices: dict[int, tuple[float, float, str]], aisles: list[float], crosses: list[float]
) -> tuple[Order, ...]:
    at = {
        int(number): int(place)
        for number, place, *_ in (line.split() for line in _after(text, "//Idx Location Volume"))
    }
    orders = []
    for line in _after(text, "//Idx M NbProdInOrder"):
        _, boxes, _, *products = (int(word) for word in line.split())
        places = [vertices[at[product]] for product in products[::2]]
        orders.append(Order(tuple(_point(x, y, aisles, crosses) for x, y, _ in places), (), totes=boxes))
    return tuple(orders)


def _point(x: float, y: float, aisles: list[float], crosses: list[float]) -> Point:
    block = max(number for number, cross in enumerate(crosses[:-1]) if cross <= y)
    return Point(aisles.index(x), block, y - crosses[block])
