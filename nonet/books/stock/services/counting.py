"""Counts: begun for places, items or a class, entered line by line, finished, recounted, posted.

Each line remembers what the book said at the moment its count was entered. The difference of the two was found or
lost, whatever has moved since; posting moves exactly that difference.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.stock.errors import NotAllCounted, WrongPlace
from nonet.books.stock.models import Count, Status
from nonet.books.stock.selectors.tracking import lot_errors, owner_errors, unit_errors, unknown_sites
from nonet.books.stock.services.drafts import SMALLEST, PlaceFacts, known_places
from nonet.kernel import sql
from nonet.kernel.actor import current_actor, current_company_id
from nonet.kernel.errors import DocumentMissing, InvalidInput, NonetError, WrongState
from nonet.kernel.locking import lock_rows
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb

_BEGIN = """
WITH wanted AS (
    SELECT * FROM unnest(%s::text[], %s::bigint[], %s::date[], %s::bool[], %s::jsonb[]) WITH ORDINALITY
        AS w (number, site_id, counted_on, is_blind, selection, n)
)
INSERT INTO stock_count (company_id, created_by_id, number, site_id, counted_on, is_blind, selection)
SELECT %s::bigint, %s::bigint, number, site_id, counted_on, is_blind, selection FROM wanted ORDER BY n RETURNING id
"""

# The bins and docks at or beneath the places chosen, all of the site when none is; of the items chosen, or all.
_SNAPSHOT = """
WITH RECURSIVE begun AS (
    SELECT * FROM stock_count WHERE company_id = %(company)s AND id = ANY(%(ids)s)
), roots AS (
    SELECT c.id AS count_id, e.value::bigint AS place_id FROM begun c
    CROSS JOIN LATERAL jsonb_array_elements_text(c.selection -> 'places') e
), items AS (
    SELECT c.id AS count_id, e.value::bigint AS item_id FROM begun c
    CROSS JOIN LATERAL jsonb_array_elements_text(c.selection -> 'items') e
), chosen AS (
    SELECT c.id AS count_id, p.id AS place_id FROM begun c JOIN places_place p ON p.site_id = c.site_id
    LEFT JOIN roots r ON r.count_id = c.id AND r.place_id = p.id
    WHERE r.place_id IS NOT NULL OR c.selection -> 'places' = '[]'
    UNION SELECT chosen.count_id, p.id FROM chosen JOIN places_place p ON p.parent_id = chosen.place_id
)
INSERT INTO stock_countline (company_id, count_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id,
    book_quantity, reason)
SELECT b.company_id, c.id, b.item_id, b.place_id, b.lot_id, b.handling_unit_id, b.status, b.owner_id, b.on_hand, ''
FROM chosen JOIN begun c ON c.id = chosen.count_id
JOIN places_place p ON p.id = chosen.place_id AND p.kind IN ('bin', 'inbound', 'outbound')
JOIN stock_balance b ON b.place_id = p.id AND b.company_id = c.company_id AND b.on_hand > 0
LEFT JOIN items i ON i.count_id = c.id AND i.item_id = b.item_id
WHERE i.item_id IS NOT NULL OR c.selection -> 'items' = '[]'
ORDER BY c.id, p.sequence, p.id, b.item_id, b.id
"""

_ENTER = """
WITH entered AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[],
        %s::numeric[], %s::text[])
        AS w (count_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id, quantity, reason)
)
INSERT INTO stock_countline (company_id, count_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id,
    book_quantity, counted_quantity, reason, entered_at, entered_by_id)
SELECT %s::bigint, w.count_id, w.item_id, w.place_id, w.lot_id, w.handling_unit_id, w.status, w.owner_id,
    coalesce(b.on_hand, 0), w.quantity, w.reason, now(), %s::bigint
FROM entered w LEFT JOIN stock_balance b ON b.item_id = w.item_id AND b.place_id = w.place_id
    AND b.lot_id IS NOT DISTINCT FROM w.lot_id AND b.handling_unit_id IS NOT DISTINCT FROM w.handling_unit_id
    AND b.status = w.status AND b.owner_id IS NOT DISTINCT FROM w.owner_id
ON CONFLICT (count_id, item_id, place_id, lot_id, handling_unit_id, status, owner_id) DO UPDATE SET
    book_quantity = EXCLUDED.book_quantity, counted_quantity = EXCLUDED.counted_quantity,
    reason = EXCLUDED.reason, entered_at = EXCLUDED.entered_at, entered_by_id = EXCLUDED.entered_by_id
