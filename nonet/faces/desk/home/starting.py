"""What a company does first and what its people do daily: steps until the first sale, and actions one click away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nonet.books.orders.models import Order
from nonet.books.stock.models import Balance
from nonet.faces.desk.addresses import add_address
from nonet.kernel.actor import current_actor
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party


@dataclass(frozen=True, slots=True)
class Step:
    """A first step: what it is, whether it has been done, and the page where it is done."""

    title: Any
    is_done: Callable[[], bool]
    page: str
    verb: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something done daily: a list whose new row it is, or a list from which it starts."""

    title: Any
    icon: str
    page: str
    verb: str
    query: str = ""
    is_new: bool = False


STEPS = (
    Step(_("Items: what you sell and buy"), lambda: Item.objects.exists(), "items_item", "items.save_items"),
    Step(
        _("Customers and suppliers"),
        lambda: Party.objects.exists(),
        "parties_party",
        "parties.save_parties",
    ),
    Step(_("Stock: what lies where"), lambda: Balance.objects.exists(), "stock_balance", "erp.adjust_stock"),
    Step(
        _("The first sales order"),
        lambda: Order.objects.filter(kind="sales").exists(),
        "erp_salesorder",
        "erp.create_sales_orders",
    ),
)
ACTIONS = (
    Action(
        _("New sales order"), "add_shopping_cart", "erp_salesorder", "erp.create_sales_orders", is_new=True
    ),
    Action(
        _("New purchase order"),
        "shopping_bag",
        "erp_purchaseorder",
        "erp.create_purchase_orders",
        is_new=True,
    ),
    Action(
        _("Receive goods"),
        "move_to_inbox",
        "erp_purchaseorder",
        "erp.receive_purchases",
        "state__exact=confirmed",
    ),
    Action(
        _("Receive payment"),
        "payments",
        "money_openitem",
        "money.receive_payments",
        "due=open&is_receivable__exact=1",
    ),
    Action(_("Count stock"), "fact_check", "stock_count", "erp.begin_counts"),
    Action(_("New item"), "inventory_2", "items_item", "items.save_items", is_new=True),
    Action(_("New customer or supplier"), "group_add", "parties_party", "parties.save_parties", is_new=True),
)


def first_steps() -> list[dict[str, Any]]:
    """Return the first steps of a company with those that are done; nothing when the last one is."""
    if not current_actor().may("erp.create_sales_orders") or STEPS[-1].is_done():
        return []
    return [
        {"title": each.title, "done": each.is_done(), "address": reverse(f"admin:{each.page}_changelist")}
        for each in STEPS
    ]


def actions(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what the user does daily, each one click away."""
    told = []
    for each in ACTIONS:
        if not current_actor().may(each.verb):
            continue
        address = add_address(request, each.page) if each.is_new else _list(each)
        if address:
            told.append({"title": each.title, "icon": each.icon, "address": address})
    return told


def _list(action: Action) -> str:
    address = reverse(f"admin:{action.page}_changelist")
    return f"{address}?{action.query}" if action.query else address
