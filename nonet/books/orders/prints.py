"""The promise book on paper: delivery notes, picking lists and goods receipts; order lines for who prints orders."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.orders.models import Delivery, DeliveryLine, Order, OrderLine, Receipt, ReceiptLine
from nonet.kit.printing import Column, Print, Sheet, texts
from nonet.masters.parties.models import Address
from nonet.masters.parties.prints import address_lines, party_blocks

ITEM_COLUMNS = (
    Column("no", pgettext_lazy("on paper", "No."), align="center"),
    Column("code", gettext_lazy("Item code")),
    Column("name", gettext_lazy("Item name"), width=3),
    Column("gtin", gettext_lazy("Bar code"), hidden=True),
)
QUANTITY = Column("quantity", gettext_lazy("Quantity"), align="right")
UNIT = Column("unit", gettext_lazy("Unit"), align="center")
ORDER_COLUMNS = (
    *ITEM_COLUMNS,
    UNIT,
    QUANTITY,
    Column("price", gettext_lazy("Unit price"), align="right"),
    Column("discount", gettext_lazy("Discount"), align="right"),
    Column("amount", gettext_lazy("Amount"), align="right"),
    Column("tax_rate", gettext_lazy("Tax rate"), align="right"),
    Column("net", gettext_lazy("Net amount"), align="right", hidden=True),
    Column("tax", gettext_lazy("Tax amount"), align="right", hidden=True),
    Column("gross", gettext_lazy("Total with tax"), align="right", hidden=True),
    Column("due", gettext_lazy("Deliver by"), hidden=True),
)


def item_cells(item: Any, description: str = "") -> dict[str, str]:
    """Return the cells that tell an item."""
    name = f"{item.name} {description}".strip() if description and description != item.name else item.name
    return {"code": item.code, "name": name, "gtin": item.gtin}


def order_cells(position: int, line: OrderLine, order: Order) -> dict[str, str]:
    """Return the cells of an order line, in the unit that was typed; the amount is with tax where the price is."""
    currency, gross = order.currency, line.net_amount + line.tax_amount
    entered = line.entered_quantity is not None and line.entered_quantity > 0
    quantity = line.entered_quantity if entered else line.quantity
    assert quantity is not None
    price = line.price * line.quantity / quantity
    return {
        "no": str(position),
        **item_cells(line.item, line.description),
        "unit": texts.unit(line.entered_unit_id if entered else line.unit_id),
        "quantity": texts.quantity(quantity),
        "price": texts.price(price),
        "discount": texts.share(line.discount),
        "tax_rate": texts.share(line.tax_rate),
        "net": texts.amount(line.net_amount, currency),
        "tax": texts.amount(line.tax_amount, currency),
        "amount": texts.amount(gross if order.tax_included else line.net_amount, currency),
        "gross": texts.amount(gross, currency),
        "due": texts.day(line.due_on),
    }


def lines_by(model: Any, key: str, ids: Sequence[int], *related: str) -> dict[int, list[Any]]:
    """Return the lines of documents by document, in one statement."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = model.objects.filter(**{f"{key}_id__in": list(ids)}).select_related(*related)
    for each in rows.order_by(key, *(("position",) if hasattr(model, "position") else ()), "pk"):
        found[getattr(each, f"{key}_id")].append(each)
    return found


def numbers_of(lines: Iterable[Any]) -> str:
    """Return the numbers of the orders that delivery or receipt lines belong to."""
    return ", ".join(sorted({each.order_line.order.number for each in lines}))


