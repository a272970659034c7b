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


@dataclass(frozen=True, slots=True)
class ReservationsReleased:
    """Promises of stock were given up, wholly or in part, for the reason said; the lines want stock again."""

    reservation_ids: tuple[int, ...]
    order_line_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ReservationsExpired:
    """Promises of stock ran out; their lines hold nothing any more."""

    reservation_ids: tuple[int, ...]
    order_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountsPosted:
    """Counts were posted; the differences were moved and published as ``StockAdjusted``."""

    count_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LotsRecalled:
    """All stock of these lots that could be taken hold of is blocked."""

    lot_ids: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class StockPeriodClosed:
    """The quantity book is closed up to this ISO date."""

    closed_until: str
