"""Orders become binding, or are given up."""

from collections.abc import Iterable, Sequence
from typing import Any

from nonet.books.orders.errors import OrderEmpty
from nonet.books.orders.events import OrdersConfirmed
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome


def lock_orders(ids: Iterable[int], kind: str) -> list[Any]:
    """Lock orders of one kind, sorted, and return what is needed to judge them.

    Each row has id, number, state, party_id, currency, gross_total, credit_limit, on_hold and line_count.
    """
    return sql.rows(
        "SELECT o.id, o.number, o.state, o.party_id, o.currency, o.gross_total, p.credit_limit, p.on_hold,"
        " (SELECT count(*) FROM orders_orderline l WHERE l.order_id = o.id) AS line_count"
        " FROM orders_order o LEFT JOIN parties_party p ON p.id = o.party_id"
        " WHERE o.company_id = %s AND o.kind = %s AND o.id = ANY(%s) ORDER BY o.id FOR NO KEY UPDATE OF o",
        (current_company_id(), kind, sorted(set(ids))),
    )


def judge_drafts(locked: Sequence[Any], ids: Iterable[int], outcome: Outcome) -> list[Any]:
    """Return the locked orders that can be confirmed; refuse the others, and ids that were not found."""
    outcome.refuse_missing(ids, (order.id for order in locked))
    fit = []
    for order in locked:
        if order.state != "draft":
            outcome.refused[order.id] = WrongState(order.number, order.state)
        elif not order.line_count:
            outcome.refused[order.id] = OrderEmpty(order.number)
        else:
            fit.append(order)
    return fit


def write_confirmed(order_ids: Sequence[int], kind: str) -> None:
    """Make locked drafts binding and publish ``OrdersConfirmed``."""
    if not order_ids:
        return
    sql.execute(
        "UPDATE orders_order SET state = 'confirmed', confirmed_at = now() WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), list(order_ids)),
    )
    events.publish(OrdersConfirmed(tuple(order_ids), kind))