def delivery_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return delivery notes: what is handed over, without prices."""
    rows = Delivery.objects.filter(pk__in=list(ids)).select_related("party", "site", "carrier")
    lines = lines_by(DeliveryLine, "delivery", ids, "item", "order_line__order")
    blocks = party_blocks((each.party for each in rows), Address.Kind.DELIVERY, with_tax_number=False)
    return [_delivery_sheet(each, lines[each.pk], blocks) for each in rows]


def _delivery_sheet(delivery: Delivery, lines: list[Any], blocks: Mapping[int, list[str]]) -> Sheet:
    block = blocks.get(delivery.party_id or 0, [])
    if delivery.ship_to and address_lines(delivery.ship_to):
        block = [*block[:1], *address_lines(delivery.ship_to)]
    total = sum(each.quantity for each in lines)
    return Sheet(
        delivery.pk,
        delivery.number,
        party_head=_("Deliver to"),
        party=block,
        facts=(
            (pgettext("on paper", "Order"), numbers_of(lines)),
            (pgettext("on paper", "Date"), texts.day(delivery.shipped_on or delivery.planned_on)),
            (pgettext("on paper", "From"), str(delivery.site)),
            (_("Carrier"), delivery.carrier.name if delivery.carrier else ""),
            (_("Waybill"), delivery.waybill_number),
        ),
        rows=[
            {
                "no": str(position),
                **item_cells(each.item, each.order_line.description),
                "unit": texts.unit(each.item.unit_id),
                "quantity": texts.quantity(each.quantity),
                "order": each.order_line.order.number,
            }
            for position, each in enumerate(lines, 1)
        ],
        sums=((_("Total quantity"), texts.quantity(total)),) if lines else (),
        signers=[
            pgettext("on paper", "Made by"),
            pgettext("on paper", "Issued by"),
            pgettext("on paper", "Delivered by"),
            pgettext("on paper", "Received by"),
        ],
        barcode=delivery.number,
        mark=_("Cancelled") if delivery.state == Delivery.State.CANCELLED else "",
    )


def receipt_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return goods receipts: what was taken in, with lots and where it was put."""
    rows = Receipt.objects.filter(pk__in=list(ids)).select_related("party", "site")
    lines = lines_by(ReceiptLine, "receipt", ids, "item", "order_line__order", "place")
    blocks = party_blocks((each.party for each in rows), with_tax_number=False)
    return [
        Sheet(
            each.pk,
            each.number,
            party_head=_("Supplier"),
            party=blocks.get(each.party_id or 0, []),
            facts=(
                (pgettext("on paper", "Order"), numbers_of(lines[each.pk])),
                (_("Received on"), texts.day(each.received_on)),
                (_("Site"), str(each.site)),
                (_("Their delivery note"), each.party_reference),
            ),
            rows=[_receipt_cells(n, line) for n, line in enumerate(lines[each.pk], 1)],
            sums=((_("Total quantity"), texts.quantity(sum(x.quantity for x in lines[each.pk]))),),
            notes=((_("Note"), each.note),),
            signers=[
                pgettext("on paper", "Made by"),
                pgettext("on paper", "Checked by"),
                pgettext("on paper", "Storekeeper"),
                pgettext("on paper", "Brought by"),
            ],
            barcode=each.number,
            mark=_("Draft") if each.state == Receipt.State.DRAFT else "",
        )
        for each in rows
    ]


def _receipt_cells(position: int, line: Any) -> dict[str, str]:
    return {
        "no": str(position),
        **item_cells(line.item, line.order_line.description),
        "unit": texts.unit(line.item.unit_id),
        "quantity": texts.quantity(line.quantity),
        "lot": line.lot_code,
        "expires": texts.day(line.expires_on),
        "place": str(line.place) if line.place else "",
    }


PRINTS = (
    Print(
        "delivery-note",
        pgettext_lazy("on paper", "Delivery note"),
        "delivery",
        Delivery,
        delivery_sheets,
        columns=(
            *ITEM_COLUMNS,
            UNIT,
            QUANTITY,
            Column("order", pgettext_lazy("on paper", "Order"), hidden=True),
        ),
        party="party__language",
    ),
    Print(
        "goods-receipt",
        pgettext_lazy("on paper", "Goods receipt"),
        "receipt",
        Receipt,
        receipt_sheets,
        columns=(
            *ITEM_COLUMNS,
            UNIT,
            QUANTITY,
            Column("lot", gettext_lazy("Lot")),
            Column("expires", gettext_lazy("Expires on")),
            Column("place", gettext_lazy("Place")),
        ),
    ),
)
