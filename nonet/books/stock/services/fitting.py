"""Which of many documents can be posted: judged under the locks that posting will need, one after the other.

``fit`` locks what all the documents touch, in the order of ``post_moves``, and refuses those that would take more
than there is; the rest can then be posted together, and a refusal never sinks the others.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
from nonet.books.stock.services.moving import KEY_ARRAYS, KEY_MATCH, make_missing_rows
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError, PeriodClosed

_LOCK_SITES = """
SELECT s.item_id, s.site_id, s.on_hand, s.reserved
FROM stock_sitestock s JOIN unnest(%s::bigint[], %s::bigint[]) AS w (item_id, site_id) USING (item_id, site_id)
WHERE s.company_id = %s ORDER BY s.item_id, s.site_id FOR NO KEY UPDATE OF s
"""

_LOCK_BALANCES = f"""
SELECT w.n, b.on_hand - b.allocated AS free
FROM unnest({KEY_ARRAYS}) WITH ORDINALITY AS w (item_id, place_id, lot_id, handling_unit_id, status, owner_id, n)
JOIN stock_balance b ON {KEY_MATCH}
WHERE b.company_id = %s ORDER BY b.id FOR NO KEY UPDATE OF b
"""


@dataclass(slots=True)
class SiteState:
    """What a site has of an item and has promised of it, under lock."""

    on_hand: Decimal = ZERO
    reserved: Decimal = ZERO


@dataclass(slots=True)
class Fit:
    """The verdict: refusals by position of the document, and by how much the others overdraw promises.

    ``overdrawn`` is filled only when promises may yield; ``lift_promises`` then releases that much.
    """

    refused: dict[int, NonetError]
    overdrawn: dict[SiteKey, Decimal]


def fit(documents: Mapping[int, Sequence[MoveDraft]], *, promises_yield: bool = False) -> Fit:
    """Lock all that the documents touch and judge them in order; a fixed number of statements.

    With ``promises_yield`` reserved goods may be taken as long as they lie there: reality wins over promises.
    """
    drafts = [draft for document in documents.values() for draft in document]
    if not drafts:
        return Fit({}, {})
    places = read_places(place for d in drafts for place in (d.from_place_id, d.to_place_id))
    refused: dict[int, NonetError] = {**_closed(documents)}
    make_missing_rows(site_changes(drafts, places), balance_changes(drafts, places))
    sites = lock_sites(key for document in documents.values() for key in site_changes(document, places))
    free = _lock_balances(balance_changes(drafts, places))
    firm = _firm_promises(sites) if promises_yield else None
    judge = _Judge(places, sites, free, firm, _lock_serials(drafts, places))
    for position, document in documents.items():
        if position not in refused and (short := judge.take(document)):
            refused[position] = short
    _name_items(refused)
    overdrawn = {key: s.reserved - s.on_hand for key, s in sites.items() if s.reserved > s.on_hand}
    return Fit(refused, overdrawn)


def closed_until() -> dt.date | None:
    """Return the day until which the company's stock period is closed."""
    found = sql.row(
        "SELECT closed_until FROM stock_stockperiod WHERE company_id = %s", (current_company_id(),)
    )
    return found.closed_until if found else None


def _closed(documents: Mapping[int, Sequence[MoveDraft]]) -> dict[int, PeriodClosed]:
    until = closed_until()
    if until is None:
        return {}
    days = {position: min(d.moved_on for d in drafts) for position, drafts in documents.items() if drafts}
    return {position: PeriodClosed(day) for position, day in days.items() if day <= until}


def lock_sites(keys: Iterable[SiteKey]) -> dict[SiteKey, SiteState]:
    """Lock the stock of sites, sorted, and return its state; a site that never had the item has none."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    found = sql.rows(_LOCK_SITES, (*sql.columns(wanted, 2), current_company_id()))
    return {(each.item_id, each.site_id): SiteState(each.on_hand, each.reserved) for each in found}


def _lock_balances(keys: Iterable[BalanceKey]) -> dict[BalanceKey, Decimal]:
    wanted = list(keys)
    found = sql.rows(_LOCK_BALANCES, (*sql.columns(wanted, 6), current_company_id())) if wanted else []
    return {wanted[each.n - 1]: each.free for each in found}


_FIRM = """
SELECT l.item_id, d.site_id, sum(l.picked - l.shipped) AS picked FROM orders_delivery d
JOIN orders_deliveryline l ON l.delivery_id = d.id
JOIN unnest(%s::bigint[], %s::bigint[]) AS w (item_id, site_id) ON w.item_id = l.item_id AND w.site_id = d.site_id
WHERE d.company_id = %s AND d.state IN ('released', 'picked') AND l.picked > l.shipped GROUP BY l.item_id, d.site_id
"""


def _firm_promises(sites: Mapping[SiteKey, SiteState]) -> dict[SiteKey, Decimal]:
    """Return what of each site's promises is picked already, and so cannot yield."""
    promised = [key for key, state in sites.items() if state.reserved]
    if not promised:
        return {}
    found = sql.rows(_FIRM, (*sql.columns(promised, 2), current_company_id()))
    return {(each.item_id, each.site_id): each.picked for each in found}


