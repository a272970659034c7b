"""Transfers between sites as they are entered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.orders.models import Order, OrderLine
from nonet.kernel.clock import today
from nonet.kit.admin.forms import Document, Entry, Field, LineQuote, Quote
from nonet.masters.items.selectors import item_measures
from nonet.systems.erp.entries.trade import PLACES, first_site, sites, text
from nonet.systems.erp.services import transfers
from nonet.systems.erp.services.quoting import promised_until


def _load(order: Order) -> Document:
    lines = OrderLine.objects.filter(order_id=order.pk).order_by("position")
    names = ("site_id", "to_site_id", "ordered_on", "due_on", "note")
    return {
        "head": {name: text(getattr(order, name)) for name in names},
        "lines": [
            {
                "line_id": text(each.pk),
                "item_id": text(each.item_id),
                "quantity": text(each.quantity - each.cancelled),
            }
            for each in lines
            if each.quantity > each.cancelled
        ],
    }


def _quote(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Quote:
    """Tell what the sending site can spare, and the unit of each item."""
    ids = [line["item_id"] for line in lines if "item_id" in line]
    free = promised_until(head.get("due_on"), head.get("site_id", 0), ids)
    measures = item_measures(ids)
    quotes = []
    for line in lines:
        measure = measures.get(line.get("item_id", 0))
        values = {"unit": measure.base if measure else "", "available": free.get(line.get("item_id", 0))}
        quotes.append(LineQuote(values))
    return Quote(quotes)


TRANSFER = Entry(
    header=(
        Field("site_id", _("Ship from"), "choice", choices=sites, default=first_site, required=True),
        Field("to_site_id", _("Receive at"), "choice", choices=sites, required=True, stop=True),
        Field("ordered_on", _("Ordered on"), "date", default=today),
        Field("due_on", _("Deliver by"), "date"),
        Field("note", _("Note"), "area", wide=True, more=True),
    ),
    lines=(
        Field("item_id", _("Item"), "lookup", "items", required=True, stop=True),
        Field("quantity", _("Quantity"), "number", required=True, stop=True),
        Field("unit", _("Unit"), "shown"),
        Field("available", _("Available"), "shown"),
    ),
    create=transfers.create_transfer_orders,
    confirm=transfers.confirm_transfer_orders,
    quote=_quote,
    load=_load,
    places={**PLACES, "sites_equal": "to_site_id"},
    priced=False,
)
