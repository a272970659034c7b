"""Vouchers: legal numbers (凭证字号) given after posting, entries made by hand, entries taken back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import AlreadyReversed, ControlAccountClosed
from nonet.books.money.models import FiscalPeriod
from nonet.books.money.services.posting import EntryDraft, LineDraft, post_entries
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput
from nonet.kernel.locking import lock_rows
from nonet.kernel.numbering import next_gapless
from nonet.kernel.verbs import Outcome, verb

WORD = "记"
SUB_LEDGERS = ("receivable", "payable", "inventory", "goods_received")


@verb("money.number_vouchers")
def number_vouchers(*, period_id: int, word: str = WORD) -> int:
    """Give the entries of a period that have none their voucher numbers, in order of date and id; return how many.

    Numbers of a word run from 1 without a gap within the month. The period is locked, so two runs at once number
    each entry once; posting itself never waits for this.
    """
    periods = lock_rows(FiscalPeriod, [period_id], "id, year, number, starts_on, ends_on")
    if not periods:
        raise InvalidInput("period_id", _("no such period"))
    (period,) = periods
    waiting = _unnumbered(period)
    if not waiting:
        return 0
    first = next_gapless(f"voucher {word}", f"{period.year}-{period.number:02d}", len(waiting))
    sql.execute(
        "INSERT INTO money_voucher (company_id, entry_id, period_id, word, number)"
        " SELECT %s::bigint, entry_id, %s::bigint, %s::text, %s::bigint + n - 1"
        " FROM unnest(%s::bigint[]) WITH ORDINALITY AS w (entry_id, n)",
        (current_company_id(), period.id, word, first, waiting),
    )
    return len(waiting)


def _unnumbered(period: Any) -> list[int]:
    found = sql.rows(
        "SELECT e.id FROM money_entry e WHERE e.company_id = %s AND e.posted_on BETWEEN %s AND %s"
        " AND NOT EXISTS (SELECT 1 FROM money_voucher v WHERE v.entry_id = e.id) ORDER BY e.posted_on, e.id",
        (current_company_id(), period.starts_on, period.ends_on),
    )
    return [each.id for each in found]


@dataclass(frozen=True, slots=True)
class ManualLine:
    """One side of an entry made by hand."""

    account_id: int
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    party_id: int | None = None
    cash_flow: str | None = None
    description: str | None = None


@verb("money.post_manual_entry")
def post_manual_entry(*, posted_on: dt.date, lines: Sequence[ManualLine], description: str) -> int:
    """Post an entry made by hand; return its id.

    Raises
    ------
    ControlAccountClosed
        When it names an account that a sub-ledger answers for: receivables, payables, stock.
    EntryNotBalanced
        When its sides differ.
    PeriodClosed
        When its day lies in a closed period.
    """
    _require_free_accounts({line.account_id for line in lines})
    if not lines:
        raise InvalidInput("lines", _("an entry needs at least two lines"))
    drafts = [
        LineDraft(
            each.account_id,
            each.debit,
            each.credit,
            each.party_id,
            cash_flow=each.cash_flow,
            description=each.description,
        )
        for each in lines
    ]
    return post_entries([EntryDraft(posted_on, "manual", "manual", None, description, drafts)])[0]


def _require_free_accounts(account_ids: set[int]) -> None:
    found = sql.rows(
        "SELECT id, code, control, is_leaf, active FROM money_account WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), sorted(account_ids)),
    )
    if missing := account_ids - {each.id for each in found}:
        raise InvalidInput(
            "account_id", _("%(account)s is no account of this company") % {"account": min(missing)}
        )
    for each in found:
        if each.control in SUB_LEDGERS:
            raise ControlAccountClosed(each.code)
        if not (each.is_leaf and each.active):
            raise InvalidInput(
                "account_id",
                _("%(code)s takes no entries; post to a detail account below it") % {"code": each.code},
            )


@verb("money.reverse_entries")
def reverse_entries(*, entry_ids: Sequence[int], posted_on: dt.date) -> Outcome:
    """Take manual entries back by entries of the opposite sides (红字冲销); ``done`` holds the new entries.

    Entries that a document made are taken back by that document's own correction, and refused here.
    """
    outcome = Outcome()
    entries = lock_entries(entry_ids)
    outcome.refuse_missing(entry_ids, (each.id for each in entries))
    for each in entries:
        if each.is_reversed or each.reverses_id:
            outcome.refused[each.id] = AlreadyReversed(each.id)
        elif each.source != "manual":
            outcome.refused[each.id] = InvalidInput(
                "entry_id", _("correct the %(source)s that made it instead") % {"source": each.source}
            )
    fit = [each for each in entries if each.id not in outcome.refused]
    outcome.done = post_entries(opposites(fit, {each.id: posted_on for each in fit}))
    return outcome


def lock_entries(ids: Sequence[int]) -> list[Any]:
    """Lock the entries in order of id, then read them: of two runs, the second sees what the first took back."""
    asked = (current_company_id(), sorted(set(ids)))
    sql.execute(
        "SELECT id FROM money_entry WHERE company_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
        asked,
    )
    return sql.rows(
        "SELECT e.id, e.event, e.source, e.source_id, e.description, e.reverses_id,"
        " EXISTS (SELECT 1 FROM money_entry r WHERE r.reverses_id = e.id) AS is_reversed"
        " FROM money_entry e WHERE e.company_id = %s AND e.id = ANY(%s) ORDER BY e.id",
        asked,
    )


def opposites(entries: Sequence[Any], days: Mapping[int, dt.date]) -> list[EntryDraft]:
    """Return entries of the opposite sides, each on the day that ``days`` gives it by id."""
    drafts = {
        each.id: EntryDraft(
            days[each.id], each.event, each.source, each.source_id, each.description, reverses_id=each.id
        )
        for each in entries
    }
    lines = sql.rows(
        "SELECT entry_id, account_id, debit, credit, party_id, currency, currency_amount, cash_flow, description"
        " FROM money_entryline WHERE company_id = %s AND entry_id = ANY(%s) ORDER BY id",
        (current_company_id(), list(drafts)),
    )
    for each in lines:
        drafts[each.entry_id].lines.append(
            LineDraft(
                each.account_id,
                each.credit,
                each.debit,
                each.party_id,
                each.currency,
                -each.currency_amount if each.currency_amount is not None else None,
                each.cash_flow,
                each.description,
            )
        )
    return list(drafts.values())
