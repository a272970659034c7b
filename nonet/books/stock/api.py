"""The quantity book for programs."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

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
from nonet.books.stock.selectors.on_hand import on_hand_at
from nonet.books.stock.selectors.promise import available_to_promise, earliest_promise
from nonet.books.stock.services import (
    adjusting,
    count_posting,
    counting,
    handling_units,
    issuing,
    lots,
    periods,
    picking,
    receiving,
    reservations,
    reserving,
    unit_moves,
    unpicking,
)
from nonet.kernel.actor import require
from nonet.kernel.clock import today
from nonet.kit.api import Lines, Resource, Verb
from nonet.kit.api.answers import answer

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
    verbs=(
        Verb("adjust", adjusting.adjust_stock, creates=True),
        Verb("move", adjusting.move_stock, creates=True),
        Verb("change-status", adjusting.change_status, creates=True),
    ),
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
    verbs=(
        Verb("begin", counting.begin_counts, creates=True),
        Verb("enter", counting.enter_counts, creates=True),
        Verb("finish", counting.finish_counts),
        Verb("recount", counting.recount_lines),
        Verb("cancel", counting.cancel_counts),
        Verb("post", count_posting.post_counts),
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
        verbs=(
            Verb("close-period", periods.close_stock_period),
            Verb("reopen-period", periods.reopen_stock_period),
        ),
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
        verbs=(
            Verb("release", reservations.release_reservations),
            Verb("extend", reservations.extend_reservations),
            Verb("expire", reservations.expire_reservations),
            Verb("move", reservations.move_reservations),
        ),
        newest_first=True,
    ),
    Resource(
        "lots",
        Lot,
        fields=("item", "item__code", "code", "is_serial", "made_on", "expires_on", "supplier"),
        filters=("item", "code", "is_serial", "expires_on"),
        verbs=(
            Verb("ensure", lots.ensure_lots, creates=True),
            Verb("recall", lots.recall_lots),
            Verb("block-expired", lots.block_expired_lots),
            Verb("set-dates", lots.set_lot_dates),
        ),
    ),
    Resource(
        "handling-units",
        HandlingUnit,
        fields=("sscc", "kind", "parent", "place", "closed_at"),
        filters=("sscc", "kind", "place"),
        verbs=(
            Verb("make", handling_units.make_units),
            Verb("register", handling_units.register_units, creates=True),
            Verb("nest", handling_units.nest_units),
            Verb("close", handling_units.close_units),
            Verb("open", handling_units.open_units),
            Verb("pack", unit_moves.pack_units, creates=True),
            Verb("unpack", unit_moves.unpack_units, creates=True),
            Verb("move", unit_moves.move_units),
        ),
    ),
)
DELIVERY_VERBS = (
    Verb("pick", picking.pick_deliveries),
    Verb("unpick", unpicking.unpick_deliveries),
    Verb("ship", issuing.ship_deliveries),
)
RECEIPT_VERBS = (Verb("post", receiving.post_receipts),)
ORDER_VERBS = (Verb("reserve", reserving.reserve_orders),)


def add_reports(router: Router) -> None:
    """Offer what is computed: promises by date, and what lay where on a day."""
    tags = ["Stock"]
    router.get(
        "/stock/promise", tags=tags, operation_id="available_to_promise", summary="Tell what may be promised"
    )(_promise)
    router.get(
        "/stock/earliest",
        tags=tags,
        operation_id="earliest_promise",
        summary="Tell the first day for a quantity",
    )(_earliest)
    router.get("/stock/at", tags=tags, operation_id="stock_at", summary="Tell what lay there on a day")(_at)


def _promise(
    request: HttpRequest, until: dt.date, item_id: Query[list[int]], site_id: Query[list[int]]
) -> HttpResponse:
    """Tell by item and site the days on which something changes, with supply, demand and what may be promised."""
    require("stock.read")
    return answer(_rows(available_to_promise(item_id, site_id, until)))


def _earliest(
    request: HttpRequest, item_id: int, site_id: int, quantity: Decimal, until: dt.date
) -> HttpResponse:
    """Tell the first day on which so much of an item may be promised; null when there is none up to ``until``."""
    require("stock.read")
    return answer({"on": earliest_promise(item_id, site_id, quantity, until)})


def _at(request: HttpRequest, on: dt.date | None = None) -> HttpResponse:
    """Tell what lay there at the end of a day, by item and site, as it is known now."""
    require("stock.read")
    return answer(_rows(on_hand_at(on or today())))


def _rows(found: list[Any]) -> list[dict[str, Any]]:
    return [each._asdict() for each in found]
