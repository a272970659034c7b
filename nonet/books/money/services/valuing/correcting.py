"""Late facts: corrections beside what was valued, their difference posted in the open period. Nothing is edited."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.valuing.history import Since, read_histories
from nonet.books.money.services.valuing.moves import Kind, read_moves
from nonet.books.money.services.valuing.postings import Happening, happening_of, post_happenings
from nonet.books.money.services.valuing.replaying import Change, Correction, replay
from nonet.books.money.services.valuing.writing import Holding, ValueDraft, write_values
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id


@dataclass(slots=True)
class Cause:
    """The document that brought the late fact: what its entry says, and why in words.

    ``posted_on`` dates the corrections; without it each is dated as what it corrects, or on the first open day.
    """

    happening: Happening
    kind: str
    reason: str
    posted_on: dt.date | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Replay:
    """The corrections of a set of items, ready to be posted and written."""

    corrections: list[Correction]
    holdings: list[Holding]
    layers: list[tuple[int, Any]]


def replay_items(sinces: Mapping[int, Since], changes: Sequence[Change], held: Mapping[int, Any]) -> Replay:
    """Value the items' past again; the items are locked. Three statements, however many items and moves."""
    fifo = _fifo_items(sinces)
    result = Replay([], [], [])
    for history in read_histories(sinces, held, fifo, company_books().quantum):
        result.corrections += replay(history, [each for each in changes if each.item_id == history.item_id])
        result.holdings.append(Holding(history.item_id, history.stock, history.last_issue_on))
        result.layers += [(history.item_id, layer) for layer in history.layers.values()]
    return result


def _fifo_items(item_ids: Mapping[int, Any]) -> list[int]:
    found = sql.rows(
        "SELECT id FROM items_item WHERE company_id = %s AND id = ANY(%s) AND costing = 'fifo'",
        (current_company_id(), list(item_ids)),
    )
    return [each.id for each in found]


def correct(
    causes: Mapping[int, Cause],
    sinces: Mapping[int, Since],
    held: Mapping[int, Any],
    documents: Sequence[Cause] = (),
) -> list[int]:
    """Replay the items, post what differs with its cause, write the corrections; return the documents' entries.

    Parameters
    ----------
    causes : Mapping[int, Cause]
        By item, the document that answers for its corrections; one document may answer for many items.
    documents : Sequence[Cause]
        All documents in order, those too that answer for nothing; without them, those of ``causes``.
    """
    documents = documents or list({id(cause): cause for cause in causes.values()}.values())
    changes = [change for cause in documents for change in cause.changes]
    result = replay_items(sinces, changes, held) if sinces else Replay([], [], [])
    happenings: dict[Any, Happening] = {
        (*_source(cause), cause.happening.posted_on): cause.happening for cause in documents
    }
    drafts = _correction_drafts(result.corrections, causes, happenings)
    keys = list(happenings)
    entries = dict(zip(keys, post_happenings(list(happenings.values())), strict=True))
    for key, draft in drafts:
        draft.entry_id = entries[key] or None
    changed = _change_drafts(documents, entries)
    if drafts or changed:
        write_values(changed + [draft for _, draft in drafts], result.holdings, result.layers)
    return [entries[*_source(cause), cause.happening.posted_on] for cause in documents]


def _source(cause: Cause) -> tuple[str, int]:
    return cause.happening.source, cause.happening.source_id


def _correction_drafts(
    corrections: Sequence[Correction], causes: Mapping[int, Cause], happenings: dict[Any, Happening]
) -> list[tuple[Any, ValueDraft]]:
    if not corrections:
        return []
    moves = {each.id: each for each in read_moves({each.move_id for each in corrections})}
    open_day = first_open_day()
    drafts = []
    for each in corrections:
        cause = causes[each.item_id]
        on = cause.posted_on or max(each.valued_on, open_day)
        happening = _happening_on(cause, on, happenings)
        nothing = Decimal(0) if moves[each.move_id].counterpart == "supplier" else None
        happening.add_move(moves[each.move_id], -each.value, nothing)
        draft = ValueDraft(each.item_id, each.move_id, cause.kind, each.quantity, each.value, on)
        draft.layer, draft.corrects_id, draft.reason = each.layer, each.corrects_id, cause.reason
        drafts.append(((*_source(cause), on), draft))
    return drafts


def _happening_on(cause: Cause, on: dt.date, happenings: dict[Any, Happening]) -> Happening:
    """Return what happens on a day because of a document; its own day is the happening it came with."""
    begun = happening_of(cause.happening, happenings, on)
    if not begun.events:
        begun.events["valuation_corrected"] = {}
    return begun


def _change_drafts(documents: Sequence[Cause], entries: Mapping[Any, int]) -> list[ValueDraft]:
    drafts = []
    for cause in documents:
        on = cause.happening.posted_on
        for change in cause.changes:
            draft = ValueDraft(change.item_id, change.move_id, cause.kind, Decimal(0), change.amount, on)
            draft.layer_id, draft.corrects_id, draft.reason = change.layer_id, change.value_id, cause.reason
            draft.entry_id = entries[*_source(cause), on] or None
            drafts.append(draft)
    return drafts


def first_open_day() -> dt.date:
    """Return the first day after the last closed period."""
    found = sql.row(
        "SELECT max(ends_on) + 1 AS day FROM money_fiscalperiod WHERE company_id = %s AND state = 'closed'",
        (current_company_id(),),
    )
    return found.day if found and found.day else dt.date.min


def correct_for_late_receipts(moves: Sequence[Any], held: Mapping[int, Any]) -> None:
    """Correct what was issued after receipts that were recorded late; ``held`` is the items before them."""
    late = [
        each
        for each in moves
        if each.direction > 0
        and each.costing != "standard"
        and _is_late(each, held[each.item_id].last_issue_on)
    ]
    if not late:
        return
    sinces: dict[int, Since] = {}
    causes: dict[int, Cause] = {}
    latest = 2**62
    for move in late:
        sinces.setdefault(move.item_id, Since(move.moved_on, latest)).widen(move.moved_on, latest)
        causes.setdefault(move.item_id, _late_cause(move))
    correct(causes, sinces, _held_now(sinces))


def _is_late(move: Any, last_issue_on: dt.date | None) -> bool:
    return last_issue_on is not None and move.moved_on < last_issue_on


def _late_cause(move: Any) -> Cause:
    happening = Happening(move.moved_on, move.source, move.source_id, move.number, move.party_id)
    happening.events["valuation_corrected"] = {}
    return Cause(happening, Kind.CORRECTION, f"late receipt {move.number} of {move.moved_on}"[:120])


def _held_now(items: Mapping[int, Any]) -> dict[int, Any]:
    found = sql.rows(
        "SELECT item_id, quantity, value, last_issue_on FROM money_itemcost"
        " WHERE company_id = %s AND item_id = ANY(%s)",
        (current_company_id(), list(items)),
    )
    return {each.item_id: each for each in found}
