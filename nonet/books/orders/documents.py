"""The documents of the promise book, and how they lead to each other."""

from django.utils.translation import gettext_noop as _

from nonet.kernel.documents import DocumentLink, DocumentType

KINDS = {
    "sales_order": ("sales", _("Sales order"), "SO"),
    "purchase_order": ("purchase", _("Purchase order"), "PO"),
    "transfer_order": ("transfer", _("Transfer order"), "TO"),
    "production_order": ("production", _("Production order"), "MO"),
    "sales_return": ("sales_return", _("Sales return"), "SR"),
    "purchase_return": ("purchase_return", _("Purchase return"), "PR"),
}
OUTGOING = ("sales_order", "transfer_order", "purchase_return")
INCOMING = ("purchase_order", "sales_return", "transfer_order", "production_order")

DOCUMENT_TYPES = (
    *(
        DocumentType(code, name, "orders_order", prefix, where=f"kind = '{kind}'")
        for code, (kind, name, prefix) in KINDS.items()
    ),
    DocumentType("delivery", _("Delivery"), "orders_delivery", "DN"),
    DocumentType("receipt", _("Goods receipt"), "orders_receipt", "GR"),
)

_DELIVERIES = """
SELECT l.order_id AS from_id, d.delivery_id AS to_id FROM orders_deliveryline d
JOIN orders_orderline l ON l.id = d.order_line_id JOIN orders_order o ON o.id = l.order_id AND o.kind = '{kind}'
WHERE d.company_id = %(company)s
"""
_RECEIPTS = """
SELECT l.order_id AS from_id, r.receipt_id AS to_id FROM orders_receiptline r
JOIN orders_orderline l ON l.id = r.order_line_id JOIN orders_order o ON o.id = l.order_id AND o.kind = '{kind}'
WHERE r.company_id = %(company)s
"""
_ORIGINS = """
SELECT o.origin_id AS from_id, o.id AS to_id FROM orders_order o JOIN orders_order f ON f.id = o.origin_id
WHERE o.company_id = %(company)s AND o.kind = '{kind}' AND f.kind = '{origin}'
"""

DOCUMENT_LINKS = (
    *(DocumentLink(code, "delivery", _DELIVERIES.format(kind=KINDS[code][0])) for code in OUTGOING),
    *(DocumentLink(code, "receipt", _RECEIPTS.format(kind=KINDS[code][0])) for code in INCOMING),
    *(
        DocumentLink(origin, code, _ORIGINS.format(kind=KINDS[code][0], origin=KINDS[origin][0]))
        for origin, code in (
            ("sales_order", "sales_return"),
            ("sales_order", "sales_order"),
            ("sales_return", "sales_order"),
            ("purchase_order", "purchase_return"),
            ("sales_order", "purchase_order"),
        )
    ),
)
