"""Template of what was counted: the sheet that went round the warehouse comes back as a file."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.stock.models import Count, Lot
from nonet.books.stock.services.counting import CountEntry
from nonet.kernel.errors import NonetError
from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import decimal, text
from nonet.masters.items.models import Item
from nonet.systems.erp.imports.facts import places_named
from nonet.systems.erp.imports.opening_stock import PlaceUnknown
from nonet.systems.erp.services import stocktaking


def _open_counts(numbers: Collection[str]) -> Mapping[str, Any]:
    found = Count.objects.filter(number__in=numbers, state=Count.State.COUNTING)
    return {each.number: (each.pk, each.site_id) for each in found}


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Enter what was counted; places are those of the count's site."""
    places = places_named({each.values["place"] for each in chunk})
    lots = _lots(chunk)
    answer = Answer()
    entries: dict[int, CountEntry] = {}
    for position, document in enumerate(chunk):
        try:
            entries[position] = _entry(document.values, places, lots)
        except NonetError as error:
            answer.refused[position] = error
    outcome = stocktaking.enter(entries=list(entries.values()))
    positions = list(entries)
    answer.refused |= {positions[at]: error for at, error in outcome.refused.items()}
    answer.changed = len(chunk) - len(answer.refused)
    return answer


def _lots(chunk: Sequence[Document]) -> dict[tuple[int, str], int]:
    codes = {each.values["lot"] for each in chunk if each.values["lot"]}
    found = Lot.objects.filter(code__in=codes).values_list("item_id", "code", "pk") if codes else []
    return {(item, code): pk for item, code, pk in found}


def _entry(
    row: Mapping[str, Any], places: Mapping[tuple[int, str], int], lots: dict[tuple[int, str], int]
) -> CountEntry:
    count_id, site_id = row["count"]
    place = places.get((site_id, row["place"]))
    if place is None:
        raise PlaceUnknown(row["place"])
    lot = lots.get((row["item"], row["lot"])) if row["lot"] else None
    if row["lot"] and lot is None:
        raise LotUnknown(row["lot"])
    return CountEntry(count_id, row["item"], place, row["quantity"], lot_id=lot)


class LotUnknown(NonetError):
    """The item has no such lot."""

    code = "lot_unknown"

    def __init__(self, lot: str) -> None:
        super().__init__(lot=lot)

    def template(self) -> str:
        from django.utils.translation import gettext

        return gettext("the item has no lot %(lot)s; correct the code, or take the lot in first")


COUNTS = Profile(
    kind="counts",
    code="counts",
    verb="erp.enter_counts",
    title=_("Counted quantities"),
    columns=(
        Column("count", ("Count", "盘点单号", "盤點單號"), text(40), required=True, lookup=_open_counts),
        Column("place", ("Place", "货位", "貨位"), text(40), required=True),
        Column("item", ("Item", "商品编码", "商品編碼"), text(40), required=True, lookup=by_code(Item)),
        Column("lot", ("Lot", "批次", "批次"), text(60), default=""),
        Column("quantity", ("Counted", "实盘数量", "實盤數量"), decimal(at_least=0), required=True),
    ),
    save=take,
)
