"""Orders as forms look them up: by number, by the other party's number, or by party."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kit.lookups import MOST, Found, Lookup
from nonet.kit.show import show_plain
from nonet.masters.parties.selectors import search_parties

_COLUMNS = (
    "o.id, o.number, o.ordered_on, p.name FROM orders_order o LEFT JOIN parties_party p ON p.id = o.party_id"
)
_SEARCH = f"""
SELECT {_COLUMNS} WHERE o.company_id = %(company)s AND o.kind = %(kind)s AND o.state = 'confirmed'
    AND (o.number LIKE %(prefix)s OR o.external_number LIKE %(prefix)s OR o.party_id = ANY(%(parties)s))
ORDER BY o.ordered_on DESC, o.id DESC LIMIT %(limit)s
"""


def _lookup(kind: str, role: str) -> Lookup:
    def search(text: str, given: Mapping[str, str]) -> list[Found]:
        parties = [each.id for each in search_parties(text, role=role, limit=50)]
        prefix = text.strip().upper().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        facts = {
            "company": current_company_id(),
            "kind": kind,
            "prefix": prefix,
            "parties": parties,
            "limit": MOST,
        }
        return [_found(each) for each in sql.rows(_SEARCH, facts)] if text.strip() else []

    def resolve(texts: Sequence[str], given: Mapping[str, str]) -> dict[str, Found]:
        statement = f"SELECT {_COLUMNS} WHERE o.company_id = %s AND o.kind = %s AND o.number = ANY(%s)"
        rows = sql.rows(statement, (current_company_id(), kind, list(texts)))
        return {each.number: _found(each) for each in rows}

    def names(ids: Iterable[Any]) -> dict[Any, Found]:
        statement = f"SELECT {_COLUMNS} WHERE o.company_id = %s AND o.kind = %s AND o.id = ANY(%s)"
        return {
            each.id: _found(each)
            for each in sql.rows(statement, (current_company_id(), kind, sorted(set(ids))))
        }

    return Lookup(f"{kind}-orders", "orders.read", search, resolve, names)


def _found(row: Any) -> Found:
    return Found(row.id, row.number, row.name or "", str(show_plain(row.ordered_on)))


LOOKUPS = (_lookup("sales", "customer"), _lookup("purchase", "supplier"))
