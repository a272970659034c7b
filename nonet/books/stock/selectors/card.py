"""The item card: every move of an item in order, with the balance after it; read page by page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

Cursor = tuple[dt.date, int]

_CARD = """
SELECT * FROM (
    SELECT m.id, m.moved_on, m.recorded_at, m.reason, m.quantity, m.from_place_id, m.to_place_id, m.from_status,
        m.to_status, m.lot_id, m.owner_id, m.delivery_line_id, m.receipt_line_id, m.adjustment_id, m.count_line_id,
        m.user_id, d.delta, sum(d.delta) OVER (ORDER BY m.moved_on, m.id) AS balance
    FROM stock_move m JOIN places_place f ON f.id = m.from_place_id JOIN places_place t ON t.id = m.to_place_id
    CROSS JOIN LATERAL (SELECT
        CASE WHEN t.kind IN ('bin', 'inbound', 'outbound', 'transit') {to_site} THEN m.quantity ELSE 0 END
        - CASE WHEN f.kind IN ('bin', 'inbound', 'outbound', 'transit') {from_site} THEN m.quantity ELSE 0 END
        AS delta) d
    WHERE m.company_id = %(company)s AND m.item_id = %(item)s {lots} {within}
) card
WHERE (moved_on, id) > (%(after_on)s, %(after_id)s) AND moved_on <= %(until)s ORDER BY moved_on, id LIMIT %(limit)s
"""


def item_card(
    item_id: int,
    *,
    site_id: int | None = None,
    lot_ids: Sequence[int] | None = None,
    changes_only: bool = False,
    since: dt.date = dt.date.min,
    until: dt.date = dt.date.max,
    after: Cursor | None = None,
    limit: int = 100,
) -> list[Any]:
    """Return moves of an item by business date, each with ``delta`` and ``balance``, of all sites or one.

    With ``changes_only`` moves that leave the balance as it is are left out. The balance counts all moves before
    those shown. For the next page hand in the last row's ``(moved_on, id)`` as ``after``.
    """
    own_site = "AND {}.site_id = %(site)s"
    query = _CARD.format(
        to_site=own_site.format("t") if site_id is not None else "",
        from_site=own_site.format("f") if site_id is not None else "",
        lots="AND m.lot_id = ANY(%(lots)s)" if lot_ids is not None else "",
        within=_within(site_id is not None, changes_only),
    )
    start = (since, -1) if after is None or after[0] < since else after
    return sql.rows(
        query,
        {
            "company": current_company_id(),
            "item": item_id,
            "site": site_id,
            "lots": list(lot_ids or ()),
            "after_on": start[0],
            "after_id": start[1],
            "until": until,
            "limit": limit,
        },
    )


def _within(of_site: bool, changes_only: bool) -> str:
    touching = " AND %(site)s IN (f.site_id, t.site_id)" if of_site else ""
    return touching + (" AND d.delta <> 0" if changes_only else "")
