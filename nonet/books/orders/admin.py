"""The promise book on the desk: deliveries and receipts; orders are shown by the systems that take them."""

from collections.abc import Sequence

from nonet.books.orders.models import DeliveryLine, ReceiptLine
from nonet.kit.admin import DocumentAdmin, LineTable


class DeliveryAdmin(DocumentAdmin):
    """Deliveries; the face that knows their verbs registers it."""

    document = "delivery"
    list_display = ("number", "state", "party", "site", "planned_on", "shipped_on", "waybill_number")
    list_filter = ("state", "planned_on")
    facts = (
        *("number", "party", "site", "planned_on", "shipped_on", "carrier", "waybill_number"),
        *("ship_to", "created_at"),
    )
    tables = (LineTable(DeliveryLine, "delivery", ("item", "quantity", "picked", "shipped")),)


class ReceiptAdmin(DocumentAdmin):
    """Receipts; the face that knows their verbs registers it."""

    document = "receipt"
    list_display = ("number", "state", "party", "site", "received_on", "party_reference")
    list_filter = ("state", "received_on")
    facts = ("number", "party", "site", "received_on", "party_reference", "note", "created_at")
    tables: Sequence[LineTable] = (
        LineTable(
            ReceiptLine,
            "receipt",
            ("item", "quantity", "invoiced", "status", "lot_code", "expires_on", "place"),
        ),
    )