RETURNING id
"""

_TAKE_AS_ZERO = """
UPDATE stock_countline l SET counted_quantity = 0, entered_at = now(), entered_by_id = %s,
    book_quantity = coalesce((SELECT b.on_hand FROM stock_balance b WHERE b.item_id = l.item_id
        AND b.place_id = l.place_id AND b.lot_id IS NOT DISTINCT FROM l.lot_id
        AND b.handling_unit_id IS NOT DISTINCT FROM l.handling_unit_id AND b.status = l.status
        AND b.owner_id IS NOT DISTINCT FROM l.owner_id), 0)
WHERE l.company_id = %s AND l.count_id = ANY(%s) AND l.counted_quantity IS NULL
"""


@dataclass(frozen=True, slots=True)
class CountDraft:
    """A count to begin: of places and all beneath them, of items, or both; of a whole site when neither is given."""

    site_id: int
    counted_on: dt.date
    place_ids: Sequence[int] = ()
    item_ids: Sequence[int] = ()
    abc_class: str = ""
    is_blind: bool = True


@dataclass(frozen=True, slots=True)
class CountEntry:
    """What was counted of one item in one place; goods the book does not know make a line of their own."""

    count_id: int
    item_id: int
    place_id: int
    counted_quantity: Decimal
    lot_id: int | None = None
    handling_unit_id: int | None = None
    status: str = "available"
    owner_id: int | None = None
    reason: str = ""


@verb("stock.begin_counts")
def begin_counts(*, counts: Sequence[CountDraft]) -> Outcome:
    """Begin counts, each with a line for everything the book knows there.

    With an ABC class the items of that class at the site are counted; the class is read when the count begins.
    ``done`` are the counts' ids, ``refused`` is by position in ``counts``.
    """
    sites = unknown_sites(each.site_id for each in counts)
    refused = {n: sites[each.site_id] for n, each in enumerate(counts) if each.site_id in sites}
    return Outcome(_begin([each for each in counts if each.site_id not in sites]), refused)


def _begin(counts: Sequence[CountDraft]) -> list[int]:
    actor = current_actor()
    classes = _items_of_classes(counts)
    numbers = next_numbers("CT", len(counts), min((each.counted_on for each in counts), default=dt.date.max))
    records = [
        (number, each.site_id, each.counted_on, each.is_blind, _selection(each, classes))
        for number, each in zip(numbers, counts, strict=True)
    ]
    if not records:
        return []
    made = sql.rows(_BEGIN, (*sql.columns(records, 5), actor.company_id, actor.user_id))
    ids = [each.id for each in made]
    sql.execute(_SNAPSHOT, {"company": actor.company_id, "ids": ids})
    return ids


def _items_of_classes(counts: Sequence[CountDraft]) -> dict[tuple[int, str], list[int]]:
    from nonet.books.stock.selectors.flow import abc_classes

    sites = sorted({each.site_id for each in counts if each.abc_class})
    items: dict[tuple[int, str], list[int]] = {}
    for each in abc_classes(sites) if sites else ():
        items.setdefault((each.site_id, each.abc_class), []).append(each.item_id)
    return items


def _selection(count: CountDraft, classes: Mapping[tuple[int, str], list[int]]) -> str:
    items = list(count.item_ids)
    if count.abc_class:
        of_class = classes.get((count.site_id, count.abc_class), [])
        items = [each for each in of_class if not items or each in set(items)] or [0]
    return json.dumps({"places": list(count.place_ids), "items": items, "abc": count.abc_class})


@verb("stock.enter_counts")
def enter_counts(*, entries: Sequence[CountEntry]) -> Outcome:
    """Enter what was counted, beside what the book says at this moment; a second entry of a line replaces the first.

    ``done`` are the lines' ids, ``refused`` is by position in ``entries``.
    """
    locked = {
        each.id: each
        for each in lock_rows(Count, [each.count_id for each in entries], "id, number, state, site_id")
    }
    places = known_places(each.place_id for each in entries)
    lots = lot_errors({(each.item_id, each.lot_id) for each in entries})
    units = unit_errors({(each.handling_unit_id, each.place_id) for each in entries})
    owners = owner_errors({each.owner_id for each in entries})
    outcome = Outcome()
    kept: dict[tuple[Any, ...], CountEntry] = {}
    for position, entry in enumerate(entries):
        error = (
            _wrong_entry(entry, locked.get(entry.count_id), places)
            or lots.get((entry.item_id, entry.lot_id))
            or units.get((entry.handling_unit_id, entry.place_id))
            or owners.get(entry.owner_id)
        )
        if error is not None:
            outcome.refused[position] = error
            continue
        kept[dataclasses.astuple(dataclasses.replace(entry, counted_quantity=Decimal(0), reason=""))] = entry
    outcome.done = _write_entries(list(kept.values()))
    return outcome


def _wrong_entry(entry: CountEntry, count: Any, places: Mapping[int, PlaceFacts]) -> NonetError | None:
    place = places.get(entry.place_id)
    if count is None:
        return DocumentMissing(entry.count_id)
    if count.state != Count.State.COUNTING:
        return WrongState(count.number, count.state)
    if place is None or not place.is_stock or place.site_id != count.site_id:
        return WrongPlace(place.code if place else f"#{entry.place_id}")
    if entry.counted_quantity < 0 or entry.counted_quantity % SMALLEST:
        return InvalidInput("counted_quantity", _("give zero or more, with six decimals at most"))
    if entry.status not in Status.values:
        return InvalidInput("status", _("give one of %(known)s") % {"known": ", ".join(Status.values)})
    return None


def _write_entries(entries: Sequence[CountEntry]) -> list[int]:
    if not entries:
        return []
    actor = current_actor()
    records = [
        (
            *(e.count_id, e.item_id, e.place_id, e.lot_id, e.handling_unit_id, e.status, e.owner_id),
            *(e.counted_quantity, e.reason[:200]),
        )
        for e in entries
    ]
    found = sql.rows(_ENTER, (*sql.columns(records, 9), actor.company_id, actor.user_id))
    return [each.id for each in found]


@verb("stock.finish_counts")
def finish_counts(*, count_ids: Sequence[int], missing_as_zero: bool = False) -> Outcome:
    """Declare counts complete; lines not counted refuse it, or are taken as nothing there."""
    outcome = Outcome()
    fit = lock_in_state(count_ids, (Count.State.COUNTING,), outcome)
    if missing_as_zero:
        sql.execute(_TAKE_AS_ZERO, (current_actor().user_id, current_company_id(), outcome.done))
    else:
        missing = _missing_lines(outcome.done)
        outcome.refused |= {id_: NotAllCounted(fit[id_].number, n) for id_, n in missing.items()}
        outcome.done = [id_ for id_ in outcome.done if id_ not in missing]
    set_state(outcome.done, Count.State.COUNTED)
    return outcome


def _missing_lines(count_ids: Sequence[int]) -> dict[int, int]:
    found = sql.rows(
        "SELECT count_id, count(*) AS n FROM stock_countline WHERE company_id = %s AND count_id = ANY(%s)"
        " AND counted_quantity IS NULL GROUP BY count_id",
        (current_company_id(), list(count_ids)),
    )
    return {each.count_id: each.n for each in found}


@verb("stock.recount_lines")
def recount_lines(*, line_ids: Sequence[int]) -> Outcome:
    """Have lines counted again; their counts are open again, and former results stay in the lines' history."""
    company_id, outcome = current_company_id(), Outcome()
    lines = sql.rows(
        "SELECT id, count_id FROM stock_countline WHERE company_id = %s AND id = ANY(%s)",
        (company_id, sorted(set(line_ids))),
    )
    outcome.refuse_missing(line_ids, (line.id for line in lines))
    counts = Outcome()
    lock_in_state({line.count_id for line in lines}, (Count.State.COUNTING, Count.State.COUNTED), counts)
    outcome.refused |= {
        line.id: counts.refused[line.count_id] for line in lines if line.count_id in counts.refused
    }
    outcome.done = [line.id for line in lines if line.id not in outcome.refused]
    sql.execute(
        "UPDATE stock_countline SET counted_quantity = NULL, recounts = recounts + 1"
        " WHERE company_id = %s AND id = ANY(%s)",
        (company_id, outcome.done),
    )
    set_state(counts.done, Count.State.COUNTING)
    return outcome


@verb("stock.cancel_counts")
def cancel_counts(*, count_ids: Sequence[int]) -> Outcome:
    """Give up counts that were not posted."""
    outcome = Outcome()
    lock_in_state(count_ids, (Count.State.COUNTING, Count.State.COUNTED), outcome)
    set_state(outcome.done, Count.State.CANCELLED)
    return outcome


def lock_in_state(count_ids: Any, states: Sequence[str], outcome: Outcome) -> dict[int, Any]:
    """Lock counts; keep those in one of the states, refuse the others."""
    locked = lock_rows(Count, count_ids, "id, number, state, counted_on, site_id")
    outcome.refuse_missing(count_ids, (each.id for each in locked))
    fit = {each.id: each for each in locked if each.state in states}
    outcome.refused |= {each.id: WrongState(each.number, each.state) for each in locked if each.id not in fit}
    outcome.done = sorted(fit)
    return fit


def set_state(count_ids: Sequence[int], state: str) -> None:
    """Put locked counts into a state."""
    if count_ids:
        sql.execute(
            "UPDATE stock_count SET state = %s WHERE company_id = %s AND id = ANY(%s) AND state <> %s",
            (state, current_company_id(), list(count_ids), state),
        )
