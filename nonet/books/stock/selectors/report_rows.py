"""Rows of stock reports, told with codes and names: what came and went, expiring lots, the way of a lot."""

import datetime as dt
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

# Each end of a move that lies in our stock, with what lies at the other end; narrowed to a site when one is asked.
_MOVEMENT = """
WITH legs AS (
    SELECT m.item_id, m.moved_on, m.quantity, f.kind AS other FROM stock_move m
    JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('bin', 'inbound', 'outbound', 'transit')
        AND (%(site)s::bigint IS NULL OR t.site_id = %(site)s)
    JOIN places_place f ON f.id = m.from_place_id
    WHERE m.company_id = %(company)s AND m.moved_on <= %(end)s
        AND (%(site)s::bigint IS NULL AND m.direction = 1 OR f.site_id IS DISTINCT FROM %(site)s)
    UNION ALL
    SELECT m.item_id, m.moved_on, -m.quantity, t.kind FROM stock_move m
    JOIN places_place f ON f.id = m.from_place_id AND f.kind IN ('bin', 'inbound', 'outbound', 'transit')
        AND (%(site)s::bigint IS NULL OR f.site_id = %(site)s)
    JOIN places_place t ON t.id = m.to_place_id
    WHERE m.company_id = %(company)s AND m.moved_on <= %(end)s
        AND (%(site)s::bigint IS NULL AND m.direction = -1 OR t.site_id IS DISTINCT FROM %(site)s)
), sums AS (
    SELECT item_id, coalesce(sum(quantity) FILTER (WHERE moved_on < %(start)s), 0) AS opening,
        coalesce(sum(quantity) FILTER (WHERE within AND quantity > 0 AND other = 'supplier'), 0) AS bought,
        coalesce(sum(quantity) FILTER (WHERE within AND quantity > 0 AND other = 'customer'), 0) AS returned,
        coalesce(sum(quantity) FILTER (WHERE within AND quantity > 0 AND other NOT IN ('supplier', 'customer')), 0)
            AS other_in,
        coalesce(-sum(quantity) FILTER (WHERE within AND quantity < 0 AND other = 'customer'), 0) AS sold,
        coalesce(-sum(quantity) FILTER (WHERE within AND quantity < 0 AND other = 'supplier'), 0) AS sent_back,
        coalesce(-sum(quantity) FILTER (WHERE within AND quantity < 0 AND other NOT IN ('supplier', 'customer')), 0)
            AS other_out,
        sum(quantity) AS closing
    FROM (SELECT *, moved_on >= %(start)s AS within FROM legs) l GROUP BY item_id
)
SELECT i.id, i.code, i.name, i.unit_id AS unit, s.* FROM sums s JOIN items_item i ON i.id = s.item_id
WHERE s.opening <> 0 OR s.closing <> 0 OR s.bought <> 0 OR s.returned <> 0 OR s.other_in <> 0 OR s.sold <> 0
    OR s.sent_back <> 0 OR s.other_out <> 0
ORDER BY i.code
"""


def movement(*, start: dt.date, end: dt.date, site_id: int | None = None) -> list[Any]:
    """Return by item what lay there, came, went and is left, of all sites or of one (收发存)."""
    asked = {"company": current_company_id(), "start": start, "end": end, "site": site_id}
    return sql.rows(_MOVEMENT, asked)


def expiring(until: dt.date) -> list[Any]:
    """Return lots in stock that expire up to a day, the first to expire first."""
    return sql.rows(
        "SELECT l.id AS lot_id, l.code, i.code || ' ' || i.name AS item, l.expires_on, s.name AS site,"
        " sum(b.on_hand) AS on_hand FROM stock_lot l JOIN items_item i ON i.id = l.item_id"
        " JOIN stock_balance b ON b.lot_id = l.id AND b.on_hand > 0 JOIN places_place p ON p.id = b.place_id"
        " LEFT JOIN places_site s ON s.id = p.site_id WHERE l.company_id = %s AND l.expires_on <= %s"
        " GROUP BY l.id, i.id, s.id ORDER BY l.expires_on, l.id, s.id",
        (current_company_id(), until),
    )


_TRACE = """
SELECT 'from' AS step, r.received_on AS "on", r.number, coalesce(y.code || ' ' || y.name, '') AS who,
    sum(m.quantity) AS quantity, 'orders_receipt' AS page, r.id AS document_id
FROM stock_move m JOIN places_place f ON f.id = m.from_place_id AND f.kind IN ('supplier', 'production', 'customer')
JOIN orders_receiptline rl ON rl.id = m.receipt_line_id JOIN orders_receipt r ON r.id = rl.receipt_id
LEFT JOIN parties_party y ON y.id = r.party_id
WHERE m.company_id = %(company)s AND m.lot_id = %(lot)s GROUP BY r.id, y.id
UNION ALL
SELECT 'here', NULL, '', concat_ws(' ', s.name, p.code, b.status), b.on_hand, '', NULL
FROM stock_balance b JOIN places_place p ON p.id = b.place_id LEFT JOIN places_site s ON s.id = p.site_id
WHERE b.company_id = %(company)s AND b.lot_id = %(lot)s AND b.on_hand > 0
UNION ALL
SELECT 'to', d.shipped_on, d.number, coalesce(y.code || ' ' || y.name, ''), sum(m.quantity), 'orders_delivery', d.id
FROM stock_move m JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('customer', 'supplier', 'production')
JOIN orders_deliveryline dl ON dl.id = m.delivery_line_id JOIN orders_delivery d ON d.id = dl.delivery_id
LEFT JOIN parties_party y ON y.id = d.party_id
WHERE m.company_id = %(company)s AND m.lot_id = %(lot)s GROUP BY d.id, y.id
"""


def trace(lot_id: int) -> list[Any]:
    """Return where a lot came from, where it lies, and to whom it went."""
    return sql.rows(_TRACE, {"company": current_company_id(), "lot": lot_id})


_SLOW = """
SELECT i.code, i.name, s.name AS site, k.on_hand, (SELECT max(m.moved_on) FROM stock_move m
    JOIN places_place f ON f.id = m.from_place_id AND f.site_id = k.site_id
    JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('customer', 'production')
    WHERE m.item_id = k.item_id AND m.company_id = k.company_id) AS last_issued_on
FROM stock_sitestock k JOIN items_item i ON i.id = k.item_id JOIN places_site s ON s.id = k.site_id
WHERE k.company_id = %(company)s AND k.on_hand > 0 AND NOT EXISTS (SELECT FROM stock_move m
    JOIN places_place f ON f.id = m.from_place_id AND f.site_id = k.site_id
    JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('customer', 'production')
    WHERE m.item_id = k.item_id AND m.company_id = k.company_id AND m.moved_on > %(since)s)
ORDER BY k.on_hand DESC, i.code LIMIT 5000
"""


def slow(days: int) -> list[Any]:
    """Return available stock of which nothing was issued for so many days."""
    since = today() - dt.timedelta(days=max(days, 0))
    return sql.rows(_SLOW, {"company": current_company_id(), "since": since})
