"""Money taken or paid against chosen open items: how much for each, what is let off, what the bank kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from nonet.books.money.errors import NotMatching
from nonet.books.money.models import OpenItem
from nonet.books.money.selectors.company import company_books
from nonet.books.money.services.payments import (
    FROM_CUSTOMERS,
    INWARD,
    PaymentDraft,
    create_payments,
    post_payments,
)
from nonet.books.money.services.posting import EntryDraft, LineDraft, post_entries
from nonet.books.money.services.settling import Item, Pair, lock_items, settle
from nonet.books.money.services.writing_off import Cause, WriteOff, write_off
from nonet.kernel import sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.errors import InvalidInput, NonetError
from nonet.kernel.money import round_amount
from nonet.kernel.verbs import Outcome, verb

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What of a payment goes to one open item, and what of it will not be paid (``let_off``), in its currency."""

    open_item_id: int
    amount: Decimal
    let_off: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class AllocatedPayment:
    """A payment with what it pays; what is not allocated stays open as an advance of the party.

    ``cause`` says why amounts are let off: ``discount``, ``bad_debt`` or ``rounding``. ``fee`` (in the payment's
    currency) is what the bank kept; it goes to ``fee_account_id``.
    """

    payment: PaymentDraft
    allocations: Sequence[Allocation] = ()
    cause: str = Cause.DISCOUNT
    fee: Decimal = ZERO
    fee_account_id: int | None = None


@verb("money.take_payments")
def take_payments(*, payments: Sequence[AllocatedPayment]) -> Outcome:
    """Write, post and allocate payments in one go, received, made or refunded.

    ``done`` holds the payments' ids, ``refused`` is by position in ``payments``; of a refused one nothing stays.
    A number of statements that does not grow with the payments.
    """
    outcome = Outcome()
    items = lock_items({part.open_item_id for each in payments for part in each.allocations})
    left = {id_: abs(item.open_amount) for id_, item in items.items()}
    for position, each in enumerate(payments):
        if (error := _unfit(each, items, left)) is not None:
            outcome.refused[position] = error
    fit = [each for position, each in enumerate(payments) if position not in outcome.refused]
    if fit:
        outcome.done = create_payments(payments=[each.payment for each in fit])
        post_payments(payment_ids=outcome.done).require_all()
        _allocate(fit, outcome.done)
        _let_off(fit)
        post_entries(
            [entry for each, id_ in zip(fit, outcome.done, strict=True) for entry in _fee(each, id_)]
        )
    return outcome


def _unfit(wanted: AllocatedPayment, items: dict[int, Item], left: dict[int, Decimal]) -> NonetError | None:
    """Return why a payment cannot be allocated as wanted; else lower what is left of its items."""
    draft = wanted.payment
    if sum((part.amount for part in wanted.allocations), ZERO) > draft.amount:
        return InvalidInput(
            "amount", _("%(amount)s is less than what is allocated") % {"amount": draft.amount}
        )
    if wanted.fee and (wanted.fee < 0 or wanted.fee_account_id is None):
        return InvalidInput("fee_account_id", _("name the account of the bank's fee"))
    taken: dict[int, Decimal] = {}
    for part in wanted.allocations:
        item = items.get(part.open_item_id)
        if item is None or (reason := _off(draft, item, part)):
            return NotMatching(part.open_item_id, reason if item else "there is no such open item")
        taken[item.id] = taken.get(item.id, ZERO) + part.amount + part.let_off
        if taken[item.id] > left[item.id]:
            return NotMatching(item.id, f"{taken[item.id]} is more than the {left[item.id]} still open")
    for id_, amount in taken.items():
        left[id_] -= amount
    return None


def _off(draft: PaymentDraft, item: Item, part: Allocation) -> str:
    if item.party_id != draft.party_id:
        return "it is of another party"
    if item.currency != draft.currency:
        return "it is in another currency"
    if item.is_receivable != (draft.kind in FROM_CUSTOMERS):
        return "one is a receivable, the other a payable"
    if (item.open_amount > 0) != (draft.kind in INWARD):
        return "the payment goes the other way"
    return "give amounts of zero or more" if min(part.amount, part.let_off) < 0 else ""


def _allocate(payments: Sequence[AllocatedPayment], ids: Sequence[int]) -> None:
    """Match each payment's open item with those that it pays."""
    own = dict(OpenItem.objects.filter(payment_id__in=ids).values_list("payment_id", "pk"))
    for on in sorted({each.payment.paid_on for each in payments}):
        pairs = [
            Pair(part.open_item_id, own[id_], part.amount, "named")
            for each, id_ in zip(payments, ids, strict=True)
            for part in each.allocations
            if part.amount and each.payment.paid_on == on
        ]
        settle(pairs=pairs, settled_on=on).require_all()


def _let_off(payments: Sequence[AllocatedPayment]) -> None:
    for on in sorted({each.payment.paid_on for each in payments}):
        wanted = [
            WriteOff(part.open_item_id, each.cause, part.let_off)
            for each in payments
            for part in each.allocations
            if part.let_off and each.payment.paid_on == on
        ]
        if wanted:
            write_off(write_offs=wanted, posted_on=on).require_all()


def _fee(wanted: AllocatedPayment, payment_id: int) -> list[EntryDraft]:
    """Return the entry by which the bank's fee leaves the account that the money went through."""
    if not wanted.fee or wanted.fee_account_id is None:
        return []
    paid = sql.row(
        "SELECT number, account_id, rate FROM money_payment WHERE company_id = %s AND id = %s",
        (current_company_id(), payment_id),
    )
    assert paid is not None
    home = round_amount(wanted.fee * paid.rate, company_books().currency)
    lines = [LineDraft(wanted.fee_account_id, home), LineDraft(paid.account_id, credit=home)]
    return [EntryDraft(wanted.payment.paid_on, "manual", "manual", None, f"{paid.number} fee", lines)]
