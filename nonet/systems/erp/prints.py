"""The ERP's orders on paper: quotations, order confirmations, purchase orders, transfers and returns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.orders.models import Order, OrderLine
from nonet.books.orders.prints import ITEM_COLUMNS, ORDER_COLUMNS, QUANTITY, UNIT, lines_by, order_cells
from nonet.kit.printing import Column, Print, Sheet, amount_in_words, texts
from nonet.masters.parties.prints import address_lines, party_blocks

SHOWN = ("item", "charge")
"""What a kit consists of is picked, not sold: its components stand on the picking list."""


def order_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return orders with their prices."""
    rows = Order.objects.filter(pk__in=list(ids)).select_related("party", "site", "to_site", "payment_term")
    lines = lines_by(OrderLine, "order", ids, "item")
    blocks = party_blocks(each.party for each in rows)
    return [_order_sheet(each, lines[each.pk], blocks) for each in rows]


def _order_sheet(order: Order, lines: list[Any], blocks: Mapping[int, list[str]]) -> Sheet:
    shown = [each for each in lines if each.role in SHOWN]
    return Sheet(
        order.pk,
        order.number,
        party_head=_head(order),
        party=blocks.get(order.party_id or 0, []),
        facts=_facts(order),
        rows=[order_cells(n, each, order) for n, each in enumerate(shown, 1)],
        sums=_sums(order),
        words=amount_in_words(order.gross_total, order.currency, texts.language()),
        notes=((_("Note"), order.note),),
        signers=_signers(order),
        barcode=order.number,
        mark=_("Cancelled") if order.state == Order.State.CANCELLED else "",
    )


def _sums(order: Order) -> tuple[tuple[str, str], ...]:
    """Return what an order comes to; goods between our own sites are worth nothing to anybody."""
    if order.kind == Order.Kind.TRANSFER:
        return ()
    return (
        (_("Net amount"), texts.amount(order.net_total, order.currency)),
        (_("Tax amount"), texts.amount(order.tax_total, order.currency)),
        (_("Total"), texts.money(order.gross_total, order.currency)),
    )


def _head(order: Order) -> str:
    if order.kind in (Order.Kind.PURCHASE, Order.Kind.PURCHASE_RETURN):
        return _("Supplier")
    return _("Customer")


def _facts(order: Order) -> tuple[tuple[str, str], ...]:
    return (
        (pgettext("on paper", "Date"), texts.day(order.ordered_on)),
        (_("Delivery date"), texts.day(order.due_on)),
        (_("Their number"), order.external_number),
        (_("Payment term"), str(order.payment_term) if order.payment_term else ""),
        (_("Currency"), "" if order.kind == Order.Kind.TRANSFER else order.currency),
        (pgettext("on paper", "From"), str(order.site) if order.kind == Order.Kind.TRANSFER else ""),
        (pgettext("on paper", "To"), str(order.to_site) if order.to_site else ""),
        (_("Deliver to"), "\n".join(address_lines(order.ship_to))),
    )


def _signers(order: Order) -> list[str]:
    if order.kind == Order.Kind.TRANSFER:
        return [
            pgettext("on paper", "Made by"),
            pgettext("on paper", "Issued by"),
            pgettext("on paper", "Received by"),
        ]
    return [
        pgettext("on paper", "Made by"),
        pgettext("on paper", "Approved by"),
        pgettext("on paper", "Confirmed by the other side"),
    ]


def quotation_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return sales orders as offers: what it would be, until when it holds."""
    sheets = order_sheets(ids, options)
    for sheet in sheets:
        sheet.mark = ""
        sheet.signers = (pgettext("on paper", "Made by"), pgettext("on paper", "Accepted by"))
    return sheets


PRICED = ("logo", "address", "barcode", "words", "bank", "signers", "seal", "page")
OFFER = ("logo", "address", "words", "signers", "seal", "page")


def _print(
    code: str,
    title: Any,
    subject: str,
    kind: str,
    parts: Sequence[str],
    columns: Sequence[Column] = ORDER_COLUMNS,
) -> Print:
    return Print(
        code,
        title,
        subject,
        Order,
        order_sheets,
        columns=columns,
        party="party__language",
        parts=parts,
        where={"kind": kind},
    )


PRINTS = (
    _print("sales-order", pgettext_lazy("on paper", "Sales order"), "sales_order", "sales", PRICED),
    Print(
        "quotation",
        pgettext_lazy("on paper", "Quotation"),
        "sales_order",
        Order,
        quotation_sheets,
        columns=ORDER_COLUMNS,
        party="party__language",
        parts=OFFER,
        where={"kind": "sales"},
    ),
    _print(
        "purchase-order", pgettext_lazy("on paper", "Purchase order"), "purchase_order", "purchase", OFFER
    ),
    _print(
        "transfer-order",
        gettext_lazy("Transfer order"),
        "transfer_order",
        "transfer",
        ("logo", "barcode", "signers", "page"),
        (*ITEM_COLUMNS, UNIT, QUANTITY),
    ),
    _print("sales-return", gettext_lazy("Sales return"), "sales_return", "sales_return", PRICED[:3]),
    _print(
        "purchase-return", gettext_lazy("Purchase return"), "purchase_return", "purchase_return", PRICED[:3]
    ),
)
