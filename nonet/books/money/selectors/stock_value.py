"""What stock is worth, by item and category, at a day as known at a moment; an item's value card; gross margin."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

_AT = """
SELECT v.item_id, i.code, i.name, i.category_id, c.name AS category, sum(v.quantity) AS quantity,
    sum(v.value) AS value
FROM money_valueentry v JOIN items_item i ON i.id = v.item_id LEFT JOIN items_itemcategory c ON c.id = i.category_id
WHERE v.company_id = %(company)s AND v.valued_on <= %(on)s
  AND (%(known)s::timestamptz IS NULL OR v.recorded_at <= %(known)s)
  AND (%(items)s::bigint[] IS NULL OR v.item_id = ANY(%(items)s))
GROUP BY 1, 2, 3, 4, 5 HAVING sum(v.quantity) <> 0 OR sum(v.value) <> 0 ORDER BY i.code
"""


def stock_value(
    *, on: dt.date, known_at: dt.datetime | None = None, item_ids: Sequence[int] | None = None
) -> list[Any]:
    """Return quantity and value of each item at the end of a day, as it was known at a moment (now without one)."""
    items = list(item_ids) if item_ids is not None else None
    return sql.rows(_AT, {"company": current_company_id(), "on": on, "known": known_at, "items": items})


def stock_value_by_category(*, on: dt.date, known_at: dt.datetime | None = None) -> list[Any]:
    """Return the value of stock by item category at the end of a day."""
    return sql.rows(
        f"SELECT category_id, category, count(*) AS items, sum(value) AS value FROM ({_AT}) AS s"
        " GROUP BY 1, 2 ORDER BY 2",
        {"company": current_company_id(), "on": on, "known": known_at, "items": None},
    )


_CARD = """
SELECT v.id, v.valued_on, v.recorded_at, v.kind, v.move_id, v.quantity, v.value, v.reason, v.corrects_id, v.entry_id,
    CASE WHEN v.quantity <> 0 THEN round(v.value / v.quantity, 6) END AS unit_cost,
    sum(v.quantity) OVER run AS quantity_after, sum(v.value) OVER run AS value_after
FROM money_valueentry v WHERE v.company_id = %(company)s AND v.item_id = %(item)s AND v.valued_on <= %(end)s
WINDOW run AS (ORDER BY v.valued_on, v.id)
"""


def item_value_card(*, item_id: int, start: dt.date, end: dt.date) -> list[Any]:
    """Return an item's value entries by business date, each with quantity and value after it."""
    return sql.rows(
        f"SELECT * FROM ({_CARD}) AS card WHERE valued_on >= %(start)s ORDER BY valued_on, id",
        {"company": current_company_id(), "item": item_id, "start": start, "end": end},
    )


_REVENUE = """
SELECT l.item_id, i.party_id, 0 AS cost,
    sum(CASE WHEN i.kind = 'sales_invoice' THEN 1 ELSE -1 END * l.net_amount * i.rate) AS revenue
FROM money_invoice i JOIN money_invoiceline l ON l.invoice_id = i.id
WHERE i.company_id = %(company)s AND i.state = 'posted' AND i.kind IN ('sales_invoice', 'credit_note')
  AND i.issued_on BETWEEN %(start)s AND %(end)s GROUP BY 1, 2
"""
_COST = """
SELECT v.item_id, coalesce(d.party_id, r.party_id) AS party_id, -sum(v.value) AS cost, 0 AS revenue
FROM money_valueentry v JOIN stock_move m ON m.id = v.move_id
JOIN places_place p ON p.id = CASE WHEN m.direction > 0 THEN m.from_place_id ELSE m.to_place_id END
    AND p.kind = 'customer'
LEFT JOIN orders_deliveryline dl ON dl.id = m.delivery_line_id LEFT JOIN orders_delivery d ON d.id = dl.delivery_id
LEFT JOIN orders_receiptline rl ON rl.id = m.receipt_line_id LEFT JOIN orders_receipt r ON r.id = rl.receipt_id
WHERE v.company_id = %(company)s AND v.valued_on BETWEEN %(start)s AND %(end)s GROUP BY 1, 2
"""
_BY = {
    "item": ("s.item_id", "i.code", "JOIN items_item i ON i.id = s.item_id"),
    "category": ("i.category_id", "c.name", "JOIN items_item i ON i.id = s.item_id"
                 " LEFT JOIN items_itemcategory c ON c.id = i.category_id"),
    "party": ("s.party_id", "p.name", "LEFT JOIN parties_party p ON p.id = s.party_id"),
}  # fmt: skip


def gross_margin(*, start: dt.date, end: dt.date, by: str = "item") -> list[Any]:
    """Return revenue, cost and margin of some days by ``item``, ``category`` or ``party``, in our own currency.

    Revenue is what was invoiced less what was credited, cost what the goods that left were worth, later
    corrections included.
    """
    key, label, joins = _BY[by]
    return sql.rows(
        f"SELECT {key} AS id, {label} AS label, sum(s.revenue) AS revenue, sum(s.cost) AS cost,"
        " sum(s.revenue) - sum(s.cost) AS margin,"
        " CASE WHEN sum(s.revenue) <> 0 THEN round((sum(s.revenue) - sum(s.cost)) / sum(s.revenue), 4) END AS share"
        f" FROM ({_REVENUE} UNION ALL {_COST}) AS s {joins} GROUP BY 1, 2 ORDER BY 2",
        {"company": current_company_id(), "start": start, "end": end},
    )
