"""What becomes of reservations after they were made: released, expired, extended, moved, or yielding to reality.

The site stock, the reservation and the order line always change together. Whoever changes a reservation holds
the lock of its site stock.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from nonet.books.orders.services.recording import change_counters
from nonet.books.stock.errors import ReservationInDelivery, StockNotAvailable
from nonet.books.stock.events import ReservationsExpired, ReservationsReleased
from nonet.books.stock.services.drafts import SiteKey
from nonet.books.stock.services.fitting import SiteState, lock_sites
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import WrongState
from nonet.kernel.verbs import Outcome, verb

_BY_ID = """
SELECT r.id, r.order_line_id, r.item_id, r.site_id, r.quantity, r.state, r.expires_at, i.code AS item, o.number,
    l.released > l.shipped AS in_delivery
FROM stock_reservation r JOIN orders_orderline l ON l.id = r.order_line_id JOIN orders_order o ON o.id = l.order_id
JOIN items_item i ON i.id = r.item_id WHERE r.company_id = %s AND r.id = ANY(%s) ORDER BY r.id
"""

_LOCK_DUE_SITES = """
SELECT s.item_id, s.site_id FROM stock_sitestock s JOIN (
    SELECT DISTINCT r.item_id, r.site_id FROM stock_reservation r JOIN orders_orderline l ON l.id = r.order_line_id
    WHERE r.company_id = %s AND r.state = 'active' AND r.expires_at <= %s AND l.released <= l.shipped
) due USING (item_id, site_id)
WHERE s.company_id = %s ORDER BY s.item_id, s.site_id LIMIT %s FOR NO KEY UPDATE OF s SKIP LOCKED
"""

_DUE = """
SELECT r.id, r.order_line_id, r.item_id, r.site_id, r.quantity FROM stock_reservation r
JOIN unnest(%s::bigint[], %s::bigint[]) AS w (item_id, site_id) USING (item_id, site_id)
JOIN orders_orderline l ON l.id = r.order_line_id
WHERE r.company_id = %s AND r.state = 'active' AND r.expires_at <= %s AND l.released <= l.shipped ORDER BY r.id
"""

# What is picked stays promised. Of the rest, what stands in no delivery yields first, then the newest.
_YIELDING = """
WITH wanted AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS w (item_id, site_id, quantity)
), held AS (
    SELECT r.id, r.order_line_id, r.item_id, r.site_id, r.created_at, w.quantity AS wanted,
        l.released > l.shipped AS in_delivery,
        greatest(0, least(r.quantity, sum(r.quantity) OVER (PARTITION BY r.order_line_id ORDER BY r.id)
            - coalesce((SELECT sum(d.picked - d.shipped) FROM orders_deliveryline d
                        WHERE d.order_line_id = r.order_line_id), 0))) AS loose
    FROM stock_reservation r JOIN wanted w USING (item_id, site_id) JOIN orders_orderline l ON l.id = r.order_line_id
    WHERE r.company_id = %s AND r.state = 'active'
), queue AS (
    SELECT *, coalesce(sum(loose) OVER (PARTITION BY item_id, site_id ORDER BY in_delivery, created_at DESC, id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before FROM held WHERE loose > 0
)
SELECT id, order_line_id, item_id, site_id, least(loose, wanted - before) AS quantity
FROM queue WHERE before < wanted ORDER BY id
"""

_END = """
WITH ended AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[]) AS e (id, item_id, site_id, quantity)
), reservations AS (
    UPDATE stock_reservation r SET quantity = r.quantity - e.quantity, reason = %s::text,
        state = CASE WHEN r.quantity = e.quantity THEN %s::text ELSE r.state END
    FROM ended e WHERE r.id = e.id AND r.company_id = %s
)
UPDATE stock_sitestock s SET reserved = s.reserved - e.quantity
FROM (SELECT item_id, site_id, sum(quantity) AS quantity FROM ended GROUP BY item_id, site_id) e
WHERE s.item_id = e.item_id AND s.site_id = e.site_id AND s.company_id = %s
"""

_RESITE = """
WITH moved AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[])
        AS m (id, item_id, site_id, to_site_id, quantity)
), reservations AS (
    UPDATE stock_reservation r SET site_id = m.to_site_id FROM moved m WHERE r.id = m.id AND r.company_id = %s
)
UPDATE stock_sitestock s SET reserved = s.reserved + d.delta FROM (
    SELECT item_id, site_id, sum(delta) AS delta FROM (
        SELECT item_id, site_id, -quantity AS delta FROM moved UNION ALL SELECT item_id, to_site_id, quantity FROM moved
    ) sides GROUP BY item_id, site_id) d
WHERE s.item_id = d.item_id AND s.site_id = d.site_id AND s.company_id = %s
"""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How much of one reservation ends."""

    id: int
    order_line_id: int
    item_id: int
    site_id: int
    quantity: Decimal


@verb("stock.release_reservations")
def release_reservations(*, reservation_ids: Sequence[int], reason: str = "") -> Outcome:
    """Give up active reservations; what stands in a delivery is refused."""
    outcome = Outcome()
    rows = _judge(reservation_ids, outcome)
    endings = [_Ending(r.id, r.order_line_id, r.item_id, r.site_id, r.quantity) for r in rows]
    _end(endings, "released", reason)
    if endings:
        lines = tuple(sorted({each.order_line_id for each in endings}))
        events.publish(ReservationsReleased(tuple(outcome.done), lines, reason))
    return outcome


