"""What pages, books and engines ask of places."""

from collections.abc import Iterable
from typing import NamedTuple

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.masters.places.models import Place


class DefaultPlaces(NamedTuple):
    """Where goods come in, go out and lie at a site when nobody says otherwise."""

    inbound_id: int
    outbound_id: int
    bin_id: int


_DEFAULTS = """
SELECT DISTINCT ON (site_id, kind) site_id, kind, id FROM places_place
WHERE company_id = %s AND site_id = ANY(%s) AND kind IN ('inbound', 'outbound', 'bin') AND active
ORDER BY site_id, kind, (code IN ('RECV', 'SHIP', 'STOCK')) DESC, sequence, id
"""


def default_places(site_ids: Iterable[int]) -> dict[int, DefaultPlaces]:
    """Return each site's inbound, outbound and default bin; one statement.

    ``RECV``, ``SHIP`` and ``STOCK`` while active, else the first place of the kind along the walk. Sites of
    other companies, and sites that lack one of the three, are absent.
    """
    found: dict[int, dict[str, int]] = {}
    for each in sql.rows(_DEFAULTS, (current_company_id(), sorted(set(site_ids)))):
        found.setdefault(each.site_id, {})[each.kind] = each.id
    return {
        site_id: DefaultPlaces(kinds["inbound"], kinds["outbound"], kinds["bin"])
        for site_id, kinds in found.items()
        if len(kinds) == 3
    }


def counterpart_places() -> dict[str, int]:
    """Return the ids of the company's counterparts of stock by kind: supplier, customer, production, loss."""
    found = sql.rows(
        "SELECT kind, id FROM places_place WHERE company_id = %s AND site_id IS NULL AND kind = ANY(%s)",
        (current_company_id(), [each.value for each in Place.COUNTERPARTS]),
    )
    return {each.kind: each.id for each in found}
