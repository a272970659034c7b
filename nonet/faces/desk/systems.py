"""What each system is for, and the signs by which a company knows that it needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Told:
    """A system in a sentence, and signs that its time has come."""

    does: Any
    signs: Sequence[Any]


SYSTEMS = {
    "crm": Told(
        _("Keeps customers and what was said with them: leads, visits, reminders, quotations, collections."),
        (
            _("Customers live in somebody's phone and leave with them"),
            _("Nobody sees where a sale stands or stalls"),
            _("Quotations are made anew in spreadsheets each time"),
        ),
    ),
    "erp": Told(
        _("Sales, purchasing, stock, cost, invoices and books on one set of data."),
        (
            _("Nobody can say what was sold and what was paid"),
            _("The storeroom works by shouting"),
            _("Accounts come weeks after the month"),
        ),
    ),
    "oms": Told(
        _("Takes orders of all channels in one place, merges and splits them, chooses the warehouse."),
        (
            _("Orders of several shops are copied by hand"),
            _("One customer gets two parcels on one day"),
            _("On peak days orders are lost or sold twice"),
        ),
    ),
    "wms": Told(
        _(
            "Says where each good lies and what to take next; goods are received, picked, counted by scanning."
        ),
        (
            _("Goods are in the book but nobody finds them"),
            _("Wrong or missing items are sent every week"),
            _("A newcomer needs weeks to know the racks"),
        ),
    ),
    "mes": Told(
        _("Carries the plan to the floor: tasks by line and shift, operations scanned, batches followed."),
        (
            _("Delivery dates are a matter of luck"),
            _("Work is reported on paper, days later"),
            _("Nobody knows how far an order is on the floor"),
        ),
    ),
    "tms": Told(
        _("Plans trips and routes, compares carriers, follows vehicles, checks freight bills."),
        (
            _("Freight grows faster than sales"),
            _("Customers ask every day where their goods are"),
            _("Carriers' bills are paid without checking"),
        ),
    ),
    "plm": Told(
        _("Keeps drawings, bills of material and their versions, and carries changes to buying and making."),
        (
            _("One product has five versions of its drawings"),
            _("The factory builds by another list than design drew"),
            _("Nobody knows which products a part is in"),
        ),
    ),
    "srm": Told(
        _(
            "Keeps suppliers' files, asks and compares offers, follows each purchase, scores quality and punctuality."
        ),
        (
            _("Prices and contracts are compared by hand"),
            _("The same supplier is late again and again"),
            _("Reconciling with suppliers takes days each month"),
        ),
    ),
    "scm": Told(
        _("Forecasts demand and plans stock, purchases and production over the whole chain."),
        (
            _("Too much of one thing, none of the other"),
            _("Material is ordered when it is missing already"),
            _("Several warehouses and factories plan alone"),
        ),
    ),
}
