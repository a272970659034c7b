"""The documents of the quantity book, and what they lead to."""

from nonet.kernel.documents import DocumentLink, DocumentType

DOCUMENT_TYPES = (
    DocumentType("adjustment", "Stock adjustment", "stock_adjustment", "AD", state="kind"),
    DocumentType("count", "Stock count", "stock_count", "CT"),
)

DOCUMENT_LINKS = (
    DocumentLink(
        "adjustment",
        "adjustment",
        "SELECT origin_id AS from_id, id AS to_id FROM stock_adjustment"
        " WHERE company_id = %(company)s AND origin_id IS NOT NULL",
    ),
)
