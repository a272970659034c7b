"""What pages, orders and engines ask of parties."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.masters.parties.models import Address
from nonet.masters.search import Match, Searched, search

ROLES = ("customer", "supplier", "carrier", "employee")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two parties that are likely one, and why: tax_number, phone or name."""

    party_id: int
    other_id: int
    why: str
    value: str


def search_parties(text: str, role: str = "", limit: int = 20) -> list[Match]:
    """Return active parties by code, name, pinyin initials or part of them, best first.

    ``role`` narrows them to customers, suppliers, carriers or employees.
    """
    where = "t.active" + (f" AND t.is_{role}" if role in ROLES else "")
    return search(Searched("parties_party", where=where), text, limit)


_DUPLICATES = """
WITH keys AS (
    SELECT id AS party_id, 'tax_number' AS why, tax_number AS value FROM parties_party
    WHERE company_id = %(company)s AND tax_number <> ''
    UNION ALL
    SELECT id, 'name', name_key FROM parties_party WHERE company_id = %(company)s AND name_key <> ''
    UNION ALL
    SELECT DISTINCT party_id, 'phone', phone FROM parties_contact
    WHERE company_id = %(company)s AND phone LIKE '+%%'
    UNION ALL
    SELECT DISTINCT party_id, 'phone', phone FROM parties_address
    WHERE company_id = %(company)s AND phone LIKE '+%%' AND token = ''
)
SELECT one.party_id, other.party_id AS other_id, one.why, one.value
FROM (SELECT DISTINCT * FROM keys) AS one
JOIN (SELECT DISTINCT * FROM keys) AS other USING (why, value)
WHERE one.party_id < other.party_id
  AND (%(ids)s::bigint[] IS NULL OR one.party_id = ANY(%(ids)s) OR other.party_id = ANY(%(ids)s))
ORDER BY one.party_id, other.party_id, one.why DESC LIMIT %(limit)s
"""


def find_duplicates(party_ids: Iterable[int] | None = None, limit: int = 1000) -> list[Duplicate]:
    """Return pairs of parties with the same tax number, telephone number or company name.

    Names are compared without legal form, brackets, blanks and case; telephone numbers in their one form.
    Given ``party_ids``, only pairs that hold one of them.
    """
    ids = None if party_ids is None else list(party_ids)
    found = sql.rows(_DUPLICATES, {"company": current_company_id(), "ids": ids, "limit": limit})
    return [Duplicate(*each) for each in found]


def default_addresses(
    party_ids: Iterable[int], kind: str = Address.Kind.DELIVERY
) -> dict[int, dict[str, Any]]:
    """Return each party's address of a kind as plain data: the default one, else its main one, else the first."""
    found = sql.rows(
        "SELECT DISTINCT ON (party_id) party_id, id, kind, recipient, phone, country, province, city, district,"
        " street, postcode, region, token FROM parties_address WHERE company_id = %s AND party_id = ANY(%s)"
        " ORDER BY party_id, kind = %s DESC, is_default DESC, kind = 'main' DESC, id",
        (current_company_id(), sorted(set(party_ids)), kind),
    )
    return {each.party_id: each._asdict() for each in found}


def party_ids(codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of parties by their codes; unknown codes are absent."""
    found = sql.rows(
        "SELECT code, id FROM parties_party WHERE company_id = %s AND code = ANY(%s)",
        (current_company_id(), sorted(set(codes))),
    )
    return {each.code: each.id for each in found}
