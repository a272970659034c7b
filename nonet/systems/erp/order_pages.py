"""What the pages of all orders share: their lines, their changes, how far they have come, and why."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nonet.books.orders.models import Order, OrderChange, OrderLine
from nonet.books.orders.selectors import progress_of
from nonet.kit.admin import LineTable, Step, VerbAction
from nonet.kit.admin.base import actor_may
from nonet.kit.admin.forms import EntryAdmin
from nonet.kit.admin.lists import Computed
from nonet.kit.admin.steps import steps_between
from nonet.kit.admin.tables import SHOWN_LINES
from nonet.kit.show import NOTHING

LINES = (
    *("position", "item", "description", "quantity", "unit", "price", "discount", "tax_rate", "net_amount"),
    *("reserved", "released", "shipped", "invoiced", "returned", "cancelled"),
)


def _told(change: OrderChange, value: Any) -> Any:
    """Return a value of a change as people read it: it was kept as text."""
    if value is None:
        return NOTHING
    if change.field == "lines" and isinstance(value, dict):
        return " · ".join(f"{_label(key)} {_plainly(each)}" for key, each in value.items() if key != "item")
    if change.field == "discount":
        return f"{_plainly(Decimal(str(value)) * 100)}%"
    return _plainly(value)


def _plainly(value: Any) -> str:
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except InvalidOperation:
        return str(value)


def _label(name: str) -> str:
    """Return what a field of an order or of its lines is called."""
    if name == "lines":
        return str(OrderLine._meta.verbose_name_plural)
    fields = {each.name: each for model in (Order, OrderLine) for each in model._meta.fields}
    return str(getattr(fields.get(name), "verbose_name", name))


CHANGES = LineTable(
    OrderChange,
    "order",
    ("changed_at", "changed_by", "line", "field", "before", "after", "reason"),
    order_by=("-id",),
    shows={
        "line": lambda change: change.line.item if change.line else NOTHING,
        "field": lambda change: _label(change.field),
        "before": lambda change: _told(change, change.before),
        "after": lambda change: _told(change, change.after),
    },
    related=("line__item",),
    folded=True,
)
FACTS = (
    *("number", "party", "site", "ordered_on", "due_on", "currency", "payment_term", "channel"),
    *("external_number", "origin", "ship_to", "note", "created_by", "created_at", "confirmed_at"),
)
TOTALS = ("net_total", "tax_total", "gross_total")


PROGRESS = {
    "draft": pgettext_lazy("progress of an order", "Draft"),
    "open": pgettext_lazy("progress of an order", "Open"),
    "reserved": pgettext_lazy("progress of an order", "Reserved"),
    "partly_shipped": pgettext_lazy("progress of an order", "Partly handed over"),
    "shipped": pgettext_lazy("progress of an order", "Handed over"),
    "invoiced": pgettext_lazy("progress of an order", "Invoiced"),
    "closed": pgettext_lazy("progress of an order", "Finished"),
    "cancelled": pgettext_lazy("progress of an order", "Cancelled"),
}


# The way of an order of each kind; the others go from hand to hand and are invoiced.
STEPS = {
    "sales": ("draft", "open", "reserved", "shipped", "invoiced"),
    "transfer": ("draft", "open", "reserved", "shipped"),
    "purchase_return": ("open", "reserved", "shipped", "invoiced"),
    "sales_return": ("open", "shipped", "invoiced"),
    "purchase": ("draft", "open", "shipped", "invoiced"),
}
# The one next step by kind and progress.
NEXT = {
    "sales": {"open": "reserve", "reserved": "release", "partly_shipped": "reserve", "shipped": "invoice"},
    "transfer": {"open": "reserve", "reserved": "release", "partly_shipped": "receive", "shipped": "receive"},
    "purchase_return": {"open": "reserve", "reserved": "release", "shipped": "invoice"},
    "sales_return": {"open": "receive", "partly_shipped": "receive", "shipped": "credit"},
    "purchase": {"open": "receive", "partly_shipped": "receive", "shipped": "bill"},
}
TONES = {
    **dict.fromkeys(PROGRESS, "info"),
    "draft": "plain",
    "partly_shipped": "warning",
    "closed": "success",
    "cancelled": "danger",
}


def progress_told(order_ids: Sequence[int]) -> dict[int, tuple[Any, str]]:
    """Return how far orders have come, in words and with the tone in which they are shown."""
    come = progress_of(order_ids)
    return {pk: (PROGRESS[come[pk].state], TONES[come[pk].state]) for pk in order_ids}


RETURNS = {
    "sales": ("admin:erp_salesreturn_add", "erp.authorise_sales_returns", _("Take goods back, exchange")),
    "purchase": ("admin:erp_purchasereturn_add", "erp.authorise_purchase_returns", _("Send goods back")),
}


class OrderAdmin(EntryAdmin):
    """Orders of one kind."""

    list_display: Sequence[str] = (
        "number",
        "progress",
        "party",
        "site",
        "ordered_on",
        "due_on",
        "currency",
        "gross_total",
    )
    computed = (Computed("progress", _("Progress"), progress_told),)
    list_filter = ("party", "ordered_on", "due_on", "site", "gross_total")
    ordering = ("-ordered_on", "-id")
    facts: Sequence[str] = FACTS
    totals: Sequence[str] = TOTALS
    tables: Sequence[LineTable] = (LineTable(OrderLine, "order", LINES, order_by=("position",)), CHANGES)

    def steps_of(self, order: Any) -> list[Step]:
        """Return how far an order has come, from the quantities of its lines."""
        come = self.come_of(order).state
        way = STEPS[order.kind]
        if come == "cancelled":
            return [Step(PROGRESS[come], "off")]
        at = "shipped" if come == "partly_shipped" else come
        labels = [PROGRESS["partly_shipped" if each == "shipped" == at != come else each] for each in way]
        return steps_between(labels, way.index(at) if at in way else len(way) - 1, come == "closed")

    def come_of(self, order: Any) -> Any:
        """Return how far an order has come, asked once for a page."""
        if not hasattr(order, "come_so_far"):
            order.come_so_far = progress_of([order.pk])[order.pk]
        return order.come_so_far

    def following(self, order: Any, verbs: Sequence[VerbAction]) -> VerbAction | None:
        """Return the next step by how far the order has come; none while it waits for its delivery to leave."""
        come = self.come_of(order)
        wanted = "confirm" if come.state == "draft" else NEXT[order.kind].get(come.state, "")
        if wanted == "release" and come.released >= come.ordered - come.cancelled:
            return None
        return next((each for each in verbs if each.name == wanted), None)

    def links_of(self, request: HttpRequest, order: Any) -> list[dict[str, Any]]:
        """Return the page on which goods of this order are taken back, once some were handed over."""
        page = RETURNS.get(order.kind)
        come = self.come_of(order)
        if page is None or come.shipped <= come.returned or not actor_may(page[1]):
            return []
        return [{"address": f"{reverse(page[0])}?order={order.pk}", "label": page[2]}]

    def reasons_of(self, order: Any) -> list[tuple[Any, Any]]:
        """Return why the order stands as it does, and where each price came from."""
        found = super().reasons_of(order)
        lines = OrderLine.objects.filter(order=order).exclude(price_reason="").order_by("position")
        by_reason: dict[str, list[str]] = {}
        for item, reason in lines.values_list("item__name", "price_reason")[:SHOWN_LINES]:
            by_reason.setdefault(reason, []).append(item)
        prices = [(_("Price: %s") % reason, ", ".join(items)) for reason, items in by_reason.items()]
        return found + prices
