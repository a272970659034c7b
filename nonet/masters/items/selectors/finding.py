"""Items by what people type or scan: code, name, pinyin initials, GTIN, or a code that someone else gave them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.masters.items.gtins import gtin_forms
from nonet.masters.search import Match, Searched, search

_BY_BARCODE = (
    "SELECT t.id, 1, 'barcode' FROM items_item t"
    " WHERE t.company_id = %(company)s AND t.gtin = ANY(%(gtins)s::text[]) AND t.gtin <> ''",
    "SELECT u.item_id, 1, 'barcode' FROM items_itemunit u"
    " WHERE u.company_id = %(company)s AND u.gtin = ANY(%(gtins)s::text[]) AND u.gtin <> ''",
    "SELECT c.item_id, 2, 'other_code' FROM items_itemcode c"
    " WHERE c.company_id = %(company)s AND c.code = %(typed)s",
)
_USES = {"sale": " AND t.is_sold", "purchase": " AND t.is_purchased", "": ""}


def search_items(text: str, use: str = "", limit: int = 20, templates: bool = False) -> list[Match]:
    """Return active items for a text, best first: exact code, barcode, another's code, then beginnings, then parts.

    ``use`` narrows them to what is sold (``sale``) or bought (``purchase``); templates are only asked for by
    name.
    """
    where = "t.active" + _USES[use] + ("" if templates else " AND t.kind <> 'template'")
    typed = text.strip()
    return search(
        Searched("items_item", exact=_BY_BARCODE, where=where),
        text,
        limit,
        {"gtins": gtin_forms(typed), "typed": typed},
    )


@dataclass(frozen=True, slots=True)
class FoundItem:
    """An item by an exact code; ``unit`` and ``factor`` say how much of it the code stands for: a carton, a piece."""

    item_id: int
    unit: str
    factor: Decimal


# Of several ways to find an item, its own code counts first, then barcodes, then others' codes.
_RESOLVE = """
SELECT DISTINCT ON (text) text, item_id, unit, factor FROM (
    SELECT i.code AS text, i.id AS item_id, i.unit_id AS unit, 1::numeric AS factor, 0 AS rank FROM items_item i
    WHERE i.company_id = %(company)s AND i.code = ANY(%(texts)s)
    UNION ALL
    SELECT g.text, i.id, i.unit_id, 1, 1 FROM unnest(%(owners)s::text[], %(gtins)s::text[]) AS g (text, gtin)
    JOIN items_item i ON i.company_id = %(company)s AND i.gtin = g.gtin AND i.gtin <> ''
    UNION ALL
    SELECT g.text, u.item_id, u.unit_id, u.factor, 2
    FROM unnest(%(owners)s::text[], %(gtins)s::text[]) AS g (text, gtin)
    JOIN items_itemunit u ON u.company_id = %(company)s AND u.gtin = g.gtin AND u.gtin <> ''
    UNION ALL
    SELECT c.code, i.id, i.unit_id, 1, 3 FROM items_itemcode c JOIN items_item i ON i.id = c.item_id
    WHERE c.company_id = %(company)s AND c.code = ANY(%(texts)s) AND (%(issuer)s = '' OR c.issuer = %(issuer)s)
) AS found ORDER BY text, rank, item_id
"""


def resolve_items(texts: Iterable[str], issuer: str = "") -> dict[str, FoundItem]:
    """Return the item of each exact code, GTIN or other code; unknown ones are absent. One statement.

    Given an ``issuer``, only codes which that party or market gave count beside the company's own.
    """
    wanted = sorted({text for text in texts if text})
    forms = [(text, form) for text in wanted for form in gtin_forms(text)]
    owners, gtins = sql.columns(forms, 2)
    found = sql.rows(
        _RESOLVE,
        {
            "company": current_company_id(),
            "texts": wanted,
            "owners": owners,
            "gtins": gtins,
            "issuer": issuer,
        },
    )
    return {each.text: FoundItem(each.item_id, each.unit, each.factor) for each in found}
