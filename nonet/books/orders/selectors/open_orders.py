"""What is still owed, line by line: to customers, by suppliers, between sites."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An order line of which something is still to be handed over."""

    line_id: int
    order_id: int
    number: str
    party_id: int | None
    site_id: int
    item_id: int
    item: str
    due_on: dt.date | None
    open: Decimal
    reserved: Decimal
    short: Decimal


_OPEN = """
SELECT l.id, o.id AS order_id, o.number, o.party_id, o.site_id, l.item_id, i.code AS item,
    coalesce(l.due_on, o.due_on) AS due_on, l.quantity - l.shipped - l.cancelled AS open, l.reserved,
    CASE WHEN i.kind = 'stock' THEN l.quantity - l.shipped - l.cancelled - l.reserved ELSE 0 END AS short
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id JOIN items_item i ON i.id = l.item_id
WHERE o.company_id = %(company)s AND o.kind = %(kind)s AND o.state = 'confirmed' AND o.closed_at IS NULL
    AND l.shipped + l.cancelled < l.quantity
    AND (%(item)s::bigint IS NULL OR l.item_id = %(item)s) AND (%(party)s::bigint IS NULL OR o.party_id = %(party)s)
    AND (%(site)s::bigint IS NULL OR o.site_id = %(site)s)
    AND (%(due)s::date IS NULL OR coalesce(l.due_on, o.due_on) < %(due)s)
    AND (NOT %(short)s OR (i.kind = 'stock' AND l.quantity - l.shipped - l.cancelled > l.reserved))
ORDER BY coalesce(l.due_on, o.due_on) NULLS LAST, o.id, l.position LIMIT %(limit)s
"""


def open_lines(
    kind: str,
    *,
    item_id: int | None = None,
    party_id: int | None = None,
    site_id: int | None = None,
    due_before: dt.date | None = None,
    only_short: bool = False,
    limit: int = 1000,
) -> list[OpenLine]:
    """Return the open lines of confirmed orders of one kind, the earliest due first.

    ``only_short`` leaves those for which not all is reserved: the back orders.
    """
    found = sql.rows(
        _OPEN,
        {
            "company": current_company_id(),
            "kind": kind,
            "item": item_id,
            "party": party_id,
            "site": site_id,
            "due": due_before,
            "short": only_short,
            "limit": limit,
        },
    )
    return [OpenLine(*each) for each in found]
