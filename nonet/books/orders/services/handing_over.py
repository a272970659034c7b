"""Orders whose goods are handed over as they are taken: written once, in the state that the steps would leave them in.

The way of counter sales and of history: nothing of it waits for a person. Whoever calls this has judged what
confirming, reserving and picking judge, and writes the moves and the invoices in the same transaction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nonet.books.orders.services.creating import (
    LINE_COLUMNS,
    LINE_NAMES,
    ONCE,
    ORDER_COLUMNS,
    ORDER_NAMES,
    OrderDraft,
    line_columns,
    order_columns,
    order_numbers,
)
from nonet.books.orders.services.releasing import plan_deliveries
from nonet.kernel import sql
from nonet.kernel.actor import current_actor
from nonet.kernel.guards import AT_ONCE
from nonet.kernel.sql import arrays


@dataclass(slots=True)
class HandedOver:
    """An order to be and the ids its rows get; lines that no goods belong to have no line in the delivery."""

    draft: OrderDraft
    order_id: int
    line_ids: Sequence[int]
    delivery_line_ids: Sequence[int | None]
    delivery_id: int | None


_WRITE = f"""
WITH {AT_ONCE}, source AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::date[], {arrays(ORDER_COLUMNS)}) WITH ORDINALITY
        AS s (id, delivery_id, delivery_number, planned_on, {ORDER_NAMES}, n)
), made AS (
    INSERT INTO orders_order (id, company_id, created_by_id, {ORDER_NAMES}, gross_total, state, confirmed_at, closed_at)
    SELECT id, %s::bigint, %s::bigint, {ORDER_NAMES}, net_total + tax_total, 'confirmed', now(), now()
    FROM source, at_once ORDER BY n {ONCE} RETURNING id
), taken AS MATERIALIZED (
    SELECT n, id, delivery_id, delivery_number, planned_on, party_id, site_id, ship_to FROM source JOIN made USING (id)
), line AS MATERIALIZED (
    SELECT l.*, taken.id AS order_id, taken.delivery_id
    FROM unnest(%s::bigint[], %s::bigint[], %s::int[], {arrays(LINE_COLUMNS)})
        AS l (id, delivery_line_id, n, {LINE_NAMES}) JOIN taken USING (n)
), lines AS (
    INSERT INTO orders_orderline (id, company_id, order_id, {LINE_NAMES}, released, shipped, invoiced)
    SELECT id, %s::bigint, order_id, {LINE_NAMES}, CASE WHEN delivery_line_id IS NULL THEN 0 ELSE quantity END,
        quantity, quantity FROM line
), deliveries AS (
    INSERT INTO orders_delivery (id, company_id, number, party_id, site_id, planned_on, ship_to, state, shipped_on)
    SELECT delivery_id, %s::bigint, delivery_number, party_id, site_id, planned_on, ship_to, 'shipped', %s::date
    FROM taken, at_once WHERE delivery_id IS NOT NULL
), delivery_lines AS (
    INSERT INTO orders_deliveryline (id, company_id, delivery_id, order_line_id, item_id, quantity, picked, shipped)
    SELECT delivery_line_id, %s::bigint, delivery_id, id, item_id, quantity, quantity, quantity
    FROM line WHERE delivery_line_id IS NOT NULL
)
SELECT id FROM made
"""


def write_handed_over(sales: Sequence[HandedOver], shipped_on: dt.date) -> set[int]:
    """Write orders confirmed, shipped, invoiced and closed, with their shipped deliveries, in one statement.

    Returns the ids of the orders written; one whose channel and external number became known meanwhile is not.
    """
    drafts = [sale.draft for sale in sales]
    columns = line_columns(drafts)
    actor = current_actor()
    made = sql.rows(
        _WRITE,
        (
            *_delivery_columns(sales),
            *order_columns(drafts, order_numbers(drafts)),
            actor.company_id,
            actor.user_id,
            [each for sale in sales for each in sale.line_ids],
            [each for sale in sales for each in sale.delivery_line_ids],
            *columns,
            actor.company_id,
            actor.company_id,
            shipped_on,
            actor.company_id,
        ),
    )
    return {each.id for each in made}


def _delivery_columns(sales: Sequence[HandedOver]) -> list[str]:
    """Return each order's id and the id, number and day of its delivery, if it has one."""
    planned = iter(plan_deliveries([sale.draft.due_on for sale in sales if sale.delivery_id]))
    nothing = (None, None)
    return sql.columns(
        [
            (sale.order_id, sale.delivery_id, *(next(planned) if sale.delivery_id else nothing))
            for sale in sales
        ],
        4,
    )
