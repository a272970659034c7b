"""Lines on which something is still to be done: to be received, billed or shipped; each with what was done before."""

from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

# Of a purchase or return what is open less what stands in receipts not yet posted.
_TO_RECEIVE = """
SELECT l.id, l.order_id, o.number, o.party_id, o.site_id, i.code AS item, i.name, i.tracking, i.shelf_life_days,
    l.unit_id, l.quantity - l.cancelled AS ordered, l.shipped AS received, l.quantity - l.shipped - l.cancelled
    - coalesce((SELECT sum(x.quantity) FROM orders_receiptline x JOIN orders_receipt r ON r.id = x.receipt_id
        WHERE x.order_line_id = l.id AND r.state = 'draft'), 0) AS open
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN items_item i ON i.id = l.item_id
WHERE o.company_id = %s AND o.id = ANY(%s) AND o.state = 'confirmed' AND l.quantity > l.shipped + l.cancelled
ORDER BY o.id, l.position
"""


def lines_to_receive(order_ids: Sequence[int]) -> list[Any]:
    """Return the open lines of purchase orders or sales returns: ordered, received before, still open."""
    found = sql.rows(_TO_RECEIVE, (current_company_id(), list(order_ids)))
    return [each for each in found if each.open > 0]


_TO_BILL = """
SELECT rl.id, r.id AS receipt_id, r.number, r.party_id, r.received_on, o.number AS order_number, o.currency,
    i.code AS item, i.name, l.unit_id, l.quantity AS ordered, rl.quantity AS received, rl.invoiced AS billed,
    rl.quantity - rl.invoiced AS due, l.net_amount / l.quantity AS price
FROM orders_receipt r JOIN orders_receiptline rl ON rl.receipt_id = r.id
JOIN orders_orderline l ON l.id = rl.order_line_id JOIN orders_order o ON o.id = l.order_id
JOIN items_item i ON i.id = l.item_id
WHERE r.company_id = %(company)s AND r.state = 'posted' AND o.kind = 'purchase' AND rl.quantity > rl.invoiced
    AND (r.id = ANY(%(receipts)s) OR o.id = ANY(%(orders)s)) ORDER BY r.id, rl.id
"""


def lines_to_bill(*, receipt_ids: Sequence[int] = (), order_ids: Sequence[int] = ()) -> list[Any]:
    """Return receipt lines not billed in full, of receipts or of orders: ordered, received, billed before, price."""
    asked = {"company": current_company_id(), "receipts": list(receipt_ids), "orders": list(order_ids)}
    return sql.rows(_TO_BILL, asked)


_TO_SHIP = """
SELECT dl.id, d.id AS delivery_id, d.number, i.code AS item, i.name, l.unit_id, dl.quantity, dl.picked
FROM orders_delivery d JOIN orders_deliveryline dl ON dl.delivery_id = d.id
JOIN orders_orderline l ON l.id = dl.order_line_id JOIN items_item i ON i.id = dl.item_id
WHERE d.company_id = %s AND d.id = ANY(%s) AND d.state IN ('released', 'picked') ORDER BY d.id, dl.id
"""


def lines_to_ship(delivery_ids: Sequence[int]) -> list[Any]:
    """Return the lines of deliveries that were not shipped yet."""
    return sql.rows(_TO_SHIP, (current_company_id(), list(delivery_ids)))


# What was shipped into transit and has not arrived, by order line and lot; ``id`` tells lots of a line apart.
_ON_THE_ROAD = """
SELECT row_number() OVER (ORDER BY l.id, t.code) AS id, l.id AS line_id, o.id AS order_id, o.number, o.party_id,
    o.to_site_id AS site_id, i.code AS item, i.name, i.tracking, l.unit_id, coalesce(t.code, '') AS lot_code,
    t.expires_on, sum(m.signed) AS open
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id JOIN items_item i ON i.id = l.item_id
JOIN LATERAL (
    SELECT m.lot_id, m.quantity AS signed FROM orders_deliveryline d
    JOIN stock_move m ON m.delivery_line_id = d.id AND m.reason = 'ship' WHERE d.order_line_id = l.id
    UNION ALL
    SELECT m.lot_id, -m.quantity FROM orders_receiptline r
    JOIN stock_move m ON m.receipt_line_id = r.id WHERE r.order_line_id = l.id
) m ON true LEFT JOIN stock_lot t ON t.id = m.lot_id
WHERE o.company_id = %s AND o.kind = 'transfer' AND o.id = ANY(%s)
GROUP BY l.id, o.id, i.id, t.id HAVING sum(m.signed) > 0 ORDER BY l.id, t.code
"""


def goods_on_the_road(order_ids: Sequence[int]) -> list[Any]:
    """Return what is on the road of transfers, by line and lot."""
    return sql.rows(_ON_THE_ROAD, (current_company_id(), list(order_ids)))
