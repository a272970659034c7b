"""What ``nonet check`` proves of prices."""

from nonet.kernel.checks import Invariant

INVARIANTS = [
    Invariant(
        "prices_do_not_overlap",
        "Of one break in a list, no two prices are valid on the same day.",
        "SELECT one.id, other.id AS other_id FROM prices_price one JOIN prices_price other"
        " ON other.price_list_id = one.price_list_id AND other.item_id = one.item_id"
        " AND other.from_quantity = one.from_quantity AND other.id > one.id"
        " AND daterange(one.valid_from, one.valid_until, '[]') && daterange(other.valid_from, other.valid_until, '[]')"
        " WHERE one.company_id = %(company)s",
    ),
]
