"""The statements by which ``nonet check`` re-proves the quantity book from its moves."""

from nonet.kernel.checks import Invariant

_PLACES = "(SELECT id, site_id, kind FROM places_place WHERE company_id = %(company)s) p"
_IS_STOCK = "p.kind IN ('bin', 'inbound', 'outbound', 'transit')"
_IS_PROMISED = "p.kind IN ('bin', 'inbound', 'outbound') AND p.site_id IS NOT NULL"

BALANCE_IS_MOVES = Invariant(
    "stock.balance_is_moves",
    "What lies in a place is the sum of the moves into it less those out of it.",
    f"""
    SELECT item_id, place_id, lot_id, handling_unit_id, status, owner_id, sum(moved) AS moved, sum(lying) AS on_hand
    FROM (
        SELECT m.item_id, m.to_place_id AS place_id, m.lot_id, m.to_handling_unit_id AS handling_unit_id,
            m.to_status AS status, m.owner_id, m.quantity AS moved, 0 AS lying
        FROM stock_move m JOIN {_PLACES} ON p.id = m.to_place_id AND {_IS_STOCK} WHERE m.company_id = %(company)s
        UNION ALL
        SELECT m.item_id, m.from_place_id, m.lot_id, m.from_handling_unit_id, m.from_status, m.owner_id, -m.quantity, 0
        FROM stock_move m JOIN {_PLACES} ON p.id = m.from_place_id AND {_IS_STOCK} WHERE m.company_id = %(company)s
        UNION ALL
        SELECT item_id, place_id, lot_id, handling_unit_id, status, owner_id, 0, on_hand
        FROM stock_balance WHERE company_id = %(company)s
    ) t GROUP BY item_id, place_id, lot_id, handling_unit_id, status, owner_id HAVING sum(moved) <> sum(lying)
    """,
)

SITE_STOCK_IS_BALANCES = Invariant(
    "stock.site_stock_is_balances",
    "What a site can promise is what lies available in its bins and docks and is our own.",
    f"""
    SELECT item_id, site_id, sum(lying) AS lying, sum(said) AS on_hand FROM (
        SELECT b.item_id, p.site_id, b.on_hand AS lying, 0 AS said FROM stock_balance b
        JOIN {_PLACES} ON p.id = b.place_id AND {_IS_PROMISED}
        WHERE b.company_id = %(company)s AND b.status = 'available' AND b.owner_id IS NULL
        UNION ALL SELECT item_id, site_id, 0, on_hand FROM stock_sitestock WHERE company_id = %(company)s
    ) t GROUP BY item_id, site_id HAVING sum(lying) <> sum(said)
    """,
)

SITE_RESERVED_IS_RESERVATIONS = Invariant(
    "stock.site_reserved_is_reservations",
    "What of a site's stock is reserved is the sum of its active reservations.",
    """
    SELECT item_id, site_id, sum(held) AS held, sum(said) AS reserved FROM (
        SELECT item_id, site_id, quantity AS held, 0 AS said FROM stock_reservation
        WHERE company_id = %(company)s AND state = 'active'
        UNION ALL SELECT item_id, site_id, 0, reserved FROM stock_sitestock WHERE company_id = %(company)s
    ) t GROUP BY item_id, site_id HAVING sum(held) <> sum(said)
    """,
)

LINE_RESERVED_IS_RESERVATIONS = Invariant(
    "stock.line_reserved_is_reservations",
    "What an order line says is reserved is the sum of its active reservations.",
    """
    SELECT order_line_id, sum(held) AS held, sum(said) AS reserved FROM (
        SELECT order_line_id, quantity AS held, 0 AS said FROM stock_reservation
        WHERE company_id = %(company)s AND state = 'active'
        UNION ALL SELECT id, 0, reserved FROM orders_orderline WHERE company_id = %(company)s AND reserved <> 0
    ) t GROUP BY order_line_id HAVING sum(held) <> sum(said)
    """,
)

