"""Counts on the desk: begun for places or items, entered by hand or scanner, recounted, posted with their value."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from nonet.books.money.selectors.company import company_books
from nonet.books.stock.models import Count
from nonet.books.stock.services import counting
from nonet.books.stock.services.counting import CountDraft, CountEntry
from nonet.kernel.clock import today
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import Outcome
from nonet.kit.admin import VerbAction
from nonet.kit.admin.tasks import Field, Filled, Grid, Shown, TaskForm
from nonet.kit.admin.tasks.declaring import Asked
from nonet.kit.show import amount
from nonet.systems.erp.selectors.counting import count_lines, lot_of
from nonet.systems.erp.services import stocktaking
from nonet.systems.erp.tasks.stock import first_site, places_of_site, sites, statuses

ZERO = Decimal(0)
CLASSES = (("", _("All")), ("A", "A"), ("B", "B"), ("C", "C"))


def _begin(filled: Filled) -> Outcome:
    draft = CountDraft(
        int(filled["site_id"]),
        filled["counted_on"],
        filled["place_ids"],
        filled["item_ids"],
        filled["abc_class"],
        filled["is_blind"],
    )
    return stocktaking.begin(counts=[draft])


BEGIN = VerbAction(
    "begin",
    _("Begin a count"),
    stocktaking.begin,
    form=TaskForm(
        fields=(
            Field("site_id", _("Site"), "choice", first_site, sites, required=True),
            Field("counted_on", _("Counted on"), "date", lambda asked: today(), required=True),
            Field(
                "place_ids",
                _("Places"),
                "lookups",
                model="places.Place",
                where=places_of_site,
                help=_("Codes with blanks between; all beneath them too. Empty: the whole site."),
            ),
            Field("item_ids", _("Items"), "lookups", model="items.Item", help=_("Empty: all items.")),
            Field("abc_class", _("Class"), "choice", "", lambda: CLASSES),
            Field(
                "is_blind", _("Blind"), "flag", True, help=_("Who counts does not see what the book says.")
            ),
        ),
        call=_begin,
        made="stock_count",
    ),
)


def _item(row: Any) -> str:
    return f"{row.code} {row.name}"


def _rows(asked: Asked) -> Sequence[Any]:
    return count_lines(asked.ids)


def _of_count(row: Any, asked: Asked) -> dict[str, Any]:
    return {"site_id": Count.objects.values_list("site_id", flat=True).get(pk=asked.ids[0])}


def _enter(filled: Filled) -> Outcome:
    entries = [_entry(filled.ids[0], line) for line in filled.lines]
    outcome = counting.enter_counts(entries=entries)
    if outcome.refused:
        raise next(iter(outcome.refused.values()))
    return Outcome(list(filled.ids))


def _entry(count_id: int, line: Any) -> CountEntry:
    row, counted, reason = line.row, line["counted_quantity"], line["reason"] or ""
    if row is not None:
        owner = {"handling_unit_id": row.handling_unit, "owner_id": row.owner}
        return CountEntry(
            count_id, row.item, row.place, counted, row.lot, status=row.status, reason=reason, **owner
        )
    if not line["item_id"] or not line["place_id"] or counted is None:
        raise InvalidInput("lines", str(_("name place, item and quantity of what was found")))
    lot = lot_of(line["item_id"], line["lot_code"] or "")
    return CountEntry(
        count_id,
        line["item_id"],
        line["place_id"],
        counted,
        lot,
        status=line["status"] or "available",
        reason=reason,
    )


ENTER = TaskForm(
    grid=Grid(
        columns=(
            Field(
                "place_id", _("Place"), model="places.Place", where=_of_count, told=lambda row: row.place_code
            ),
            Field("item_id", _("Item"), model="items.Item", told=_item),
            Field("lot_code", _("Lot or serial number"), told=lambda row: row.lot_code),
            Field(
                "status",
                _("Stock status"),
                "choice",
                choices=statuses,
                told=lambda row: dict(statuses())[row.status],
            ),
            Shown("book_quantity", _("In the book"), lambda row: "" if row.hidden else row.book_quantity),
            Field("counted_quantity", _("Counted"), "decimal", lambda row: row.counted_quantity, total=True),
            Field("reason", _("Reason"), initial=lambda row: row.reason),
        ),
        rows=_rows,
        fresh=1,
        needs="counted_quantity",
    ),
    call=_enter,
    scan="counted_quantity",
    intro=_(
        "Type what lies there, or scan: a place, then each piece. What the book does not know goes into a new line."
    ),
    submit=_("Save"),
)


def _again(filled: Filled) -> Outcome:
    outcome = counting.recount_lines(line_ids=[line.row.id for line in filled.lines if line["again"]])
    return Outcome(list(filled.ids), outcome.refused)


RECOUNT = TaskForm(
    grid=Grid(
        columns=(
            Field("again", _("Again"), "flag", True),
            Shown("place_code", _("Place")),
            Shown("item", _("Item"), _item),
            Shown("lot_code", _("Lot or serial number")),
            Shown("book_quantity", _("In the book")),
            Shown("counted_quantity", _("Counted")),
            Shown("difference", _("Difference"), total=True),
            Shown("value", _("Value of the difference"), total=True),
        ),
        rows=lambda asked: [each for each in count_lines(asked.ids) if each.difference],
        needs="again",
        empty=_("There is no difference."),
    ),
    call=_again,
    submit=_("Count these again"),
)


def _value(asked: Asked) -> Sequence[tuple[Any, Any]]:
    rows = count_lines(asked.ids)
    found = sum((each.value for each in rows if each.value and each.value > 0), ZERO)
    lost = sum((each.value for each in rows if each.value and each.value < 0), ZERO)
    missing = sum(1 for each in rows if each.counted_quantity is None)
    own = company_books().currency
    return [
        (_("Lines"), len(rows)),
        (_("Not counted yet"), missing),
        (_("Found"), f"{own} {amount(found, own)}"),
        (_("Lost"), f"{own} {amount(lost, own)}"),
        (_("Difference in all"), f"{own} {amount(found + lost, own)}"),
    ]


POST = TaskForm(
    fields=(Field("missing_as_zero", _("What was not counted is not there"), "flag", False),),
    facts=_value,
    grid=Grid(
        columns=RECOUNT.grid.columns[1:] if RECOUNT.grid else (),
        rows=lambda asked: [each for each in count_lines(asked.ids) if each.difference],
        title=_("Differences"),
        empty=_("There is no difference."),
    ),
    submit=_("Post differences"),
)
