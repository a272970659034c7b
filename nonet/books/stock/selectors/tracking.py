"""Whether what goods are said to have is theirs: lots and serial numbers, handling units, owners."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from nonet.books.stock.errors import LotMissing, LotUnknown, WrongPlace
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError

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
                "item", _("%(item)s is not kept in stock") % {"item": each.code or each.item_id}
            )
        elif each.tracking != "none" and each.lot_id is None:
            errors[each.item_id, each.lot_id] = LotMissing(each.code)
        elif each.lot_id is not None and (each.tracking == "none" or not each.fits):
            errors[each.item_id, each.lot_id] = LotUnknown(each.code)
    return errors


def unit_errors(pairs: Iterable[tuple[int | None, int]]) -> dict[tuple[int | None, int], NonetError]:
    """Return what is wrong with pairs of handling unit and the place where goods shall lie in it.

    A unit must be the company's own and stand at the place. One statement, if any unit is given.
    """
    wanted = {pair for pair in pairs if pair[0] is not None}
    if not wanted:
        return {}
    found = sql.rows(
        "SELECT id, sscc, place_id FROM stock_handlingunit WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), sorted({unit for unit, _ in wanted if unit is not None})),
    )
    units = {each.id: each for each in found}
    errors: dict[tuple[int | None, int], NonetError] = {}
    for unit_id, place_id in wanted:
        if unit_id not in units:
            errors[unit_id, place_id] = DocumentMissing(unit_id or 0)
        elif units[unit_id].place_id != place_id:
            errors[unit_id, place_id] = WrongPlace(units[unit_id].sscc)
    return errors


def owner_errors(owner_ids: Iterable[int | None]) -> dict[int | None, NonetError]:
    """Return refusals for owners who are no party of the company. One statement, if any owner is given."""
    wanted = {each for each in owner_ids if each is not None}
    if not wanted:
        return {}
    found = sql.rows(
        "SELECT id FROM parties_party WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), sorted(wanted)),
    )
    return {each: DocumentMissing(each) for each in wanted - {row.id for row in found}}


def unknown_sites(site_ids: Iterable[int | None]) -> dict[int | None, NonetError]:
    """Return refusals for sites that the company does not have. One statement, if any site is given."""
    wanted = {each for each in site_ids if each is not None}
    if not wanted:
        return {}
    found = sql.rows(
        "SELECT id FROM places_site WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), sorted(wanted)),
    )
    return {each: WrongPlace(f"#{each}") for each in wanted - {row.id for row in found}}
