"""What else is guarded: money that leaves, bills, stock that is written off."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from nonet.books.money.models import Invoice, OpenItem, Payment
from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.books.money.services.payments import PaymentDraft, receive_payments
from nonet.books.orders.models import OrderLine
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.books.stock.models import Adjustment, Balance, Count, CountLine
from nonet.books.stock.services.adjusting import AdjustmentDraft, AdjustmentLine, adjust_stock
from nonet.books.stock.services.count_posting import post_counts
from nonet.books.stock.services.counting import (
    CountDraft,
    CountEntry,
    begin_counts,
    enter_counts,
    finish_counts,
)
from nonet.kernel.approvals.models import Request
from nonet.kernel.approvals.services.deciding import approve
from nonet.kernel.clock import today
from nonet.systems.erp.services.purchasing import confirm_purchase_orders, receive_purchases

from .conftest import Firm

pytestmark = pytest.mark.django_db


def agree(firm: Firm, *names: str) -> None:
    for name in names:
        with firm.at_work(name):
            approve(request_ids=[firm.request().pk]).require_all()


def adjustment(firm: Firm, quantity: int, kind: str = "lost") -> AdjustmentDraft:
    place = Balance.objects.get(item_id=firm.world.item("TEA")).place_id
    line = AdjustmentLine(firm.world.item("TEA"), place, Decimal(quantity))
    return AdjustmentDraft(today(), [line], kind, "破损")


def test_large_losses_wait_whole_and_small_ones_are_posted(firm: Firm) -> None:
    firm.world.stock("TEA", 100, 60)
    firm.rule(point="stock_adjustment", amount_above=Decimal(100))
    drafts = [adjustment(firm, 20), adjustment(firm, 1)]
    outcome = adjust_stock(adjustments=drafts)
    assert len(outcome.done) == 1
    assert outcome.refused[0].code == "approval_asked"
    assert (firm.request().amount, firm.request().document_id) == (Decimal(1200), None)
    assert adjust_stock(adjustments=drafts[:1]).refused[0].code == "approval_pending"
    agree(firm, "boss")
    posted = Adjustment.objects.get(pk=firm.request().document_id)
    assert posted.reason == "破损"
    assert firm.world.on_hand("TEA")[0] == Decimal(79)


def test_stock_written_around_the_gate_is_refused(firm: Firm) -> None:
    firm.rule(point="stock_adjustment")
    firm.purchase()  # each piece of work is told anew what is guarded
    with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
        Adjustment.objects.create(
            company=firm.world.company, number="AD-1", kind="lost", adjusted_on=dt.date(2026, 1, 1)
        )


def test_a_payment_by_two_is_posted_and_matched_once_both_agree(firm: Firm) -> None:
    firm.rule(firm.by("boss", "fina", need="all"), point="payment")
    bill = billed(firm)
    draft = PaymentDraft(
        "made", firm.world.party("ZHANG"), None, today(), "CNY", Decimal(6780), invoice_ids=[bill]
    )
    (payment,) = receive_payments(payments=[draft])
    assert Payment.objects.get(pk=payment).state == "draft"
    with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
        Payment.objects.filter(pk=payment).update(state="posted")
    agree(firm, "boss")
    assert Payment.objects.get(pk=payment).state == "draft"
    agree(firm, "fina")
    assert Payment.objects.get(pk=payment).state == "posted"
    assert OpenItem.objects.get(invoice_id=bill).open_amount == 0


def billed(firm: Firm) -> int:
    bill = BillDraft(firm.world.party("ZHANG"), "ZH-1", today(), received(firm))
    return int(bill_receipts(bills=[bill]).require_all().done[0])


def received(firm: Firm) -> list[int]:
    order = firm.purchase()
    confirm_purchase_orders(order_ids=[order]).require_all()
    line = OrderLine.objects.get(order_id=order)
    found: Any = receive_purchases(receipts=[ReceiptDraft([ReceiptLineDraft(line.pk, Decimal(100))])])
    return list(found.require_all().done)


def test_money_that_comes_in_needs_nobody(firm: Firm) -> None:
    firm.rule(point="payment", amount_above=None)
    draft = PaymentDraft("received", firm.world.party("BOB"), None, today(), "CNY", Decimal(5000))
    (payment,) = receive_payments(payments=[draft])
    assert Payment.objects.get(pk=payment).state == "posted"


def test_a_large_bill_waits_whole(firm: Firm) -> None:
    firm.rule(point="purchase_bill")
    bills = [
        BillDraft(firm.world.party("ZHANG"), "ZH-1", today(), received(firm)),
        BillDraft(firm.world.party("ZHANG"), "", today(), received(firm)),
    ]
    outcome = bill_receipts(bills=bills)
    assert {n: each.code for n, each in outcome.refused.items()} == {0: "approval_asked", 1: "invalid_input"}
    assert not Invoice.objects.exists()
    agree(firm, "boss")
    assert Invoice.objects.get().state == "posted"
    assert Request.objects.get().document_id == Invoice.objects.get().pk


def test_counts_are_judged_by_their_differences(firm: Firm) -> None:
    firm.world.stock("TEA", 100, 60)
    firm.rule(point="stock_count")
    (count,) = begin_counts(counts=[CountDraft(firm.world.site(), today())]).require_all().done
    line = CountLine.objects.filter(count_id=count, book_quantity=100).get()
    enter_counts(entries=[CountEntry(count, line.item_id, line.place_id, Decimal(50))]).require_all()
    finish_counts(count_ids=[count], missing_as_zero=True).require_all()
    assert post_counts(count_ids=[count]).refused[count].code == "approval_asked"
    agree(firm, "boss")
    assert Count.objects.get(pk=count).state == "posted"
