"""Instances of Albareda-Sambola et al. (2009): ``wsrp_input_pedido_*`` with its ``wsrp_input_layout_*`` beside it.

An article stands in an aisle, on a side, so far from the aisle's front, with a weight. Aisle length is measured from
the middle of one cross-aisle to that of the other, so half a cross-aisle lies before the first shelf. The depot is at
the front, in the left corner or in the middle of the aisles.
"""

from pathlib import Path

import numpy as np

from nonet.engines.batching import BatchProblem, Cart, Order
from nonet.engines.pick_path import Point, Warehouse
from nonet.engines.pick_path.problem import Door, Place


def is_of(text: str) -> bool:
    """Return whether the text is an order list of this form."""
    return "Numero de pedidos" in text


def read(path: Path, text: str) -> BatchProblem:
    """Read the orders, and the layout from the file beside them."""
    layout = path.with_name(path.name.replace("pedido", "layout")).read_text(encoding="latin-1").splitlines()
    at = {line.strip(): number for number, line in enumerate(layout)}
    length, _ = (float(word) for word in layout[at["largo y ancho de las estanterias"] + 1].split())
    cross = float(layout[at["ancho de los pasillos"] + 1])
    cart = float(layout[at["Capacidad de cada trabajador"] + 1])
    begin = next(number for name, number in at.items() if name.startswith("pasillo, distancia"))
    aisles = [line.split() for line in layout[begin + 1 :] if len(line.split()) == 4]
    across = [float(words[1]) * (int(words[3]) or 1) for words in aisles]
    warehouse, depot = _warehouse(length, across)
    return BatchProblem(warehouse, _orders(text, cross / 2, length), Cart((cart,)), depot)


def _warehouse(length: float, across: list[float]) -> tuple[Warehouse, Place]:
    pitches = np.repeat(np.diff(across)[:, None], 2, axis=1)
    depot: Place = Point(0, 0, 0.0)
    if across[0] != 0:
        depot = Door(tuple(abs(each) for each in across))
    return Warehouse(np.full((len(across), 1), length), pitches), depot


def _orders(text: str, front: float, length: float) -> tuple[Order, ...]:
    words = iter(text.split("peso", 1)[1].split())
    orders = []
    for _ in range(int(text.split()[3])):
        next(words)
        lines = [[float(next(words)) for _ in range(5)] for _ in range(int(next(words)))]
        picks = tuple(Point(int(line[0]), 0, min(length, line[2] + front)) for line in lines)
        orders.append(Order(picks, (sum(line[3] for line in lines),)))
    return tuple(orders)
