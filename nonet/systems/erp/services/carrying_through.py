"""Orders that stand already, sold at once: carried through the steps that are left to their posted invoices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from nonet.books.money.errors import NothingToInvoice
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.models import Order
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError, WrongState
from nonet.kernel.verbs import Outcome, verb
from nonet.systems.erp.services.sales import confirm_sales_orders
from nonet.systems.erp.services.selling_at_once import STEPS

_DELIVERIES = """
SELECT DISTINCT d.id, l.order_id FROM orders_delivery d JOIN orders_deliveryline x ON x.delivery_id = d.id
JOIN orders_orderline l ON l.id = x.order_line_id
WHERE d.company_id = %s AND l.order_id = ANY(%s) AND d.state = %s ORDER BY d.id
"""
_DRAFT_INVOICES = """
SELECT DISTINCT v.id, l.order_id FROM money_invoice v JOIN money_invoiceline x ON x.invoice_id = v.id
JOIN orders_orderline l ON l.id = x.order_line_id
WHERE v.company_id = %s AND l.order_id = ANY(%s) AND v.state = 'draft' AND v.kind = 'sales_invoice' ORDER BY v.id
"""


class _Undo(Exception):
    """Takes an attempt back."""


@dataclass(slots=True)
class _Way:
    """The orders of an attempt: which still go on, why others do not, and what waits of those that are sold."""

    going: set[int]
    refused: dict[int, NonetError] = field(default_factory=dict)
    waiting: dict[int, NonetError] = field(default_factory=dict)

    def stop(
        self, refused: Mapping[int, NonetError], owners: Mapping[int, Iterable[int]] | None = None
    ) -> None:
        """Note what a step refused: orders, or what belongs to them by ``owners``."""
        for each, error in refused.items():
            for order_id in (each,) if owners is None else owners.get(each, ()):
                self.refused.setdefault(order_id, error)
                self.going.discard(order_id)

    def wait(self, held: Mapping[int, NonetError], owners: Mapping[int, Iterable[int]]) -> None:
        """Note of orders that are sold why their invoices are not posted yet; anything but a wait stops them."""
        for each in [each for each, error in held.items() if error.tone == "info"]:
            self.waiting |= dict.fromkeys(owners.get(each, ()), held[each])
        self.stop({each: error for each, error in held.items() if error.tone != "info"}, owners)

    @property
    def sorted(self) -> list[int]:
        """Return the orders that go on."""
        return sorted(self.going)


@verb("erp.sell_orders_at_once", needs=STEPS[1:])
def sell_orders_at_once(*, order_ids: Sequence[int]) -> Outcome:
    """Confirm, reserve, pick, ship and invoice sales orders in one, as far as each step is still to be done.

    An order is sold whole or refused, and then stays as it was; so is one whose confirmation needs approval, which is
    asked for. Where the company has invoices approved, what is sold is sold: an invoice that needs approval stays a
    draft, and ``waiting`` says with whom. All are tried together and, when some are refused, again without those: the
    number of statements does not grow with the orders.
    """
    outcome = Outcome()
    left = _open_orders(order_ids, outcome)
    while left:
        way, stands = _attempt(left)
        outcome.refused |= way.refused
        left = [each for each in left if each not in way.refused]
        if stands:
            outcome.done, outcome.waiting, left = left, way.waiting, []
    return outcome


def _open_orders(order_ids: Sequence[int], outcome: Outcome) -> list[int]:
    """Return the orders of which something is left to do; refuse the others."""
    found = Order.objects.filter(pk__in=list(order_ids), kind="sales").order_by("pk")
    rows = list(found.values_list("pk", "number", "state", "closed_at"))
    outcome.refuse_missing(order_ids, (row[0] for row in rows))
    for pk, number, state, closed_at in rows:
        if state == "cancelled" or closed_at is not None:
            outcome.refused[pk] = WrongState(number, "closed" if closed_at else state)
    return [row[0] for row in rows if row[0] not in outcome.refused]


def _attempt(order_ids: Sequence[int]) -> tuple[_Way, bool]:
    """Carry orders; return how far they came, and whether that stands or was taken back because of refusals.

    Only what truly stands in the way takes an attempt back: requests for approval are made to stay.
    """
    way = _Way(set(order_ids))
    try:
        with transaction.atomic():
            _carry(way)
            if any(error.tone != "info" for error in way.refused.values()):
                raise _Undo
    except _Undo:
        return _Way(
            set(), {each: error for each, error in way.refused.items() if error.tone != "info"}
        ), False
    return way, True


def _carry(way: _Way) -> None:
    drafts = Order.objects.filter(pk__in=way.sorted, state="draft").values_list("pk", flat=True)
    way.stop(confirm_sales_orders(order_ids=sorted(drafts)).refused)
    way.stop(reserve_orders(order_ids=way.sorted, whole_orders=True).refused)
    released = _by_document(_DELIVERIES, way, "released")
    way.stop(pick_deliveries(delivery_ids=list(released)).refused, released)
    picked = _by_document(_DELIVERIES, way, "picked")
    way.stop(ship_deliveries(delivery_ids=list(picked)).refused, picked)
    due = invoice_orders(order_ids=way.sorted).refused
    way.stop({each: error for each, error in due.items() if not isinstance(error, NothingToInvoice)})
    drafted = _by_document(_DRAFT_INVOICES, way)
    way.wait(post_invoices(invoice_ids=list(drafted)).refused, drafted)


def _by_document(query: str, way: _Way, *more: Any) -> dict[int, list[int]]:
    """Return the orders on their way by the deliveries or invoices that they stand in."""
    found: dict[int, list[int]] = {}
    for each in sql.rows(query, (current_company_id(), way.sorted, *more)):
        found.setdefault(each.id, []).append(each.order_id)
    return found
