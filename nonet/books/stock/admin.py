"""The quantity book on the desk."""

from django.contrib import admin

from nonet.books.stock.models import (
    Balance,
    CountLine,
    HandlingUnit,
    Move,
    Reservation,
    SiteStock,
)
from nonet.kit.admin import DocumentAdmin, LineTable
from nonet.kit.admin.base import ItemSearch

MOVE_COLUMNS = ("item", "quantity", "from_place", "to_place", "lot", "from_status", "to_status", "moved_on")


@admin.register(SiteStock)
class SiteStockAdmin(ItemSearch, DocumentAdmin):
    list_display = ("item", "site", "on_hand", "reserved")
    list_filter = ("site",)
    facts = ("item", "site", "on_hand", "reserved")


class BalanceAdmin(ItemSearch, DocumentAdmin):
    """What lies where; the face that knows its verbs registers it."""

    list_display = ("item", "place", "lot", "handling_unit", "status", "owner", "on_hand", "allocated")
    list_filter = ("status",)
    facts = list_display


@admin.register(Move)
class MoveAdmin(ItemSearch, DocumentAdmin):
    list_display = ("id", *MOVE_COLUMNS)
    list_filter = ("reason", "direction")
    facts = (*MOVE_COLUMNS, "owner", "reason", "user", "recorded_at")


@admin.register(Reservation)
class ReservationAdmin(ItemSearch, DocumentAdmin):
    list_display = ("id", "item", "site", "quantity", "state", "expires_at", "created_at")
    tabs_by = ""  # nearly all are used up; to count the others would read them all
    list_filter = ("state",)
    facts = list_display


class LotAdmin(ItemSearch, DocumentAdmin):
    """Lots; the face that knows their verbs registers it."""

    list_display = ("code", "item", "is_serial", "made_on", "expires_on", "supplier")
    search_names = ("code",)
    facts = list_display
    tables = (LineTable(Balance, "lot", ("place", "status", "on_hand", "allocated")),)


@admin.register(HandlingUnit)
class HandlingUnitAdmin(DocumentAdmin):
    list_display = ("sscc", "kind", "parent", "place", "closed_at")
    list_filter = ("kind",)
    search_names = ("sscc",)
    facts = list_display
    tables = (LineTable(Balance, "handling_unit", ("item", "lot", "status", "on_hand")),)


class AdjustmentAdmin(DocumentAdmin):
    """Adjustments; the face that knows their verbs registers it."""

    document = "adjustment"
    list_display = ("number", "kind", "adjusted_on", "reason", "created_by")
    list_filter = ("kind",)
    facts = ("number", "kind", "adjusted_on", "reason", "created_by", "created_at")
    tables = (LineTable(Move, "adjustment", MOVE_COLUMNS),)


class CountAdmin(DocumentAdmin):
    """Counts; the face that knows their verbs registers it."""

    document = "count"
    list_display = ("number", "site", "state", "counted_on", "is_blind", "created_by")
    list_filter = ("state", "site")
    facts = ("number", "site", "counted_on", "is_blind", "created_by", "created_at")
    tables = (
        LineTable(
            CountLine,
            "count",
            ("item", "place", "lot", "status", "book_quantity", "counted_quantity", "reason"),
        ),
    )
