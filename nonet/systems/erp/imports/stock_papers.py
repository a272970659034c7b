"""Templates of papers about stock: goods sent from site to site, and what was found, lost or scrapped."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.stock.models import Adjustment
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine
from nonet.kernel.money import round_amount
from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import choice, date, decimal, text
from nonet.masters.items.models import Item
from nonet.masters.places.models import Site
from nonet.masters.places.selectors import default_places
from nonet.systems.erp.imports.facts import own_currency, places_named
from nonet.systems.erp.imports.opening_stock import PlaceUnknown
from nonet.systems.erp.services import stocktaking
from nonet.systems.erp.services.transfers import TransferLine, TransferOrder, create_transfer_orders

Kind = Adjustment.Kind
KINDS = choice(
    {
        **{each.value: each for each in (Kind.FOUND, Kind.LOST, Kind.SCRAP)},
        "盘盈": Kind.FOUND,
        "盤盈": Kind.FOUND,
        "盘亏": Kind.LOST,
        "盤虧": Kind.LOST,
        "报废": Kind.SCRAP,
        "報廢": Kind.SCRAP,
    }
)


def take_transfers(chunk: Sequence[Document], session: Session) -> Answer:
    """Draft the transfer orders of a chunk; their head stands in the first row."""
    outcome = create_transfer_orders(orders=[_transfer(each) for each in chunk])
    return Answer(created=len(outcome.done), refused=outcome.refused)


def _transfer(document: Document) -> TransferOrder:
    head = document.values
    lines = [TransferLine(each.values["item"], each.values["quantity"]) for each in document.records]
    return TransferOrder(
        head["site"], head["to_site"], lines, head["ordered_on"], head["due_on"], head["note"]
    )


def take_adjustments(chunk: Sequence[Document], session: Session) -> Answer:
    """Post each row as an adjustment of its own, so that one that cannot be posted harms no other."""
    bins = default_places({each.values["site"] for each in chunk})
    places = places_named({each.values["place"] for each in chunk if each.values["place"]})
    currency = own_currency()
    answer = Answer()
    drafts: dict[int, AdjustmentDraft] = {}
    for position, document in enumerate(chunk):
        row = document.values
        default = bins[row["site"]].bin_id if row["site"] in bins else None
        place = places.get((row["site"], row["place"])) if row["place"] else default
        if place is None:
            answer.refused[position] = PlaceUnknown(row["place"])
        else:
            drafts[position] = _adjustment(row, place, currency)
    outcome = stocktaking.adjust(adjustments=list(drafts.values()))
    positions = list(drafts)
    answer.refused |= {positions[at]: error for at, error in outcome.refused.items()}
    answer.created = len(outcome.done)
    return answer


def _adjustment(row: Mapping[str, Any], place: int, currency: str) -> AdjustmentDraft:
    cost = row["unit_cost"]
    is_known = cost is not None and row["kind"] == Kind.FOUND
    value = round_amount(row["quantity"] * cost, currency) if is_known else None
    line = AdjustmentLine(row["item"], place, row["quantity"], value=value)
    return AdjustmentDraft(row["adjusted_on"], [line], row["kind"], row["reason"])


SITE = by_code(Site)
ITEM = Column("item", ("Item", "商品编码", "商品編碼"), text(40), required=True, lookup=by_code(Item))
QUANTITY = Column("quantity", ("Quantity", "数量", "數量"), decimal(above=0), required=True)
TRANSFERS = Profile(
    kind="transfer-orders",
    code="transfer-orders",
    verb="erp.create_transfer_orders",
    title=_("Transfer orders"),
    columns=(
        Column("number", ("Order number", "订单号", "訂單號"), text(80), required=True),
        Column("site", ("From site", "调出仓库", "調出倉庫"), text(20), required=True, lookup=SITE),
        Column("to_site", ("To site", "调入仓库", "調入倉庫"), text(20), required=True, lookup=SITE),
        Column("ordered_on", ("Order date", "下单日期", "下單日期"), date(), required=True),
        ITEM,
        QUANTITY,
        Column("due_on", ("Due date", "交货日期", "交貨日期"), date()),
        Column("note", ("Note", "备注", "備註"), default=""),
    ),
    save=take_transfers,
    key="number",
    whole_documents=True,
    once=True,
)
ADJUSTMENTS = Profile(
    kind="adjustments",
    code="adjustments",
    verb="erp.adjust_stock",
    title=_("Stock adjustments"),
    columns=(
        Column("kind", ("Kind", "调整类型", "調整類型"), KINDS, required=True),
        Column("site", ("Site", "仓库", "倉庫"), text(20), required=True, lookup=SITE),
        Column("place", ("Place", "货位", "貨位"), text(40), default=""),
        ITEM,
        QUANTITY,
        Column("unit_cost", ("Unit cost", "单位成本", "單位成本"), decimal(at_least=0)),
        Column("adjusted_on", ("Date", "日期", "日期"), date(), required=True),
        Column("reason", ("Reason", "原因", "原因"), text(200), default=""),
    ),
    save=take_adjustments,
    once=True,
)
