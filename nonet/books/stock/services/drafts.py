"""Moves to be, and what they change: sums by site and by balance, computed before anything is locked."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from nonet.kernel import sql
from nonet.kernel.actor import current_company_id

ZERO = Decimal(0)
SMALLEST = Decimal("0.000001")
STOCK_KINDS = ["bin", "inbound", "outbound", "transit"]
PROMISED_KINDS = ["bin", "inbound", "outbound"]

SiteKey = tuple[int, int]
"""Item and site."""
BalanceKey = tuple[int, int, int | None, int | None, str, int | None]
"""Item, place, lot, handling unit, status, owner."""


class MoveDraft(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What moving needs to know of a place; none of it changes once goods have been there.

    Goods are promised from the shelves and docks of a site, not while they are in transit.
    """

    is_stock: bool
    is_promised: bool
    site_id: int | None
    code: str
    kind: str


_known_places: dict[tuple[int, int], PlaceFacts] = {}


def read_places(ids: Iterable[int]) -> dict[int, PlaceFacts]:
    """Return the facts of places; a place of another company is a bug of the caller and raises KeyError."""
    wanted = set(ids)
    places = known_places(wanted)
    for missing in wanted - places.keys():
        raise KeyError(f"place {missing} is not of this company")
    return places


def known_places(ids: Iterable[int]) -> dict[int, PlaceFacts]:
    """Return the facts of those of the places that the company has; asked of the database once a process."""
    company_id = current_company_id()
    wanted = set(ids)
    unknown = sorted(each for each in wanted if (company_id, each) not in _known_places)
    if unknown:
        found = sql.rows(
            "SELECT id, kind, site_id, code FROM places_place WHERE company_id = %s AND id = ANY(%s)",
            (company_id, unknown),
        )
        for each in found:
            is_promised = each.kind in PROMISED_KINDS and each.site_id is not None
            facts = PlaceFacts(each.kind in STOCK_KINDS, is_promised, each.site_id, each.code, each.kind)
            _known_places[company_id, each.id] = facts
    return {each: _known_places[company_id, each] for each in wanted if (company_id, each) in _known_places}


def site_changes(drafts: Sequence[MoveDraft], places: Mapping[int, PlaceFacts]) -> dict[SiteKey, Decimal]:
    """Return by how much the drafts change what each site can promise: available goods of our own."""
    changes: dict[SiteKey, Decimal] = {}
    for d in drafts:
        if d.owner_id is not None:
            continue
        source, target = places[d.from_place_id], places[d.to_place_id]
        if source.is_promised and d.from_status == "available":
            key = (d.item_id, source.site_id or 0)
            changes[key] = changes.get(key, ZERO) - d.quantity
        if target.is_promised and d.to_status == "available":
            key = (d.item_id, target.site_id or 0)
            changes[key] = changes.get(key, ZERO) + d.quantity
    return {key: delta for key, delta in sorted(changes.items()) if delta}


@dataclass(slots=True)
class Change:
    """What leaves one balance and what arrives at it."""

    leaving: Decimal = ZERO
    arriving: Decimal = ZERO


def balance_changes(
    drafts: Sequence[MoveDraft], places: Mapping[int, PlaceFacts]
) -> dict[BalanceKey, Change]:
    """Return what the drafts take from and put into each balance, sorted by key."""
    changes: dict[BalanceKey, Change] = {}
    for d in drafts:
        if places[d.from_place_id].is_stock:
            _change(changes, source_key(d)).leaving += d.quantity
        if places[d.to_place_id].is_stock:
            _change(changes, target_key(d)).arriving += d.quantity
    return {key: changes[key] for key in sorted(changes, key=_order)}


def _change(changes: dict[BalanceKey, Change], key: BalanceKey) -> Change:
    found = changes.get(key)
    if found is None:
        found = changes[key] = Change()
    return found


def source_key(d: MoveDraft) -> BalanceKey:
    """Return the key of the balance a draft takes from."""
    return (d.item_id, d.from_place_id, d.lot_id, d.from_handling_unit_id, d.from_status, d.owner_id)


def target_key(d: MoveDraft) -> BalanceKey:
    """Return the key of the balance a draft puts into."""
    return (d.item_id, d.to_place_id, d.lot_id, d.to_handling_unit_id, d.to_status, d.owner_id)


def _order(key: BalanceKey) -> tuple[Any, ...]:
    return tuple((part is not None, part) for part in key)
