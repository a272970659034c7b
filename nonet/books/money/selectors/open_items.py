"""What is open of a party, as it is matched and paid."""

from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def open_rows(party_id: int, receivable: bool) -> list[Any]:
    """Return what is open of a party, the oldest due first: claims, credits and advances."""
    return sql.rows(
        "SELECT o.id, o.currency, o.amount, o.open_amount, o.posted_on, o.due_on, o.invoice_id, o.payment_id,"
        " coalesce(i.number, y.number, '') AS number, coalesce(i.kind, y.kind, 'entry') AS kind,"
        " coalesce(i.party_reference, y.reference, '') AS reference"
        " FROM money_openitem o LEFT JOIN money_invoice i ON i.id = o.invoice_id"
        " LEFT JOIN money_payment y ON y.id = o.payment_id"
        " WHERE o.company_id = %s AND o.party_id = %s AND o.is_receivable = %s AND o.open_amount <> 0"
        " ORDER BY o.due_on, o.id LIMIT 500",
        (current_company_id(), party_id, receivable),
    )
