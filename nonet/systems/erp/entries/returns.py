"""Goods that come back or go back, and exchanges: entered from the order they were handed over with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.orders.models import Order, OrderLine
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.forms import Document, Entry, Field
from nonet.systems.erp.entries.trade import sites, text
from nonet.systems.erp.services import returns
from nonet.systems.erp.services.returns import Exchange

PLACES = {"more_than_sold": "quantity"}


def _start(kind: str) -> Callable[[Mapping[str, str]], Document | None]:
    """Return the function that begins a return with what is left to come back of an order."""

    def start(given: Mapping[str, str]) -> Document | None:
        if not given.get("order", "").isdigit():
            return None
        order = Order.objects.filter(pk=given["order"], kind=kind, state="confirmed").first()
        if order is None:
            return None
        lines = OrderLine.objects.filter(order_id=order.pk, shipped__gt=0).select_related("item")
        back = _on_the_way_back([each.pk for each in lines])
        told = [_line(each, each.shipped - back.get(each.pk, 0)) for each in lines.order_by("position")]
        head = {"order_id": text(order.pk), "site_id": text(order.site_id), "returned_on": text(today())}
        return {"head": head, "lines": [each for each in told if each["left"] != "0"]}

    return start


def _on_the_way_back(line_ids: Sequence[int]) -> dict[int, Any]:
    """Return how much of order lines was authorised to come back already."""
    rows = OrderLine.objects.filter(origin_line_id__in=line_ids, order__kind__endswith="_return")
    found: dict[int, Any] = {}
    for each in rows.exclude(order__state="cancelled"):
        found[each.origin_line_id] = found.get(each.origin_line_id, 0) + each.quantity - each.cancelled
    return found


def _line(line: Any, left: Any) -> dict[str, str]:
    told = {"line_id": text(line.pk), "item": str(line.item), "unit": text(line.unit_id), "left": text(left)}
    return {**told, "quantity": text(left)}


def _shape(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    kept = {
        name: head[name] for name in ("reason", "site_id", "returned_on", "external_number") if name in head
    }
    coming = [each for each in lines if each.get("quantity")]
    back = [{"order_line_id": each.get("line_id"), "quantity": each["quantity"]} for each in coming]
    return {**kept, "lines": back}


def _shape_exchange(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    instead = [
        {"item_id": each["instead_id"], "quantity": each.get("instead_quantity", each.get("quantity"))}
        for each in lines
        if "instead_id" in each
    ]
    return {"goods_back": _shape(head, lines), "replacement": instead}


def take_back(*, exchanges: Sequence[Exchange]) -> Outcome:
    """Authorise what comes back, and where something goes out instead take the orders for it."""
    if any(each.replacement for each in exchanges):
        return returns.exchange_goods(exchanges=exchanges)
    return returns.authorise_sales_returns(returns=[each.goods_back for each in exchanges])


def _header(lookup: str, label: Any, site: Any) -> tuple[Field, ...]:
    return (
        Field("order_id", label, "lookup", lookup, required=True, stop=True, wide=True, begins="order"),
        Field("site_id", site, "choice", choices=sites),
        Field("returned_on", _("Returned on"), "date", default=today),
        Field("reason", _("Reason"), wide=True),
        Field("external_number", _("Their return number"), more=True),
    )


_COLUMNS = (
    Field("item", _("Item"), "shown"),
    Field("left", _("Can come back"), "shown"),
    Field("quantity", _("Quantity"), "number", required=True, stop=True),
    Field("unit", _("Unit"), "shown"),
)
_INSTEAD = (
    Field("instead_id", _("Send instead"), "lookup", "items", "sale"),
    Field("instead_quantity", _("Quantity instead"), "number"),
)

SALES_RETURN = Entry(
    header=_header("sales-orders", _("Sales order"), _("Receive at")),
    lines=(*_COLUMNS, *_INSTEAD),
    create=take_back,
    create_verb=returns.authorise_sales_returns.verb_code,
    start=_start("sales"),
    shape=_shape_exchange,
    places=PLACES,
    own_lines=False,
    priced=False,
)
PURCHASE_RETURN = Entry(
    header=_header("purchase-orders", _("Purchase order"), _("Ship from")),
    lines=_COLUMNS,
    create=returns.authorise_purchase_returns,
    start=_start("purchase"),
    shape=_shape,
    places=PLACES,
    own_lines=False,
    priced=False,
)
