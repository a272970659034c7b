"""Promises to order lines are cut back when the lines want less."""

from collections.abc import Mapping
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_LOCK_SITES = """
SELECT s.id FROM stock_sitestock s WHERE s.company_id = %(company)s AND (s.item_id, s.site_id) IN (
    SELECT item_id, site_id FROM stock_reservation WHERE order_line_id = ANY(%(lines)s) AND state = 'active')
ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s
"""

# The newest promises of a line end first.
_TRIM = """
WITH wanted AS (
    SELECT * FROM unnest(%(lines)s::bigint[], %(quantities)s::numeric[]) AS w (order_line_id, quantity)
), queue AS (
    SELECT r.id, r.order_line_id, r.item_id, r.site_id, r.quantity AS held, w.quantity AS wanted, coalesce(
        sum(r.quantity) OVER (PARTITION BY r.order_line_id ORDER BY r.id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM stock_reservation r JOIN wanted w USING (order_line_id)
    WHERE r.company_id = %(company)s AND r.state = 'active'
), ended AS (
    SELECT *, least(held, wanted - before) AS quantity FROM queue WHERE before < wanted
), reservations AS (
    UPDATE stock_reservation r SET quantity = r.quantity - e.quantity, reason = %(reason)s,
        state = CASE WHEN r.quantity = e.quantity THEN 'released' ELSE r.state END
    FROM ended e WHERE r.id = e.id
), lines AS (
    UPDATE orders_orderline l SET reserved = l.reserved - e.quantity
    FROM (SELECT order_line_id, sum(quantity) AS quantity FROM ended GROUP BY order_line_id) e
    WHERE l.id = e.order_line_id
)
UPDATE stock_sitestock s SET reserved = s.reserved - e.quantity
FROM (SELECT item_id, site_id, sum(quantity) AS quantity FROM ended GROUP BY item_id, site_id) e
WHERE s.item_id = e.item_id AND s.site_id = e.site_id AND s.company_id = %(company)s
"""


def trim_reservations(quantities: Mapping[int, Decimal], reason: str) -> None:
    """Give up so much of what is reserved for each order line, the newest promise first; two statements.

    The caller holds the locks of the orders and has made sure that what is given up stands in no delivery. Where less
    is reserved by now, that much is given up.
    """
    wanted = {line: quantity for line, quantity in quantities.items() if quantity > 0}
    if not wanted:
        return
    company, lines = current_company_id(), sorted(wanted)
    sql.rows(_LOCK_SITES, {"company": company, "lines": lines})
    facts = {"company": company, "lines": lines, "quantities": [wanted[each] for each in lines]}
    sql.execute(_TRIM, {**facts, "reason": reason[:200]})
