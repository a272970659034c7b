"""Parties as forms look them up."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit.lookups import MOST, Found, Lookup
from nonet.masters.parties.selectors import party_ids, search_parties

_FACTS = """
SELECT p.id, p.code, p.name, p.short_name, coalesce(nullif(p.currency, ''), c.currency) AS currency, p.on_hold,
    t.name AS term
FROM parties_party p JOIN kernel_company c ON c.id = p.company_id LEFT JOIN parties_paymentterm t
    ON t.id = p.payment_term_id
WHERE p.company_id = %s AND p.id = ANY(%s)
"""


def _search(text: str, given: Mapping[str, str]) -> list[Found]:
    ids = [each.id for each in search_parties(text, role=given.get("use", ""), limit=MOST)]
    found = _names(ids)
    return [found[each] for each in ids]


def _resolve(texts: Sequence[str], given: Mapping[str, str]) -> dict[str, Found]:
    ids = party_ids(text.strip() for text in texts)
    known = _names(ids.values())
    return {text: known[ids[text.strip()]] for text in texts if text.strip() in ids}


def _names(ids: Iterable[Any]) -> dict[Any, Found]:
    rows = sql.rows(_FACTS, (current_company_id(), sorted(set(ids))))
    return {each.id: _found(each) for each in rows}


def _found(row: Any) -> Found:
    facts = {"currency": row.currency, "on_hold": row.on_hold}
    hint = " · ".join(each for each in (row.short_name, row.term) if each)
    return Found(row.id, row.code, row.name, hint, facts)


LOOKUPS = (Lookup("parties", "parties.read", _search, _resolve, _names),)
