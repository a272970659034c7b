"""What waits to be posted or valued; what level-triggered flows ask, a page of ids above ``after`` at a time."""

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

PAGE = 1000


def draft_invoices(after: int = 0, limit: int = PAGE) -> list[int]:
    """Return sales invoices and credit notes that are drafts."""
    found = sql.rows(
        "SELECT id FROM money_invoice WHERE company_id = %s AND state = 'draft'"
        " AND kind IN ('sales_invoice', 'credit_note') AND id > %s ORDER BY id LIMIT %s",
        (current_company_id(), after, limit),
    )
    return [each.id for each in found]


def unvalued_moves(after: int = 0, limit: int = PAGE) -> list[int]:
    """Return moves of our own goods into or out of stock that have no value yet."""
    found = sql.rows(
        "SELECT m.id FROM stock_move m WHERE m.company_id = %s AND m.direction <> 0 AND m.owner_id IS NULL"
        " AND m.id > %s AND NOT EXISTS (SELECT FROM money_valueentry v WHERE v.move_id = m.id)"
        " ORDER BY m.id LIMIT %s",
        (current_company_id(), after, limit),
    )
    return [each.id for each in found]