RESERVATION_STATE = Invariant(
    "stock.reservation_state",
    "An active reservation holds something for a line of its item; an ended one holds nothing.",
    """
    SELECT r.id, r.state, r.quantity, r.item_id, l.item_id AS line_item_id FROM stock_reservation r
    JOIN orders_orderline l ON l.id = r.order_line_id
    WHERE r.company_id = %(company)s AND ((r.state = 'active') = (r.quantity = 0) OR l.item_id <> r.item_id
        OR l.company_id <> r.company_id)
    """,
)

NO_COUNTERPART_BALANCE = Invariant(
    "stock.no_counterpart_balance",
    "Nothing lies at suppliers, customers, production or loss, nor in a node of the tree that holds no goods.",
    f"""
    SELECT b.id, b.item_id, b.place_id, p.kind, b.on_hand FROM stock_balance b JOIN {_PLACES} ON p.id = b.place_id
    WHERE b.company_id = %(company)s AND NOT ({_IS_STOCK})
    """,
)

ALLOCATED_WITHIN_ON_HAND = Invariant(
    "stock.allocated_within_on_hand",
    "No more is allocated to picks than lies there, and no more reserved than a site has.",
    """
    SELECT 'balance' AS what, id, on_hand, allocated AS spoken_for FROM stock_balance
    WHERE company_id = %(company)s AND NOT (allocated >= 0 AND allocated <= on_hand)
    UNION ALL SELECT 'site', id, on_hand, reserved FROM stock_sitestock
    WHERE company_id = %(company)s AND NOT (reserved >= 0 AND reserved <= on_hand)
    """,
)

SERIAL_ONCE = Invariant(
    "stock.serial_once",
    "A serial number is in stock at most once, whole.",
    """
    SELECT l.id AS lot_id, l.code, sum(b.on_hand) AS on_hand FROM stock_balance b JOIN stock_lot l ON l.id = b.lot_id
    WHERE b.company_id = %(company)s AND l.is_serial AND b.on_hand > 0
    GROUP BY l.id, l.code HAVING sum(b.on_hand) <> 1
    """,
)

LOTS_FIT = Invariant(
    "stock.lots_fit",
    "Goods kept by lot or serial number have one, it is of their item, and other goods have none.",
    """
    SELECT b.id, i.code AS item, i.tracking, l.code AS lot FROM stock_balance b JOIN items_item i ON i.id = b.item_id
    LEFT JOIN stock_lot l ON l.id = b.lot_id
    WHERE b.company_id = %(company)s AND b.on_hand > 0 AND ((i.tracking = 'none') <> (b.lot_id IS NULL)
        OR l.item_id <> b.item_id OR l.is_serial <> (i.tracking = 'serial'))
    """,
)

UNITS_STAND_WITH_GOODS = Invariant(
    "stock.units_stand_with_goods",
    "A handling unit stands where its goods lie and where the unit around it stands.",
    """
    SELECT u.id, u.sscc, u.place_id, b.place_id AS other_place_id FROM stock_balance b
    JOIN stock_handlingunit u ON u.id = b.handling_unit_id
    WHERE b.company_id = %(company)s AND b.on_hand > 0 AND u.place_id IS DISTINCT FROM b.place_id
    UNION ALL
    SELECT u.id, u.sscc, u.place_id, o.place_id FROM stock_handlingunit u
    JOIN stock_handlingunit o ON o.id = u.parent_id
    WHERE u.company_id = %(company)s AND u.place_id IS DISTINCT FROM o.place_id
    """,
)

DIRECTIONS_TRUE = Invariant(
    "stock.directions_true",
    "A move's direction says whether it went into stock, out of it or within it.",
    f"""
    SELECT m.id, m.direction, f.is_stock AS from_stock, t.is_stock AS to_stock FROM stock_move m
    LEFT JOIN (SELECT p.id, ({_IS_STOCK})::int AS is_stock FROM {_PLACES}) f ON f.id = m.from_place_id
    LEFT JOIN (SELECT p.id, ({_IS_STOCK})::int AS is_stock FROM {_PLACES}) t ON t.id = m.to_place_id
    WHERE m.company_id = %(company)s AND m.direction IS DISTINCT FROM t.is_stock - f.is_stock
    """,
)

