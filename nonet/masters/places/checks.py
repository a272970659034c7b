"""What ``nonet check`` proves of places."""

from nonet.kernel.checks import Invariant

INVARIANTS = [
    Invariant(
        "places_lie_in_their_site",
        "A place and the place above it lie in the same site; only counterparts and the road lie in none.",
        "SELECT p.id, p.code FROM places_place p LEFT JOIN places_place above ON above.id = p.parent_id"
        " WHERE p.company_id = %(company)s AND (above.site_id IS DISTINCT FROM p.site_id AND above.id IS NOT NULL"
        " OR (p.site_id IS NULL) <> (p.kind IN ('supplier', 'customer', 'production', 'loss'))"
        " AND NOT (p.site_id IS NULL AND p.kind = 'transit'))",
    ),
    Invariant(
        "companies_with_sites_have_counterparts",
        "A company that has sites has each counterpart of stock once.",
        "SELECT k.kind FROM unnest(ARRAY['supplier', 'customer', 'production', 'loss']) AS k (kind)"
        " WHERE EXISTS (SELECT 1 FROM places_site WHERE company_id = %(company)s) AND (SELECT count(*)"
        " FROM places_place p WHERE p.company_id = %(company)s AND p.kind = k.kind) <> 1",
    ),
    Invariant(
        "sites_have_starting_places",
        "Every active site has an active inbound place, outbound place and bin.",
        "SELECT s.id, s.code, k.kind FROM places_site s, unnest(ARRAY['inbound', 'outbound', 'bin']) AS k (kind)"
        " WHERE s.company_id = %(company)s AND s.active AND NOT EXISTS (SELECT 1 FROM places_place p"
        " WHERE p.site_id = s.id AND p.kind = k.kind AND p.active)",
    ),
]
