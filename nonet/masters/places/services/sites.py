"""The verbs over places: sites with the places each needs, and the company's four counterparts of stock."""

from collections.abc import Sequence

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.verbs import verb
from nonet.masters.places.models import Place
from nonet.masters.places.plans import SITE
from nonet.masters.saving import Row, Saved, save_rows

STARTING_PLACES: tuple[tuple[str, str, list[str]], ...] = (
    ("RECV", Place.Kind.INBOUND, ["receive", "count", "cross_dock"]),
    ("STOCK", Place.Kind.BIN, ["put_away", "pick", "count", "hold"]),
    ("SHIP", Place.Kind.OUTBOUND, ["pack", "ship", "count", "cross_dock"]),
)
"""Code, kind and capabilities of the places that every site begins with, in the order goods pass them."""


@verb("places.ensure_counterparts")
def ensure_counterparts() -> dict[str, int]:
    """Give the company its four counterparts of stock, once; return their ids by kind."""
    kinds = [each.value for each in Place.COUNTERPARTS]
    sql.execute(
        "INSERT INTO places_place (company_id, kind, code, name, capabilities, sequence, storage_class, active)"
        " SELECT %s::bigint, kind, upper(kind), '', '{}', 0, '', true FROM unnest(%s::text[]) AS kind"
        " ON CONFLICT (company_id, site_id, code) DO NOTHING",
        (current_company_id(), kinds),
    )
    found = sql.rows(
        "SELECT kind, id FROM places_place WHERE company_id = %s AND site_id IS NULL AND kind = ANY(%s)",
        (current_company_id(), kinds),
    )
    return {each.kind: each.id for each in found}


@verb("places.save_sites")
def save_sites(*, sites: Sequence[Row]) -> Saved:
    """Create sites, or change those whose code is known; a new site gets its RECV, STOCK and SHIP places."""
    saved = save_rows(SITE, sites)
    if saved.created:
        ensure_counterparts()
        _insert_starting_places(saved.created)
    return saved


@verb("places.create_site")
def create_site(*, code: str, name: str, **fields: object) -> int:
    """Create one site with its starting places and return its id; an existing code is changed instead."""
    saved = save_sites(sites=[{"code": code, "name": name, **fields}])
    saved.require_all()
    return saved.done[0]


def _insert_starting_places(site_ids: list[int]) -> None:
    records = [
        (site_id, kind, code, "{" + ",".join(capabilities) + "}", position)
        for site_id in site_ids
        for position, (code, kind, capabilities) in enumerate(STARTING_PLACES)
    ]
    sql.execute(
        "INSERT INTO places_place (company_id, site_id, kind, code, name, capabilities, sequence, storage_class,"
        " active) SELECT %s::bigint, p.site_id, p.kind, p.code, '', p.capabilities::text[], p.sequence, '', true"
        " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::int[])"
        " AS p (site_id, kind, code, capabilities, sequence)"
        " ON CONFLICT (company_id, site_id, code) DO NOTHING",
        (current_company_id(), *sql.columns(records, 5)),
    )
