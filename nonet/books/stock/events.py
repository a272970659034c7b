"""What happened in the quantity book."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockReserved:
    """Stock was reserved for lines of these orders."""

    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoodsIssued:
    """Deliveries left: ``move_ids`` are the moves out of stock that must be valued."""

    delivery_ids: tuple[int, ...]
    move_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """Receipts were taken in: ``move_ids`` are the moves into stock that must be valued."""

    receipt_ids: tuple[int, ...]
    move_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StockAdjusted:
    """Stock changed by adjustments or counts: ``move_ids`` are the moves that must be valued.

    ``costs`` gives the value of moves whose cost is known to whoever adjusted (opening stock).
    """

    move_ids: tuple[int, ...]
    costs: tuple[tuple[int, str], ...] = ()
