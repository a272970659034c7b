"""What ``nonet check`` proves of items."""

from nonet.kernel.checks import Invariant

INVARIANTS = [
    Invariant(
        "kits_hold_no_circle",
        "No kit holds itself, directly or through other kits.",
        "SELECT kit_id FROM (WITH RECURSIVE below (kit_id, item_id) AS (SELECT kit_id, item_id"
        " FROM items_kitcomponent WHERE company_id = %(company)s UNION SELECT b.kit_id, c.item_id FROM below b"
        " JOIN items_kitcomponent c ON c.kit_id = b.item_id) SELECT DISTINCT kit_id FROM below"
        " WHERE kit_id = item_id) AS circle",
    ),
    Invariant(
        "barcodes_name_one_item",
        "A GTIN belongs to one item, whether to its piece or to one of its other units.",
        "SELECT u.gtin, u.item_id, i.id AS other_id FROM items_itemunit u JOIN items_item i"
        " ON i.company_id = u.company_id AND i.gtin = u.gtin AND i.id <> u.item_id"
        " WHERE u.company_id = %(company)s AND u.gtin <> ''",
    ),
]
