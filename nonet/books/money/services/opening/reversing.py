"""Openings that were brought wrongly are taken back by entries of the opposite sides, then brought anew."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import NotAnOpening
from nonet.books.money.selectors.periods import Spans, closed_spans
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.opening.telling import SOURCE
from nonet.books.money.services.posting import post_entries
from nonet.books.money.services.settling import Pair, lock_items, settle
from nonet.books.money.services.vouchers import lock_entries, opposites
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import NonetError, PeriodClosed
from nonet.kernel.verbs import Outcome, verb


@verb("money.reverse_openings")
def reverse_openings(*, open_item_ids: Sequence[int], posted_on: dt.date | None = None) -> Outcome:
    """Take opening receivables and payables back, of which nothing is matched yet; ``done`` holds the open items.

    Each entry is reversed on its own day, or on ``posted_on``, and the open item closed by its counterpart. The
    document can be opened again after that. A number of statements that does not grow.
    """
    outcome = Outcome()
    lock_items(set(open_item_ids))
    rows = _openings(open_item_ids)
    outcome.refuse_missing(open_item_ids, (row.id for row in rows))
    closed = closed_spans()
    for row in rows:
        if (error := _refusal(row, posted_on or row.posted_on, closed)) is not None:
            outcome.refused[row.id] = error
    fit = [row for row in rows if row.id not in outcome.refused]
    _take_back(fit, posted_on)
    outcome.done = [row.id for row in fit]
    return outcome


def _openings(ids: Sequence[int]) -> list[Any]:
    return sql.rows(
        "SELECT o.id, o.party_id, o.account_id, o.is_receivable, o.currency, o.rate, o.amount, o.open_amount,"
        " o.posted_on, o.entry_id, e.source, e.reverses_id,"
        " EXISTS (SELECT 1 FROM money_entry r WHERE r.reverses_id = e.id) AS is_reversed"
        " FROM money_openitem o JOIN money_entry e ON e.id = o.entry_id"
        " WHERE o.company_id = %s AND o.id = ANY(%s) ORDER BY o.id",
        (current_company_id(), sorted(set(ids))),
    )


def _refusal(row: Any, on: dt.date, closed: Spans) -> NonetError | None:
    if row.source != SOURCE or row.reverses_id:
        return NotAnOpening(row.id, _("it is no opening; correct the document that made it"))
    if row.is_reversed:
        return NotAnOpening(row.id, _("it is taken back already"))
    if row.open_amount != row.amount:
        return NotAnOpening(row.id, _("something is matched with it; take the match back first"))
    return PeriodClosed(on) if closed.cover(on) else None


def _take_back(rows: Sequence[Any], posted_on: dt.date | None) -> None:
    """Post the opposite entries, write the counterparts and settle each pair."""
    if not rows:
        return
    days = {row.entry_id: posted_on or row.posted_on for row in rows}
    entries = lock_entries(list(days))
    made = dict(zip((each.id for each in entries), post_entries(opposites(entries, days)), strict=True))
    counters = write_open_items([_counter(row, made[row.entry_id], days[row.entry_id]) for row in rows])
    pairs = [
        Pair(row.id, counter, abs(row.amount), "taken back")
        for row, counter in zip(rows, counters, strict=True)
    ]
    settle(pairs=pairs, settled_on=max(days.values())).require_all()


def _counter(row: Any, entry_id: int, on: dt.date) -> OpenItemDraft:
    return OpenItemDraft(
        party_id=row.party_id,
        account_id=row.account_id,
        entry_id=entry_id,
        is_receivable=row.is_receivable,
        currency=row.currency,
        rate=row.rate,
        amount=-row.amount,
        posted_on=on,
        due_on=on,
    )
