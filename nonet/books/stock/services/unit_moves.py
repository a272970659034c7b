"""Goods go into handling units and out of them, and units move with all they hold."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.stock.errors import UnitClosed, UnitNested, WrongPlace
from nonet.books.stock.selectors.tracking import lot_errors
from nonet.books.stock.services.drafts import SMALLEST, MoveDraft, known_places
from nonet.books.stock.services.fitting import fit
from nonet.books.stock.services.handling_units import lock_units, with_outer
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reservations import lift_promises
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.clock import today
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError
from nonet.kernel.verbs import Outcome, verb

# The units given with all that stands in them, and what lies in each.
_CONTENTS = """
WITH RECURSIVE inside AS (
    SELECT id AS top_id, id FROM stock_handlingunit WHERE company_id = %s AND id = ANY(%s)
    UNION ALL SELECT i.top_id, u.id FROM inside i JOIN stock_handlingunit u ON u.parent_id = i.id
)
SELECT i.top_id, i.id AS unit_id, b.item_id, b.place_id, b.lot_id, b.status, b.owner_id, b.on_hand
FROM inside i LEFT JOIN stock_balance b ON b.handling_unit_id = i.id AND b.on_hand > 0 ORDER BY i.top_id, i.id, b.id
"""


@dataclass(frozen=True, slots=True)
class PackLine:
    """A quantity of loose goods that goes into a unit standing beside them, or comes out of it."""

    unit_id: int
    item_id: int
    quantity: Decimal
    lot_id: int | None = None
    status: str = "available"
    owner_id: int | None = None


@verb("stock.pack_units")
def pack_units(*, lines: Sequence[PackLine], packed_on: dt.date | None = None) -> Outcome:
    """Put loose goods into open units at the same place; ``refused`` is by position, ``done`` are the moves."""
    return _pack(lines, packed_on or today(), into=True)


@verb("stock.unpack_units")
def unpack_units(*, lines: Sequence[PackLine], unpacked_on: dt.date | None = None) -> Outcome:
    """Take goods out of open units; they lie loose at the units' place."""
    return _pack(lines, unpacked_on or today(), into=False)


def _pack(lines: Sequence[PackLine], on: dt.date, *, into: bool) -> Outcome:
    units = {each.id: each for each in lock_units(with_outer(line.unit_id for line in lines))}
    lots = lot_errors({(line.item_id, line.lot_id) for line in lines})
    outcome = Outcome()
    documents: dict[int, list[MoveDraft]] = {}
    for position, line in enumerate(lines):
        error = _wrong_line(line, units) or lots.get((line.item_id, line.lot_id))
        if error is not None:
            outcome.refused[position] = error
        else:
            documents[position] = [_packed(line, units[line.unit_id].place_id, on, into)]
    return _post(documents, outcome)


def _wrong_line(line: PackLine, units: Mapping[int, Any]) -> NonetError | None:
    unit = units.get(line.unit_id)
    if unit is None:
        return DocumentMissing(line.unit_id)
    if unit.closed_at is not None:
        return UnitClosed(unit.sscc)
    if unit.place_id is None:
        return WrongPlace(unit.sscc)
    if line.quantity <= 0 or line.quantity % SMALLEST:
        return InvalidInput("quantity", _("give a quantity above zero, with six decimals at most"))
    return None


def _packed(line: PackLine, place_id: int, on: dt.date, into: bool) -> MoveDraft:
    return MoveDraft(
        item_id=line.item_id,
        quantity=line.quantity,
        from_place_id=place_id,
        to_place_id=place_id,
        moved_on=on,
        reason="pack" if into else "unpack",
        lot_id=line.lot_id,
        from_status=line.status,
        to_status=line.status,
        from_handling_unit_id=None if into else line.unit_id,
        to_handling_unit_id=line.unit_id if into else None,
        owner_id=line.owner_id,
    )


def _post(documents: Mapping[int, list[MoveDraft]], outcome: Outcome) -> Outcome:
    """Post the documents that fit; ``done`` becomes the ids of their moves."""
    verdict = fit(documents, promises_yield=True)
    outcome.refused |= verdict.refused
    lift_promises(verdict.overdrawn, "unit moved")
    kept = [
        d for position, document in documents.items() if position not in verdict.refused for d in document
    ]
    outcome.done = post_moves(kept)
    return outcome


@verb("stock.move_units")
def move_units(*, to_places: Mapping[int, int], moved_on: dt.date | None = None) -> Outcome:
    """Move units with all they hold to other places of their site, or onto and off the road; by unit id.

    A unit moves whole or not at all: one of which anything is allocated is refused, and one that stands in
    another unit must be taken out first.
    """
    outcome = Outcome()
    units = {each.id: each for each in lock_units(to_places)}
    outcome.refuse_missing(to_places, units)
    for unit in units.values():
        if error := _wrong_trip(unit, to_places[unit.id]):
            outcome.refused[unit.id] = error
    going = [id_ for id_ in units if id_ not in outcome.refused]
    documents, inside = _contents(going, to_places, moved_on or today())
    outcome = _post(documents, outcome)
    outcome.done = [id_ for id_ in going if id_ not in outcome.refused]
    _write_places({inner: to_places[id_] for id_ in outcome.done for inner in inside[id_]})
    return outcome


def _wrong_trip(unit: Any, to_place_id: int) -> NonetError | None:
    places = known_places([to_place_id, unit.place_id] if unit.place_id else [to_place_id])
    target, source = places.get(to_place_id), places.get(unit.place_id)
    if unit.parent_id is not None:
        return UnitNested(unit.sscc)
    if target is None or not target.is_stock:
        return WrongPlace(target.code if target else f"#{to_place_id}")
    if source is None or None in (source.site_id, target.site_id) or source.site_id == target.site_id:
        return None
    return WrongPlace(target.code)


def _contents(
    unit_ids: Sequence[int], to_places: Mapping[int, int], on: dt.date
) -> tuple[dict[int, list[MoveDraft]], dict[int, set[int]]]:
    """Return the moves of each unit, and the units that stand in it, itself included."""
    documents: dict[int, list[MoveDraft]] = {}
    inside: dict[int, set[int]] = {}
    for row in sql.rows(_CONTENTS, (current_company_id(), list(unit_ids))):
        inside.setdefault(row.top_id, set()).add(row.unit_id)
        if row.item_id is not None and row.place_id != to_places[row.top_id]:
            documents.setdefault(row.top_id, []).append(_carried(row, to_places[row.top_id], on))
    return documents, inside


def _carried(row: Any, to_place_id: int, on: dt.date) -> MoveDraft:
    return MoveDraft(
        item_id=row.item_id,
        quantity=row.on_hand,
        from_place_id=row.place_id,
        to_place_id=to_place_id,
        moved_on=on,
        reason="unit",
        lot_id=row.lot_id,
        from_status=row.status,
        to_status=row.status,
        from_handling_unit_id=row.unit_id,
        to_handling_unit_id=row.unit_id,
        owner_id=row.owner_id,
    )


def _write_places(places: Mapping[int, int]) -> None:
    if places:
        sql.execute(
            "UPDATE stock_handlingunit u SET place_id = w.place_id FROM unnest(%s::bigint[], %s::bigint[])"
            " AS w (id, place_id) WHERE u.id = w.id AND u.company_id = %s",
            (*sql.columns(sorted(places.items()), 2), current_company_id()),
        )
