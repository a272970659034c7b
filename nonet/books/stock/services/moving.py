"""The one way goods move: balances locked in order, guarded, written; thousands of moves in a few statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.stock.errors import StockNotAvailable
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id

STOCK_KINDS = ["bin", "inbound", "outbound", "transit"]


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """A move to be. Quantity in the item's base unit; the same lot and owner at both ends."""

    item_id: int
    quantity: Decimal
    from_place_id: int
    to_place_id: int
    moved_on: dt.date
    reason: str
    lot_id: int | None = None
    from_status: str = "available"
    to_status: str = "available"
    from_handling_unit_id: int | None = None
    to_handling_unit_id: int | None = None
    owner_id: int | None = None
    delivery_line_id: int | None = None
    receipt_line_id: int | None = None
    adjustment_id: int | None = None
    count_line_id: int | None = None
    reverses_id: int | None = None


MOVE_COLUMNS = tuple(MoveDraft.__dataclass_fields__)
_MOVE_TYPES = {
    "quantity": "numeric",
    "moved_on": "date",
    "reason": "text",
    "from_status": "text",
    "to_status": "text",
}
_UNNEST = ", ".join(f"%s::{_MOVE_TYPES.get(column, 'bigint')}[]" for column in MOVE_COLUMNS)


def post_moves(drafts: Sequence[MoveDraft], *, allocated: bool = False) -> list[int]:
    """Write moves, their balances and what the sites can promise; return the moves' ids in order.

    Locks sites' stock, then balances, each sorted. With ``allocated`` the quantities leaving were allocated
    before, and the allocation is used up with them. Five statements, however many moves.

    Raises
    ------
    StockNotAvailable
        Naming the first item of which a place holds too little; nothing is then written.
    """
    if not drafts:
        return []
    places = _places({place for d in drafts for place in (d.from_place_id, d.to_place_id)})
    _change_sites(drafts, places)
    _take(drafts, places, allocated)
    _put(drafts, places)
    return _insert_moves(drafts, places)


def _places(ids: set[int]) -> dict[int, Any]:
    """Return kind, site and code of places; a place of another company is a bug of the caller and raises KeyError."""
    found = sql.rows(
        "SELECT id, kind = ANY(%s) AS is_stock, site_id, code FROM places_place WHERE company_id = %s AND id = ANY(%s)",
        (STOCK_KINDS, current_company_id(), sorted(ids)),
    )
    places = {each.id: each for each in found}
    for missing in ids - places.keys():
        raise KeyError(f"place {missing} is not of this company")
    return places


def _change_sites(drafts: Sequence[MoveDraft], places: dict[int, Any]) -> None:
    """Change what each site can promise by the available goods of our own that enter or leave it."""
    change: dict[tuple[int, int], Decimal] = {}
    for d in drafts:
        if d.owner_id is not None:
            continue
        for place_id, status, sign in ((d.from_place_id, d.from_status, -1), (d.to_place_id, d.to_status, 1)):
            if places[place_id].is_stock and status == "available":
                key = (places[place_id].site_id, d.item_id)
                change[key] = change.get(key, Decimal(0)) + sign * d.quantity
    changed = sorted((item, site, delta) for (site, item), delta in change.items() if delta)
    if changed:
        _write_sites(changed)


def _write_sites(changed: list[tuple[int, int, Decimal]]) -> None:
    items, sites, deltas = sql.columns(changed, 3)
    less = [each for each in changed if each[2] < 0]
    if less:
        done = sql.rows(
            "WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS w (item_id, site_id, delta)),"
            " locked AS (SELECT s.id, w.delta FROM stock_sitestock s JOIN wanted w USING (item_id, site_id)"
            " WHERE s.company_id = %s ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s)"
            " UPDATE stock_sitestock s SET on_hand = s.on_hand + l.delta FROM locked l"
            " WHERE s.id = l.id AND s.on_hand - s.reserved + l.delta >= 0 RETURNING s.item_id, s.site_id",
            (*sql.columns(less, 3), current_company_id()),
        )
        if len(done) < len(less):
            _refuse_sites(less, {(each.item_id, each.site_id) for each in done})
    more = [each for each in changed if each[2] > 0]
    if more:
        sql.execute(
            "INSERT INTO stock_sitestock (company_id, item_id, site_id, on_hand)"
            " SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[])"
            " ON CONFLICT (item_id, site_id) DO UPDATE SET on_hand = stock_sitestock.on_hand + EXCLUDED.on_hand",
            (current_company_id(), *sql.columns(more, 3)),
        )


def _refuse_sites(less: list[tuple[int, int, Decimal]], done: set[tuple[int, int]]) -> None:
    item_id, site_id, delta = next(each for each in less if each[:2] not in done)
    state = sql.row(
        "SELECT i.code AS item, p.name AS site, coalesce(s.on_hand - s.reserved, 0) AS free FROM items_item i"
        " JOIN places_site p ON p.id = %s LEFT JOIN stock_sitestock s ON s.item_id = i.id AND s.site_id = p.id"
        " WHERE i.id = %s AND i.company_id = %s",
        (site_id, item_id, current_company_id()),
    )
    assert state is not None
    raise StockNotAvailable(state.item, -delta, state.free, state.site)


