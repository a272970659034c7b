"""Taking goods in: from suppliers by purchase order, from customers by return order."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.show import unit_name
from nonet.systems.erp.selectors.open_lines import goods_on_the_road, lines_to_receive
from nonet.systems.erp.services import cancelling, dispatching, purchasing, returns
from nonet.systems.erp.tasks.stock import bins_of_row, statuses


def _is_tracked(row: Any) -> bool:
    return bool(row.tracking != "none")


def _expires(row: Any) -> dt.date | None:
    return today() + dt.timedelta(days=row.shelf_life_days) if row.shelf_life_days else None


def item_of(row: Any) -> str:
    """Return a line's item as people know it."""
    return f"{row.item} {row.name}"


LINES = Grid(
    columns=(
        Shown("number", _("Order")),
        Shown("item", _("Item"), item_of),
        Shown("ordered", _("Ordered")),
        Shown("received", _("Received before")),
        Field("quantity", _("Quantity"), "decimal", lambda row: row.open, total=True),
        Shown("unit_id", _("Unit"), lambda row: unit_name(row.unit_id)),
        Field("lot_code", _("Lot or serial number"), when=_is_tracked),
        Field("expires_on", _("Expires on"), initial=_expires, when=_is_tracked),
        Field("status", _("Stock status"), "choice", "available", statuses),
        Field("place_id", _("Place"), model="places.Place", where=bins_of_row),
    ),
    rows=lambda asked: lines_to_receive(asked.ids),
    needs="quantity",
    split=True,
    draft=ReceiptLineDraft,
    empty=_("Everything has come in, or nothing is confirmed yet."),
)


def _receive(filled: Filled) -> Outcome:
    drafts = []
    lines = sorted(filled.lines, key=lambda line: (line.row.party_id, line.row.site_id))
    for _key, group in groupby(lines, lambda line: (line.row.party_id, line.row.site_id)):
        rows = [_line(each) for each in group]
        drafts.append(
            ReceiptDraft(rows, filled["received_on"], filled["party_reference"] or "", filled["note"] or "")
        )
    outcome = purchasing.receive_purchases(receipts=drafts)
    if filled["close_rest"] and not outcome.refused:
        still_open = {each.order_id for each in lines_to_receive(filled.ids)}
        if still_open:
            cancelling.cancel_orders(order_ids=sorted(still_open)).require_all()
    return outcome


def _line(line: Any) -> ReceiptLineDraft:
    return ReceiptLineDraft(
        line.row.id,
        line["quantity"],
        line["status"] or "available",
        line["lot_code"] or "",
        line["expires_on"],
        line["place_id"],
    )


RECEIVE = TaskForm(
    fields=(
        Field("received_on", _("Received on"), initial=lambda asked: today(), required=True),
        Field("party_reference", _("Supplier's delivery note")),
        Field("note", _("Note")),
        Field("close_rest", _("Nothing more will come"), "flag", help=_("Gives up what stays open.")),
    ),
    grid=LINES,
    draft=ReceiptDraft,
    call=_receive,
    made="orders_receipt",
    submit=_("Receive"),
)


def _receive_returns(filled: Filled) -> Outcome:
    lines = sorted(filled.lines, key=lambda line: line.row.order_id)
    receipts = [
        [
            returns.Inspected(
                each.row.id,
                each["quantity"],
                each["status"] or "available",
                each["lot_code"] or "",
                each["place_id"],
            )
            for each in group
        ]
        for _key, group in groupby(lines, lambda line: line.row.order_id)
    ]
    return returns.receive_returns(receipts=receipts, received_on=filled["received_on"])


RECEIVE_RETURNS = TaskForm(
    fields=(Field("received_on", _("Received on"), "date", lambda asked: today(), required=True),),
    grid=LINES,
    call=_receive_returns,
    made="orders_receipt",
    submit=_("Receive"),
)


def _receive_transfers(filled: Filled) -> Outcome:
    lines = sorted(filled.lines, key=lambda line: line.row.order_id)
    receipts = [
        ReceiptDraft([_road_line(each) for each in group], filled["received_on"])
        for _key, group in groupby(lines, lambda line: line.row.order_id)
    ]
    return dispatching.receive_transfer_goods(receipts=receipts)


def _road_line(line: Any) -> ReceiptLineDraft:
    return ReceiptLineDraft(
        line.row.line_id,
        line["quantity"],
        line["status"] or "available",
        line.row.lot_code,
        line.row.expires_on,
        line["place_id"],
    )


RECEIVE_TRANSFERS = TaskForm(
    fields=(Field("received_on", _("Received on"), "date", lambda asked: today(), required=True),),
    grid=Grid(
        columns=(
            Shown("number", _("Order")),
            Shown("item", _("Item"), item_of),
            Shown("lot_code", _("Lot or serial number")),
            Shown("open", _("On the road")),
            Field("quantity", _("Quantity"), "decimal", lambda row: row.open, total=True),
            Shown("unit_id", _("Unit"), lambda row: unit_name(row.unit_id)),
            Field("status", _("Stock status"), "choice", "available", statuses),
            Field("place_id", _("Place"), model="places.Place", where=bins_of_row),
        ),
        rows=lambda asked: goods_on_the_road(asked.ids),
        needs="quantity",
        empty=_("Nothing is on the road."),
    ),
    call=_receive_transfers,
    made="orders_receipt",
    submit=_("Receive"),
)
