"""The documents of the value book, and what leads to them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.kernel.documents import DocumentLink, DocumentType

KINDS: dict[str, tuple[Any, str, str]] = {
    "sales_invoice": (_("Sales invoice"), "INV", "sales_order"),
    "credit_note": (_("Credit note"), "CN", "sales_return"),
    "purchase_bill": (_("Purchase bill"), "BILL", "purchase_order"),
    "supplier_credit": (_("Supplier credit"), "SCN", "purchase_return"),
}

PAYMENT: Any = _("Payment")
LANDED_COST: Any = _("Landed cost")
ENTRY: Any = _("Entry")

# An entry is called by its voucher's word and number once it has one; till then by what happened.
_VOUCHER_NUMBER = (
    "(SELECT v.word || '-' || v.number FROM money_voucher v"
    " WHERE v.entry_id = money_entry.id AND v.company_id = money_entry.company_id)"
)

DOCUMENT_TYPES = (
    *(
        DocumentType(code, name, "money_invoice", prefix, where=f"kind = '{code}'")
        for code, (name, prefix, *_rest) in KINDS.items()
    ),
    DocumentType("payment", PAYMENT, "money_payment", "PY"),
    DocumentType("landed_cost", LANDED_COST, "money_landedcost", "LC"),
    DocumentType("entry", ENTRY, "money_entry", "", number=_VOUCHER_NUMBER, state="event"),
)

_CHARGED = """
SELECT ol.order_id AS from_id, il.invoice_id AS to_id FROM money_invoiceline il
JOIN orders_orderline ol ON ol.id = il.order_line_id
JOIN money_invoice i ON i.id = il.invoice_id AND i.kind = '{kind}'
WHERE il.company_id = %(company)s
"""
_BILLED = """
SELECT rl.receipt_id AS from_id, il.invoice_id AS to_id FROM money_invoiceline il
JOIN orders_receiptline rl ON rl.id = il.receipt_line_id WHERE il.company_id = %(company)s
"""
_PAID = """
SELECT i.invoice_id AS from_id, p.payment_id AS to_id FROM money_settlement s
JOIN money_openitem i ON i.id IN (s.claim_id, s.counter_id) AND i.invoice_id IS NOT NULL
JOIN money_openitem p ON p.id IN (s.claim_id, s.counter_id) AND p.payment_id IS NOT NULL
JOIN money_invoice v ON v.id = i.invoice_id AND v.kind = '{kind}'
WHERE s.company_id = %(company)s AND s.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM money_settlement r WHERE r.reverses_id = s.id)
"""
_LANDED = """
SELECT t.receipt_id AS from_id, t.landedcost_id AS to_id FROM money_landedcost_receipts t
JOIN money_landedcost c ON c.id = t.landedcost_id WHERE c.company_id = %(company)s
"""
_POSTED = """
SELECT source_id AS from_id, id AS to_id FROM money_entry
WHERE company_id = %(company)s AND source = '{source}' AND source_id IS NOT NULL
"""
_POSTED_INVOICE = """
SELECT e.source_id AS from_id, e.id AS to_id FROM money_entry e
JOIN money_invoice i ON i.id = e.source_id AND i.kind = '{kind}'
WHERE e.company_id = %(company)s AND e.source = 'invoice'
"""

DOCUMENT_LINKS = (
    *(DocumentLink(order, code, _CHARGED.format(kind=code)) for code, (*_rest, order) in KINDS.items()),
    DocumentLink("receipt", "purchase_bill", _BILLED),
    *(DocumentLink(code, "payment", _PAID.format(kind=code)) for code in KINDS),
    DocumentLink("receipt", "landed_cost", _LANDED),
    *(DocumentLink(code, "entry", _POSTED_INVOICE.format(kind=code)) for code in KINDS),
    *(
        DocumentLink(code, "entry", _POSTED.format(source=code))
        for code in ("payment", "landed_cost", "receipt", "delivery", "count", "adjustment")
    ),
)
