"""What will not be kept is given up: open quantities of orders, deliveries not shipped, receipts not posted.

Reservations are the stock book's; whoever cancels orders releases them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from nonet.books.orders.errors import StandsPicked
from nonet.books.orders.events import DeliveriesCancelled
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

_LOCK_DELIVERIES = """
SELECT id, number, state FROM orders_delivery WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""

_LOCK_RECEIPTS = """
SELECT id FROM orders_receipt WHERE company_id = %(company)s AND state = 'draft' AND id IN (
    SELECT x.receipt_id FROM orders_receiptline x JOIN orders_orderline l ON l.id = x.order_line_id
    WHERE l.order_id = ANY(%(ids)s))
ORDER BY id FOR NO KEY UPDATE
"""

_CANCEL_DELIVERIES = """
WITH gone AS (
    SELECT order_line_id, sum(quantity) AS quantity FROM orders_deliveryline WHERE delivery_id = ANY(%(ids)s)
    GROUP BY order_line_id
), counted AS (
    UPDATE orders_orderline l SET released = l.released - g.quantity FROM gone g WHERE l.id = g.order_line_id
)
UPDATE orders_delivery SET state = 'cancelled' WHERE company_id = %(company)s AND id = ANY(%(ids)s)
"""

# A draft promised nothing, so all of it is cancelled; of a confirmed order what is still open. Charges stay due where
# goods went out.
_GIVE_UP = """
WITH opened AS (
    SELECT l.id, l.order_id, l.shipped + l.invoiced AS kept, CASE WHEN i.kind = 'service' AND EXISTS (
            SELECT FROM orders_orderline g JOIN items_item j ON j.id = g.item_id AND j.kind <> 'service'
            WHERE g.order_id = l.order_id AND g.shipped > 0)
        THEN 0 ELSE l.quantity - l.shipped - l.cancelled END AS rest
    FROM orders_orderline l JOIN items_item i ON i.id = l.item_id WHERE l.order_id = ANY(%(ids)s)
), lines AS (
    UPDATE orders_orderline l SET cancelled = l.cancelled + o.rest FROM opened o WHERE l.id = o.id AND o.rest > 0
), receipts AS (
    UPDATE orders_receipt r SET state = 'cancelled' WHERE r.company_id = %(company)s AND r.state = 'draft'
        AND r.id IN (SELECT rl.receipt_id FROM orders_receiptline rl JOIN opened o ON o.id = rl.order_line_id)
)
UPDATE orders_order o SET state = 'cancelled' WHERE o.company_id = %(company)s AND o.id = ANY(%(ids)s)
    AND NOT EXISTS (SELECT FROM opened p WHERE p.order_id = o.id AND p.kept > 0)
"""


@verb("orders.cancel_deliveries")
def cancel_deliveries(*, delivery_ids: Sequence[int]) -> Outcome:
    """Give up released deliveries; what they were to take stays reserved and can be released anew.

    Picked deliveries are refused: their goods are put back first. Two statements, however many.
    """
    outcome = Outcome()
    locked = sql.rows(_LOCK_DELIVERIES, (current_company_id(), sorted(set(delivery_ids))))
    outcome.refuse_missing(delivery_ids, (each.id for each in locked))
    for each in locked:
        if each.state == "picked":
            outcome.refused[each.id] = StandsPicked(each.number)
        elif each.state != "released":
            outcome.refused[each.id] = WrongState(each.number, each.state)
        else:
            outcome.done.append(each.id)
    if outcome.done:
        sql.execute(_CANCEL_DELIVERIES, {"company": current_company_id(), "ids": outcome.done})
        events.publish(DeliveriesCancelled(tuple(outcome.done)))
    return outcome


def open_deliveries(order_ids: Iterable[int]) -> list[Any]:
    """Lock the deliveries of orders that have not left; each row has id, number, state, order_id."""
    return sql.rows(
        "SELECT d.id, d.number, d.state, o.order_id FROM orders_delivery d JOIN LATERAL (SELECT DISTINCT l.order_id"
        " FROM orders_deliveryline x JOIN orders_orderline l ON l.id = x.order_line_id"
        " WHERE x.delivery_id = d.id AND l.order_id = ANY(%(ids)s)) o ON true"
        " WHERE d.company_id = %(company)s AND d.state IN ('released', 'picked') AND d.id IN (SELECT x.delivery_id"
        " FROM orders_deliveryline x JOIN orders_orderline l ON l.id = x.order_line_id WHERE l.order_id = ANY(%(ids)s))"
        " ORDER BY d.id FOR NO KEY UPDATE OF d",
        {"company": current_company_id(), "ids": sorted(set(order_ids))},
    )


def lock_draft_receipts(order_ids: Iterable[int]) -> None:
    """Lock receipts drawn up for orders and not posted yet; whoever posts one is waited for."""
    sql.rows(_LOCK_RECEIPTS, {"company": current_company_id(), "ids": sorted(set(order_ids))})


def give_up_rest(order_ids: Sequence[int]) -> None:
    """Cancel what is open of locked orders and their draft receipts; orders of which nothing was kept are cancelled.

    The others stay confirmed, with the rest of them cancelled; of those that shipped goods, charges stay due. Nothing
    of them may be reserved any more.
    """
    if order_ids:
        sql.execute(_GIVE_UP, {"company": current_company_id(), "ids": list(order_ids)})
