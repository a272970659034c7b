"""Orders given up: reservations freed, deliveries not yet picked cancelled, what was handed over kept."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.orders.errors import NothingOpen, StandsPicked
from nonet.books.orders.events import OrdersCancelled
from nonet.books.orders.services.cancelling import (
    cancel_deliveries,
    give_up_rest,
    lock_draft_receipts,
    open_deliveries,
)
from nonet.books.orders.services.closing import close_finished
from nonet.books.stock.services.trimming import trim_reservations
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

_LOCK = """
SELECT o.id, o.number, o.kind, o.state, (SELECT coalesce(sum(l.quantity - l.shipped - l.cancelled), 0)
    FROM orders_orderline l WHERE l.order_id = o.id) AS open
FROM orders_order o WHERE o.company_id = %s AND o.id = ANY(%s) ORDER BY o.id FOR NO KEY UPDATE OF o
"""


@verb("erp.cancel_orders")
def cancel_orders(*, order_ids: Sequence[int], reason: str = "") -> Outcome:
    """Give up what is still open of draft or confirmed orders of any kind.

    Reservations are released, deliveries that nobody picked and receipts that nobody posted are cancelled. An
    order of which something was handed over or invoiced stays, with its rest cancelled; others become cancelled.
    Refused are orders with goods that stand picked. A number of statements that does not grow with the orders.
    """
    outcome = Outcome()
    locked = _judge(order_ids, outcome)
    kinds = {each.id: each.kind for each in locked}
    loose = _free_deliveries(kinds, outcome)
    outcome.done = [id_ for id_ in kinds if id_ not in outcome.refused]
    if outcome.done:
        if loose:
            cancel_deliveries(delivery_ids=loose).require_all()
        lock_draft_receipts(outcome.done)
        _release(outcome.done, reason)
        give_up_rest(outcome.done)
        close_finished(outcome.done)
        _publish(outcome.done, kinds)
    return outcome


def _judge(order_ids: Iterable[int], outcome: Outcome) -> list[Any]:
    locked = sql.rows(_LOCK, (current_company_id(), sorted(set(order_ids))))
    outcome.refuse_missing(order_ids, (each.id for each in locked))
    for each in locked:
        if each.state == "cancelled":
            outcome.refused[each.id] = WrongState(each.number, each.state)
        elif each.state == "confirmed" and not each.open:
            outcome.refused[each.id] = NothingOpen(each.number)
    return [each for each in locked if each.id not in outcome.refused]


def _free_deliveries(order_ids: Iterable[int], outcome: Outcome) -> list[int]:
    """Lock the open deliveries of the orders; refuse orders with picked ones, return those to be cancelled."""
    found = open_deliveries(order_ids)
    outcome.refused |= {each.order_id: StandsPicked(each.number) for each in found if each.state == "picked"}
    shared = {each.id for each in found if each.order_id in outcome.refused}
    return sorted({each.id for each in found} - shared)


def _release(order_ids: Sequence[int], reason: str) -> None:
    """Free what is reserved; the lines are not locked, since who holds their site stock may lower it meanwhile."""
    held = sql.rows(
        "SELECT id, reserved FROM orders_orderline WHERE company_id = %s AND order_id = ANY(%s) AND reserved > 0",
        (current_company_id(), list(order_ids)),
    )
    trim_reservations({each.id: each.reserved for each in held}, reason or _("order cancelled"))


def _publish(order_ids: Sequence[int], kinds: dict[int, str]) -> None:
    for kind in sorted({kinds[each] for each in order_ids}):
        events.publish(OrdersCancelled(tuple(each for each in order_ids if kinds[each] == kind), kind))
