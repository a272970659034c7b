"""Deliveries: what is reserved for orders is released to be picked and shipped from one site."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from nonet.books.orders.errors import NothingReserved
from nonet.books.orders.events import DeliveriesReleased
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import WrongState
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb

_RELEASABLE = """
SELECT o.id AS order_id, o.number, o.state, o.kind, o.party_id, o.site_id, o.due_on, o.ship_to, l.id AS line_id,
    l.item_id, least(l.reserved - (l.released - l.shipped), l.quantity - l.released - l.cancelled) AS quantity
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.company_id = %s AND o.id = ANY(%s) AND o.kind IN ('sales', 'transfer', 'purchase_return')
ORDER BY o.id, l.position FOR NO KEY UPDATE OF o, l
"""

_WRITE = """
WITH made AS (
    INSERT INTO orders_delivery (company_id, number, party_id, site_id, planned_on, ship_to)
    SELECT %s::bigint, d.* FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::date[], %s::jsonb[])
        AS d (number, party_id, site_id, planned_on, ship_to)
    RETURNING id, number
), lines AS (
    INSERT INTO orders_deliveryline (company_id, delivery_id, order_line_id, item_id, quantity)
    SELECT %s::bigint, made.id, l.order_line_id, l.item_id, l.quantity
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::numeric[]) AS l (number, order_line_id, item_id, quantity)
    JOIN made USING (number) ORDER BY made.id, l.order_line_id
    RETURNING order_line_id, quantity
), counted AS (
    UPDATE orders_orderline o SET released = o.released + l.quantity
    FROM (SELECT order_line_id, sum(quantity) AS quantity FROM lines GROUP BY order_line_id) l
    WHERE o.id = l.order_line_id
)
SELECT id FROM made ORDER BY id
"""


@verb("orders.release_orders")
def release_orders(*, order_ids: Sequence[int]) -> Outcome:
    """Release what is reserved for orders and not yet in a delivery: one delivery an order.

    The outcome's ``done`` are the new deliveries' ids; ``refused`` is by order.
    """
    outcome = Outcome()
    found = sql.rows(_RELEASABLE, (current_company_id(), sorted(set(order_ids))))
    outcome.refuse_missing(order_ids, (row.order_id for row in found))
    by_order: dict[int, list[Any]] = {}
    for row in found:
        by_order.setdefault(row.order_id, []).append(row)
    groups = []
    for order_id, rows in by_order.items():
        due = [row for row in rows if row.quantity and row.quantity > 0]
        if rows[0].state != "confirmed":
            outcome.refused[order_id] = WrongState(rows[0].number, rows[0].state)
        elif not due:
            outcome.refused[order_id] = NothingReserved(rows[0].number)
        else:
            groups.append(due)
    outcome.done = _write_deliveries(groups)
    return outcome


def plan_deliveries(due: Sequence[dt.date | None]) -> list[tuple[str, dt.date]]:
    """Return a number and a day for each delivery to be: the day its order is due, today at the earliest."""
    now = today()
    return [
        (number, max(on or now, now))
        for number, on in zip(next_numbers("DN", len(due), now), due, strict=True)
    ]


def _write_deliveries(groups: Sequence[Sequence[Any]]) -> list[int]:
    if not groups:
        return []
    heads = [group[0] for group in groups]
    planned = plan_deliveries([head.due_on for head in heads])
    deliveries = [
        (number, head.party_id, head.site_id, planned_on, head.ship_to)
        for (number, planned_on), head in zip(planned, heads, strict=True)
    ]
    lines = [
        (number, row.line_id, row.item_id, row.quantity)
        for (number, _), group in zip(planned, groups, strict=True)
        for row in group
    ]
    company = current_company_id()
    made = sql.rows(_WRITE, (company, *sql.columns(deliveries, 5), company, *sql.columns(lines, 4)))
    ids = [each.id for each in made]
    events.publish(DeliveriesReleased(tuple(ids)))
    return ids
