"""Lots: which to take first, which expire, where one is, where it came from, where it went and what became of it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

_PICKING_ORDER = """
SELECT b.id, b.item_id AS item, p.site_id AS site, b.place_id AS place, b.lot_id AS lot,
    b.handling_unit_id AS handling_unit, l.expires_on, b.on_hand - b.allocated AS free
FROM stock_balance b JOIN places_place p ON p.id = b.place_id AND p.kind IN ('bin', 'inbound')
JOIN items_item i ON i.id = b.item_id LEFT JOIN stock_lot l ON l.id = b.lot_id
WHERE b.company_id = %s AND b.item_id = ANY(%s) AND p.site_id = ANY(%s) AND b.status = 'available'
    AND b.owner_id IS NULL AND b.on_hand > b.allocated
    AND (l.expires_on IS NULL OR l.expires_on >= %s::date + i.minimum_remaining_days)
ORDER BY b.item_id, p.site_id, l.expires_on NULLS LAST, l.made_on NULLS LAST, b.lot_id NULLS LAST, p.sequence, b.id
"""


def picking_order(
    item_ids: Sequence[int], site_ids: Sequence[int], *, on: dt.date | None = None
) -> list[Any]:
    """Return free available goods of our own, first expiry first, then the older lot, then along the walk.

    Lots that have less than the item's minimum of days left on the day are not offered.
    """
    return sql.rows(_PICKING_ORDER, (current_company_id(), list(item_ids), list(site_ids), on or today()))


_EXPIRING = """
SELECT l.id AS lot, l.code, l.item_id AS item, l.expires_on, p.site_id AS site, b.status, sum(b.on_hand) AS on_hand
FROM stock_lot l JOIN stock_balance b ON b.lot_id = l.id AND b.on_hand > 0 JOIN places_place p ON p.id = b.place_id
WHERE l.company_id = %s AND l.expires_on <= %s AND (l.expires_on, l.id) > (%s, %s)
GROUP BY l.id, p.site_id, b.status ORDER BY l.expires_on, l.id, p.site_id, b.status
"""


def expiring_lots(until: dt.date, *, after: tuple[dt.date, int] | None = None) -> list[Any]:
    """Return lots in stock that expire up to a day, those expired already included, the first to expire first."""
    start = after or (dt.date.min, 0)
    return sql.rows(_EXPIRING, (current_company_id(), until, *start))


def where_lots_are(lot_ids: Sequence[int]) -> list[Any]:
    """Return where lots lie now: lot, site, place, handling_unit, status, owner, on_hand."""
    return sql.rows(
        "SELECT b.lot_id AS lot, p.site_id AS site, b.place_id AS place, b.handling_unit_id AS handling_unit, b.status,"
        " b.owner_id AS owner, b.on_hand FROM stock_balance b JOIN places_place p ON p.id = b.place_id"
        " WHERE b.company_id = %s AND b.lot_id = ANY(%s) AND b.on_hand > 0"
        " ORDER BY b.lot_id, p.site_id, b.place_id, b.id",
        (current_company_id(), list(lot_ids)),
    )


def where_lots_were(lot_ids: Sequence[int]) -> list[Any]:
    """Return all moves of lots in order: the whole way from supplier or production to customer or loss."""
    return sql.rows(
        "SELECT m.id, m.lot_id AS lot, m.moved_on, m.recorded_at, m.quantity, m.reason, m.from_place_id AS from_place,"
        " m.to_place_id AS to_place, m.from_status, m.to_status, m.delivery_line_id, m.receipt_line_id,"
        " m.adjustment_id, m.count_line_id FROM stock_move m WHERE m.company_id = %s AND m.lot_id = ANY(%s)"
        " ORDER BY m.moved_on, m.id",
        (current_company_id(), list(lot_ids)),
    )


_FORWARD = """
SELECT m.lot_id AS lot, d.party_id AS party, d.id AS delivery, d.number, d.shipped_on, o.id AS order_id,
    o.number AS order_number, sum(m.quantity) AS quantity