def _sum_balances(
    drafts: Sequence[MoveDraft], places: dict[int, Any], leaving: bool
) -> list[tuple[int, int, int | None, int | None, str, int | None, Decimal]]:
    sums: dict[tuple[Any, ...], Decimal] = {}
    for d in drafts:
        place, unit, status = (
            (d.from_place_id, d.from_handling_unit_id, d.from_status)
            if leaving
            else (d.to_place_id, d.to_handling_unit_id, d.to_status)
        )
        if places[place].is_stock:
            key = (d.item_id, place, d.lot_id, unit, status, d.owner_id)
            sums[key] = sums.get(key, Decimal(0)) + d.quantity
    return [(*key, sums[key]) for key in sorted(sums, key=lambda k: tuple((x is not None, x) for x in k))]


_BALANCE_UNNEST = (
    "%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::numeric[]"
)


def _take(drafts: Sequence[MoveDraft], places: dict[int, Any], allocated: bool) -> None:
    """Lower the balances goods leave from, each guarded by what is there and not allocated to others.

    The balances goods arrive at are locked in the same sorted pass, so that opposite moves cannot deadlock.
    """
    sums = _sum_balances(drafts, places, leaving=True)
    if not sums:
        return
    leaving = {each[:-1] for each in sums}
    arriving = [each for each in _sum_balances(drafts, places, leaving=False) if each[:-1] not in leaving]
    wanted = [*sums, *((*each[:-1], Decimal(0)) for each in arriving)]
    used, guard = ("w.quantity", "b.allocated") if allocated else ("0", "b.on_hand - b.allocated")
    done = sql.rows(
        f"WITH wanted AS (SELECT * FROM unnest({_BALANCE_UNNEST})"
        " AS w (item_id, place_id, lot_id, handling_unit_id, status, owner_id, quantity)),"
        " locked AS MATERIALIZED (SELECT b.id, w.quantity FROM stock_balance b JOIN wanted w"
        " ON b.item_id = w.item_id AND b.place_id = w.place_id AND b.lot_id IS NOT DISTINCT FROM w.lot_id"
        " AND b.handling_unit_id IS NOT DISTINCT FROM w.handling_unit_id AND b.status = w.status"
        " AND b.owner_id IS NOT DISTINCT FROM w.owner_id WHERE b.company_id = %s ORDER BY b.id FOR NO KEY UPDATE OF b)"
        f" UPDATE stock_balance b SET on_hand = b.on_hand - w.quantity, allocated = b.allocated - {used}"
        f" FROM locked w WHERE b.id = w.id AND w.quantity > 0 AND {guard} >= w.quantity"
        " RETURNING b.item_id, b.place_id",
        (*sql.columns(wanted, 7), current_company_id()),
    )
    if len(done) < len(sums):
        _refuse_balances(sums, {(each.item_id, each.place_id) for each in done}, places)


def _refuse_balances(sums: list[Any], done: set[tuple[int, int]], places: dict[int, Any]) -> None:
    short = next((each for each in sums if each[:2] not in done), sums[0])
    item_id, place_id, lot_id, unit_id, status, owner_id, quantity = short
    state = sql.row(
        "SELECT i.code AS item, coalesce((SELECT sum(b.on_hand - b.allocated) FROM stock_balance b"
        " WHERE b.company_id = i.company_id AND b.item_id = i.id AND b.place_id = %s AND b.status = %s"
        " AND b.lot_id IS NOT DISTINCT FROM %s::bigint AND b.handling_unit_id IS NOT DISTINCT FROM %s::bigint"
        " AND b.owner_id IS NOT DISTINCT FROM %s::bigint), 0) AS free"
        " FROM items_item i WHERE i.id = %s AND i.company_id = %s",
        (place_id, status, lot_id, unit_id, owner_id, item_id, current_company_id()),
    )
    assert state is not None
    raise StockNotAvailable(state.item, quantity, state.free, places[place_id].code)


def _put(drafts: Sequence[MoveDraft], places: dict[int, Any]) -> None:
    """Raise the balances goods arrive at, making those that are not there yet."""
    sums = _sum_balances(drafts, places, leaving=False)
    if sums:
        sql.execute(
            "INSERT INTO stock_balance (company_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id,"
            f" on_hand) SELECT %s::bigint, * FROM unnest({_BALANCE_UNNEST})"
            " ON CONFLICT (item_id, place_id, lot_id, handling_unit_id, status, owner_id)"
            " DO UPDATE SET on_hand = stock_balance.on_hand + EXCLUDED.on_hand",
            (current_company_id(), *sql.columns(sums, 7)),
        )


def _insert_moves(drafts: Sequence[MoveDraft], places: dict[int, Any]) -> list[int]:
    actor = current_actor()
    records = [
        (
            *(getattr(d, column) for column in MOVE_COLUMNS),
            int(places[d.to_place_id].is_stock) - int(places[d.from_place_id].is_stock),
        )
        for d in drafts
    ]
    names = ", ".join(MOVE_COLUMNS)
    found = sql.rows(
        f"INSERT INTO stock_move (company_id, user_id, {names}, direction)"
        f" SELECT %s::bigint, %s::bigint, {names}, direction FROM unnest({_UNNEST}, %s::smallint[])"
        f" WITH ORDINALITY AS d ({names}, direction, n) ORDER BY n RETURNING id",
        (actor.company_id, actor.user_id, *sql.columns(records, len(MOVE_COLUMNS) + 1)),
    )
    return [each.id for each in found]
