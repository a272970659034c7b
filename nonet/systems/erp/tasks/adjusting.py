"""Stock changed by hand: found, lost, scrapped, opening; moved between places; blocked or set free."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.stock.models import Adjustment, Balance, Lot
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine
from nonet.books.stock.services.lots import LotDraft, ensure_lots, recall_lots
from nonet.kernel.clock import today
from nonet.kernel.verbs import Outcome
from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.declaring import Asked, Line
from nonet.systems.erp.services import stocktaking
from nonet.systems.erp.tasks.stock import first_site, places_of_site, sites, statuses

Kind = Adjustment.Kind
WHEN = Field("adjusted_on", _("Date"), "date", lambda asked: today(), required=True)
WHY = Field("reason", _("Reason"))


def _kinds() -> list[tuple[str, Any]]:
    return [(each.value, each.label) for each in (Kind.FOUND, Kind.LOST, Kind.SCRAP, Kind.OPENING)]


def _adjust(filled: Filled) -> Outcome:
    gains = filled["kind"] in (Kind.FOUND, Kind.OPENING)
    lines = [
        AdjustmentLine(
            line["item_id"],
            line["place_id"],
            line["quantity"],
            _lot(line, gains),
            line["status"] or "available",
            value=line["value"] if gains else None,
        )
        for line in filled.lines
    ]
    draft = AdjustmentDraft(filled["adjusted_on"], lines, filled["kind"], filled["reason"] or "")
    return stocktaking.adjust(adjustments=[draft])


def _lot(line: Line, gains: bool) -> int | None:
    """Return the lot named on a line; goods that come in may bring a new one."""
    from nonet.systems.erp.selectors.counting import lot_of

    code = line["lot_code"]
    if not code:
        return None
    if not gains:
        return lot_of(line["item_id"], code)
    return ensure_lots(lots=[LotDraft(line["item_id"], code)]).require_all().done[0]


ADJUST = VerbAction(
    "adjust",
    _("Adjust stock"),
    stocktaking.adjust,
    form=TaskForm(
        fields=(
            Field("kind", _("Kind"), "choice", choices=_kinds, required=True),
            Field("site_id", _("Site"), "choice", first_site, sites, required=True),
            WHEN,
            WHY,
        ),
        grid=Grid(
            columns=(
                Field("item_id", _("Item"), model="items.Item", required=True),
                Field("place_id", _("Place"), model="places.Place", where=places_of_site, required=True),
                Field("quantity", _("Quantity"), "decimal", required=True, total=True),
                Field("lot_code", _("Lot or serial number")),
                Field("status", _("Stock status"), "choice", choices=statuses),
                Field("value", _("Value of the line"), "decimal", total=True),
            ),
            fresh=3,
        ),
        call=_adjust,
        made="stock_adjustment",
        submit=_("Post"),
    ),
)


def _balances(asked: Asked) -> Sequence[Any]:
    found = Balance.objects.filter(pk__in=asked.ids, on_hand__gt=0).select_related("item", "place", "lot")
    return list(found.order_by("place__code", "pk"))


def _free(row: Any) -> Any:
    return row.on_hand - row.allocated


def _near(row: Any, asked: Asked) -> dict[str, Any]:
    """Narrow places to the site of the goods."""
    one = row or Balance.objects.filter(pk__in=asked.ids if asked else ()).select_related("place").first()
    return {"site_id": one.place.site_id} if one else {}


def _of_balance(*columns: Field) -> Grid:
    return Grid(
        columns=(
            Shown("place", _("Place"), lambda row: row.place.code),
            Shown("item", _("Item"), lambda row: f"{row.item.code} {row.item.name}"),
            Shown("lot", _("Lot or serial number"), lambda row: row.lot.code if row.lot else ""),
            Shown("status", _("Stock status"), lambda row: row.get_status_display()),
            Shown("free", _("Free"), _free),
            Field("quantity", _("Quantity"), "decimal", _free, total=True),
            *columns,
        ),
        rows=_balances,
        needs="quantity",
    )


def _taken(line: Line, **more: Any) -> AdjustmentLine:
    row = line.row
    return AdjustmentLine(
        row.item_id,
        row.place_id,
        line["quantity"],
        row.lot_id,
        row.status,
        row.handling_unit_id,
        row.owner_id,
        **more,
    )


def _draft(filled: Filled, kind: str, lines: Sequence[AdjustmentLine]) -> list[AdjustmentDraft]:
    return [AdjustmentDraft(filled["adjusted_on"], lines, kind, filled["reason"] or "")]


def _take_out(filled: Filled) -> Outcome:
    lines = [_taken(each) for each in filled.lines]
    return stocktaking.adjust(adjustments=_draft(filled, filled["kind"], lines))


def _move(filled: Filled) -> Outcome:
    lines = [_taken(each, to_place_id=each["to_place_id"] or filled["to_place_id"]) for each in filled.lines]
    return stocktaking.adjust_places(adjustments=_draft(filled, Kind.MOVE, lines))


def _change_status(filled: Filled) -> Outcome:
    lines = [_taken(each, to_status=filled["to_status"]) for each in filled.lines]
    return stocktaking.adjust_status(adjustments=_draft(filled, Kind.STATUS, lines))


BALANCE_VERBS = (
    VerbAction(
        "move",
        _("Move"),
        stocktaking.adjust_places,
        form=TaskForm(
            fields=(Field("to_place_id", _("To place"), model="places.Place", where=_near), WHEN, WHY),
            grid=_of_balance(Field("to_place_id", _("To another place"), model="places.Place", where=_near)),
            call=_move,
            made="stock_adjustment",
        ),
    ),
    VerbAction(
        "status",
        _("Change status"),
        stocktaking.adjust_status,
        primary=False,
        form=TaskForm(
            fields=(
                Field("to_status", _("New status"), "choice", choices=statuses, required=True),
                WHEN,
                WHY,
            ),
            grid=_of_balance(),
            call=_change_status,
            made="stock_adjustment",
        ),
    ),
    VerbAction(
        "lost",
        _("Lost or scrapped"),
        stocktaking.adjust,
        primary=False,
        form=TaskForm(
            fields=(
                Field("kind", _("Kind"), "choice", choices=lambda: _kinds()[1:3], required=True),
                WHEN,
                WHY,
            ),
            grid=_of_balance(),
            call=_take_out,
            made="stock_adjustment",
        ),
    ),
)


def _recall(filled: Filled) -> Outcome:
    return recall_lots(lot_ids=filled.ids, reason=filled["reason"])


def _whereabouts(asked: Asked) -> Sequence[tuple[Any, Any]]:
    from nonet.books.stock.selectors.lots import customers_of_lots, where_lots_are

    here, gone = where_lots_are(asked.ids), customers_of_lots(asked.ids)
    return [
        (_("Lots"), Lot.objects.filter(pk__in=asked.ids).count()),
        (_("In stock"), sum(each.on_hand for each in here)),
        (_("Delivered"), sum(each.quantity for each in gone)),
        (_("Customers"), len({each.party for each in gone})),
    ]


RECALL = VerbAction(
    "recall",
    _("Recall"),
    recall_lots,
    form=TaskForm(
        fields=(Field("reason", _("Reason"), required=True),),
        facts=_whereabouts,
        call=_recall,
        intro=_("All that is still here is blocked at once. Who was supplied stands in the lot's trace."),
    ),
)
