"""What happened in the promise book."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrdersConfirmed:
    """Orders became binding. ``kind`` is the kind all of them have."""

    order_ids: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class OrdersCancelled:
    """What was still open of these orders was given up."""

    order_ids: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class DeliveriesReleased:
    """Goods may now be picked for these deliveries."""

    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeliveriesCancelled:
    """These deliveries will not go out; their reservations are free again."""

    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrdersChanged:
    """Confirmed orders of one kind were changed: quantities, dates, prices or lines."""

    order_ids: tuple[int, ...]
    kind: str
