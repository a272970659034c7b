"""The quantity book's reports: what came and went, an item's ledger, what may be promised, lots and slow goods."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nonet.books.stock.models import Lot
from nonet.books.stock.selectors.card import item_card
from nonet.books.stock.selectors.promise import available_to_promise
from nonet.books.stock.selectors.report_rows import expiring, movement, slow, trace
from nonet.kernel.clock import today
from nonet.kit.admin.reports import Column, Report, period_fields
from nonet.kit.admin.reports.declaring import Values
from nonet.kit.admin.tasks import Field
from nonet.masters.items.models import Item
from nonet.masters.places.models import Site

GROUP = _("Stock")
MOST_MOVES = 50_000
STEPS: Sequence[tuple[str, Any]] = (("from", _("Came from")), ("here", _("Lies at")), ("to", _("Went to")))


def _sites(empty: bool) -> Any:
    def choices() -> list[tuple[Any, Any]]:
        found: list[tuple[Any, Any]] = list(
            Site.objects.filter(active=True).order_by("pk").values_list("pk", "name")
        )
        return [("", _("All sites")), *found] if empty else found

    return choices


def _first_site(asked: Any) -> Any:
    return Site.objects.filter(active=True).order_by("pk").values_list("pk", flat=True).first()


SITE = Field("site_id", _("Site"), "choice", "", _sites(True))
ITEM = Field("item_id", _("Item"), model="items.Item", required=True)


def _chosen(values: Values) -> int | None:
    return int(values["site_id"]) if values.get("site_id") else None


def _ledger(row: Any, values: Values) -> str:
    given = {
        "item_id": row.code,
        "site_id": values.get("site_id") or "",
        "start": values["start"],
        "end": values["end"],
    }
    return f"{reverse('admin:report', args=['stock-ledger'])}?{urlencode(given)}"


MOVEMENT = Report(
    "stock-movement",
    _("Stock received and issued"),
    GROUP,
    "stock.read",
    lambda values: movement(start=values["start"], end=values["end"], site_id=_chosen(values)),
    (
        Column("code", _("Code"), link=_ledger),
        Column("name", _("Item"), link=_ledger),
        Column("unit", _("Unit")),
        Column("opening", _("Opening quantity"), "quantity"),
        Column("bought", _("Bought"), "quantity"),
        Column("returned", _("Came back"), "quantity"),
        Column("other_in", _("Other receipts"), "quantity"),
        Column("sold", _("Sold"), "quantity"),
        Column("sent_back", _("Sent back"), "quantity"),
        Column("other_out", _("Other issues"), "quantity"),
        Column("closing", _("Closing quantity"), "quantity"),
    ),
    (SITE, *period_fields()),
    intro=_("Between sites counts as other; without a site only what crosses the company's border is shown."),
)


def _move(row: Any, values: Values) -> str:
    return reverse("admin:stock_move_change", args=[row.id])


def _card(values: Values) -> list[Any]:
    return item_card(
        int(values["item_id"]),
        site_id=_chosen(values),
        changes_only=True,
        since=values["start"],
        until=values["end"],
        limit=MOST_MOVES,
    )


def _item_name(values: Values) -> str:
    return str(Item.objects.filter(pk=values["item_id"]).first() or "")


LEDGER = Report(
    "stock-ledger",
    _("Stock ledger of an item"),
    GROUP,
    "stock.read",
    _card,
    (
        Column("moved_on", _("Date"), "date"),
        Column(
            "reason", _("Reason"), link=_move, value=lambda row: dict(REASONS).get(row.reason, row.reason)
        ),
        Column(
            "received", _("Received"), "quantity", total=True, value=lambda row: max(row.delta, 0) or None
        ),
        Column("issued", _("Issued"), "quantity", total=True, value=lambda row: max(-row.delta, 0) or None),
        Column("balance", _("Balance"), "quantity"),
        Column("recorded_at", _("Recorded at"), "date"),
    ),
    (ITEM, SITE, *period_fields()),
    heading=_item_name,
)
REASONS: Sequence[tuple[str, Any]] = (
    ("receive", _("Received")),
    ("ship", _("Shipped")),
    ("pick", _("Picked")),
    ("count", _("Count")),
    ("found", _("Found")),
    ("lost", _("Lost")),
    ("scrap", _("Scrapped")),
    ("opening", _("Opening stock")),
    ("move", _("Moved")),
    ("status", _("Status changed")),
)


def _promised(values: Values) -> list[Any]:
    return available_to_promise([int(values["item_id"])], [int(values["site_id"])], values["until"])


PROMISE = Report(
    "available-to-promise",
    _("Available to promise"),
    GROUP,
    "stock.read",
    _promised,
    (
        Column("on", _("Date"), "date"),
        Column("supply", _("Supply"), "quantity"),
        Column("demand", _("Demand"), "quantity"),
        Column("projected", _("Projected"), "quantity"),
        Column("available", _("May be promised"), "quantity"),
    ),
    (
        ITEM,
        Field("site_id", _("Site"), "choice", _first_site, _sites(False), required=True),
        Field("until", _("Until"), "date", lambda asked: today() + dt.timedelta(days=60), required=True),
    ),
    heading=_item_name,
)


def _lot(row: Any, values: Values) -> str:
    return reverse("admin:report", args=["lot-trace"]) + f"?lot_id=@{row.lot_id}"


EXPIRING = Report(
    "expiring-lots",
    _("Lots that expire"),
    GROUP,
    "stock.read",
    lambda values: expiring(values["until"]),
    (
        Column("expires_on", _("Expires on"), "date"),
        Column("code", _("Lot"), link=_lot),
        Column("item", _("Item")),
        Column("site", _("Site")),
        Column("on_hand", _("In stock"), "quantity"),
    ),
    (Field("until", _("Until"), "date", lambda asked: today() + dt.timedelta(days=60), required=True),),
)


def _document(row: Any, values: Values) -> str:
    return reverse(f"admin:{row.page}_change", args=[row.document_id]) if row.page else ""


TRACE = Report(
    "lot-trace",
    _("Where a lot came from and went"),
    GROUP,
    "stock.read",
    lambda values: trace(int(values["lot_id"])),
    (
        Column("step", _("Step"), value=lambda row: dict(STEPS)[row.step]),
        Column("on", _("Date"), "date"),
        Column("number", _("Document"), link=_document),
        Column("who", _("Party or place")),
        Column("quantity", _("Quantity"), "quantity"),
    ),
    (Field("lot_id", _("Lot"), model="stock.Lot", required=True),),
    heading=lambda values: " · ".join(
        f"{lot.code} {lot.item}" for lot in Lot.objects.filter(pk=values["lot_id"]).select_related("item")
    ),
)

SLOW = Report(
    "slow-stock",
    _("Stock that does not move"),
    GROUP,
    "stock.read",
    lambda values: slow(int(values["days"])),
    (
        Column("code", _("Code")),
        Column("name", _("Item")),
        Column("site", _("Site")),
        Column("on_hand", _("In stock"), "quantity"),
        Column("last_issued_on", _("Last issued"), "date"),
    ),
    (Field("days", _("Days without issue"), "integer", 90, required=True),),
)

REPORTS = (MOVEMENT, LEDGER, PROMISE, TRACE, EXPIRING, SLOW)
