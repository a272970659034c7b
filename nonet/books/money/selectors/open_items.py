"""What is open of a party, as it is matched and paid."""

from typing import Any

from nonet.books.money.models import Entry, OpenItem
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

# What stands for no invoice or payment bears the number of its document on the party's line of its entry.
OPENED = """LEFT JOIN money_entryline l ON l.entry_id = o.entry_id AND l.account_id = o.account_id
    AND l.party_id = o.party_id AND o.invoice_id IS NULL AND o.payment_id IS NULL"""


def is_opening(item: OpenItem) -> bool:
    """Return whether an open item came from the beginning of the books and nothing is matched with it."""
    if item.invoice_id or item.payment_id or item.open_amount != item.amount:
        return False
    return Entry.objects.filter(pk=item.entry_id, source="opening", reverses=None).exists()


def open_rows(party_id: int, receivable: bool) -> list[Any]:
    """Return what is open of a party, the oldest due first: claims, credits and advances."""
    return sql.rows(
        "SELECT o.id, o.currency, o.amount, o.open_amount, o.posted_on, o.due_on, o.invoice_id, o.payment_id,"
        " coalesce(i.number, y.number, l.description, '') AS number, coalesce(i.kind, y.kind, 'entry') AS kind,"
        " coalesce(i.party_reference, y.reference, '') AS reference"
        " FROM money_openitem o LEFT JOIN money_invoice i ON i.id = o.invoice_id"
        f" LEFT JOIN money_payment y ON y.id = o.payment_id {OPENED}"
        " WHERE o.company_id = %s AND o.party_id = %s AND o.is_receivable = %s AND o.open_amount <> 0"
        " ORDER BY o.due_on, o.id LIMIT 500",
        (current_company_id(), party_id, receivable),
    )
