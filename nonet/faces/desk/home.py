"""The home page: what waits for somebody, each a number that opens the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nonet.books.money.models import Invoice, OpenItem
from nonet.books.orders.models import Delivery, Order, Receipt
from nonet.books.stock.models import Count
from nonet.kernel.clock import today
from nonet.kernel.models import JobRun
from nonet.kit.admin.base import actor_may

CAP = 999


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what it is called, who may see it, how it is counted, and the list behind it."""

    label: Any
    read: str
    rows: Callable[[], Any]
    page: str
    query: str = ""
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """A number on the home page."""

    label: Any
    count: str
    address: str
    tone: str


def _orders(kind: str, **where: Any) -> Any:
    return Order.objects.filter(kind=kind, **where)


def _late() -> Any:
    due = OpenItem.objects.filter(is_receivable=True, due_on__lt=today(), open_amount__gt=0)
    return due.exclude(invoice=None)


WAITING: tuple[Waiting, ...] = (
    Waiting(
        _("Sales orders to confirm"),
        "orders.read",
        lambda: _orders("sales", state="draft"),
        "erp_salesorder",
        "state__exact=draft",
    ),
    Waiting(
        _("Deliveries to ship"),
        "orders.read",
        lambda: Delivery.objects.filter(state__in=["released", "picked"]),
        "orders_delivery",
        "state__exact=released",
        "info",
    ),
    Waiting(
        _("Deliveries late"),
        "orders.read",
        lambda: Delivery.objects.filter(state__in=["released", "picked"], planned_on__lt=today()),
        "orders_delivery",
        "state__exact=released",
        "danger",
    ),
    Waiting(
        _("Purchase orders to confirm"),
        "orders.read",
        lambda: _orders("purchase", state="draft"),
        "erp_purchaseorder",
        "state__exact=draft",
    ),
    Waiting(
        _("Receipts to post"),
        "orders.read",
        lambda: Receipt.objects.filter(state="draft"),
        "orders_receipt",
        "state__exact=draft",
    ),
    Waiting(
        _("Counts under way"),
        "stock.read",
        lambda: Count.objects.filter(state__in=["counting", "counted"]),
        "stock_count",
    ),
    Waiting(
        _("Invoices to post"),
        "money.read",
        lambda: Invoice.objects.filter(kind="sales_invoice", state="draft"),
        "erp_salesinvoice",
        "state__exact=draft",
    ),
    Waiting(
        _("Claims overdue"),
        "money.read",
        _late,
        "money_openitem",
        f"due=late&{'is_receivable__exact=1'}",
        "danger",
    ),
    Waiting(
        _("Jobs failed"),
        "kernel.read",
        lambda: JobRun.objects.filter(state="failed"),
        "kernel_jobrun",
        "state__exact=failed",
        "danger",
    ),
)


def waiting_cards() -> list[Card]:
    """Return what waits for the user at work; each number is counted no further than ``CAP``."""
    return [_card(each) for each in WAITING if actor_may(each.read)]


def _card(each: Waiting) -> Card:
    count = each.rows().order_by()[: CAP + 1].count()
    address = reverse(f"admin:{each.page}_changelist")
    return Card(
        label=each.label,
        count=f"{CAP}+" if count > CAP else str(count),
        address=f"{address}?{each.query}" if each.query else address,
        tone=each.tone if count else "plain",
    )