FROM stock_move m JOIN places_place t ON t.id = m.to_place_id AND t.kind = 'customer'
JOIN orders_deliveryline dl ON dl.id = m.delivery_line_id JOIN orders_delivery d ON d.id = dl.delivery_id
JOIN orders_orderline l ON l.id = dl.order_line_id JOIN orders_order o ON o.id = l.order_id
WHERE m.company_id = %s AND m.lot_id = ANY(%s) GROUP BY m.lot_id, d.id, o.id ORDER BY m.lot_id, d.shipped_on, d.id
"""

_BACKWARD = """
SELECT m.lot_id AS lot, r.party_id AS party, r.id AS receipt, r.number, r.received_on, r.party_reference,
    o.id AS order_id,
    o.number AS order_number, sum(m.quantity) AS quantity
FROM stock_move m JOIN places_place f ON f.id = m.from_place_id AND f.kind IN ('supplier', 'production')
JOIN orders_receiptline rl ON rl.id = m.receipt_line_id JOIN orders_receipt r ON r.id = rl.receipt_id
JOIN orders_orderline l ON l.id = rl.order_line_id JOIN orders_order o ON o.id = l.order_id
WHERE m.company_id = %s AND m.lot_id = ANY(%s) GROUP BY m.lot_id, r.id, o.id ORDER BY m.lot_id, r.received_on, r.id
"""


def customers_of_lots(lot_ids: Sequence[int]) -> list[Any]:
    """Return to whom lots were delivered: lot, party, delivery, order and quantity."""
    return sql.rows(_FORWARD, (current_company_id(), list(lot_ids)))


def suppliers_of_lots(lot_ids: Sequence[int]) -> list[Any]:
    """Return from whom lots came, or from which production order: lot, party, receipt, order and quantity."""
    return sql.rows(_BACKWARD, (current_company_id(), list(lot_ids)))


# What goes into a production order and what comes out of it are linked by the order.
_LINKS = """
used AS (
    SELECT DISTINCT m.lot_id, l.order_id FROM stock_move m
    JOIN places_place t ON t.id = m.to_place_id AND t.kind = 'production'
    JOIN orders_deliveryline dl ON dl.id = m.delivery_line_id JOIN orders_orderline l ON l.id = dl.order_line_id
    WHERE m.company_id = %(company)s AND m.lot_id IS NOT NULL
), made AS (
    SELECT DISTINCT m.lot_id, l.order_id FROM stock_move m
    JOIN places_place f ON f.id = m.from_place_id AND f.kind = 'production'
    JOIN orders_receiptline rl ON rl.id = m.receipt_line_id JOIN orders_orderline l ON l.id = rl.order_line_id
    WHERE m.company_id = %(company)s AND m.lot_id IS NOT NULL
)
"""

_GENEALOGY = (
    "WITH RECURSIVE {links}, tree AS ("
    "SELECT id AS root, id AS lot, 0 AS depth FROM unnest(%(lots)s::bigint[]) AS r (id)"
    " UNION SELECT t.root, b.lot_id, t.depth + 1 FROM tree t JOIN {near} a ON a.lot_id = t.lot"
    " JOIN {far} b ON b.order_id = a.order_id WHERE t.depth < 20)"
    " SELECT root, lot, min(depth) AS depth FROM tree GROUP BY root, lot ORDER BY root, depth, lot"
)


def lots_made_from(lot_ids: Sequence[int]) -> list[Any]:
    """Return the lots in which lots were used up, and those made of them in turn: root, lot, depth (0 is itself)."""
    query = _GENEALOGY.format(links=_LINKS, near="used", far="made")
    return sql.rows(query, {"company": current_company_id(), "lots": list(lot_ids)})


def lots_used_for(lot_ids: Sequence[int]) -> list[Any]:
    """Return the lots that went into lots, and those that went into these: root, lot, depth (0 is itself)."""
    query = _GENEALOGY.format(links=_LINKS, near="made", far="used")
    return sql.rows(query, {"company": current_company_id(), "lots": list(lot_ids)})
