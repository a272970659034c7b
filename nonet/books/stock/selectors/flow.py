"""How goods flow: classes by how often they are issued, what does not move, how often stock turns over."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

# Goods are issued when they go to customers or into production; what is lost or adjusted is no demand.
_ISSUES = """
SELECT p.site_id, m.item_id, count(*) AS issues, sum(m.quantity) AS quantity, max(m.moved_on) AS last_on
FROM stock_move m JOIN places_place p ON p.id = m.from_place_id AND p.site_id = ANY(%(sites)s)
JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('customer', 'production')
WHERE m.company_id = %(company)s AND m.moved_on > %(since)s AND m.moved_on <= %(until)s GROUP BY p.site_id, m.item_id
"""

_ABC = f"""
WITH issues AS ({_ISSUES}), kept AS (
    SELECT s.site_id, s.item_id, coalesce(i.issues, 0) AS issues FROM stock_sitestock s
    LEFT JOIN issues i ON i.site_id = s.site_id AND i.item_id = s.item_id
    WHERE s.company_id = %(company)s AND s.site_id = ANY(%(sites)s)
), ranked AS (
    SELECT *, sum(issues) OVER (PARTITION BY site_id) AS total, coalesce(sum(issues) OVER (PARTITION BY site_id
        ORDER BY issues DESC, item_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM kept
)
SELECT site_id, item_id, issues, CASE WHEN issues = 0 THEN 'C' WHEN before < total * %(a)s THEN 'A'
    WHEN before < total * %(b)s THEN 'B' ELSE 'C' END AS abc_class
FROM ranked ORDER BY site_id, issues DESC, item_id
"""


def abc_classes(
    site_ids: Sequence[int],
    *,
    days: int = 365,
    a_share: Decimal = Decimal("0.8"),
    b_share: Decimal = Decimal("0.95"),
    on: dt.date | None = None,
) -> list[Any]:
    """Return each item of sites with its class: A makes the first share of all issues, B the next, C the rest."""
    until = on or today()
    params = {"a": a_share, "b": b_share, **_span(site_ids, until - dt.timedelta(days=days), until)}
    return sql.rows(_ABC, params)


_SLOW = f"""
WITH issues AS ({_ISSUES})
SELECT s.item_id AS item, s.site_id AS site, s.on_hand, last.moved_on AS last_issued_on FROM stock_sitestock s
LEFT JOIN issues i ON i.item_id = s.item_id AND i.site_id = s.site_id
LEFT JOIN LATERAL (
    SELECT m.moved_on FROM stock_move m JOIN places_place p ON p.id = m.from_place_id AND p.site_id = s.site_id
    JOIN places_place t ON t.id = m.to_place_id AND t.kind IN ('customer', 'production')
    WHERE m.item_id = s.item_id AND m.company_id = s.company_id
    ORDER BY m.moved_on DESC LIMIT 1
) last ON i.item_id IS NULL
WHERE s.company_id = %(company)s AND s.site_id = ANY(%(sites)s) AND s.on_hand > 0 AND i.item_id IS NULL
    AND (s.item_id, s.site_id) > (%(after_item)s, %(after_site)s)
ORDER BY s.item_id, s.site_id LIMIT %(limit)s
"""


def slow_movers(
    site_ids: Sequence[int],
    *,
    days: int = 180,
    on: dt.date | None = None,
    after: tuple[int, int] = (0, 0),
    limit: int = 100,
) -> list[Any]:
    """Return available stock of which nothing was issued for so many days: item, site, on_hand, last_issued_on.

    For the next page hand in the last row's ``(item, site)`` as ``after``.
    """
    until = on or today()
    span = _span(site_ids, until - dt.timedelta(days=days), until)
    return sql.rows(_SLOW, {**span, "after_item": after[0], "after_site": after[1], "limit": limit})


_TURNOVER = f"""
WITH issues AS ({_ISSUES}), legs AS (
    SELECT m.item_id, p.site_id, m.quantity, m.moved_on FROM stock_move m
    JOIN places_place p ON p.id = m.to_place_id AND p.kind IN ('bin', 'inbound', 'outbound')
    WHERE m.company_id = %(company)s AND m.moved_on <= %(until)s AND p.site_id = ANY(%(sites)s)
    UNION ALL
    SELECT m.item_id, p.site_id, -m.quantity, m.moved_on FROM stock_move m
    JOIN places_place p ON p.id = m.from_place_id AND p.kind IN ('bin', 'inbound', 'outbound')
    WHERE m.company_id = %(company)s AND m.moved_on <= %(until)s AND p.site_id = ANY(%(sites)s)
), lying AS (
    SELECT item_id, site_id,
        sum(quantity * least(%(until)s - moved_on, %(days)s)) / %(days)s AS average, sum(quantity) AS closing
    FROM legs GROUP BY item_id, site_id
)
SELECT l.item_id AS item, l.site_id AS site, l.average, l.closing, coalesce(i.quantity, 0) AS issued,
    CASE WHEN l.average > 0 THEN coalesce(i.quantity, 0) / l.average END AS turns,
    CASE WHEN i.quantity > 0 THEN l.average * %(days)s / i.quantity END AS days_of_stock
FROM lying l LEFT JOIN issues i USING (item_id, site_id)
WHERE l.average <> 0 OR i.quantity > 0 ORDER BY l.item_id, l.site_id
"""


def stock_turnover(site_ids: Sequence[int], *, since: dt.date, until: dt.date) -> list[Any]:
    """Return how often stock turned over after ``since`` and up to ``until``, by item and site.

    Each row has average (over the days, by what lay at the end of each but the last), closing, issued, turns
    (issued by average) and days_of_stock. Counts all that lay there, whatever its status and owner.
    """
    if until <= since:
        raise ValueError("the span must be at least a day")
    return sql.rows(_TURNOVER, {**_span(site_ids, since, until), "days": (until - since).days})


def _span(site_ids: Sequence[int], since: dt.date, until: dt.date) -> dict[str, Any]:
    return {"company": current_company_id(), "sites": sorted(set(site_ids)), "since": since, "until": until}
