"""Sales and purchase orders as they are entered."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.credit import credit_exposure
from nonet.books.orders.models import Order, OrderLine
from nonet.kernel.clock import today
from nonet.kernel.money import currencies
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.forms import Document, Entry, Field, LineQuote, Quote, Revised
from nonet.kit.show import amount, unit_name
from nonet.masters.parties.models import Party
from nonet.masters.places.models import Site
from nonet.masters.taxes.selectors import valid_tax_codes
from nonet.systems.erp.services import changing, purchasing, revising, sales
from nonet.systems.erp.services.drafting import TradeLine, TradeOrder
from nonet.systems.erp.services.quoting import quote_order

PLACES = {"price_missing": "price", "not_traded": "item_id", "kit_empty": "item_id", "kit_cycle": "item_id"}
"""At which column errors are shown that name no field."""


def sites() -> list[tuple[Any, str]]:
    """Return the sites that goods may leave from or come to."""
    return list(Site.objects.filter(active=True).order_by("code").values_list("pk", "name"))


def first_site() -> Any:
    """Return the site at which documents begin: the first that there is."""
    return next((key for key, _name in sites()), "")


def tax_choices(use: str) -> Callable[[], list[tuple[Any, str]]]:
    """Return the tax codes of today's law, for sales or purchases."""

    def choices() -> list[tuple[Any, str]]:
        return [(each.id, f"{text(each.rate * 100)}%") for each in valid_tax_codes(today(), use).values()]

    return choices


def currency_choices() -> list[tuple[str, str]]:
    """Return every currency by its code."""
    return [(code, code) for code in currencies()]


CUSTOMER = (
    gettext_lazy("Customer"),
    "customer",
    gettext_lazy("Ship from"),
    gettext_lazy("Customer's order number"),
)
SUPPLIER = (
    gettext_lazy("Supplier"),
    "supplier",
    gettext_lazy("Receive at"),
    gettext_lazy("Supplier's order number"),
)


def header(party: Any, role: str, site: Any, outside: Any) -> tuple[Field, ...]:
    """Return the fields at the head of an order."""
    return (
        Field("party_id", party, "lookup", "parties", role, required=True, stop=True, wide=True),
        Field("site_id", site, "choice", choices=sites, default=first_site, required=True),
        Field("ordered_on", gettext_lazy("Ordered on"), "date", default=today),
        Field("due_on", gettext_lazy("Deliver by"), "date"),
        Field("external_number", outside, more=True, fixed=True),
        Field(
            "currency", gettext_lazy("Currency"), "choice", choices=currency_choices, more=True, fixed=True
        ),
        Field("note", gettext_lazy("Note"), "area", wide=True, more=True),
    )


def columns(use: str, tax: str) -> tuple[Field, ...]:
    """Return the columns of an order's lines."""
    available = (Field("available", gettext_lazy("Available"), "shown"),) if use == "sale" else ()
    return (
        Field("item_id", gettext_lazy("Item"), "lookup", "items", use, required=True, stop=True, wide=True),
        Field("quantity", gettext_lazy("Quantity"), "number", required=True, stop=True),
        Field("unit", gettext_lazy("Unit"), "choice", choices=list),
        *available,
        Field("price", gettext_lazy("Price"), "number"),
        Field("discount", gettext_lazy("Discount %"), "percent"),
        Field("tax_code_id", gettext_lazy("Tax"), "choice", choices=tax_choices(tax)),
        Field("net", gettext_lazy("Net amount"), "shown"),
        Field("description", gettext_lazy("Description"), more=True),
        Field("due_on", gettext_lazy("Deliver by"), "date", more=True),
    )


def load_order(order: Order) -> Document:
    """Return an order as its form knows it; lines that were given up are left out."""
    lines = OrderLine.objects.filter(order_id=order.pk).order_by("position")
    return {
        "head": {
            "party_id": text(order.party_id),
            "site_id": text(order.site_id),
            "ordered_on": text(order.ordered_on),
            "due_on": text(order.due_on),
            "external_number": order.external_number,
            "currency": order.currency,
            "note": order.note,
        },
        "lines": [load_line(each) for each in lines if each.quantity > each.cancelled],
    }


def load_line(line: Any) -> dict[str, str]:
    """Return a line in the unit in which it was typed."""
    left = line.quantity - line.cancelled
    typed = bool(line.entered_unit_id and line.entered_quantity and not line.cancelled)
    factor = line.quantity / line.entered_quantity if typed else Decimal(1)
    return {
        "line_id": text(line.pk),
        "item_id": text(line.item_id),
        "quantity": text(line.entered_quantity if typed else left),
        "unit": text(line.entered_unit_id if typed else line.unit_id),
        "price": text((line.price * factor).quantize(Decimal("0.000001"))),
        "discount": text(line.discount * 100),
        "tax_code_id": text(line.tax_code_id),
        "description": line.description,
        "due_on": text(line.due_on),
        "net": text(line.net_amount),
        "tax": text(line.tax_amount),
    }


