"""Money received, paid and refunded: drafted, posted as an entry and an open item, matched with what it pays."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nonet.books.money.events import PaymentsPosted
from nonet.books.money.models import Payment
from nonet.books.money.selectors.company import company_books
from nonet.books.money.selectors.rates import rates_on
from nonet.books.money.selectors.rules import rule_book
from nonet.books.money.services.matching import match_payments
from nonet.books.money.services.open_items import OpenItemDraft, write_open_items
from nonet.books.money.services.posting import Amounts, post_events
from nonet.kernel import events, sql
from nonet.kernel.actor import current_company_id
from nonet.kernel.approvals.services.keeping import keep_with_requests
from nonet.kernel.errors import InvalidInput, WrongState
from nonet.kernel.locking import lock_rows
from nonet.kernel.money import round_amount
from nonet.kernel.numbering import next_numbers
from nonet.kernel.verbs import Outcome, verb

Kind = Payment.Kind
EVENTS = {
    (Kind.RECEIVED, "bank"): "payment_received",
    (Kind.RECEIVED, "cash"): "payment_received_cash",
    (Kind.MADE, "bank"): "payment_made",
    (Kind.MADE, "cash"): "payment_made_cash",
    (Kind.REFUND_PAID, "bank"): "refund_paid",
    (Kind.REFUND_RECEIVED, "bank"): "refund_received",
}
FROM_CUSTOMERS = (Kind.RECEIVED, Kind.REFUND_PAID)
INWARD = (Kind.RECEIVED, Kind.REFUND_RECEIVED)


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A payment to be. Without an account it goes through the company's main bank (or cash) account.

    ``invoice_ids`` names what it pays, in order; without them it is matched by reference, amount and age.
    """

    kind: str
    party_id: int
    account_id: int | None
    paid_on: dt.date
    currency: str
    amount: Decimal
    reference: str = ""
    invoice_ids: Sequence[int] = ()
    method: str = "bank"


@verb("money.receive_payments")
def receive_payments(*, payments: Sequence[PaymentDraft]) -> list[int]:
    """Write, post and match payments, refunds too, in one go; return their ids in order.

    What a payment leaves over stays open as an advance of the party. One that needs approval stays a draft until it
    has it, and is posted and matched then. A number of statements that does not grow with the payments.
    """
    ids = create_payments(payments=payments)
    refused = post_payments(payment_ids=ids).refused
    paid = {each: draft.invoice_ids for each, draft in zip(ids, payments, strict=True)}
    keep_with_requests({each: {"invoice_ids": list(paid[each])} for each in refused}, refused)
    match_payments(payments={each: invoices for each, invoices in paid.items() if each not in refused})
    return ids


@verb("money.create_payments")
def create_payments(*, payments: Sequence[PaymentDraft]) -> list[int]:
    """Write payments as drafts; return their ids in order.

    Raises
    ------
    ExchangeRateMissing
        When a payment is in a currency without a rate on its day.
    """
    if not payments:
        return []
    for draft in payments:
        _require_sound(draft)
    rates = rates_on((draft.currency, draft.paid_on) for draft in payments)
    numbers = next_numbers("PY", len(payments), max(draft.paid_on for draft in payments))
    records = [
        (number, *_record(draft), rates[draft.currency, draft.paid_on])
        for draft, number in zip(payments, numbers, strict=True)
    ]
    found = sql.rows(
        "INSERT INTO money_payment (company_id, number, kind, party_id, account_id, paid_on, currency, amount, method,"
        " reference, rate) SELECT %s::bigint, number, kind, party_id, account_id, paid_on, currency, amount, method,"
        " reference, rate FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::date[], %s::text[],"
        " %s::numeric[], %s::text[], %s::text[], %s::numeric[]) WITH ORDINALITY AS d (number, kind, party_id,"
        " account_id, paid_on, currency, amount, method, reference, rate, n) ORDER BY n RETURNING id",
        (current_company_id(), *sql.columns(records, 10)),
    )
    return [each.id for each in found]


