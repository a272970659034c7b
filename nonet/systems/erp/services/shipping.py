"""Goods going out from the desk: in full or in part, picked on the way, with their waybill; and invoiced."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.models import Delivery, DeliveryLine
from nonet.books.orders.services.splitting import Waybill, note_deliveries, split_deliveries
from nonet.books.stock.services.issuing import ship_deliveries as post_issue
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.unpicking import unpick_deliveries
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import Outcome, verb


@dataclass(frozen=True, slots=True)
class Shipment:
    """A delivery to go out; ``quantities`` by delivery line where not all of it goes (the rest waits in a new one)."""

    delivery_id: int
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    carrier_id: int | None = None
    waybill_number: str = ""


@verb("erp.ship_deliveries")
def ship_deliveries(*, shipments: Sequence[Shipment], shipped_on: dt.date | None = None) -> Outcome:
    """Ship deliveries, released or picked, in full or in part: what is not picked yet is picked on the way.

    ``done`` and ``refused`` are by delivery. A number of statements that does not grow with the deliveries.
    """
    outcome = Outcome()
    fit = {each.delivery_id: each for each in shipments}
    for step in (_split, _pick, _note):
        refused = step(list(fit.values())).refused
        outcome.refused |= refused
        fit = {id_: each for id_, each in fit.items() if id_ not in refused}
    shipped = post_issue(delivery_ids=list(fit), shipped_on=shipped_on) if fit else Outcome()
    return Outcome(shipped.done, outcome.refused | shipped.refused)


def _split(shipments: Sequence[Shipment]) -> Outcome:
    """Part what does not go; goods picked for it are put back first, and picked anew for what goes."""
    partial = {each.delivery_id: each.quantities for each in shipments if each.quantities}
    if not partial:
        return Outcome()
    locked = lock_rows(Delivery, partial, "id, state")
    picked = [each.id for each in locked if each.state == "picked"]
    if picked:
        unpick_deliveries(delivery_ids=picked).require_all()
    return split_deliveries(deliveries=partial)


def _pick(shipments: Sequence[Shipment]) -> Outcome:
    locked = lock_rows(Delivery, [each.delivery_id for each in shipments], "id, state")
    waiting = [each.id for each in locked if each.state == "released"]
    return pick_deliveries(delivery_ids=waiting) if waiting else Outcome()


def _note(shipments: Sequence[Shipment]) -> Outcome:
    noted = [each for each in shipments if each.carrier_id or each.waybill_number]
    if not noted:
        return Outcome()
    return note_deliveries(
        waybills=[Waybill(each.delivery_id, each.carrier_id, each.waybill_number) for each in noted]
    )


@verb("erp.invoice_deliveries")
def invoice_deliveries(
    *, delivery_ids: Sequence[int], issued_on: dt.date | None = None, post: bool = True
) -> Outcome:
    """Invoice the orders of shipped deliveries for what was handed over, and post the invoices at once.

    ``done`` holds the invoices' ids; ``refused`` is by delivery. A number of statements that does not grow.
    """
    outcome = Outcome()
    orders: dict[int, set[int]] = {}
    pairs = DeliveryLine.objects.filter(delivery_id__in=list(delivery_ids), shipped__gt=0)
    for delivery_id, order_id in pairs.values_list("delivery_id", "order_line__order_id").distinct():
        orders.setdefault(order_id, set()).add(delivery_id)
    outcome.refuse_missing(delivery_ids, {each for ids in orders.values() for each in ids})
    drafted = invoice_orders(order_ids=list(orders), issued_on=issued_on) if orders else Outcome()
    for order_id, error in drafted.refused.items():
        outcome.refuse(orders[order_id], error)
    outcome.done = drafted.done
    if post and drafted.done:
        post_invoices(invoice_ids=drafted.done).require_all()
    return outcome


def is_to_be_invoiced(delivery: Delivery) -> bool:
    """Return whether anything that a delivery handed over is not invoiced yet."""
    lines = DeliveryLine.objects.filter(delivery_id=delivery.pk, shipped__gt=0).select_related("order_line")
    return any(each.order_line.shipped > each.order_line.invoiced for each in lines)
