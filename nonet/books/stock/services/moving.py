"""The one way goods move: balances locked in order, guarded, written; thousands of moves in a few statements."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, transaction

from nonet.books.stock.errors import SerialTwice, StockNotAvailable
from nonet.books.stock.services.drafts import (
    ZERO,
    BalanceKey,
    Change,
    MoveDraft,
    PlaceFacts,
    SiteKey,
    balance_changes,
    read_places,
    site_changes,
)
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.guards_errors import stating

K = TypeVar("K")
MOVE_COLUMNS = MoveDraft._fields
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
    allocating: bool = False,
    reserved: Mapping[SiteKey, Decimal] | None = None,
) -> list[int]:
    """Write moves, their balances and what the sites can promise; return the moves' ids in order.

    Makes the rows that are missing, then locks and changes sites' stock, then balances, each sorted and in one
    statement, so that opposite moves wait for each other and never deadlock. What counts is the sum of all
    drafts: goods may arrive and leave again in one call. With ``allocated`` the quantities leaving were
    allocated before, and the allocation is used up with them; with ``allocating`` what arrives is allocated there
    (goods picked for a delivery); ``reserved`` says, by item and site, how much of
    what leaves a site had been reserved, and frees it in the same update. One statement, and one more each for
    rows and for places not seen before.

    Raises
    ------
    StockNotAvailable
        Naming the first item of which a place holds too little.
    SerialTwice
        When a serial number would be in stock twice.
    PeriodClosed
        When a move is dated in a closed period. Whatever is raised, the transaction cannot go on.
    """
    if not drafts:
        return []
    places = read_places(place for d in drafts for place in (d.from_place_id, d.to_place_id))
    sites, balances = site_changes(drafts, places), balance_changes(drafts, places)
    with stating({"serial_twice": SerialTwice}):
        make_missing_rows(sites, balances)
        return _write(drafts, (sites, reserved or {}), balances, places, (allocated, allocating))


def make_missing_rows(sites: Mapping[SiteKey, Decimal], balances: Mapping[BalanceKey, Change]) -> None:
    """Make empty rows for what arrives where nothing lay before.

    Done first, while no lock is held: whoever waits here waits for a row that is new to all, and can hold up
    nobody; afterwards every row there is can be locked in one sorted pass.
    """
    arriving = _unseen([key for key, change in balances.items() if change.arriving])
    if not arriving:
        return
    company_id = current_company_id()
    raised = [key for key, delta in sites.items() if delta > 0]
    sql.execute(
        "WITH sites AS (INSERT INTO stock_sitestock (company_id, item_id, site_id)"
        " SELECT %s::bigint, * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT (item_id, site_id) DO NOTHING)"
        " INSERT INTO stock_balance (company_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id)"
        f" SELECT %s::bigint, * FROM unnest({KEY_ARRAYS})"
        " ON CONFLICT (item_id, place_id, lot_id, handling_unit_id, status, owner_id) DO NOTHING",
        (company_id, *sql.columns(raised, 2), company_id, *sql.columns(arriving, 6)),
    )


_seen: set[tuple[str, BalanceKey]] = set()


def _unseen(keys: Sequence[BalanceKey]) -> list[BalanceKey]:
    """Return the keys whose rows this process has not yet known to be committed; rows are never deleted."""
    database = str(connection.settings_dict["NAME"])
    fresh = [key for key in keys if (database, key) not in _seen]
    if fresh:
        transaction.on_commit(lambda: _seen.update((database, key) for key in fresh))
    return fresh


def _short_at_site(key: SiteKey, wanted: Decimal) -> StockNotAvailable:
    item_id, site_id = key
    state = sql.row(
        "SELECT i.code AS item, p.name AS site, coalesce(s.on_hand - s.reserved, 0) AS free FROM items_item i"
        " JOIN places_site p ON p.id = %s LEFT JOIN stock_sitestock s ON s.item_id = i.id AND s.site_id = p.id"
        " WHERE i.id = %s AND i.company_id = %s",
        (site_id, item_id, current_company_id()),
    )
    assert state is not None
    return StockNotAvailable(state.item, wanted, state.free, state.site)


KEY_ARRAYS = "%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[]"
KEY_MATCH = """b.item_id = w.item_id AND b.place_id = w.place_id AND b.lot_id IS NOT DISTINCT FROM w.lot_id
    AND b.handling_unit_id IS NOT DISTINCT FROM w.handling_unit_id AND b.status = w.status
    AND b.owner_id IS NOT DISTINCT FROM w.owner_id"""

_MOVE_NAMES = ", ".join(MOVE_COLUMNS)

# The balances are locked once the sites are: their count is asked for first.
_WRITE = f"""
WITH at_sites AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::numeric[]) WITH ORDINALITY
        AS w (item_id, site_id, delta, freed, n)
), locked_sites AS MATERIALIZED (
    SELECT s.id, w.delta, w.freed, w.n FROM stock_sitestock s JOIN at_sites w USING (item_id, site_id)
    WHERE s.company_id = %s ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s
), sites AS (
    UPDATE stock_sitestock s SET on_hand = s.on_hand + l.delta, reserved = s.reserved - l.freed FROM locked_sites l
    WHERE s.id = l.id AND s.on_hand + l.delta >= s.reserved - l.freed RETURNING l.n
), wanted AS (
    SELECT * FROM unnest({KEY_ARRAYS}, %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[]) WITH ORDINALITY
        AS w (item_id, place_id, lot_id, handling_unit_id, status, owner_id, leaving, arriving, used, gained, n)
), locked AS MATERIALIZED (
    SELECT b.id, w.leaving, w.arriving, w.used, w.gained, w.n FROM stock_balance b JOIN wanted w ON {KEY_MATCH}
    WHERE b.company_id = %s AND (SELECT count(*) FROM sites) IS NOT NULL ORDER BY b.id FOR NO KEY UPDATE OF b
), changed AS (
    UPDATE stock_balance b SET on_hand = b.on_hand + l.arriving - l.leaving, allocated = b.allocated - l.used + l.gained
    FROM locked l WHERE b.id = l.id AND b.allocated >= l.used
        AND b.on_hand + l.arriving - l.leaving >= b.allocated - l.used + l.gained
    RETURNING l.n
), moved AS (
    INSERT INTO stock_move (company_id, user_id, {_MOVE_NAMES}, direction)
    SELECT %s::bigint, %s::bigint, {_MOVE_NAMES}, direction FROM unnest({_UNNEST}, %s::smallint[])
        WITH ORDINALITY AS d ({_MOVE_NAMES}, direction, n)
    ORDER BY n RETURNING id
)
SELECT (SELECT array_agg(n) FROM sites) AS sites, (SELECT array_agg(n) FROM changed) AS changed,
    (SELECT array_agg(id ORDER BY id) FROM moved) AS moved
