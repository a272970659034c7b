"""The quantity book on the desk."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

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
from nonet.books.stock.services import count_posting, counting
from nonet.kit.admin import DocumentAdmin, LineTable, VerbAction
from nonet.kit.admin.base import ItemSearch

MOVE_COLUMNS = ("item", "quantity", "from_place", "to_place", "lot", "from_status", "to_status", "moved_on")


@admin.register(SiteStock)
class SiteStockAdmin(ItemSearch, DocumentAdmin):
    list_display = ("item", "site", "on_hand", "reserved")
    list_filter = ("site",)
    facts = ("item", "site", "on_hand", "reserved")


@admin.register(Balance)
class BalanceAdmin(ItemSearch, DocumentAdmin):
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
    list_filter = ("state",)
    facts = list_display


@admin.register(Lot)
class LotAdmin(ItemSearch, DocumentAdmin):
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


@admin.register(Adjustment)
class AdjustmentAdmin(DocumentAdmin):
    document = "adjustment"
    list_display = ("number", "kind", "adjusted_on", "reason", "created_by")
    list_filter = ("kind",)
    facts = ("number", "kind", "adjusted_on", "reason", "created_by", "created_at")
    tables = (LineTable(Move, "adjustment", MOVE_COLUMNS),)


@admin.register(Count)
class CountAdmin(DocumentAdmin):
    document = "count"
    list_display = ("number", "site", "state", "counted_on", "is_blind", "created_by")
    list_filter = ("state", "site")
    facts = ("number", "site", "counted_on", "is_blind", "created_by", "created_at")
    verbs = (
        VerbAction("finish", _("Finish counting"), counting.finish_counts, ("counting",)),
        VerbAction("post", _("Post differences"), count_posting.post_counts, ("counted",)),
        VerbAction("cancel", _("Cancel"), counting.cancel_counts, ("counting", "counted"), primary=False),
    )
    tables = (
        LineTable(
            CountLine,
            "count",
            ("item", "place", "lot", "status", "book_quantity", "counted_quantity", "reason"),
        ),
    )
