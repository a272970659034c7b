"""The keyword form of Muter & Öncan (2015) and of single picker routing: a head, then sections of articles, orders."""

import re
from pathlib import Path

from nonet.engines.batching import BatchProblem, Cart, Order
from nonet.engines.pick_path import Point, rectangular


def is_of(text: str) -> bool:
    """Return whether the text is of this form."""
    return "ARTICLE_SECTION" in text and "SKU_SECTION" in text


def read(path: Path, text: str) -> BatchProblem:
    """Read a single-block warehouse, its articles' places, and the orders; without orders, all articles are one."""
    head = dict(re.findall(r"^(\w+)\s*:\s*(.+?)\s*$", text, flags=re.MULTILINE))
    low, cell = float(head["DISTANCE_BOTTOM_TO_CELL"]), float(head["DISTANCE_CELL_TO_CELL"])
    length = low + (int(head["NUM_CELLS"]) - 1) * cell + float(head["DISTANCE_TOP_TO_CELL"])
    warehouse = rectangular(int(head["NUM_AISLES"]), 1, length, float(head["DISTANCE_AISLE_TO_AISLE"]))
    places = {
        number: Point(int(aisle), 0, low + int(at) * cell)
        for number, aisle, at in re.findall(r"ID (\d+) AISLE (\d+) CELL (\d+)", text)
    }
    weights = {number: float(each) for number, each in re.findall(r"ID (\d+) WEIGHT (\S+)", text)}
    orders = tuple(_order(part, places, weights) for part in _parts(text))
    capacity = float(head.get("PICKER_CAPACITY", 0)) or sum(order.sizes[0] for order in orders)
    top = head.get("DEPOT_LOCATION", "bottom") == "top"
    return BatchProblem(
        warehouse, orders, Cart((capacity,)), Point(int(head["DEPOT_AISLE"]), 0, length if top else 0.0)
    )


def _parts(text: str) -> list[str]:
    orders = text.split("ORDER_SECTION", 1)[1]
    return re.split(r"^(?:NUM_ARTICLES_IN_ORDER|ORDER|NUM_ARTICLES)\b.*$", orders, flags=re.MULTILINE)[1:]


def _order(part: str, places: dict[str, Point], weights: dict[str, float]) -> Order:
    lines = re.findall(r"ID (\d+) QUANTITY (\d+)", part)
    size = sum(int(quantity) * weights.get(number, 1.0) for number, quantity in lines)
    return Order(tuple(places[number] for number, _ in lines), (size,))
