"""Template of opening stock: what lies where, and what it is worth, on the day the books begin."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, adjust_stock
from nonet.kernel.errors import NonetError
from nonet.kernel.money import round_amount
from nonet.kit.importing import Answer, Column, Document, Profile, Session, by_code
from nonet.kit.importing.columns import date, decimal, text
from nonet.masters.items.models import Item
from nonet.masters.places.models import Site
from nonet.masters.places.selectors import default_places
from nonet.systems.erp.imports.facts import own_currency, places_named

SITE = by_code(Site)


def take(chunk: Sequence[Document], session: Session) -> Answer:
    """Post the opening of each row: one adjustment a row, so that one that cannot be posted harms no other."""
    currency = own_currency()
    bins = default_places({each.values["site"] for each in chunk})
    places = places_named({each.values["place"] for each in chunk if each.values["place"]})
    answer = Answer()
    drafts: dict[int, AdjustmentDraft] = {}
    for position, document in enumerate(chunk):
        row = document.values
        key = (row["site"], row["place"])
        place = places.get(key) if row["place"] else bins[row["site"]].bin_id if row["site"] in bins else None
        if place is None:
            answer.refused[position] = PlaceUnknown(row["place"])
            continue
        value = round_amount(row["quantity"] * row["unit_cost"], currency)
        line = AdjustmentLine(row["item"], place, row["quantity"], value=value)
        drafts[position] = AdjustmentDraft(row["on"], [line], "opening", row["note"])
    outcome = adjust_stock(adjustments=list(drafts.values()))
    positions = list(drafts)
    answer.refused |= {positions[index]: error for index, error in outcome.refused.items()}
    answer.created = len(outcome.done)
    return answer


class PlaceUnknown(NonetError):
    """The site has no such place."""

    code = "place_unknown"

    def __init__(self, place: str) -> None:
        super().__init__(place=place)

    def template(self) -> str:
        from django.utils.translation import gettext

        return gettext("the site has no place %(place)s; create it first, or correct the code")


OPENING_STOCK = Profile(
    kind="stock",
    code="stock",
    verb="stock.adjust_stock",
    title=_("Opening stock"),
    columns=(
        Column("item", ("Item", "商品编码", "商品編碼"), text(40), required=True, lookup=by_code(Item)),
        Column("site", ("Site", "仓库", "倉庫"), text(20), required=True, lookup=SITE),
        Column("place", ("Place", "货位", "貨位"), text(40), default=""),
        Column("quantity", ("Quantity", "数量", "數量"), decimal(above=0), required=True),
        Column("unit_cost", ("Unit cost", "单位成本", "單位成本"), decimal(at_least=0), required=True),
        Column("on", ("Date", "日期", "日期"), date(), required=True),
        Column("note", ("Note", "备注", "備註"), text(200), default=""),
    ),
    save=take,
    once=True,
)
