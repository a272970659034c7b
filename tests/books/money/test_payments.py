"""Payments, what they are matched with and why, and what the exchange rate makes of it."""

from decimal import Decimal

import pytest

from nonet.books.money.models import Invoice, OpenItem, Payment, Settlement
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.money.services.payments import (
    PaymentDraft,
    cancel_payments,
    create_payments,
    post_payments,
    receive_payments,
)
from nonet.books.money.services.settling import Pair, settle, unsettle
from nonet.books.orders.models import OrderLine
from nonet.kernel.errors import InvalidInput
from nonet.masters.parties.models import Party

from .test_valuing import ledger
from .world import D, World, on


def invoiced(world: World, *amounts: str, day: int = 5, currency: str = "CNY") -> list[Invoice]:
    """Post an invoice for each amount, of goods whose cost does not matter here."""
    service = world.item(kind="service")
    orders = [world.order("sales", [(service, 1, amount)], currency=currency)[0] for amount in amounts]
    drafts = invoice_orders(order_ids=[each.order_id for each in orders], issued_on=on(day)).require_all()
    post_invoices(invoice_ids=drafts.done).require_all()
    return list(Invoice.objects.filter(pk__in=drafts.done).order_by("pk"))


def paid(world: World, amount: str, reference: str = "", **values: object) -> PaymentDraft:
    given: dict[str, object] = {"kind": "received", "party_id": world.customer.pk, "account_id": None}
    given |= {"paid_on": on(12), "currency": "CNY", "amount": D(amount), "reference": reference}
    return PaymentDraft(**(given | values))  # type: ignore[arg-type]


def settled() -> list[tuple[str | None, Decimal]]:
    return list(Settlement.objects.order_by("id").values_list("reason", "amount"))


def test_a_payment_pays_the_invoices_it_names(world: World) -> None:
    first, second = invoiced(world, "100", "50")
    receive_payments(payments=[paid(world, "120", invoice_ids=[second.pk, first.pk])])
    assert settled() == [("named", 50), ("named", 70)]
    assert OpenItem.objects.get(invoice=first).open_amount == 30
    assert (ledger("1122"), ledger("1002")) == ("30.00", "120.00")


def test_without_names_reference_then_amount_then_age_decide(world: World) -> None:
    invoices = invoiced(world, "10", "20", "30", "40")
    receive_payments(
        payments=[
            paid(world, "40", f"thanks for {invoices[3].number}"),
            paid(world, "30"),
            paid(world, "15"),
        ]
    )
    assert settled() == [
        ("reference", 40),
        ("same amount", 30),
        ("oldest first", 10),
        ("oldest first", 5),
    ]


def test_what_is_left_over_stays_as_an_advance_and_pays_later(world: World) -> None:
    (invoice,) = invoiced(world, "10")
    (payment_id,) = receive_payments(payments=[paid(world, "25")])
    advance = OpenItem.objects.get(payment_id=payment_id)
    assert advance.open_amount == -15
    (later,) = invoiced(world, "40", day=13)
    claim = OpenItem.objects.get(invoice=later)
    settle(pairs=[Pair(claim.pk, advance.pk, reason="by hand")], settled_on=on(14)).require_all()
    assert OpenItem.objects.get(invoice=later).open_amount == 25
    assert OpenItem.objects.get(invoice=invoice).open_amount == 0


def test_settlements_are_taken_back_by_counter_rows(world: World) -> None:
    invoiced(world, "100")
    receive_payments(payments=[paid(world, "100")])
    one = Settlement.objects.get()
    assert unsettle(settlement_ids=[one.pk], settled_on=on(15)).done == [one.pk]
    assert settled() == [("same amount", 100), ("taken back", -100)]
    assert sorted(OpenItem.objects.values_list("open_amount", flat=True)) == [-100, 100]
    again = unsettle(settlement_ids=[one.pk], settled_on=on(15))
    assert [each.code for each in again.refused.values()] == ["already_unsettled"]


def test_the_exchange_difference_is_a_gain_or_a_loss(world: World) -> None:
    world.rate("USD", "7.0")
    (invoice,) = invoiced(world, "100", currency="USD")
    world.rate("USD", "7.3", on(12))
    receive_payments(payments=[paid(world, "40", currency="USD")])
    assert (ledger("1122"), ledger("530105")) == ("420.00", "-12.00")  # 60 × 7 left; 40 × 0.3 gained
    world.rate("USD", "6.9", on(13))
    receive_payments(payments=[paid(world, "60", currency="USD", paid_on=on(13))])
    assert ledger("1122") == "0.00"
    assert OpenItem.objects.get(invoice=invoice).open_amount == 0
    unsettle(settlement_ids=list(Settlement.objects.values_list("pk", flat=True)), settled_on=on(14))
    assert ledger("530105") == "0.00"


def test_pairs_that_do_not_fit_say_why(world: World) -> None:
    one, two = invoiced(world, "10", "20")
    claims = [OpenItem.objects.get(invoice=each).pk for each in (one, two)]
    other = Party.objects.create(company_id=world.company.pk, code="C2", name="Other", is_customer=True)
    (theirs,) = receive_payments(payments=[paid(world, "5", party_id=other.pk)])
    counter = OpenItem.objects.get(payment_id=theirs).pk
    for pair in (Pair(claims[0], claims[1]), Pair(claims[0], counter), Pair(claims[0], 0)):
        assert settle(pairs=[pair]).refused[claims[0]].code == "not_matching"


def test_refunds_and_payments_to_suppliers_stand_on_their_own_side(world: World) -> None:
    supplier = {"party_id": world.supplier.pk}
    for draft in (
        paid(world, "70", kind="made", **supplier),
        paid(world, "30", kind="refund_received", **supplier),
        paid(world, "9", method="cash"),
        paid(world, "9", kind="refund_paid"),
    ):
        receive_payments(payments=[draft])
    assert (ledger("220201"), ledger("1122"), ledger("1002")) == ("40.00", "0.00", "-49.00")
    assert ledger("1001") == "9.00"
    assert settled() == [("oldest first", 30), ("same amount", 9)]


def test_drafts_can_be_cancelled_and_posted_payments_cannot(world: World) -> None:
    draft, posted = create_payments(payments=[paid(world, "5"), paid(world, "6")])
    post_payments(payment_ids=[posted]).require_all()
    outcome = cancel_payments(payment_ids=[draft, posted])
    assert outcome.done == [draft]
    assert outcome.refused[posted].code == "wrong_state"
    assert Payment.objects.get(pk=draft).state == "cancelled"
    with pytest.raises(InvalidInput):
        create_payments(payments=[paid(world, "-5")])


def test_order_lines_count_as_invoiced(world: World) -> None:
    invoiced(world, "10")
    assert set(OrderLine.objects.values_list("invoiced", flat=True)) == {1}
