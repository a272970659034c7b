"""The one way goods move: balances locked in order, guarded, written; thousands of moves in a few statements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nonet.books.stock.errors import StockNotAvailable
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id

ZERO = Decimal(0)
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


def post_moves(
    drafts: Sequence[MoveDraft],
    *,
    allocated: bool = False,
    reserved: Mapping[tuple[int, int], Decimal] | None = None,
) -> list[int]:
    """Write moves, their balances and what the sites can promise; return the moves' ids in order.

    Locks sites' stock, then balances, each sorted. With ``allocated`` the quantities leaving were allocated
    before, and the allocation is used up with them; ``reserved`` says, by item and site, how much of what
    leaves a site had been reserved, and frees it in the same update. Five statements, however many moves.

    Raises
    ------
    StockNotAvailable
        Naming the first item of which a place holds too little; nothing is then written.
    """
    if not drafts:
        return []
    places = _places({place for d in drafts for place in (d.from_place_id, d.to_place_id)})
    _change_sites(drafts, places, reserved or {})
    _take(drafts, places, allocated)
    _put(drafts, places)
    return _insert_moves(drafts, places)


@dataclass(frozen=True, slots=True)
class _PlaceFacts:
    """What moving needs to know of a place; none of it changes once goods have been there."""

    is_stock: bool
    site_id: int
    code: str


_known_places: dict[tuple[int, int], _PlaceFacts] = {}


def _places(ids: set[int]) -> dict[int, _PlaceFacts]:
    """Return the facts of places; a place of another company is a bug of the caller and raises KeyError."""
    company_id = current_company_id()
    unknown = sorted(each for each in ids if (company_id, each) not in _known_places)
    if unknown:
        found = sql.rows(
            "SELECT id, kind = ANY(%s) AS is_stock, site_id, code FROM places_place"
            " WHERE company_id = %s AND id = ANY(%s)",
            (STOCK_KINDS, company_id, unknown),
        )
        for each in found:
            _known_places[company_id, each.id] = _PlaceFacts(each.is_stock, each.site_id, each.code)
    return {each: _known_places[company_id, each] for each in ids}


def _change_sites(
    drafts: Sequence[MoveDraft], places: dict[int, _PlaceFacts], reserved: Mapping[tuple[int, int], Decimal]
) -> None:
    """Change what each site can promise by the available goods of our own that enter or leave it."""
    change: dict[tuple[int, int], Decimal] = {}
    for d in drafts:
        if d.owner_id is not None:
            continue
        for place_id, status, sign in ((d.from_place_id, d.from_status, -1), (d.to_place_id, d.to_status, 1)):
            if places[place_id].is_stock and status == "available":
                key = (d.item_id, places[place_id].site_id)
                change[key] = change.get(key, ZERO) + sign * d.quantity
    _lower_sites(
        [(*key, delta, reserved.get(key, ZERO)) for key, delta in sorted(change.items()) if delta < 0]
    )
    _raise_sites([(*key, delta) for key, delta in sorted(change.items()) if delta > 0])


def _lower_sites(less: list[tuple[int, int, Decimal, Decimal]]) -> None:
    if not less:
        return
    done = sql.rows(
        "WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::numeric[])"
        " AS w (item_id, site_id, delta, freed)), locked AS MATERIALIZED (SELECT s.id, w.delta, w.freed"
        " FROM stock_sitestock s JOIN wanted w USING (item_id, site_id)"
        " WHERE s.company_id = %s ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s)"
        " UPDATE stock_sitestock s SET on_hand = s.on_hand + l.delta, reserved = s.reserved - l.freed FROM locked l"
        " WHERE s.id = l.id AND s.on_hand + l.delta >= s.reserved - l.freed RETURNING s.item_id, s.site_id",
        (*sql.columns(less, 4), current_company_id()),
    )
    if len(done) < len(less):
        _refuse_sites(less, {(each.item_id, each.site_id) for each in done})


def _raise_sites(more: list[tuple[int, int, Decimal]]) -> None:
    if more:
        sql.execute(
            "INSERT INTO stock_sitestock (company_id, item_id, site_id, on_hand)"
            " SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[])"
            " ON CONFLICT (item_id, site_id) DO UPDATE SET on_hand = stock_sitestock.on_hand + EXCLUDED.on_hand",
            (current_company_id(), *sql.columns(more, 3)),
        )


def _refuse_sites(less: list[tuple[int, int, Decimal, Decimal]], done: set[tuple[int, int]]) -> None:
    item_id, site_id, delta, _ = next(each for each in less if each[:2] not in done)
    state = sql.row(
        "SELECT i.code AS item, p.name AS site, coalesce(s.on_hand - s.reserved, 0) AS free FROM items_item i"
        " JOIN places_site p ON p.id = %s LEFT JOIN stock_sitestock s ON s.item_id = i.id AND s.site_id = p.id"
        " WHERE i.id = %s AND i.company_id = %s",
        (site_id, item_id, current_company_id()),
    )
    assert state is not None
    raise StockNotAvailable(state.item, -delta, state.free, state.site)


def _sum_balances(
    drafts: Sequence[MoveDraft], places: dict[int, _PlaceFacts], leaving: bool
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
            sums[key] = sums.get(key, ZERO) + d.quantity
    return [(*key, sums[key]) for key in sorted(sums, key=lambda k: tuple((x is not None, x) for x in k))]


_BALANCE_UNNEST = (
    "%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::numeric[]"
)


def _take(drafts: Sequence[MoveDraft], places: dict[int, _PlaceFacts], allocated: bool) -> None:
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


def _refuse_balances(sums: list[Any], done: set[tuple[int, int]], places: dict[int, _PlaceFacts]) -> None:
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


def _put(drafts: Sequence[MoveDraft], places: dict[int, _PlaceFacts]) -> None:
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


def _insert_moves(drafts: Sequence[MoveDraft], places: dict[int, _PlaceFacts]) -> list[int]:
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
