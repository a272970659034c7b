"""Counts as people see them: the sheet to count by, and the differences to judge."""

from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_SHEET = """
SELECT l.id, c.state, l.item_id AS item, i.code, i.name, l.place_id AS place, p.code AS place_code, l.lot_id AS lot,
    l.handling_unit_id AS handling_unit, l.status, l.owner_id AS owner, l.counted_quantity, l.recounts, l.reason,
    CASE WHEN c.is_blind AND c.state = 'counting' THEN NULL ELSE l.book_quantity END AS book_quantity,
    CASE WHEN c.is_blind AND c.state = 'counting' THEN NULL ELSE l.counted_quantity - l.book_quantity END AS difference,
    CASE WHEN c.is_blind AND c.state = 'counting' THEN NULL
        WHEN l.entered_at IS NOT NULL AND c.state <> 'posted' THEN coalesce(b.on_hand, 0) - l.book_quantity
    END AS moved_since
FROM stock_countline l JOIN stock_count c ON c.id = l.count_id JOIN items_item i ON i.id = l.item_id
JOIN places_place p ON p.id = l.place_id
LEFT JOIN stock_balance b ON b.item_id = l.item_id AND b.place_id = l.place_id
    AND b.lot_id IS NOT DISTINCT FROM l.lot_id
    AND b.handling_unit_id IS NOT DISTINCT FROM l.handling_unit_id AND b.status = l.status
    AND b.owner_id IS NOT DISTINCT FROM l.owner_id
WHERE l.company_id = %s AND l.count_id = %s AND l.id > %s
ORDER BY l.id LIMIT %s
"""


def count_sheet(count_id: int, *, after: int = 0, limit: int = 1000) -> list[Any]:
    """Return the lines of a count; while a blind one is being counted, without what the book says.

    ``moved_since`` is what came or went since the line's count was entered; the count still posts only
    ``difference``.
    """
    return sql.rows(_SHEET, (current_company_id(), count_id, after, limit))
