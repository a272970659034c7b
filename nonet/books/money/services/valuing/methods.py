"""What goods that leave are worth: arithmetic over one item, without a database.

Values always add up exactly: each issue takes its share of what is left, and the last piece takes the rest.
"""

import datetime as dt
from bisect import insort
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from nonet.books.money.errors import CostNotKnown

ZERO = Decimal(0)


def share(value: Decimal, part: Decimal, whole: Decimal, quantum: Decimal) -> Decimal:
    """Return the part's share of a value, rounded; the whole takes all of it."""
    if part == whole:
        return value
    return (value * part / whole).quantize(quantum, ROUND_HALF_UP)


@dataclass(slots=True)
class Layer:
    """Goods of one receipt that are still here. ``id`` is 0 while the layer is not written yet."""

    id: int
    move_id: int
    received_on: dt.date
    quantity: Decimal
    remaining: Decimal
    value: Decimal
    remaining_value: Decimal
    changed: bool = False

    @property
    def order(self) -> tuple[dt.date, bool, int, int]:
        """Return the place in the queue: first come, first gone; unwritten ones after those of the same day."""
        return (self.received_on, self.id == 0, self.id, self.move_id)

    def take(self, quantity: Decimal, quantum: Decimal) -> Decimal:
        """Take a quantity out and return its value."""
        value = share(self.remaining_value, quantity, self.remaining, quantum)
        self.remaining -= quantity
        self.remaining_value -= value
        self.changed = True
        return value


class Part(NamedTuple):
    """What one issue took: at average cost a single part without layer, at FIFO one a layer."""

    quantity: Decimal
    value: Decimal
    layer: Layer | None = None


@dataclass(slots=True)
class Pool:
    """The stock of an item at average or standard cost: a quantity and its value."""

    quantity: Decimal
    value: Decimal
    quantum: Decimal

    def put(self, quantity: Decimal, value: Decimal, layer: Layer | None = None) -> None:
        """Add goods at their value."""
        self.quantity += quantity
        self.value += value

    def take(self, quantity: Decimal, item: object, prefer: Collection[int] = ()) -> list[Part]:
        """Take goods out and return what they were worth.

        Raises
        ------
        CostNotKnown
            When less than that was ever valued.
        """
        if quantity > self.quantity:
            raise CostNotKnown(item, quantity, self.quantity)
        value = share(self.value, quantity, self.quantity, self.quantum)
        self.quantity -= quantity
        self.value -= value
        return [Part(quantity, value)]


@dataclass(slots=True)
class Queue:
    """The stock of an item at FIFO: its total, and the layers that the goods at hand may leave from."""

    quantity: Decimal
    value: Decimal
    quantum: Decimal
    layers: list[Layer] = field(default_factory=list)

    def put(self, quantity: Decimal, value: Decimal, layer: Layer | None = None) -> None:
        """Add a layer at its place in the queue."""
        self.quantity += quantity
        self.value += value
        if layer is not None:
            insort(self.layers, layer, key=lambda each: each.order)

    def take(self, quantity: Decimal, item: object, prefer: Collection[int] = ()) -> list[Part]:
        """Take goods from the preferred layers, then from the front of the queue.

        Raises
        ------
        CostNotKnown
            When the layers hold less than that.
        """
        parts: list[Part] = []
        left = quantity
        for layer in self._in_turn(prefer):
            if left and layer.remaining:
                taken = min(left, layer.remaining)
                parts.append(Part(taken, layer.take(taken, self.quantum), layer))
                left -= taken
        if left:
            raise CostNotKnown(item, quantity, quantity - left)
        self.quantity -= quantity
        self.value -= sum((part.value for part in parts), ZERO)
        self._drop_empty()
        return parts

    def _in_turn(self, prefer: Collection[int]) -> Iterable[Layer]:
        if not prefer:
            return self.layers
        return sorted(self.layers, key=lambda each: each.id not in prefer)

    def _drop_empty(self) -> None:
        while self.layers and not self.layers[0].remaining:
            self.layers.pop(0)


Stock = Pool | Queue
