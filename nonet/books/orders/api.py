"""The promise book for programs: deliveries and receipts; orders are offered by the systems that take them."""

from nonet.books.orders.models import Delivery, DeliveryLine, OrderLine, Receipt, ReceiptLine
from nonet.books.orders.services import cancelling, receiving, releasing, splitting
from nonet.kit.api import Lines, Resource, Verb

ORDER_FIELDS = (
    *(
        "kind",
        "number",
        "state",
        "party",
        "party__code",
        "site",
        "site__code",
        "to_site",
        "origin",
        "channel",
    ),
    *("external_number", "ordered_on", "due_on", "currency", "payment_term", "tax_included", "net_total"),
    *("tax_total", "gross_total", "ship_to", "note", "reasons", "created_at", "created_by", "confirmed_at"),
)
ORDER_FILTERS = (*("number", "state", "party", "site", "channel", "external_number", "ordered_on", "due_on"),)
ORDER_LINES = Lines(
    "lines",
    OrderLine,
    "order",
    (
        *("position", "role", "item", "item__code", "description", "quantity", "unit", "entered_quantity"),
        *("entered_unit", "price", "discount", "tax_code", "tax_rate", "net_amount", "tax_amount", "due_on"),
        *(
            "origin_line",
            "price_reason",
            "reserved",
            "released",
            "shipped",
            "invoiced",
            "returned",
            "cancelled",
        ),
    ),
    order_by=("position",),
)
DELIVERY = Resource(
    "deliveries",
    Delivery,
    fields=(
        *(
            "number",
            "state",
            "party",
            "party__code",
            "site",
            "planned_on",
            "shipped_on",
            "ship_to",
            "carrier",
        ),
        *("waybill_number", "reasons", "created_at"),
    ),
    filters=("number", "state", "party", "site", "planned_on", "shipped_on"),
    lines=(
        Lines(
            "lines",
            DeliveryLine,
            "delivery",
            ("order_line", "order_line__order", "item", "item__code", "quantity", "picked", "shipped"),
        ),
    ),
    document="delivery",
    newest_first=True,
)
RECEIPT = Resource(
    "receipts",
    Receipt,
    fields=(
        "number",
        "state",
        "party",
        "party__code",
        "site",
        "received_on",
        "party_reference",
        "note",
        "created_at",
    ),
    filters=("number", "state", "party", "site", "received_on"),
    lines=(
        Lines(
            "lines",
            ReceiptLine,
            "receipt",
            (
                *("order_line", "order_line__order", "item", "item__code", "quantity", "invoiced", "status"),
                *("lot_code", "expires_on", "place"),
            ),
        ),
    ),
    document="receipt",
    newest_first=True,
)
ORDER_VERBS = (Verb("release", releasing.release_orders),)
DELIVERY_VERBS = (
    Verb("cancel", cancelling.cancel_deliveries),
    Verb("split", splitting.split_deliveries),
    Verb("note", splitting.note_deliveries),
)
RECEIPT_VERBS = (Verb("create", receiving.create_receipts, creates=True),)
