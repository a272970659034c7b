"""What is late, by name and days: goods not sent, goods not come, money not paid. Each reads open rows only."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from nonet.books.money.selectors.open_items import OPENED
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today


@dataclass(frozen=True, slots=True)
class Late:
    """A late promise: the document (its type's code, id and number), whose it is, since when, and how much is open."""

    type: str
    id: int
    number: str
    party: str
    due_on: dt.date
    days: int
    amount: Decimal | None
    currency: str


_DELIVERIES = """
SELECT 'delivery' AS type, d.id, d.number, coalesce(p.name, '') AS party, d.planned_on AS due_on,
    %(on)s - d.planned_on AS days, NULL::numeric AS amount, '' AS currency
FROM orders_delivery d LEFT JOIN parties_party p ON p.id = d.party_id
WHERE d.company_id = %(company)s AND d.state IN ('released', 'picked') AND d.planned_on < %(on)s
ORDER BY d.planned_on, d.id LIMIT %(limit)s
"""
_PURCHASES = """
SELECT 'purchase_order' AS type, o.id, o.number, coalesce(p.name, '') AS party, o.due_on, %(on)s - o.due_on AS days,
    o.gross_total AS amount, o.currency
FROM orders_order o LEFT JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %(company)s AND o.state = 'confirmed' AND o.closed_at IS NULL AND o.kind = 'purchase'
  AND o.due_on < %(on)s
  AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id AND l.quantity > l.shipped + l.cancelled)
ORDER BY o.due_on, o.id LIMIT %(limit)s
"""
_CLAIMS = f"""
SELECT coalesce(v.kind, 'entry') AS type, coalesce(v.id, o.entry_id) AS id,
    coalesce(v.number, l.description, '') AS number, coalesce(p.name, '') AS party, o.due_on,
    %(on)s - o.due_on AS days, abs(o.open_amount) AS amount, o.currency
FROM money_openitem o LEFT JOIN money_invoice v ON v.id = o.invoice_id LEFT JOIN parties_party p ON p.id = o.party_id
{OPENED}
WHERE o.company_id = %(company)s AND o.open_amount <> 0 AND o.is_receivable = %(receivable)s AND o.due_on < %(on)s
  AND (v.kind IN ('sales_invoice', 'purchase_bill')
    OR o.invoice_id IS NULL AND o.payment_id IS NULL AND (o.open_amount > 0) = o.is_receivable)
ORDER BY o.due_on, o.id LIMIT %(limit)s
"""


def _late(query: str, limit: int, **more: object) -> list[Late]:
    asked = {"company": current_company_id(), "on": today(), "limit": limit, **more}
    return [Late(*each) for each in sql.rows(query, asked)]


def late_deliveries(limit: int = 5) -> list[Late]:
    """Return deliveries that should have left before today, the latest first."""
    return _late(_DELIVERIES, limit)


def late_purchases(limit: int = 5) -> list[Late]:
    """Return purchase orders whose goods should have come before today and have not all come."""
    return _late(_PURCHASES, limit)


def late_claims(limit: int = 5, *, receivable: bool = True) -> list[Late]:
    """Return invoices that customers should have paid before today, or bills that we should have."""
    return _late(_CLAIMS, limit, receivable=receivable)
