"""Suppliers' bills and credits: what they charge is matched with what was ordered and what came in, then posted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.errors import NothingToInvoice
from nonet.books.money.events import BillsPosted
from nonet.books.money.selectors.billing import (
    billed_before,
    lock_receipt_lines,
    lock_return_lines,
    receipt_values,
)
from nonet.books.money.services.bill_matching import BilledLine, Matched, match_lines
from nonet.books.money.services.bill_posting import BillToPost, post_bills
from nonet.kernel import events
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.verbs import Outcome, verb


@dataclass(frozen=True, slots=True)
class BillDraft:
    """A supplier's bill for receipts. Without lines it charges all that is not billed yet, at the ordered price."""

    party_id: int
    party_reference: str
    issued_on: dt.date
    receipt_ids: Sequence[int]
    lines: Sequence[BilledLine] = ()
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """A supplier's credit for goods sent back by purchase returns, line by return order line."""

    party_id: int
    party_reference: str
    issued_on: dt.date
    order_ids: Sequence[int]
    lines: Sequence[BilledLine] = ()
    due_on: dt.date | None = None


@dataclass(slots=True)
class _Batch:
    """The drafts of one call, with what each led to."""

    kind: str
    outcome: Outcome = field(default_factory=Outcome)
    to_post: list[BillToPost] = field(default_factory=list)


@verb("money.bill_receipts")
def bill_receipts(*, bills: Sequence[BillDraft]) -> Outcome:
    """Post suppliers' bills for goods received, each matched with its order and receipts.

    ``done`` holds the bills' ids, one a draft that was not refused; a reference that was billed before gives
    its bill again. ``refused`` is by the position of the draft. What is charged beyond the ordered price goes to the
    goods that are still here and to the cost of those that are not.
    """
    batch = _Batch("purchase_bill")
    lines = lock_receipt_lines({each for bill in bills for each in bill.receipt_ids})
    by_document: dict[int, list[Any]] = {}
    for line in lines:
        by_document.setdefault(line.document_id, []).append(line)
    return _run(batch, bills, [[*bill.receipt_ids] for bill in bills], by_document)


@verb("money.credit_returns")
def credit_returns(*, credits: Sequence[CreditDraft]) -> Outcome:
    """Post suppliers' credits for goods sent back, matched with the return orders; else as ``bill_receipts``."""
    batch = _Batch("supplier_credit")
    by_document: dict[int, list[Any]] = {}
    for line in lock_return_lines({each for credit in credits for each in credit.order_ids}):
        by_document.setdefault(line.document_id, []).append(line)
    return _run(batch, credits, [[*credit.order_ids] for credit in credits], by_document)


def _run(
    batch: _Batch,
    drafts: Sequence[BillDraft | CreditDraft],
    documents: Sequence[Sequence[int]],
    by_document: dict[int, list[Any]],
) -> Outcome:
    known = billed_before(batch.kind, [(each.party_id, each.party_reference) for each in drafts])
    values = receipt_values(batch.kind, [line.key for lines in by_document.values() for line in lines])
    for position, draft in enumerate(drafts):
        key = (draft.party_id, draft.party_reference)
        if key in known:
            batch.outcome.done.append(known[key])
            continue
        lines = [line for each in documents[position] for line in by_document.get(each, ())]
        found = _prepare(draft, lines, values)
        if isinstance(found, NonetError):
            batch.outcome.refused[position] = found
        else:
            batch.to_post.append(BillToPost(draft, found))
            known[key] = 0
    posted = post_bills(batch.kind, batch.to_post)
    batch.outcome.done = [each for each in batch.outcome.done if each] + posted
    if posted:
        events.publish(BillsPosted(tuple(posted)))
    return batch.outcome


def _prepare(
    draft: BillDraft | CreditDraft, lines: Sequence[Any], values: dict[int, Any]
) -> list[Matched] | NonetError:
    """Return the draft's lines matched, or what stands against it."""
    if not draft.party_reference:
        return InvalidInput("party_reference", _("the supplier's own number is missing"))
    if any(line.party_id != draft.party_id for line in lines):
        return InvalidInput("party_id", _("the goods came from another supplier"))
    if len({line.currency for line in lines}) > 1:
        return InvalidInput("lines", _("their orders are in different currencies; bill each apart"))
    matched = match_lines(draft.lines, lines, values)
    if isinstance(matched, NonetError) or matched:
        return matched
    return NothingToInvoice()
