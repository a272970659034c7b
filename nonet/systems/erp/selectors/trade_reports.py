"""What was bought, what is on order, and how far customers' credit reaches."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput

PURCHASES_BY = {
    "month": ("to_char(v.issued_on, 'YYYY-MM')", "to_char(v.issued_on, 'YYYY-MM')"),
    "supplier": ("p.code", "p.name"),
    "item": ("i.code", "i.name"),
}


def purchases_by(by: str, start: dt.date, end: dt.date) -> list[Any]:
    """Return posted bills less credits without tax, by ``month``, ``supplier`` or ``item``, in our own currency."""
    if by not in PURCHASES_BY:
        raise InvalidInput("by", _("use one of: %(words)s") % {"words": ", ".join(PURCHASES_BY)})
    key, name = PURCHASES_BY[by]
    return sql.rows(
        f"SELECT {key} AS key, {name} AS name, count(DISTINCT v.id) AS bills,"
        " coalesce(sum(round(l.net_amount * v.rate, 2)) FILTER (WHERE v.kind = 'purchase_bill'), 0) AS bought,"
        " coalesce(sum(round(l.net_amount * v.rate, 2)) FILTER (WHERE v.kind = 'supplier_credit'), 0) AS credited"
        " FROM money_invoice v JOIN money_invoiceline l ON l.invoice_id = v.id"
        " JOIN parties_party p ON p.id = v.party_id LEFT JOIN items_item i ON i.id = l.item_id"
        " WHERE v.company_id = %s AND v.state = 'posted' AND v.kind IN ('purchase_bill', 'supplier_credit')"
        " AND v.issued_on BETWEEN %s AND %s GROUP BY 1, 2 ORDER BY 1",
        (current_company_id(), start, end),
    )


_OPEN_LINES = """
SELECT l.id, o.id AS order_id, o.number, p.code || ' ' || p.name AS party, coalesce(l.due_on, o.due_on) AS due_on,
    i.code || ' ' || i.name AS item, l.quantity - l.cancelled AS ordered, l.shipped AS done,
    l.quantity - l.cancelled - l.shipped AS open, l.reserved, o.currency,
    round(l.net_amount * (l.quantity - l.cancelled - l.shipped) / l.quantity, 2) AS open_amount
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id JOIN items_item i ON i.id = l.item_id
LEFT JOIN parties_party p ON p.id = o.party_id
WHERE o.company_id = %s AND o.kind = %s AND o.state = 'confirmed' AND o.closed_at IS NULL
    AND l.quantity > l.shipped + l.cancelled
ORDER BY coalesce(l.due_on, o.due_on, o.ordered_on), o.id, l.position LIMIT 20000
"""


def open_order_lines(kind: str) -> list[Any]:
    """Return lines of confirmed orders of a kind that are not handed over in full, the first due first."""
    return sql.rows(_OPEN_LINES, (current_company_id(), kind))


_CREDIT = """
WITH owed AS (
    SELECT o.party_id, sum(o.open_amount * o.rate) AS owed,
        coalesce(sum(o.open_amount * o.rate) FILTER (WHERE o.due_on < %(today)s AND o.open_amount > 0), 0) AS overdue
    FROM money_openitem o WHERE o.company_id = %(company)s AND o.is_receivable AND o.open_amount <> 0 GROUP BY 1
), promised AS (
    SELECT s.party_id,
        sum((l.net_amount + l.tax_amount) * (l.quantity - l.invoiced - l.cancelled) / l.quantity) AS amount
    FROM orders_order s JOIN orders_orderline l ON l.order_id = s.id
    WHERE s.company_id = %(company)s AND s.kind = 'sales' AND s.state = 'confirmed' AND s.closed_at IS NULL
        AND l.quantity > l.invoiced + l.cancelled GROUP BY 1
), drafts AS (
    SELECT party_id, count(*) AS n FROM orders_order WHERE company_id = %(company)s AND kind = 'sales'
        AND state = 'draft' GROUP BY 1
)
SELECT p.id, p.code, p.name, p.on_hold, p.credit_limit, coalesce(w.owed, 0) AS owed, coalesce(w.overdue, 0) AS overdue,
    coalesce(r.amount, 0) AS promised, coalesce(w.owed, 0) + coalesce(r.amount, 0) AS used,
    p.credit_limit - coalesce(w.owed, 0) - coalesce(r.amount, 0) AS free, coalesce(d.n, 0) AS drafts
FROM parties_party p LEFT JOIN owed w ON w.party_id = p.id LEFT JOIN promised r ON r.party_id = p.id
LEFT JOIN drafts d ON d.party_id = p.id
WHERE p.company_id = %(company)s AND p.is_customer
    AND (p.on_hold OR p.credit_limit IS NOT NULL OR w.owed IS NOT NULL OR r.amount IS NOT NULL)
ORDER BY p.on_hold DESC, p.credit_limit - coalesce(w.owed, 0) - coalesce(r.amount, 0) NULLS LAST, p.code LIMIT 20000
"""


def credit_control(today: dt.date) -> list[Any]:
    """Return customers with what they owe, were promised and may still be promised; those on hold first.

    Orders in foreign currencies count at their face amount here; confirming judges them at today's rate.
    """
    return sql.rows(_CREDIT, {"company": current_company_id(), "today": today})