CLOSED_PERIOD_UNTOUCHED = Invariant(
    "stock.closed_period_untouched",
    "No move dated in a closed period was recorded after the closing.",
    """
    SELECT m.id, m.moved_on, m.recorded_at FROM stock_move m JOIN stock_stockperiod p ON p.company_id = m.company_id
    WHERE m.company_id = %(company)s AND m.moved_on <= p.closed_until AND m.recorded_at > p.closed_at
    """,
)

COUNTS_POSTED = Invariant(
    "stock.counts_posted",
    "A posted count line moved exactly what was counted less what the book said; others moved nothing.",
    f"""
    SELECT l.id, c.number, c.state, l.book_quantity, l.counted_quantity, coalesce(m.moved, 0) AS moved
    FROM stock_countline l JOIN stock_count c ON c.id = l.count_id
    LEFT JOIN (
        SELECT m.count_line_id, sum(CASE WHEN {_IS_STOCK} THEN m.quantity ELSE -m.quantity END) AS moved
        FROM stock_move m JOIN {_PLACES} ON p.id = m.to_place_id
        WHERE m.company_id = %(company)s AND m.count_line_id IS NOT NULL GROUP BY m.count_line_id
    ) m ON m.count_line_id = l.id
    WHERE l.company_id = %(company)s AND coalesce(m.moved, 0)
        <> CASE WHEN c.state = 'posted' THEN coalesce(l.counted_quantity, l.book_quantity) - l.book_quantity ELSE 0 END
    """,
)

TRANSIT_NOT_EXCEEDED = Invariant(
    "stock.transit_not_exceeded",
    "No more was received from a shipment between sites than was shipped.",
    """
    SELECT shipment_id, item_id, lot_id, owner_id, sum(quantity) AS still_due FROM (
        SELECT a.id AS shipment_id, m.item_id, m.lot_id, m.owner_id, m.quantity FROM stock_adjustment a
        JOIN stock_move m ON m.adjustment_id = a.id WHERE a.company_id = %(company)s AND a.kind = 'ship'
        UNION ALL
        SELECT a.origin_id, m.item_id, m.lot_id, m.owner_id, -m.quantity FROM stock_adjustment a
        JOIN stock_move m ON m.adjustment_id = a.id WHERE a.company_id = %(company)s AND a.kind = 'receive'
    ) t GROUP BY shipment_id, item_id, lot_id, owner_id HAVING sum(quantity) < 0
    """,
)

MOVES_FIT = Invariant(
    "stock.moves_fit_what_they_name",
    "The lot of a move, and the move that it reverses, are of the move's own item.",
    """
    SELECT m.id, m.item_id, l.item_id AS lot_item, r.item_id AS reversed_item FROM stock_move m
    LEFT JOIN stock_lot l ON l.id = m.lot_id LEFT JOIN stock_move r ON r.id = m.reverses_id
    WHERE m.company_id = %(company)s AND (l.item_id <> m.item_id OR r.item_id <> m.item_id)
    """,
)

INVARIANTS = (
    BALANCE_IS_MOVES,
    SITE_STOCK_IS_BALANCES,
    SITE_RESERVED_IS_RESERVATIONS,
    LINE_RESERVED_IS_RESERVATIONS,
    RESERVATION_STATE,
    NO_COUNTERPART_BALANCE,
    ALLOCATED_WITHIN_ON_HAND,
    SERIAL_ONCE,
    LOTS_FIT,
    UNITS_STAND_WITH_GOODS,
    DIRECTIONS_TRUE,
    CLOSED_PERIOD_UNTOUCHED,
    COUNTS_POSTED,
    TRANSIT_NOT_EXCEEDED,
    MOVES_FIT,
)
