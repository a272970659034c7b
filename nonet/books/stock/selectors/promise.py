"""Available to promise: what may still be promised for a day, without taking what any later promise needs.

Starts from what is free now, adds what open purchase, transfer, production and return orders will bring, takes what
confirmed orders want and have not reserved, each on its due day (what is overdue counts as today). A day can promise
no more than the least that will be left on that day or any later one.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

_ATP = """
WITH asked AS (
    SELECT i.item_id, s.site_id FROM unnest(%(items)s::bigint[]) AS i (item_id)
    CROSS JOIN unnest(%(sites)s::bigint[]) AS s (site_id)
), open_lines AS (
    SELECT o.kind, l.role, l.item_id, o.site_id, o.to_site_id, l.quantity - l.cancelled AS ordered, l.shipped,
        l.reserved,         greatest(coalesce(l.due_on, o.due_on, o.ordered_on), %(today)s) AS due_on, l.id
    FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
    WHERE l.company_id = %(company)s AND o.state = 'confirmed' AND l.item_id = ANY(%(items)s)
        AND (l.quantity > l.shipped + l.cancelled OR o.kind = 'transfer')
), received AS (
    SELECT r.order_line_id, sum(r.quantity) AS quantity FROM orders_receiptline r
    JOIN orders_receipt h ON h.id = r.receipt_id AND h.state = 'posted'
    WHERE r.order_line_id IN (SELECT id FROM open_lines WHERE kind = 'transfer') GROUP BY r.order_line_id
), changes AS (
    SELECT item_id, site_id, %(today)s AS due_on, on_hand - reserved AS supply, 0 AS demand FROM stock_sitestock
    WHERE company_id = %(company)s AND item_id = ANY(%(items)s) AND site_id = ANY(%(sites)s)
    UNION ALL
    SELECT item_id, site_id, due_on, ordered - shipped, 0 FROM open_lines
    WHERE (kind IN ('purchase', 'sales_return') OR kind = 'production' AND role <> 'component') AND ordered > shipped
    UNION ALL
    SELECT l.item_id, l.to_site_id, l.due_on, l.ordered - coalesce(r.quantity, 0), 0
    FROM open_lines l LEFT JOIN received r ON r.order_line_id = l.id
    WHERE l.kind = 'transfer' AND l.to_site_id IS NOT NULL AND l.ordered > coalesce(r.quantity, 0)
    UNION ALL
    SELECT item_id, site_id, due_on, 0, ordered - shipped - reserved FROM open_lines
    WHERE (kind IN ('sales', 'transfer', 'purchase_return') OR kind = 'production' AND role = 'component')
        AND ordered > shipped + reserved
), days AS (
    SELECT a.item_id, a.site_id, d.due_on, coalesce(sum(c.supply), 0) AS supply, coalesce(sum(c.demand), 0) AS demand
    FROM asked a CROSS JOIN LATERAL (
        SELECT %(today)s::date AS due_on UNION SELECT %(until)s::date
        UNION SELECT x.due_on FROM changes x WHERE x.item_id = a.item_id AND x.site_id = a.site_id
    ) d LEFT JOIN changes c ON c.item_id = a.item_id AND c.site_id = a.site_id AND c.due_on = d.due_on
    GROUP BY a.item_id, a.site_id, d.due_on
), projected AS (
    SELECT *, sum(supply - demand) OVER (PARTITION BY item_id, site_id ORDER BY due_on) AS projected FROM days
), promised AS (
    SELECT *, greatest(0, min(projected) OVER (PARTITION BY item_id, site_id ORDER BY due_on
        ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)) AS available FROM projected
)
SELECT item_id AS item, site_id AS site, due_on AS on, supply, demand, projected, available FROM promised
WHERE due_on <= %(until)s ORDER BY item_id, site_id, due_on
"""


def available_to_promise(
    item_ids: Sequence[int], site_ids: Sequence[int], until: dt.date, *, since: dt.date | None = None
) -> list[Any]:
    """Return, for each item and site, the days up to ``until`` on which something changes, with what may be promised.

    Each row has item, site, on, supply and demand of that day (the first also what is free now), ``projected``
    (what will be free when all goes as ordered, which may be negative) and ``available`` (never more than any
    later day can spare). A day between two rows has what the earlier has. ``since`` stands for today.
    """
    params = {
        "company": current_company_id(),
        "items": sorted(set(item_ids)),
        "sites": sorted(set(site_ids)),
        "today": since or today(),
        "until": until,
    }
    return sql.rows(_ATP, params)


def earliest_promise(
    item_id: int, site_id: int, quantity: Any, until: dt.date, *, since: dt.date | None = None
) -> dt.date | None:
    """Return the first day on which so much may be promised, or None when there is none up to ``until``."""
    days = available_to_promise([item_id], [site_id], until, since=since)
    return next((day.on for day in days if day.available >= quantity), None)
