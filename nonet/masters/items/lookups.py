"""Items as forms look them up: by code, name, initials, or a scan that tells unit, lot and expiry too."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit.lookups import MOST, Found, Lookup
from nonet.kit.scanning import read_scan
from nonet.kit.show import unit_name
from nonet.masters.items.selectors import resolve_items, search_items

USES = {"sale": "sale", "purchase": "purchase"}
_FACTS = """
SELECT i.id, i.code, i.name, i.unit_id AS unit, i.tracking, c.name AS category,
    array_agg(u.unit_id::text ORDER BY u.factor) FILTER (WHERE u.unit_id IS NOT NULL) AS units
FROM items_item i LEFT JOIN items_itemcategory c ON c.id = i.category_id LEFT JOIN items_itemunit u ON u.item_id = i.id
WHERE i.company_id = %s AND i.id = ANY(%s) GROUP BY i.id, c.name
"""


def _search(text: str, given: Mapping[str, str]) -> list[Found]:
    use = USES.get(given.get("use", ""), "")
    scanned = _resolve([text], given).get(text)
    if scanned is not None and ("lot" in scanned.facts or scanned.facts.get("scanned")):
        return [scanned]
    ids = [each.id for each in search_items(text, use=use, limit=MOST)]
    found = _names(ids)
    return [found[each] for each in ids]


def _resolve(texts: Sequence[str], given: Mapping[str, str]) -> dict[str, Found]:
    scans = {text: read_scan(text) for text in texts}
    exact = resolve_items(scan.gtin if (scan := scans[text]) else text.strip() for text in texts)
    known = _names(each.item_id for each in exact.values())
    answer = {}
    for text in texts:
        scan = scans[text]
        hit = exact.get(scan.gtin if scan else text.strip())
        if hit is not None:
            answer[text] = _taken(known[hit.item_id], hit.unit, scan, text)
    return answer


def _taken(found: Found, unit: str, scan: Any, text: str) -> Found:
    """Return an item with what its bar code said: the unit it stands for, lot and expiry."""
    facts = {**found.facts, "unit": unit, "scanned": scan is not None or text.strip().isdigit()}
    if scan is not None:
        facts |= {"lot": scan.lot or scan.serial, "expires_on": scan.expires_on}
    return Found(found.id, found.code, found.name, found.hint, facts)


def _names(ids: Iterable[Any]) -> dict[Any, Found]:
    rows = sql.rows(_FACTS, (current_company_id(), sorted(set(ids))))
    return {each.id: _found(each) for each in rows}


def _found(row: Any) -> Found:
    units = [row.unit, *(row.units or [])]
    names = {each: unit_name(each) for each in units}
    facts = {"unit": row.unit, "units": units, "unit_names": names, "tracking": row.tracking}
    return Found(row.id, row.code, row.name, row.category or "", facts)


LOOKUPS = (Lookup("items", "items.read", _search, _resolve, _names),)