def text(value: Any) -> str:
    """Return a value as plain text."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def quoting(kind: str) -> Callable[[Mapping[str, Any], Sequence[Mapping[str, Any]]], Quote]:
    """Return the function that fills orders of a kind in while they are typed."""

    def quote(head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Quote:
        party = Party.objects.filter(pk=head.get("party_id")).first()
        order = TradeOrder(
            party_id=head.get("party_id", 0),
            site_id=head.get("site_id", 0),
            lines=[_trade_line(each) for each in lines],
            ordered_on=head.get("ordered_on"),
            currency=head.get("currency") or None,
            due_on=head.get("due_on"),
        )
        found = quote_order(kind, order)
        pairs = zip(found.lines, lines, strict=True)
        told = [_told(each, party is not None and "item_id" in line) for each, line in pairs]
        currency = found.currency or (party.currency if party else "") or company_books().currency
        notes = _notes(kind, party) if party is not None else []
        return Quote(told, notes, currency, currencies()[currency].digits if currency in currencies() else 2)

    return quote


def _trade_line(line: Mapping[str, Any]) -> TradeLine:
    names = ("unit", "price", "discount", "tax_code_id", "description", "due_on")
    given = {name: line[name] for name in names if name in line}
    return TradeLine(item_id=line.get("item_id", 0), quantity=line.get("quantity", Decimal(1)), **given)


def _told(line: Any, complete: bool) -> LineQuote:
    """Return the quote of a line in the form's words; without a party or an item there is nothing to refuse yet."""
    shown = {
        "unit": line.unit,
        "price": line.price,
        "discount": line.discount * 100,
        "available": line.available,
    }
    quote = LineQuote(
        values={**shown, "tax_code_id": line.tax_code_id},
        choices={"unit": [(each, unit_name(each)) for each in line.units]},
        net=line.net,
        tax=line.tax,
        why=line.why,
    )
    quote.error = line.error if complete else None
    return quote


def _notes(kind: str, party: Any) -> list[tuple[str, str]]:
    """Return what there is to know about a customer before more is promised: hold, credit."""
    if kind != "sales":
        return []
    notes = []
    if party.on_hold:
        notes.append(("danger", _("This customer is on hold; orders can be saved but not confirmed.")))
    owes = credit_exposure([party.pk]).get(party.pk, Decimal(0))
    if party.credit_limit is not None:
        free = party.credit_limit - owes
        said = {"owes": amount(owes), "limit": amount(party.credit_limit), "free": amount(free)}
        notes.append(
            ("plain" if free > 0 else "danger", _("Owes %(owes)s of %(limit)s credit; %(free)s left.") % said)
        )
    elif owes:
        notes.append(("plain", _("Owes %(owes)s; no credit limit.") % {"owes": amount(owes)}))
    return notes


def changing_by(service: Callable[..., Outcome]) -> Callable[[Revised], Outcome]:
    """Return the function that brings an order to what its form says."""

    def change(revised: Revised) -> Outcome:
        head = revised.head
        revision = revising.Revision(
            order_id=revised.document_id,
            lines=[revising.RevisedLine(**each) for each in revised.lines],
            reason=revised.reason,
            party_id=head.get("party_id"),
            site_id=head.get("site_id"),
            ordered_on=head.get("ordered_on"),
            due_on=head.get("due_on"),
            note=head.get("note", ""),
        )
        return service(revisions=[revision])

    return change


def is_open(order: Order) -> bool:
    """Return whether an order can still be changed."""
    return order.state != "cancelled" and order.closed_at is None


def trade_entry(kind: str, **given: Any) -> Entry:
    """Return how orders of a kind are entered, given what differs."""
    return Entry(load=load_order, quote=quoting(kind), changeable=is_open, places=PLACES, **given)


SALES = trade_entry(
    "sales",
    header=header(
        gettext_lazy("Customer"),
        "customer",
        gettext_lazy("Ship from"),
        gettext_lazy("Customer's order number"),
    ),
    lines=columns("sale", "sales"),
    create=sales.create_sales_orders,
    change=changing_by(revising.change_sales_orders_whole),
    change_verb=changing.change_sales_orders.verb_code,
    confirm=sales.confirm_sales_orders,
)
PURCHASE = trade_entry(
    "purchase",
    header=header(
        gettext_lazy("Supplier"),
        "supplier",
        gettext_lazy("Receive at"),
        gettext_lazy("Supplier's order number"),
    ),
    lines=columns("purchase", "purchase"),
    create=purchasing.create_purchase_orders,
    change=changing_by(revising.change_purchase_orders_whole),
    change_verb=changing.change_purchase_orders.verb_code,
    confirm=purchasing.confirm_purchase_orders,
)