def _require_sound(draft: PaymentDraft) -> None:
    if draft.kind not in Kind.values:
        raise InvalidInput(
            "kind", _("%(kind)s is none of %(known)s") % {"kind": draft.kind, "known": ", ".join(Kind.values)}
        )
    if draft.amount <= 0:
        raise InvalidInput(
            "amount", _("%(amount)s is not above zero; use a refund to pay back") % {"amount": draft.amount}
        )


def _record(draft: PaymentDraft) -> tuple[Any, ...]:
    role = "cash" if draft.method == "cash" else "bank"
    account_id = draft.account_id or rule_book().account(role, draft.paid_on, {})
    amount = round_amount(draft.amount, draft.currency)
    return (
        str(draft.kind),
        draft.party_id,
        account_id,
        draft.paid_on,
        draft.currency,
        amount,
        draft.method,
        draft.reference,
    )


@verb("money.post_payments")
def post_payments(*, payment_ids: Sequence[int]) -> Outcome:
    """Post draft payments: an entry by the posting rules, and an open item that matching then uses up."""
    outcome = Outcome()
    columns = (
        "id, number, kind, state, party_id, account_id, paid_on, currency, rate, amount, method, reference"
    )
    locked = lock_rows(Payment, payment_ids, columns)
    outcome.refuse_missing(payment_ids, (each.id for each in locked))
    for each in locked:
        if each.state != "draft":
            outcome.refused[each.id] = WrongState(each.number, each.state)
    drafts = [each for each in locked if each.id not in outcome.refused]
    if drafts:
        _post(drafts)
        outcome.done = [each.id for each in drafts]
        events.publish(PaymentsPosted(tuple(outcome.done)))
    return outcome


def _post(payments: Sequence[Any]) -> None:
    entries = post_events([(_event(each), _amounts(each)) for each in payments])
    write_open_items([_open_item(each, entry) for each, entry in zip(payments, entries, strict=True)])
    sql.execute(
        "UPDATE money_payment SET state = 'posted' WHERE company_id = %s AND id = ANY(%s)",
        (current_company_id(), [each.id for each in payments]),
    )


def _event(payment: Any) -> str:
    return EVENTS.get((payment.kind, payment.method)) or EVENTS[payment.kind, "bank"]


def _amounts(payment: Any) -> Amounts:
    """Return the amount in the company's currency; the account is the one the money went through."""
    books = company_books()
    foreign = payment.currency != books.currency
    return Amounts(
        posted_on=payment.paid_on,
        source="payment",
        source_id=payment.id,
        by_key={"amount": [(round_amount(payment.amount * payment.rate, books.currency), {})]},
        party_id=payment.party_id,
        description=f"{payment.number} {payment.reference}".strip(),
        currency=payment.currency if foreign else None,
        rate=payment.rate if foreign else None,
        accounts={"bank": payment.account_id, "cash": payment.account_id},
    )


def _open_item(payment: Any, entry_id: int) -> OpenItemDraft:
    is_receivable = payment.kind in FROM_CUSTOMERS
    role = "receivable" if is_receivable else "payable"
    return OpenItemDraft(
        party_id=payment.party_id,
        account_id=rule_book().account(role, payment.paid_on, {}),
        entry_id=entry_id,
        is_receivable=is_receivable,
        currency=payment.currency,
        rate=payment.rate,
        amount=-payment.amount if payment.kind in INWARD else payment.amount,
        posted_on=payment.paid_on,
        due_on=payment.paid_on,
        payment_id=payment.id,
    )


@verb("money.cancel_payments")
def cancel_payments(*, payment_ids: Sequence[int]) -> Outcome:
    """Cancel draft payments; what is posted is paid back by a refund instead."""
    outcome = Outcome()
    locked = lock_rows(Payment, payment_ids, "id, number, state")
    outcome.refuse_missing(payment_ids, (each.id for each in locked))
    for each in locked:
        if each.state != "draft":
            outcome.refused[each.id] = WrongState(each.number, each.state)
    outcome.done = [each.id for each in locked if each.id not in outcome.refused]
    Payment.objects.filter(pk__in=outcome.done).update(state=Payment.State.CANCELLED)
    return outcome
