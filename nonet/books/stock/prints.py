"""Stock on paper: labels of lots, serial numbers and handling units, and the list by which a delivery is picked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nonet.books.orders.models import Delivery, DeliveryLine
from nonet.books.orders.prints import ITEM_COLUMNS, QUANTITY, UNIT, item_cells, lines_by, numbers_of
from nonet.books.stock.models import Balance, HandlingUnit, Lot, Status
from nonet.kit.printing import Column, Label, Print, Sheet, texts
from nonet.kit.printing.barcodes import is_ean13

LABEL_OPTIONS = ("size", "copies", "format")
PICKED_FROM = ("bin", "inbound")


def lot_labels(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
    """Return labels of lots or serial numbers: GS1 where the item has a trade number, else their code."""
    return [_lot_label(each) for each in Lot.objects.filter(pk__in=list(ids)).select_related("item")]


def _lot_label(lot: Lot) -> Label:
    head = _("Serial number") if lot.is_serial else _("Lot")
    lines = (
        lot.item.code,
        f"{head} {lot.code}",
        f"{_('Expires on')} {texts.day(lot.expires_on)}" if lot.expires_on else "",
    )
    if not is_ean13(lot.item.gtin) or len(lot.code) > 20 or not lot.code.isascii():
        return Label(lot.pk, lot.code, lot.item.name, lines, "qr", lot.code)
    expiry = f"(17){lot.expires_on:%y%m%d}" if lot.expires_on else ""
    code = f"(01)0{lot.item.gtin}{expiry}({'21' if lot.is_serial else '10'}){lot.code}"
    return Label(lot.pk, lot.code, lot.item.name, lines, "gs1_data_matrix", code)


def unit_labels(ids: Sequence[int], options: Mapping[str, str]) -> list[Label]:
    """Return labels of handling units with their SSCC in GS1-128, and what lies in them."""
    rows = HandlingUnit.objects.filter(pk__in=list(ids)).select_related("place")
    inside: dict[int, list[str]] = {}
    for each in Balance.objects.filter(handling_unit_id__in=list(ids), on_hand__gt=0).select_related(
        "item", "lot"
    ):
        lot = f" · {each.lot.code}" if each.lot else ""
        told = f"{each.item.code} {each.item.name}{lot} × {texts.quantity(each.on_hand)}"
        inside.setdefault(each.handling_unit_id or 0, []).append(told)
    return [
        Label(
            each.pk,
            each.sscc,
            "SSCC",
            (" ".join(filter(None, (each.kind, str(each.place or "")))), *inside.get(each.pk, [])[:8]),
            "gs1_128",
            f"(00){each.sscc}",
        )
        for each in rows
    ]


def picking_sheets(ids: Sequence[int], options: Mapping[str, str]) -> list[Sheet]:
    """Return picking lists: from where to take what, first expiry first and along the walk."""
    rows = list(
        Delivery.objects.filter(pk__in=list(ids)).select_related("party", "site").order_by("planned_on", "pk")
    )
    lines = lines_by(DeliveryLine, "delivery", ids, "item", "order_line__order")
    free = _free({each.item_id for some in lines.values() for each in some}, {each.site_id for each in rows})
    return [_picking_sheet(each, lines[each.pk], free) for each in rows]


def _free(items: set[int], sites: set[int]) -> dict[tuple[int, int], list[list[Any]]]:
    """Return what is free to be picked, by item and site, in the order in which it should be taken."""
    rows = Balance.objects.filter(
        item_id__in=items,
        place__site_id__in=sites,
        place__kind__in=PICKED_FROM,
        status=Status.AVAILABLE,
        owner=None,
        on_hand__gt=F("allocated"),
    ).select_related("place", "lot")
    ordered = rows.order_by(
        F("lot__expires_on").asc(nulls_last=True), "lot_id", "place__kind", "place__sequence", "pk"
    )
    free: dict[tuple[int, int], list[list[Any]]] = {}
    for each in ordered:
        site = each.place.site_id or 0
        free.setdefault((each.item_id, site), []).append([each, each.on_hand - each.allocated])
    return free


def _picking_sheet(
    delivery: Delivery, lines: list[Any], free: dict[tuple[int, int], list[list[Any]]]
) -> Sheet:
    taken = [
        (place, sequence, line, quantity, lot)
        for line in lines
        for place, sequence, quantity, lot in _take(line, free.get((line.item_id, delivery.site_id), []))
    ]
    taken.sort(key=lambda each: (each[1], each[0]))
    return Sheet(
        delivery.pk,
        delivery.number,
        party_head=_("Deliver to"),
        party=[delivery.party.name] if delivery.party else [],
        facts=(
            (pgettext("on paper", "Order"), numbers_of(lines)),
            (_("Site"), str(delivery.site)),
            (pgettext("on paper", "Date"), texts.day(delivery.planned_on)),
        ),
        rows=[
            {
                "no": str(n),
                "place": place,
                **item_cells(line.item),
                "lot": lot,
                "unit": texts.unit(line.item.unit_id),
                "quantity": texts.quantity(quantity),
                "picked": "□",
            }
            for n, (place, _sequence, line, quantity, lot) in enumerate(taken, 1)
        ],
        signers=[pgettext("on paper", "Picked by"), pgettext("on paper", "Checked")],
        barcode=delivery.number,
    )


def _take(line: Any, sources: list[list[Any]]) -> list[tuple[str, int, Decimal, str]]:
    """Return the places from which a line is taken; what is nowhere to be found is told as missing."""
    wanted, found = line.quantity - line.picked, []
    for source in sources:
        if wanted <= 0:
            break
        part = min(wanted, source[1])
        if part > 0:
            balance = source[0]
            found.append(
                (balance.place.code, balance.place.sequence, part, balance.lot.code if balance.lot else "")
            )
            source[1] -= part
            wanted -= part
    if wanted > 0:
        found.append((_("missing"), 2**31, wanted, ""))
    return found


PRINTS = (
    Print(
        "picking-list",
        pgettext_lazy("on paper", "Picking list"),
        "delivery",
        Delivery,
        picking_sheets,
        columns=(
            ITEM_COLUMNS[0],
            Column("place", gettext_lazy("Place")),
            *ITEM_COLUMNS[1:],
            Column("lot", gettext_lazy("Lot")),
            UNIT,
            QUANTITY,
            Column("picked", pgettext_lazy("on paper", "Picked"), align="center"),
        ),
    ),
    Print(
        "lot-label",
        gettext_lazy("Lot label"),
        "stock.lot",
        Lot,
        lot_labels,
        "label",
        paper="60x40",
        options=LABEL_OPTIONS,
    ),
    Print(
        "unit-label",
        gettext_lazy("Handling unit label"),
        "stock.handlingunit",
        HandlingUnit,
        unit_labels,
        "label",
        paper="100x60",
        options=LABEL_OPTIONS,
    ),
)
