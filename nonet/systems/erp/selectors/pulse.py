"""How business goes: sales by day, orders by how far they are, the value of stock, the best items and customers."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today

STAGES = ("draft", "open", "done", "cancelled")


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item, category or customer with the amount it is ranked by."""

    id: int
    name: str
    amount: Decimal


_SALES = """
SELECT issued_on AS day,
    sum(round(net_total * rate, 4) * CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END) AS amount
FROM money_invoice WHERE company_id = %(company)s AND kind IN ('sales_invoice', 'credit_note') AND state = 'posted'
  AND issued_on BETWEEN %(start)s AND %(end)s GROUP BY 1
"""
_STAGES = """
SELECT CASE WHEN state <> 'confirmed' THEN state WHEN closed_at IS NULL THEN 'open' ELSE 'done' END AS stage,
    count(*) AS orders
FROM orders_order WHERE company_id = %(company)s AND kind = 'sales' AND ordered_on >= %(start)s GROUP BY 1
"""
_STOCK = """
SELECT coalesce(c.id, 0) AS id, coalesce(c.name, '') AS name, sum(v.value) AS amount
FROM money_itemcost v JOIN items_item i ON i.id = v.item_id LEFT JOIN items_itemcategory c ON c.id = i.category_id
WHERE v.company_id = %(company)s AND v.value <> 0 GROUP BY 1, 2 ORDER BY 3 DESC
"""
_TOP = """
SELECT {key} AS id, max({name}) AS name,
    sum(round({amount} * v.rate, 4) * CASE v.kind WHEN 'credit_note' THEN -1 ELSE 1 END) AS amount
FROM money_invoice v {joins}
WHERE v.company_id = %(company)s AND v.kind IN ('sales_invoice', 'credit_note') AND v.state = 'posted'
  AND v.issued_on BETWEEN %(start)s AND %(end)s GROUP BY 1 ORDER BY 3 DESC LIMIT %(limit)s
"""
_ITEMS = _TOP.format(
    key="l.item_id",
    name="i.name",
    amount="l.net_amount",
    joins="JOIN money_invoiceline l ON l.invoice_id = v.id JOIN items_item i ON i.id = l.item_id",
)
_CUSTOMERS = _TOP.format(
    key="v.party_id",
    name="coalesce(nullif(p.short_name, ''), p.name)",
    amount="v.net_total",
    joins="JOIN parties_party p ON p.id = v.party_id",
)


def sales_by_day(days: int, until: dt.date | None = None) -> list[tuple[dt.date, Decimal]]:
    """Return each of the last days with what was invoiced less what was credited, without tax, in our currency."""
    end = until or today()
    start = end - dt.timedelta(days=days - 1)
    found = sql.rows(_SALES, {"company": current_company_id(), "start": start, "end": end})
    amounts = {each.day: each.amount for each in found}
    span = [start + dt.timedelta(days=each) for each in range(days)]
    return [(day, amounts.get(day, Decimal(0))) for day in span]


def orders_by_stage(days: int) -> dict[str, int]:
    """Return how many sales orders of the last days are drafts, open, done and cancelled."""
    start = today() - dt.timedelta(days=days - 1)
    found = sql.rows(_STAGES, {"company": current_company_id(), "start": start})
    counts = {each.stage: each.orders for each in found}
    return {stage: counts.get(stage, 0) for stage in STAGES}


def stock_by_category() -> list[Ranked]:
    """Return what stock is worth by category of items, the dearest first; without a category the id is 0."""
    return [Ranked(*each) for each in sql.rows(_STOCK, {"company": current_company_id()})]


def best_items(days: int, limit: int = 8) -> list[Ranked]:
    """Return the items that sold most in the last days."""
    return _ranked(_ITEMS, days, limit)


def best_customers(days: int, limit: int = 8) -> list[Ranked]:
    """Return the customers who bought most in the last days."""
    return _ranked(_CUSTOMERS, days, limit)


def _ranked(query: str, days: int, limit: int) -> list[Ranked]:
    end = today()
    span = {"start": end - dt.timedelta(days=days - 1), "end": end, "limit": limit}
    return [Ranked(*each) for each in sql.rows(query, {"company": current_company_id(), **span})]