_SERIALS = """
SELECT l.id, l.code, (SELECT coalesce(sum(b.on_hand), 0) FROM stock_balance b WHERE b.lot_id = l.id) AS lying
FROM stock_lot l WHERE l.company_id = %s AND l.id = ANY(%s) AND l.is_serial ORDER BY l.id FOR NO KEY UPDATE OF l
"""


@dataclass(slots=True)
class _Serial:
    """A serial number and how many of it are in stock: none or one."""

    code: str
    lying: Decimal


def _lock_serials(drafts: Sequence[MoveDraft], places: Mapping[int, PlaceFacts]) -> dict[int, _Serial]:
    """Lock the serial numbers that would come into stock."""
    arriving = {d.lot_id for d in drafts if d.lot_id and not places[d.from_place_id].is_stock}
    if not arriving:
        return {}
    found = sql.rows(_SERIALS, (current_company_id(), sorted(arriving)))
    return {each.id: _Serial(each.code, each.lying) for each in found}


class _Judge:
    """Plays the documents over the locked state, one after the other.

    ``firm`` says how much of each site's promises must stay; without it all of them.
    """

    def __init__(
        self,
        places: Mapping[int, PlaceFacts],
        sites: dict[SiteKey, SiteState],
        free: dict[BalanceKey, Decimal],
        firm: Mapping[SiteKey, Decimal] | None,
        serials: dict[int, _Serial],
    ) -> None:
        self.places, self.sites, self.free, self.firm, self.serials = places, sites, free, firm, serials

    def take(self, document: Sequence[MoveDraft]) -> NonetError | None:
        """Take a document's goods from the state; return what is short, with the state as before."""
        balances = balance_changes(document, self.places)
        sites = site_changes(document, self.places)
        serials = self._serial_changes(document)
        short = self._short_balance(balances) or self._short_site(sites) or self._serial_twice(serials)
        if short is None:
            for lot_id, delta in serials.items():
                self.serials[lot_id].lying += delta
            for key, change in balances.items():
                self.free[key] = self.free.get(key, ZERO) + change.arriving - change.leaving
            for site_key, delta in sites.items():
                self.sites.setdefault(site_key, SiteState()).on_hand += delta
        return short

    def _short_balance(self, changes: Mapping[BalanceKey, Change]) -> StockNotAvailable | None:
        for key, change in changes.items():
            free = self.free.get(key, ZERO)
            if free + change.arriving < change.leaving:
                return StockNotAvailable(str(key[0]), change.leaving, free, self.places[key[1]].code)
        return None

    def _short_site(self, changes: Mapping[SiteKey, Decimal]) -> StockNotAvailable | None:
        for key, delta in changes.items():
            state = self.sites.get(key, SiteState())
            held = state.reserved if self.firm is None else min(state.reserved, self.firm.get(key, ZERO))
            if delta < 0 and state.on_hand + delta < held:
                return StockNotAvailable(str(key[0]), -delta, state.on_hand - held, f"#{key[1]}")
        return None

    def _serial_changes(self, document: Sequence[MoveDraft]) -> dict[int, Decimal]:
        changes: dict[int, Decimal] = {}
        for d in document:
            if d.lot_id is not None and d.lot_id in self.serials:
                direction = int(self.places[d.to_place_id].is_stock) - int(
                    self.places[d.from_place_id].is_stock
                )
                changes[d.lot_id] = changes.get(d.lot_id, ZERO) + direction * d.quantity
        return changes

    def _serial_twice(self, changes: Mapping[int, Decimal]) -> SerialTwice | None:
        for lot_id, delta in changes.items():
            if self.serials[lot_id].lying + delta not in (0, 1):
                return SerialTwice(self.serials[lot_id].code)
        return None


def _name_items(refused: Mapping[int, NonetError]) -> None:
    """Put the codes of items and sites into refusals that were made with ids; one statement if any."""
    short = [each.params for each in refused.values() if isinstance(each, StockNotAvailable)]
    if not short:
        return
    found = sql.rows(
        "SELECT 'item' AS what, id, code FROM items_item WHERE company_id = %s AND id = ANY(%s)"
        " UNION ALL SELECT 'site', id, name FROM places_site WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), *_ids(short, "item"), current_company_id(), *_ids(short, "where")),
    )
    names = {(each.what, each.id): each.code for each in found}
    for params in short:
        params["item"] = names.get(("item", int(params["item"])), params["item"])
        if params["where"].startswith("#"):
            params["where"] = names.get(("site", int(params["where"][1:])), params["where"])


def _ids(short: Sequence[Mapping[str, Any]], key: str) -> tuple[list[int]]:
    texts = [each[key] for each in short if key == "item" or each[key].startswith("#")]
    return (sorted({int(text.lstrip("#")) for text in texts}),)
