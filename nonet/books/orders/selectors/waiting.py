"""Which confirmed orders wait for something: stock, a delivery, an invoice; what level-triggered flows ask.

Each answer is a page of ids above ``after``, so that orders that cannot go on do not hold up those behind them.
"""

from collections.abc import Iterable, Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

OUTGOING = ("sales", "transfer", "purchase_return")
PAGE = 1000

_WAITING = """
SELECT o.id FROM orders_order o WHERE o.company_id = %s AND o.kind = ANY(%s) AND o.state = 'confirmed'
    AND o.closed_at IS NULL AND o.id > %s AND EXISTS (
    SELECT FROM orders_orderline l JOIN items_item i ON i.id = l.item_id WHERE l.order_id = o.id AND {due})
ORDER BY o.id LIMIT %s
"""
_SHORT = "i.kind = 'stock' AND l.quantity - l.shipped - l.cancelled > l.reserved"
_UNRELEASED = "l.reserved > l.released - l.shipped"
_UNINVOICED = "(l.shipped > l.invoiced OR (i.kind = 'service' AND l.quantity - l.cancelled > l.invoiced))"
_NOTHING_TO_SHIP = """NOT EXISTS (SELECT FROM orders_orderline x JOIN items_item j ON j.id = x.item_id
    WHERE x.order_id = o.id AND j.kind <> 'service' AND x.shipped = 0 AND x.cancelled < x.quantity)"""


def orders_short_of_stock(kinds: Sequence[str] = OUTGOING, after: int = 0, limit: int = PAGE) -> list[int]:
    """Return orders of which something open is not reserved."""
    return _page(_SHORT, kinds, after, limit)


def orders_to_release(kinds: Sequence[str] = OUTGOING, after: int = 0, limit: int = PAGE) -> list[int]:
    """Return orders with something reserved that stands in no delivery."""
    return _page(_UNRELEASED, kinds, after, limit)


def orders_to_invoice(kinds: Sequence[str] = ("sales",), after: int = 0, limit: int = PAGE) -> list[int]:
    """Return orders with goods handed over and not invoiced, and services once the goods have begun to go."""
    return _page(f"(l.shipped > l.invoiced OR ({_UNINVOICED} AND {_NOTHING_TO_SHIP}))", kinds, after, limit)


def orders_wanting_received(receipt_ids: Iterable[int], limit: int = PAGE) -> list[int]:
    """Return the orders, the oldest first, that wait for goods which these receipts took in at their site."""
    found = sql.rows(
        "SELECT DISTINCT o.id FROM orders_receiptline r JOIN orders_receipt h ON h.id = r.receipt_id"
        " JOIN orders_orderline l ON l.item_id = r.item_id AND l.quantity - l.shipped - l.cancelled > l.reserved"
        " JOIN orders_order o ON o.id = l.order_id AND o.site_id = h.site_id AND o.kind = ANY(%s)"
        " AND o.state = 'confirmed' AND o.closed_at IS NULL"
        " WHERE r.company_id = %s AND r.receipt_id = ANY(%s) AND r.status = 'available' ORDER BY o.id LIMIT %s",
        (list(OUTGOING), current_company_id(), sorted(set(receipt_ids)), limit),
    )
    return [each.id for each in found]


def _page(due: str, kinds: Sequence[str], after: int, limit: int) -> list[int]:
    found = sql.rows(_WAITING.format(due=due), (current_company_id(), list(kinds), after, limit))
    return [each.id for each in found]
