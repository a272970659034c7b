"""Shipping by hand: the day, the carrier, the waybill, and how much of each line goes now."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.show import unit_name
from nonet.systems.erp.selectors.open_lines import lines_to_ship
from nonet.systems.erp.services.shipping import Shipment, ship_deliveries
from nonet.systems.erp.tasks.receiving import item_of


def _ship(filled: Filled) -> Outcome:
    known = {each.id: each for each in lines_to_ship(filled.ids)}
    typed = {line.row.id: line["quantity"] for line in filled.lines}
    shipments = []
    for delivery_id, group in groupby(known.values(), lambda row: row.delivery_id):
        rows = list(group)
        wanted = {row.id: typed.get(row.id, 0) for row in rows}
        partial = any(wanted[row.id] != row.quantity for row in rows)
        shipments.append(
            Shipment(
                delivery_id, wanted if partial else {}, filled["carrier_id"], filled["waybill_number"] or ""
            )
        )
    return ship_deliveries(shipments=shipments, shipped_on=filled["shipped_on"])


def _quantity(row: Any) -> Any:
    return row.quantity


SHIP = TaskForm(
    fields=(
        Field("shipped_on", _("Shipped on"), "date", lambda asked: today(), required=True),
        Field("carrier_id", _("Carrier"), model="parties.Party"),
        Field("waybill_number", _("Waybill number")),
    ),
    grid=Grid(
        columns=(
            Shown("number", _("Delivery")),
            Shown("item", _("Item"), item_of),
            Shown("quantity_due", _("To be shipped"), _quantity),
            Shown("picked", _("Picked")),
            Field("quantity", _("Ships now"), "decimal", _quantity, total=True),
            Shown("unit_id", _("Unit"), lambda row: unit_name(row.unit_id)),
        ),
        rows=lambda asked: lines_to_ship(asked.ids),
        needs="quantity",
        empty=_("All of it is shipped already."),
    ),
    intro=_(
        "What is not picked yet is picked on the way. What does not go now waits in a delivery of its own."
    ),
    call=_ship,
    submit=_("Ship"),
)
