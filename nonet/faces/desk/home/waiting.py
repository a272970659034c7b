"""What waits for somebody: each a number that opens the list behind it, and a badge beside that list in the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Invoice, OpenItem
from nonet.books.orders.models import Delivery, Order, Receipt
from nonet.books.stock.models import Count
from nonet.faces.permissions import EVERY_MEMBER
from nonet.kernel.actor import current_company_id
from nonet.kernel.approvals.selectors import waiting_for_me
from nonet.kernel.clock import today
from nonet.kernel.models import JobRun
from nonet.kit.admin.base import actor_may

CAP = 999
REMEMBERED_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what it is called, who may see it, by which verb it is done, and the list behind it."""

    label: Any
    read: str
    verb: str
    rows: Callable[[], Any]
    page: str
    query: str = ""
    icon: str = "inbox"
    late: bool = False

    @property
    def address(self) -> str:
        """Return the list behind the number."""
        address = reverse(f"admin:{self.page}_changelist" if "_" in self.page else f"admin:{self.page}")
        return f"{address}?{self.query}" if self.query else address


@dataclass(frozen=True, slots=True)
class Card:
    """A number on the home page."""

    label: Any
    count: str
    address: str
    icon: str
    tone: str


def _orders(kind: str, **where: Any) -> Any:
    return Order.objects.filter(kind=kind, **where)


def _going() -> Any:
    return Delivery.objects.filter(state__in=["released", "picked"])


def _overdue() -> Any:
    due = OpenItem.objects.filter(is_receivable=True, due_on__lt=today(), open_amount__gt=0)
    return due.exclude(invoice=None)


def _invoices(kind: str) -> Any:
    return Invoice.objects.filter(kind=kind, state="draft")


WAITING: tuple[Waiting, ...] = (
    Waiting(
        _("To be approved by me"),
        "approvals.read",
        "approvals.approve",
        waiting_for_me,
        "approvals",
        icon="approval",
    ),
    Waiting(
        _("Deliveries late"),
        "orders.read",
        "stock.ship_deliveries",
        lambda: _going().filter(planned_on__lt=today()),
        "orders_delivery",
        "state__exact=released",
        icon="alarm",
        late=True,
    ),
    Waiting(
        _("Sales orders to confirm"),
        "orders.read",
        "erp.confirm_sales_orders",
        lambda: _orders("sales", state="draft"),
        "erp_salesorder",
        "state__exact=draft",
        icon="shopping_cart",
    ),
    Waiting(
        _("Deliveries to pick"),
        "orders.read",
        "stock.pick_deliveries",
        lambda: Delivery.objects.filter(state="released"),
        "orders_delivery",
        "state__exact=released",
        icon="shelves",
    ),
    Waiting(
        _("Deliveries to ship"),
        "orders.read",
        "stock.ship_deliveries",
        lambda: Delivery.objects.filter(state="picked"),
        "orders_delivery",
        "state__exact=picked",
        icon="local_shipping",
    ),
    Waiting(
        _("Purchase orders to confirm"),
        "orders.read",
        "erp.confirm_purchase_orders",
        lambda: _orders("purchase", state="draft"),
        "erp_purchaseorder",
        "state__exact=draft",
        icon="add_shopping_cart",
    ),
    Waiting(
        _("Receipts to post"),
        "orders.read",
        "stock.post_receipts",
        lambda: Receipt.objects.filter(state="draft"),
        "orders_receipt",
        "state__exact=draft",
        icon="move_to_inbox",
    ),
    Waiting(
        _("Returns to take in"),
        "orders.read",
        "erp.receive_returns",
        lambda: _orders("sales_return", state="confirmed", closed_at=None),
        "erp_salesreturn",
        "state__exact=confirmed",
        icon="assignment_return",
    ),
    Waiting(
        _("Transfers to confirm"),
        "orders.read",
        "erp.confirm_transfer_orders",
        lambda: _orders("transfer", state="draft"),
        "erp_transferorder",
        "state__exact=draft",
        icon="sync_alt",
    ),
    Waiting(
        _("Counts under way"),
        "stock.read",
        "stock.enter_counts",
        lambda: Count.objects.filter(state__in=["counting", "counted"]),
        "stock_count",
        icon="fact_check",
    ),
    Waiting(
        _("Invoices to post"),
        "money.read",
        "money.post_invoices",
        lambda: _invoices("sales_invoice"),
        "erp_salesinvoice",
        "state__exact=draft",
        icon="receipt_long",
    ),
    Waiting(
        _("Credit notes to post"),
        "money.read",
        "money.post_invoices",
        lambda: _invoices("credit_note"),
        "erp_creditnote",
        "state__exact=draft",
        icon="undo",
    ),
    Waiting(
        _("Claims overdue"),
        "money.read",
        "money.receive_payments",
        _overdue,
        "money_openitem",
        "due=late&is_receivable__exact=1",
        icon="request_quote",
        late=True,
    ),
    Waiting(
        _("Jobs failed"),
        "kernel.read",
        "kernel.save_roles",
        lambda: JobRun.objects.filter(state="failed"),
        "kernel_jobrun",
        "state__exact=failed",
        icon="sync_problem",
        late=True,
    ),
)


def waiting_cards() -> list[Card]:
    """Return what waits for the user at work: what may be done about it, or for who does nothing, what may be seen.

    Each number is counted no further than ``CAP``; what is empty is left out.
    """
    seen = [each for each in WAITING if actor_may(each.read)]
    mine = [each for each in seen if actor_may(each.verb)]
    if all(each.verb in EVERY_MEMBER for each in mine):
        mine = seen
    return [_card(each, count) for each in mine if (count := _count(each))]


def _count(each: Waiting) -> int:
    return int(each.rows().order_by()[: CAP + 1].count())


def _card(each: Waiting, count: int) -> Card:
    return Card(each.label, _shown(count), each.address, each.icon, "danger" if each.late else "plain")


def _shown(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count)


def waiting_pages() -> dict[str, dict[str, Any]]:
    """Return, for the menu, how many documents wait behind each list; counts are remembered a few seconds."""
    told: dict[str, dict[str, Any]] = {}
    for each in WAITING:
        if not each.late and actor_may(each.read) and (count := _remembered(each)):
            known = told.get(each.page, {"sum": 0})["sum"]
            told[each.page] = {"sum": known + count, "count": _shown(known + count), "late": False}
    for each in WAITING:
        if each.late and actor_may(each.read) and (count := _remembered(each)):
            told.setdefault(each.page, {"sum": count, "count": _shown(count)})["late"] = True
    return told


def _remembered(each: Waiting) -> int:
    key = f"waiting:{current_company_id()}:{each.page}:{each.query}:{each.late}"
    return int(caches["local"].get_or_set(key, lambda: _count(each), REMEMBERED_SECONDS) or 0)
