"""Which moves are to be valued, under which locks, and what each of them was for."""

from collections.abc import Collection, Sequence
from typing import Any

from nonet.books.money.models import ValueEntry
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

Kind = ValueEntry.Kind

_MOVES = """
SELECT m.id, m.item_id, m.quantity, m.direction, m.moved_on, m.reverses_id, p.kind AS counterpart,
       i.code AS item, i.costing, i.standard_cost, i.category_id,
       coalesce(dl.order_line_id, rl.order_line_id) AS order_line_id, a.kind AS adjustment_kind,
       CASE WHEN dl.id IS NOT NULL THEN 'delivery' WHEN rl.id IS NOT NULL THEN 'receipt'
            WHEN a.id IS NOT NULL THEN 'adjustment' WHEN c.id IS NOT NULL THEN 'count' ELSE 'move' END AS source,
       coalesce(dl.delivery_id, rl.receipt_id, a.id, c.id, m.id) AS source_id,
       coalesce(d.number, r.number, a.number, c.number, '') AS number,
       coalesce(d.party_id, r.party_id) AS party_id
FROM stock_move m
JOIN items_item i ON i.id = m.item_id
JOIN places_place p ON p.id = CASE WHEN m.direction > 0 THEN m.from_place_id ELSE m.to_place_id END
LEFT JOIN orders_deliveryline dl ON dl.id = m.delivery_line_id
LEFT JOIN orders_delivery d ON d.id = dl.delivery_id
LEFT JOIN orders_receiptline rl ON rl.id = m.receipt_line_id
LEFT JOIN orders_receipt r ON r.id = rl.receipt_id
LEFT JOIN stock_adjustment a ON a.id = m.adjustment_id
LEFT JOIN stock_countline cl ON cl.id = m.count_line_id
LEFT JOIN stock_count c ON c.id = cl.count_id
WHERE m.company_id = %s AND m.id = ANY(%s) AND m.direction <> 0 AND m.owner_id IS NULL
"""
_UNVALUED = " AND NOT EXISTS (SELECT 1 FROM money_valueentry v WHERE v.move_id = m.id)"


def read_moves(move_ids: Collection[int], *, unvalued: bool = False) -> list[Any]:
    """Return the moves of our own goods into or out of stock, in order of id, with what each was for."""
    query = _MOVES + (_UNVALUED if unvalued else "") + " ORDER BY m.id"
    return sql.rows(query, (current_company_id(), list(move_ids)))


def lock_item_costs(item_ids: Collection[int]) -> dict[int, Any]:
    """Lock what the items are worth, in order of item; items never valued begin at nothing."""
    found = _lock("SELECT unnest(%s::bigint[])", sorted(item_ids))
    missing = sorted(set(item_ids) - found.keys())
    if not missing:
        return found
    _begin(missing)
    return _lock("SELECT unnest(%s::bigint[])", sorted(item_ids))


def lock_unvalued(move_ids: Sequence[int]) -> tuple[list[Any], dict[int, Any]]:
    """Lock the items of the moves; return the moves not valued yet and what their items are worth.

    The moves are read after the lock, so that of two runs over the same moves one finds nothing left.
    """
    costs = _lock("SELECT m.item_id FROM stock_move m WHERE m.id = ANY(%s::bigint[])", list(move_ids))
    moves = read_moves(move_ids, unvalued=True)
    missing = sorted({each.item_id for each in moves} - costs.keys())
    if not missing:
        return moves, costs
    _begin(missing)
    return lock_unvalued(move_ids)


def _lock(items: str, ids: Sequence[int]) -> dict[int, Any]:
    found = sql.rows(
        "SELECT item_id, quantity, value, last_issue_on FROM money_itemcost"
        f" WHERE company_id = %s AND item_id IN ({items}) ORDER BY item_id FOR NO KEY UPDATE",
        (current_company_id(), ids),
    )
    return {each.item_id: each for each in found}


def _begin(item_ids: Sequence[int]) -> None:
    sql.execute(
        "INSERT INTO money_itemcost (company_id, item_id) SELECT %s::bigint, unnest(%s::bigint[])"
        " ON CONFLICT (item_id) DO NOTHING",
        (current_company_id(), item_ids),
    )


def event_of(move: Any) -> str:
    """Return the posting event of a move, from where the goods came or went and why."""
    if move.direction > 0:
        return _INCOMING.get(move.counterpart, _raised)(move)
    return _OUTGOING.get(move.counterpart, _lowered)(move)


def _raised(move: Any) -> str:
    if move.adjustment_kind == "opening":
        return "opening_stock"
    return "stock_adjusted_up"


def _lowered(move: Any) -> str:
    return "stock_scrapped" if move.adjustment_kind == "scrap" else "stock_adjusted_down"


_INCOMING = {
    "supplier": lambda move: "goods_received",
    "customer": lambda move: "customer_return_received",
    "production": lambda move: "production_returned" if move.reverses_id else "production_received",
}
_OUTGOING = {
    "supplier": lambda move: "supplier_return_shipped",
    "customer": lambda move: "goods_issued_sale",
    "production": lambda move: "production_issued",
}
