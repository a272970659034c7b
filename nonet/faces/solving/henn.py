"""Order lists of Henn & Wäscher and of Hwang & Kim: orders with aisle side and location of each article.

The layout is that of Henn & Wäscher (2012): a block of ten aisles with 45 locations on either side; ``Aisle`` numbers
sides, two to an aisle. A location is 1 deep, a picker goes 1 from the last location to the cross-aisle and 5 from aisle
to aisle; the depot lies at the front of the leftmost aisle. A file ``sett<number>.txt`` beside the orders may say
otherwise. A cart holds so many articles.
"""

import re
from pathlib import Path

from nonet.engines.batching import BatchProblem, Cart, Order
from nonet.engines.pick_path import Point, Warehouse, rectangular

AISLES, LOCATIONS, CART = 10, 45, 75
ARTICLE = re.compile(r"Aisle\s+(\d+)\s+Location\s+(\d+)")


def is_of(text: str) -> bool:
    """Return whether the text is an order list of this form."""
    return text.lstrip().startswith("Order 0")


def read(path: Path, text: str) -> BatchProblem:
    """Read orders, and their layout from the settings beside them."""
    settings = _settings(path)
    lists = [ARTICLE.findall(part) for part in re.split(r"Order\s+\d+", text)[1:]]
    picks = [tuple(Point(int(side) // 2, 0, 1.0 + int(at)) for side, at in articles) for articles in lists]
    orders = tuple(Order(each, (float(len(each)),)) for each in picks)
    return BatchProblem(_warehouse(settings), orders, Cart((_capacity(path, settings),)), Point(0, 0, 0.0))


def _settings(path: Path) -> dict[str, str]:
    number = re.match(r"\d+", path.name)
    beside = path.with_name(f"sett{number[0]}.txt") if number else path
    if number is None or not beside.exists():
        return {}
    lines = (line.partition(":") for line in beside.read_text(encoding="latin-1").splitlines())
    return {name.strip().rstrip("_"): value.strip() for name, _, value in lines}


def _warehouse(settings: dict[str, str]) -> Warehouse:
    cell, width = float(settings.get("cell_lengt", 1)), float(settings.get("cell_width", 1.5))
    pitch = 2 * width + float(settings.get("aisle_widt", 2))
    to_cross = float(settings.get("dis_ais_wa", 1))
    locations = int(settings.get("no_cells", LOCATIONS))
    return rectangular(
        int(settings.get("no_aisles", AISLES)), 1, (locations - 1) * cell + 2 * to_cross, pitch
    )


def _capacity(path: Path, settings: dict[str, str]) -> float:
    if "m_no_a_p_b" in settings:
        return float(settings["m_no_a_p_b"])
    named = re.search(r"cap(\d+)", path.name)
    return float(named[1]) if named else float(CART)
