"""Stock changed for a reason of its own: found, lost, scrapped, moved by hand, put into another status.

Each verb takes many adjustments, posts those that fit and refuses the others by their position in the argument.
When goods are taken that were promised, the newest promises yield, with the adjustment's reason.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from nonet.books.stock.errors import WrongPlace
from nonet.books.stock.events import StockAdjusted
from nonet.books.stock.models import Adjustment, Status
from nonet.books.stock.selectors.tracking import lot_errors, owner_errors, unit_errors, unknown_sites
from nonet.books.stock.services.drafts import SMALLEST, MoveDraft, PlaceFacts, known_places
from nonet.books.stock.services.fitting import fit
from nonet.books.stock.services.moving import post_moves
from nonet.books.stock.services.reservations import lift_promises
from nonet.kernel import events, sql
from nonet.kernel.actor import current_actor
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb
from nonet.masters.places.selectors import counterpart_places

Kind = Adjustment.Kind
GAINS = (Kind.FOUND, Kind.OPENING)
LOSSES = (Kind.LOST, Kind.SCRAP)


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """A quantity of an item at a place, in its base unit.

    ``to_place_id`` is for moves, ``to_status`` for changes of status, ``value`` (of the whole line, in the
    company's currency) for opening stock and goods found whose cost is known.
    """

    item_id: int
    place_id: int
    quantity: Decimal
    lot_id: int | None = None
    status: str = "available"
    handling_unit_id: int | None = None
    owner_id: int | None = None
    to_place_id: int | None = None
    to_status: str | None = None
    to_handling_unit_id: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """An adjustment to be."""

    adjusted_on: dt.date
    lines: Sequence[AdjustmentLine]
    kind: str
    reason: str = ""
    origin_id: int | None = None
    to_site_id: int | None = None


@verb("stock.adjust_stock")
def adjust_stock(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Take goods into stock or out of it: ``found``, ``opening``, ``lost``, ``scrap``.

    ``done`` are the adjustments' ids, ``refused`` is by position in ``adjustments``.
    """
    loss_id = counterpart_places()["loss"]

    def drafts(adjustment: AdjustmentDraft) -> list[MoveDraft]:
        if adjustment.kind in GAINS:
            return [_draft(adjustment, line, loss_id, line.place_id) for line in adjustment.lines]
        return [_draft(adjustment, line, line.place_id, loss_id) for line in adjustment.lines]

    return post_adjustments(adjustments, [drafts(each) for each in adjustments], (*GAINS, *LOSSES))


@verb("stock.move_stock")
def move_stock(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Move goods by hand between places of one site; between sites they are shipped and received."""
    places = known_places(
        place
        for a in adjustments
        for line in a.lines
        for place in (line.place_id, line.to_place_id or line.place_id)
    )
    refused = {n: error for n, a in enumerate(adjustments) if (error := _wrong_target(a, places))}
    documents = [
        [_draft(a, line, line.place_id, line.to_place_id or line.place_id) for line in a.lines]
        for a in adjustments
    ]
    return post_adjustments(adjustments, documents, (Kind.MOVE,), refused)


@verb("stock.change_status")
def change_status(*, adjustments: Sequence[AdjustmentDraft]) -> Outcome:
    """Put goods into another status where they lie: block them, or make them available again."""
    refused: dict[int, NonetError] = {
        n: InvalidInput("to_status", _("give another status than the goods have"))
        for n, a in enumerate(adjustments)
        if any(line.to_status in (None, line.status) for line in a.lines)
    }
    documents = [[_draft(a, line, line.place_id, line.place_id) for line in a.lines] for a in adjustments]
    return post_adjustments(adjustments, documents, (Kind.STATUS,), refused)


def _draft(adjustment: AdjustmentDraft, line: AdjustmentLine, source: int, target: int) -> MoveDraft:
    unit = line.handling_unit_id
    arrives_in = line.to_handling_unit_id if adjustment.kind == Kind.MOVE else unit
    return MoveDraft(
        item_id=line.item_id,
        quantity=line.quantity,
        from_place_id=source,
        to_place_id=target,
        moved_on=adjustment.adjusted_on,
        reason=adjustment.kind,
        lot_id=line.lot_id,
        from_status=line.status,
        to_status=line.to_status or line.status,
        from_handling_unit_id=None if adjustment.kind in GAINS else unit,
        to_handling_unit_id=None if adjustment.kind in LOSSES else arrives_in,
        owner_id=line.owner_id,
    )


def _wrong_target(adjustment: AdjustmentDraft, places: Mapping[int, PlaceFacts]) -> NonetError | None:
    for line in adjustment.lines:
        source, target = places.get(line.place_id), places.get(line.to_place_id or line.place_id)
        if source is None or target is None:
            return WrongPlace(f"#{line.place_id if source is None else line.to_place_id}")
        if line.to_place_id in (None, line.place_id) and line.handling_unit_id == line.to_handling_unit_id:
            return InvalidInput("to_place", _("give another place than the goods lie in"))
        if source.site_id != target.site_id or not target.is_stock:
            return WrongPlace(target.code)
    return None


def post_adjustments(
    adjustments: Sequence[AdjustmentDraft],
    documents: Sequence[Sequence[MoveDraft]],
    kinds: Iterable[str],
    refused: Mapping[int, NonetError] | None = None,
) -> Outcome:
    """Judge, number and write adjustments whose moves are known; the number of statements does not grow."""
    outcome = Outcome(refused=dict(refused or {}))
    wanted = set(kinds)
    for position, adjustment in enumerate(adjustments):
        if position not in outcome.refused and (error := _malformed(adjustment, wanted)):
            outcome.refused[position] = error
    _refuse_misfits(documents, outcome)
    sites = unknown_sites(each.to_site_id for each in adjustments)
    outcome.refused |= {n: sites[a.to_site_id] for n, a in enumerate(adjustments) if a.to_site_id in sites}
    verdict = fit(_open(documents, outcome), promises_yield=True)
    outcome.refused |= verdict.refused
    kept = [n for n in range(len(adjustments)) if n not in outcome.refused]
    if kept:
        reasons = "; ".join(sorted({adjustments[n].reason or adjustments[n].kind for n in kept}))
        lift_promises(verdict.overdrawn, reasons)
        outcome.done = _write([adjustments[n] for n in kept])
        _post(outcome.done, [adjustments[n] for n in kept], [documents[n] for n in kept])
    return outcome


def _malformed(adjustment: AdjustmentDraft, kinds: set[str]) -> NonetError | None:
    if adjustment.kind not in kinds:
        return InvalidInput("kind", _("%(kind)s is not for this verb") % {"kind": adjustment.kind})
    if not adjustment.lines:
        return InvalidInput("lines", _("give at least one line"))
    if any(line.quantity <= 0 or line.quantity % SMALLEST for line in adjustment.lines):
        return InvalidInput("quantity", _("give a quantity above zero, with six decimals at most"))
    if any({line.status, line.to_status or line.status} - set(Status.values) for line in adjustment.lines):
        return InvalidInput("status", _("give one of %(known)s") % {"known": ", ".join(Status.values)})
    return None


def _refuse_misfits(documents: Sequence[Sequence[MoveDraft]], outcome: Outcome) -> None:
    """Refuse places that hold no goods, and items without their lot."""
    open_ = _open(documents, outcome)
    drafts = [draft for document in open_.values() for draft in document]
    places = known_places(place for d in drafts for place in (d.from_place_id, d.to_place_id))
    lots = lot_errors({(d.item_id, d.lot_id) for d in drafts})
    units = unit_errors({(d.to_handling_unit_id, d.to_place_id) for d in drafts})
    owners = owner_errors({d.owner_id for d in drafts})
    for position, document in open_.items():
        for d in document:
            wrong = _wrong_place(d.from_place_id, places) or _wrong_place(d.to_place_id, places)
            unit = units.get((d.to_handling_unit_id, d.to_place_id))
            if error := wrong or lots.get((d.item_id, d.lot_id)) or unit or owners.get(d.owner_id):
                outcome.refused[position] = error


def _wrong_place(place_id: int, places: Mapping[int, PlaceFacts]) -> WrongPlace | None:
    place = places.get(place_id)
    if place is None:
        return WrongPlace(f"#{place_id}")
    return None if place.is_stock or place.kind == "loss" else WrongPlace(place.code)


def _open(documents: Sequence[Sequence[MoveDraft]], outcome: Outcome) -> dict[int, Sequence[MoveDraft]]:
    return {n: document for n, document in enumerate(documents) if n not in outcome.refused}


def _write(adjustments: Sequence[AdjustmentDraft]) -> list[int]:
    actor = current_actor()
    numbers = _numbers([each.adjusted_on for each in adjustments])
    records = [
        (number, a.kind, a.adjusted_on, a.reason[:200], a.origin_id, a.to_site_id)
        for number, a in zip(numbers, adjustments, strict=True)
    ]
    found = sql.rows(
        "INSERT INTO stock_adjustment (company_id, created_by_id, number, kind, adjusted_on, reason, origin_id,"
        " to_site_id)"
        " SELECT %s::bigint, %s::bigint, number, kind, adjusted_on, reason, origin_id, to_site_id"
        " FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::bigint[], %s::bigint[]) WITH ORDINALITY"
        " AS a (number, kind, adjusted_on, reason, origin_id, to_site_id, n) ORDER BY n RETURNING id",
        (actor.company_id, actor.user_id, *sql.columns(records, 6)),
    )
    return [each.id for each in found]


def _numbers(days: Sequence[dt.date]) -> list[str]:
    """Return a number for each day, in order; numbers say the month."""
    months: dict[dt.date, list[int]] = {}
    for position, day in enumerate(days):
        months.setdefault(day.replace(day=1), []).append(position)
    numbers = [""] * len(days)
    for month, positions in months.items():
        for position, number in zip(positions, next_numbers("AD", len(positions), month), strict=True):
            numbers[position] = number
    return numbers


def _post(
    ids: Sequence[int], adjustments: Sequence[AdjustmentDraft], documents: Sequence[Sequence[MoveDraft]]
) -> None:
    drafts = [
        draft._replace(adjustment_id=id_)
        for id_, document in zip(ids, documents, strict=True)
        for draft in document
    ]
    moves = post_moves(drafts)
    values = [value for each in zip(adjustments, documents, strict=True) for value in _values(*each)]
    costs = tuple((move, str(value)) for move, value in zip(moves, values, strict=True) if value is not None)
    events.publish(StockAdjusted(tuple(moves), costs))


def _values(adjustment: AdjustmentDraft, document: Sequence[MoveDraft]) -> list[Decimal | None]:
    if len(adjustment.lines) == len(document):
        return [line.value for line in adjustment.lines]
    return [None] * len(document)
