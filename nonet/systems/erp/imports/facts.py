"""What several profiles ask of the company at work."""

from collections.abc import Collection, Mapping

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


def own_currency() -> str:
    """Return the currency in which the company at work keeps its books."""
    found = sql.row("SELECT currency FROM kernel_company WHERE id = %s", (current_company_id(),))
    assert found is not None
    return str(found.currency)


def main_site() -> int:
    """Return the site that a file means when it names none: the first active one."""
    found = sql.row(
        "SELECT id FROM places_site WHERE company_id = %s AND active ORDER BY id LIMIT 1",
        (current_company_id(),),
    )
    assert found is not None, "every company begins with a site"
    return int(found.id)


def places_named(codes: Collection[str]) -> Mapping[tuple[int, str], int]:
    """Return the ids of places by site and code."""
    if not codes:
        return {}
    found = sql.rows(
        "SELECT site_id, code, id FROM places_place WHERE company_id = %s AND code = ANY(%s) AND site_id IS NOT NULL",
        (current_company_id(), list(codes)),
    )
    return {(each.site_id, each.code): each.id for each in found}


def orders_known(channel: str, numbers: Collection[str]) -> dict[str, tuple[int, int, object]]:
    """Return the orders of a channel that were taken before: id, number of lines and net total by external number."""
    found = sql.rows(
        "SELECT o.external_number, o.id, o.net_total,"
        " (SELECT count(*) FROM orders_orderline l WHERE l.order_id = o.id) AS lines FROM orders_order o"
        " WHERE o.company_id = %s AND o.channel = %s AND o.external_number = ANY(%s) AND NOT (o.external_number = '')",
        (current_company_id(), channel, list(numbers)),
    )
    return {each.external_number: (each.id, each.lines, each.net_total) for each in found}
