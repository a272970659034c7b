"""Transfers sent off and taken in by hand: reserved, picked and shipped at once, received in full or in part."""

import datetime as dt
from collections.abc import Sequence

from nonet.books.orders.errors import NothingReserved
from nonet.books.orders.models import DeliveryLine, Order, OrderLine
from nonet.books.orders.services.closing import close_finished
from nonet.books.orders.services.receiving import ReceiptDraft
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.services.purchasing import receive_now
from nonet.systems.erp.services.shipping import Shipment, ship_deliveries


@verb("erp.dispatch_transfers")
def dispatch_transfers(*, order_ids: Sequence[int], shipped_on: dt.date | None = None) -> Outcome:
    """Send transfers off: reserve, pick and ship all that is there of them.

    ``done`` holds the orders of which goods left, ``refused`` is by order. A number of statements that does not grow.
    """
    reserved = reserve_orders(order_ids=order_ids)
    waiting = _open_deliveries(order_ids)
    unreleased = sorted(set(reserved.done) - set(waiting.values()))
    if unreleased:
        release_orders(order_ids=unreleased)
        waiting = _open_deliveries(order_ids)
    outcome = Outcome()
    shipped = ship_deliveries(shipments=[Shipment(each) for each in waiting], shipped_on=shipped_on)
    outcome.done = sorted({waiting[each] for each in shipped.done})
    late = {waiting[id_]: error for id_, error in shipped.refused.items()}
    outcome.refused = {
        id_: error for id_, error in {**reserved.refused, **late}.items() if id_ not in outcome.done
    }
    _refuse_idle(order_ids, outcome)
    return outcome


def _open_deliveries(order_ids: Sequence[int]) -> dict[int, int]:
    """Return the orders of deliveries that did not leave yet."""
    lines = DeliveryLine.objects.filter(
        order_line__order_id__in=list(order_ids), delivery__state__in=["released", "picked"]
    )
    return dict(lines.values_list("delivery_id", "order_line__order_id").order_by("delivery_id").distinct())


def _refuse_idle(order_ids: Sequence[int], outcome: Outcome) -> None:
    idle = set(order_ids) - set(outcome.done) - set(outcome.refused)
    numbers = Order.objects.filter(pk__in=idle).values_list("pk", "number")
    outcome.refused |= {id_: NothingReserved(number) for id_, number in numbers}


@verb("erp.receive_transfer_goods")
def receive_transfer_goods(*, receipts: Sequence[ReceiptDraft]) -> Outcome:
    """Take in part of what is on the road of transfers, line by line; orders that are done with close.

    ``done`` holds the receipts' ids, ``refused`` is by position in ``receipts``.
    """
    outcome = receive_now(receipts)
    lines = {line.order_line_id for each in receipts for line in each.lines}
    close_finished(sorted(set(OrderLine.objects.filter(pk__in=lines).values_list("order_id", flat=True))))
    return outcome
