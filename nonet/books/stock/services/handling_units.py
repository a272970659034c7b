"""Handling units: made and numbered, nested, closed. What goes into them and moves with them: ``unit_moves``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.stock.errors import PrefixMissing, UnitClosed, UnitNested, WrongPlace
from nonet.books.stock.models import HandlingUnit
from nonet.books.stock.services.drafts import known_places
from nonet.books.stock.services.sscc import is_sscc, make_sscc
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput
from nonet.kernel.locking import lock_rows
from nonet.kernel.verbs import Outcome, verb

_SERIALS = """
SELECT nextval(pg_get_serial_sequence('stock_handlingunit', 'id')) AS id,
    (SELECT policy ->> 'gs1_prefix' FROM kernel_company WHERE id = %s) AS prefix
FROM generate_series(1, %s::int)
"""

_INSERT = """
INSERT INTO stock_handlingunit (id, company_id, sscc, kind, place_id)
SELECT u.id, %s::bigint, u.sscc, %s::text, %s::bigint FROM unnest(%s::bigint[], %s::text[]) AS u (id, sscc)
ON CONFLICT (company_id, sscc) DO NOTHING RETURNING id
"""

# Each unit with all it stands in, however deep.
_AROUND = """
WITH RECURSIVE around AS (
    SELECT id, parent_id AS outer_id FROM stock_handlingunit WHERE company_id = %s AND id = ANY(%s)
    UNION SELECT a.id, u.parent_id FROM around a JOIN stock_handlingunit u ON u.id = a.outer_id
) SELECT id, outer_id FROM around WHERE outer_id IS NOT NULL
"""


@verb("stock.make_units")
def make_units(*, count: int, place_id: int, kind: str = "carton") -> list[int]:
    """Make empty handling units at a place, numbered from the company's GS1 prefix; return their ids.

    Raises
    ------
    PrefixMissing
        When the company has no usable prefix (``policy["gs1_prefix"]``).
    WrongPlace
        When goods cannot lie at the place.
    """
    _require_stock_place(place_id)
    fresh = sql.rows(_SERIALS, (current_company_id(), count))
    codes = [make_sscc(each.prefix or "", each.id) for each in fresh]
    if not all(codes):
        raise PrefixMissing
    ids = [each.id for each in fresh]
    return _insert(ids, codes, kind, place_id)


@verb("stock.register_units")
def register_units(*, codes: Sequence[str], place_id: int, kind: str = "pallet") -> Outcome:
    """Take in units that others numbered; ``refused`` is by position: wrong check digits, codes known already."""
    _require_stock_place(place_id)
    outcome = Outcome()
    good: dict[str, int] = {}
    for position, code in enumerate(codes):
        if not is_sscc(code) or code in good:
            outcome.refused[position] = InvalidInput(
                "sscc", _("%(code)s is no SSCC, or is given twice") % {"code": code}
            )
        else:
            good[code] = position
    known = HandlingUnit.objects.filter(sscc__in=good).values_list("sscc", flat=True)
    for code in known:
        outcome.refused[good.pop(code)] = InvalidInput(
            "sscc", _("%(code)s is known already") % {"code": code}
        )
    ids = [each.id for each in sql.rows(_SERIALS, (current_company_id(), len(good)))]
    outcome.done = _insert(ids, list(good), kind, place_id)
    return outcome


def _require_stock_place(place_id: int) -> None:
    place = known_places([place_id]).get(place_id)
    if place is None or not place.is_stock:
        raise WrongPlace(place.code if place else f"#{place_id}")


def _insert(ids: Sequence[int], codes: Sequence[str | None], kind: str, place_id: int) -> list[int]:
    found = sql.rows(_INSERT, (current_company_id(), kind, place_id, list(ids), list(codes)))
    return [each.id for each in found]


@verb("stock.nest_units")
def nest_units(*, parents: Mapping[int, int | None]) -> Outcome:
    """Put units into other ones that stand at the same place, or take them out (None); by unit id.

    Refused are closed outer units, and units that would stand in themselves.
    """
    outcome = Outcome()
    wanted = set(parents) | {each for each in parents.values() if each is not None}
    units = {each.id: each for each in lock_units(wanted)}
    around = _around(wanted)
    for unit_id, parent_id in sorted(parents.items()):
        error = _wrong_nest(unit_id, parent_id, units, around)
        if error is not None:
            outcome.refused[unit_id] = error
            continue
        if parent_id is not None:
            outer = {parent_id, *around.get(parent_id, ())}
            for inner in [unit_id, *(each for each, those in around.items() if unit_id in those)]:
                around.setdefault(inner, set()).update(outer)
        outcome.done.append(unit_id)
    _write_parents({unit_id: parents[unit_id] for unit_id in outcome.done})
    return outcome


def _around(unit_ids: Iterable[int]) -> dict[int, set[int]]:
    around: dict[int, set[int]] = {}
    for each in sql.rows(_AROUND, (current_company_id(), sorted(unit_ids))):
        around.setdefault(each.id, set()).add(each.outer_id)
    return around


def with_outer(unit_ids: Iterable[int]) -> set[int]:
    """Return units and all units around them: who changes what is inside locks these, and so does who moves them."""
    wanted = set(unit_ids)
    return wanted.union(*_around(wanted).values())


def _wrong_nest(
    unit_id: int, parent_id: int | None, units: Mapping[int, Any], around: Mapping[int, set[int]]
) -> DocumentMissing | UnitClosed | UnitNested | WrongPlace | None:
    for each in (unit_id, parent_id):
        if each is not None and each not in units:
            return DocumentMissing(each)
    if parent_id is None:
        return None
    unit, parent = units[unit_id], units[parent_id]
    if parent.closed_at is not None:
        return UnitClosed(parent.sscc)
    if parent_id == unit_id or unit_id in around.get(parent_id, ()):
        return UnitNested(unit.sscc)
    return None if unit.place_id == parent.place_id else WrongPlace(parent.sscc)


def _write_parents(parents: Mapping[int, int | None]) -> None:
    if parents:
        sql.execute(
            "UPDATE stock_handlingunit u SET parent_id = w.parent_id FROM unnest(%s::bigint[], %s::bigint[])"
            " AS w (id, parent_id) WHERE u.id = w.id AND u.company_id = %s",
            (*sql.columns(sorted(parents.items()), 2), current_company_id()),
        )


@verb("stock.close_units")
def close_units(*, unit_ids: Sequence[int]) -> Outcome:
    """Close units: nothing goes in or out until they are opened again. Closing twice changes nothing."""
    return _write_closed(unit_ids, "coalesce(closed_at, now())")


@verb("stock.open_units")
def open_units(*, unit_ids: Sequence[int]) -> Outcome:
    """Open closed units again."""
    return _write_closed(unit_ids, "NULL")


def _write_closed(unit_ids: Sequence[int], value: str) -> Outcome:
    outcome = Outcome([each.id for each in lock_units(unit_ids)])
    outcome.refuse_missing(unit_ids, outcome.done)
    sql.execute(
        f"UPDATE stock_handlingunit SET closed_at = {value} WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), outcome.done),
    )
    return outcome


def lock_units(unit_ids: Iterable[int]) -> list[Any]:
    """Lock units, sorted, and return id, sscc, parent_id, place_id and closed_at of each."""
    return lock_rows(HandlingUnit, unit_ids, "id, sscc, parent_id, place_id, closed_at")
