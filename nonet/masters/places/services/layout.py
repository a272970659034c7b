"""Storage areas built from their plan: one statement for each depth, however many bins."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.verbs import verb
from nonet.masters.places.layout import Layout, PlannedPlace, plan_places
from nonet.masters.places.models import Place, Site


@dataclass(slots=True)
class Built:
    """What a layout made: the new bins' ids in walking order, and how many places of all kinds are new."""

    bin_ids: list[int] = field(default_factory=list)
    places: int = 0


@verb("places.generate_places")
def generate_places(*, site_id: int, layouts: Sequence[Layout]) -> Built:
    """Build storage areas of a site; places whose code exists stay as they are, so a larger plan adds to a smaller.

    New bins come behind all others in the walk.
    """
    if not Site.objects.filter(pk=site_id).exists():
        raise InvalidInput("site_id", _("%(site_id)s is no site of this company") % {"site_id": site_id})
    built = Built()
    for layout in layouts:
        start = _last_sequence(site_id) + 1
        for places in plan_places(layout):
            made = _insert(site_id, layout, places, start)
            built.places += len(made)
            if places[0].kind == Place.Kind.BIN:
                built.bin_ids += made
    return built


def _last_sequence(site_id: int) -> int:
    """Return the site's last position in the walk, letting one who builds there wait for another."""
    company = current_company_id()
    sql.execute(
        "SELECT 1 FROM places_site WHERE company_id = %s AND id = %s FOR NO KEY UPDATE", (company, site_id)
    )
    found = sql.row(
        "SELECT coalesce(max(sequence), 0) AS last FROM places_place WHERE company_id = %s AND site_id = %s",
        (company, site_id),
    )
    return int(found.last) if found else 0


_INSERT = """
INSERT INTO places_place (company_id, site_id, parent_id, kind, code, name, capabilities, sequence, storage_class,
    max_weight_kg, max_volume_l, max_units, active)
SELECT %(company)s::bigint, %(site)s::bigint, above.id, p.kind, p.code, '', %(capabilities)s::text[], p.sequence,
    %(storage_class)s, %(weight)s::numeric, %(volume)s::numeric, %(units)s::int, true
FROM unnest(%(codes)s::text[], %(parents)s::text[], %(kinds)s::text[], %(sequences)s::int[])
    WITH ORDINALITY AS p (code, parent, kind, sequence, n)
LEFT JOIN places_place above
    ON above.company_id = %(company)s AND above.site_id = %(site)s AND above.code = p.parent
ORDER BY p.n
ON CONFLICT (company_id, site_id, code) DO NOTHING RETURNING id
"""


def _insert(site_id: int, layout: Layout, places: list[PlannedPlace], start: int) -> list[int]:
    is_bin = places[0].kind == Place.Kind.BIN
    records = [(each.code, each.parent, each.kind, start + each.order) for each in places]
    codes, parents, kinds, sequences = sql.columns(records, 4)
    found = sql.rows(
        _INSERT,
        {
            "company": current_company_id(),
            "site": site_id,
            "codes": codes,
            "parents": parents,
            "kinds": kinds,
            "sequences": sequences,
            "capabilities": list(layout.capabilities) if is_bin else [],
            "storage_class": layout.storage_class,
            "weight": layout.max_weight_kg if is_bin else None,
            "volume": layout.max_volume_l if is_bin else None,
            "units": layout.max_units if is_bin else None,
        },
    )
    return [each.id for each in found]
