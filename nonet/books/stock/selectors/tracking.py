"""Which goods need a lot or serial number, and whether the one given is theirs."""

from collections.abc import Iterable

from nonet.books.stock.errors import LotMissing, LotUnknown
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError

_FACTS = """
SELECT w.item_id, w.lot_id, i.code, i.kind, i.tracking, l.id IS NOT NULL AS fits
FROM unnest(%s::bigint[], %s::bigint[]) AS w (item_id, lot_id)
LEFT JOIN items_item i ON i.id = w.item_id AND i.company_id = %s
LEFT JOIN stock_lot l ON l.id = w.lot_id AND l.item_id = w.item_id AND l.company_id = i.company_id
"""


def lot_errors(pairs: Iterable[tuple[int, int | None]]) -> dict[tuple[int, int | None], NonetError]:
    """Return what is wrong with pairs of item and lot; pairs in order are absent. One statement."""
    wanted = list(set(pairs))
    if not wanted:
        return {}
    errors: dict[tuple[int, int | None], NonetError] = {}
    for each in sql.rows(_FACTS, (*sql.columns(wanted, 2), current_company_id())):
        if each.code is None or each.kind != "stock":
            errors[each.item_id, each.lot_id] = InvalidInput(
                "item", f"{each.code or each.item_id} is not kept in stock"
            )
        elif each.tracking != "none" and each.lot_id is None:
            errors[each.item_id, each.lot_id] = LotMissing(each.code)
        elif each.lot_id is not None and (each.tracking == "none" or not each.fits):
            errors[each.item_id, each.lot_id] = LotUnknown(each.code)
    return errors
