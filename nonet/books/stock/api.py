"""The quantity book for programs."""

from nonet.books.stock.models import (
    Adjustment,
    Balance,
    Count,
    CountLine,
    HandlingUnit,
    Lot,
    Move,
    Reservation,
    SiteStock,
)
from nonet.kit.api import Lines, Resource

MOVE_FIELDS = (
    *("item", "item__code", "quantity", "direction", "from_place", "to_place", "from_status", "to_status"),
    *("lot", "from_handling_unit", "to_handling_unit", "owner", "moved_on", "recorded_at", "reason"),
    *("delivery_line", "receipt_line", "adjustment", "count_line", "reverses"),
)
ADJUSTMENT = Resource(
    "adjustments",
    Adjustment,
    fields=("number", "kind", "adjusted_on", "reason", "created_at", "created_by"),
    filters=("number", "kind", "adjusted_on"),
    lines=(Lines("moves", Move, "adjustment", MOVE_FIELDS),),
    document="adjustment",
    newest_first=True,
)
COUNT = Resource(
    "counts",
    Count,
    fields=("number", "site", "state", "counted_on", "is_blind", "created_at", "created_by"),
    filters=("number", "state", "site", "counted_on"),
    lines=(
        Lines(
            "lines",
            CountLine,
            "count",
            (
                *("item", "item__code", "place", "place__code", "lot", "handling_unit", "status"),
                *("book_quantity", "counted_quantity", "reason"),
            ),
        ),
    ),
    document="count",
    newest_first=True,
)
RESOURCES = (
    Resource(
        "stock",
        SiteStock,
        fields=("item", "item__code", "site", "site__code", "on_hand", "reserved"),
        filters=("item", "site"),
    ),
    Resource(
        "balances",
        Balance,
        fields=(
            *("item", "item__code", "place", "place__code", "lot", "lot__code", "handling_unit", "status"),
            *("owner", "on_hand", "allocated"),
        ),
        filters=("item", "place", "lot", "handling_unit", "status", "owner"),
    ),
    Resource(
        "moves", Move, fields=MOVE_FIELDS, filters=("item", "lot", "moved_on", "reason"), newest_first=True
    ),
    Resource(
        "reservations",
        Reservation,
        fields=(
            "order_line",
            "order_line__order",
            "item",
            "site",
            "quantity",
            "state",
            "expires_at",
            "created_at",
        ),
        filters=("item", "site", "state", "order_line"),
        newest_first=True,
    ),
    Resource(
        "lots",
        Lot,
        fields=("item", "item__code", "code", "is_serial", "made_on", "expires_on", "supplier"),
        filters=("item", "code", "is_serial", "expires_on"),
    ),
    Resource(
        "handling-units",
        HandlingUnit,
        fields=("sscc", "kind", "parent", "place", "closed_at"),
        filters=("sscc", "kind", "place"),
    ),
)
