"""Which masters are in use, as the books tell: some of their fields stay as they are from then on."""

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit import usage

_ITEMS = """
SELECT DISTINCT item_id AS id FROM (
    SELECT item_id FROM stock_balance WHERE company_id = %(company)s AND item_id = ANY(%(ids)s) AND on_hand > 0
    UNION ALL
    SELECT item_id FROM money_itemcost WHERE item_id = ANY(%(ids)s) AND (quantity <> 0 OR value <> 0)
) AS used
"""
_PLACES = """
SELECT DISTINCT place_id AS id FROM stock_balance
WHERE company_id = %(company)s AND place_id = ANY(%(ids)s) AND on_hand > 0
"""
_TAXES = """
SELECT id FROM unnest(%(ids)s::bigint[]) AS id
WHERE EXISTS (SELECT 1 FROM money_invoiceline WHERE company_id = %(company)s AND tax_code_id = id)
    OR EXISTS (SELECT 1 FROM orders_orderline WHERE company_id = %(company)s AND tax_code_id = id)
"""


def _ids(query: str, ids: list[int]) -> set[int]:
    return {each.id for each in sql.rows(query, {"company": current_company_id(), "ids": ids})}


def items_in_use(ids: list[int]) -> set[int]:
    """Return those of the items that have stock or value."""
    return _ids(_ITEMS, ids)


def places_in_use(ids: list[int]) -> set[int]:
    """Return those of the places that hold goods."""
    return _ids(_PLACES, ids)


def taxes_in_use(ids: list[int]) -> set[int]:
    """Return those of the tax codes that orders or invoices name."""
    return _ids(_TAXES, ids)


def install_usage() -> None:
    """Make them known to the desk and the API; called once by the composition root."""
    usage.install(
        {
            "items.save_items": items_in_use,
            "places.save_places": places_in_use,
            "taxes.save_tax_codes": taxes_in_use,
        }
    )