@verb("stock.expire_reservations")
def expire_reservations(*, now: dt.datetime | None = None, limit: int = 1000) -> Outcome:
    """Give up reservations whose time has run out; to be called again and again, by any number of workers.

    Takes up to ``limit`` stocks of items at sites; those at work elsewhere are left for the next call, so
    nobody waits. What stands in a delivery does not expire.
    """
    now = now or timezone.now()
    company_id = current_company_id()
    keys = [tuple(each) for each in sql.rows(_LOCK_DUE_SITES, (company_id, now, company_id, limit))]
    due = sql.rows(_DUE, (*sql.columns(keys, 2), company_id, now)) if keys else []
    endings = [_Ending(*each) for each in due]
    _end(endings, "expired", "expired")
    if endings:
        lines = tuple(sorted({each.order_line_id for each in endings}))
        events.publish(ReservationsExpired(tuple(each.id for each in endings), lines))
    return Outcome([each.id for each in endings])


@verb("stock.extend_reservations")
def extend_reservations(*, reservation_ids: Sequence[int], expires_at: dt.datetime | None) -> Outcome:
    """Let active reservations run until another time, or for good when none is given."""
    outcome = Outcome()
    _judge(reservation_ids, outcome, in_delivery_too=True)
    sql.execute(
        "UPDATE stock_reservation SET expires_at = %s WHERE company_id = %s AND id = ANY(%s)",
        (expires_at, current_company_id(), outcome.done),
    )
    return outcome


@verb("stock.move_reservations")
def move_reservations(*, to_sites: Mapping[int, int]) -> Outcome:
    """Promise from another site what is reserved, as far as that site's stock reaches; by reservation id."""
    outcome = Outcome()
    found = sql.rows(_BY_ID, (current_company_id(), sorted(to_sites)))
    states = lock_sites(key for r in found for key in ((r.item_id, r.site_id), (r.item_id, to_sites[r.id])))
    rows = _judge(to_sites, outcome, lock=False)
    moved = []
    for r in rows:
        if short := _shortage(r, to_sites[r.id], states):
            outcome.refused[r.id] = short
        else:
            moved.append((r.id, r.item_id, r.site_id, to_sites[r.id], r.quantity))
    outcome.done = [each[0] for each in moved]
    if moved:
        sql.execute(_RESITE, (*sql.columns(moved, 5), current_company_id(), current_company_id()))
    return outcome


def _shortage(r: Any, site_id: int, states: dict[SiteKey, SiteState]) -> StockNotAvailable | None:
    """Take the reservation into account at its new site; return what is short there."""
    old = states.get((r.item_id, r.site_id), SiteState())
    new = states.get((r.item_id, site_id), SiteState())
    if new is not old and new.on_hand - new.reserved < r.quantity:
        return StockNotAvailable(r.item, r.quantity, new.on_hand - new.reserved, r.number)
    old.reserved -= r.quantity
    new.reserved += r.quantity
    return None


def lift_promises(overdrawn: Mapping[SiteKey, Decimal], reason: str) -> None:
    """Release as much of the promises at sites as is said, the newest first; the sites' stock is locked already.

    Called by whoever takes goods away that were promised: what is picked stays, what stands in a delivery
    yields last.
    """
    wanted = [(*key, quantity) for key, quantity in sorted(overdrawn.items()) if quantity > 0]
    if not wanted:
        return
    endings = [
        _Ending(*each) for each in sql.rows(_YIELDING, (*sql.columns(wanted, 3), current_company_id()))
    ]
    _end(endings, "released", reason)
    lines = tuple(sorted({each.order_line_id for each in endings}))
    events.publish(ReservationsReleased(tuple(each.id for each in endings), lines, reason))


def _judge(
    ids: Iterable[int], outcome: Outcome, *, in_delivery_too: bool = False, lock: bool = True
) -> list[Any]:
    """Lock the site stock of reservations, then return the active ones as they are now."""
    wanted = sorted(set(ids))
    if lock:
        found = sql.rows(_BY_ID, (current_company_id(), wanted))
        lock_sites((each.item_id, each.site_id) for each in found)
    rows = sql.rows(_BY_ID, (current_company_id(), wanted))
    outcome.refuse_missing(wanted, (row.id for row in rows))
    fit = []
    for row in rows:
        if row.state != "active":
            outcome.refused[row.id] = WrongState(row.number, row.state)
        elif row.in_delivery and not in_delivery_too:
            outcome.refused[row.id] = ReservationInDelivery(row.item)
        else:
            fit.append(row)
    outcome.done = [row.id for row in fit]
    return fit


def _end(endings: Sequence[_Ending], state: str, reason: str) -> None:
    if not endings:
        return
    company_id = current_company_id()
    columns = sql.columns([(e.id, e.item_id, e.site_id, e.quantity) for e in endings], 4)
    sql.execute(_END, (*columns, reason[:200], state, company_id, company_id))
    change_counters([(each.order_line_id, "reserved", -each.quantity) for each in endings])
