"""Lines of counts with what their differences are worth."""

from collections.abc import Sequence
from typing import Any

from nonet.books.stock.errors import LotUnknown
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_LINES = """
SELECT l.id, l.item_id AS item, i.code, i.name, l.place_id AS place, p.code AS place_code, l.lot_id AS lot,
    coalesce(t.code, '') AS lot_code, l.handling_unit_id AS handling_unit, l.status, l.owner_id AS owner,
    l.book_quantity, l.counted_quantity, l.reason, c.is_blind AND c.state = 'counting' AS hidden,
    l.counted_quantity - l.book_quantity AS difference,
    round((l.counted_quantity - l.book_quantity) * coalesce(v.value / nullif(v.quantity, 0), 0), 2) AS value,
    concat_ws(' ', i.code, i.gtin, t.code) AS codes
FROM stock_countline l JOIN stock_count c ON c.id = l.count_id JOIN items_item i ON i.id = l.item_id
JOIN places_place p ON p.id = l.place_id LEFT JOIN stock_lot t ON t.id = l.lot_id
LEFT JOIN money_itemcost v ON v.item_id = l.item_id AND v.company_id = l.company_id
WHERE l.company_id = %s AND l.count_id = ANY(%s) ORDER BY l.id
"""


def count_lines(count_ids: Sequence[int]) -> list[Any]:
    """Return the lines of counts; ``value`` is the difference at the item's average cost, in the company's currency.

    ``hidden`` says that what the book says must not be shown, since who counts must not know; ``codes`` are those
    that a scanner may read on the goods.
    """
    return sql.rows(_LINES, (current_company_id(), list(count_ids)))


def lot_of(item_id: int, code: str) -> int | None:
    """Return the lot of an item by its code; raises ``LotUnknown`` when there is none of it."""
    if not code:
        return None
    found = sql.row(
        "SELECT id FROM stock_lot WHERE company_id = %s AND item_id = %s AND code = %s",
        (current_company_id(), item_id, code),
    )
    if found is None:
        raise LotUnknown(code)
    return int(found.id)