"""


def _write(
    drafts: Sequence[MoveDraft],
    at_sites: tuple[Mapping[SiteKey, Decimal], Mapping[SiteKey, Decimal]],
    changes: Mapping[BalanceKey, Change],
    places: Mapping[int, PlaceFacts],
    allocations: tuple[bool, bool],
) -> list[int]:
    """Take and put, each row guarded by what is there and not promised to others, and write the moves."""
    actor = current_actor()
    company = actor.company_id
    sites, freed = at_sites
    done = sql.row(
        _WRITE,
        (
            *sql.columns([(*key, delta, freed.get(key, ZERO)) for key, delta in sites.items()], 4),
            company,
            *sql.columns(_wanted(changes, *allocations), 10),
            company,
            company,
            actor.user_id,
            *sql.columns([_record(draft, places) for draft in drafts], len(MOVE_COLUMNS) + 1),
        ),
    )
    assert done is not None
    if site := _first_missing(sites, done.sites):
        raise _short_at_site(site, -sites[site])
    if key := _first_missing(changes, done.changed):
        raise _short_of(key, changes[key].leaving, places, allocations[0])
    return list(done.moved)


def _wanted(changes: Mapping[BalanceKey, Change], allocated: bool, allocating: bool) -> list[tuple[Any, ...]]:
    return [
        (
            *key,
            each.leaving,
            each.arriving,
            each.leaving if allocated else ZERO,
            each.arriving if allocating else ZERO,
        )
        for key, each in changes.items()
    ]


def _first_missing(wanted: Mapping[K, Any], done: Sequence[int] | None) -> K | None:
    """Return the first key whose position, counted from 1, was not done."""
    fine = set(done or ())
    return next((key for n, key in enumerate(wanted, 1) if n not in fine), None)


def _record(draft: MoveDraft, places: Mapping[int, PlaceFacts]) -> tuple[Any, ...]:
    direction = int(places[draft.to_place_id].is_stock) - int(places[draft.from_place_id].is_stock)
    return (*draft, direction)


def _short_of(
    key: BalanceKey, wanted: Decimal, places: Mapping[int, PlaceFacts], allocated: bool
) -> StockNotAvailable:
    item_id, place_id, lot_id, unit_id, status, owner_id = key
    free = "allocated" if allocated else "on_hand - b.allocated"
    state = sql.row(
        f"SELECT i.code AS item, coalesce((SELECT sum(b.{free}) FROM stock_balance b"
        " WHERE b.company_id = i.company_id AND b.item_id = i.id AND b.place_id = %s AND b.status = %s"
        " AND b.lot_id IS NOT DISTINCT FROM %s::bigint AND b.handling_unit_id IS NOT DISTINCT FROM %s::bigint"
        " AND b.owner_id IS NOT DISTINCT FROM %s::bigint), 0) AS free"
        " FROM items_item i WHERE i.id = %s AND i.company_id = %s",
        (place_id, status, lot_id, unit_id, owner_id, item_id, current_company_id()),
    )
    assert state is not None
    return StockNotAvailable(state.item, wanted, state.free, places[place_id].code)
