"""Suppliers' bills: matched with order and receipt, posted, and their price difference put where the goods are."""

import pytest

from nonet.books.money.models import Invoice, OpenItem, ValueEntry
from nonet.books.money.services.bill_matching import BilledLine
from nonet.books.money.services.billing import BillDraft, CreditDraft, bill_receipts, credit_returns
from nonet.books.money.services.valuing import value_moves
from nonet.books.orders.models import OrderLine, ReceiptLine
from nonet.kernel.policy import forget_policies

from .test_valuing import held, ledger
from .world import D, World, on


def received(world: World, costing: str = "average", price: str = "10") -> ReceiptLine:
    """Buy and receive ten of an item; the order line counts them as handed over."""
    item = world.item(costing, standard_cost=D(10) if costing == "standard" else None)
    lines = world.order("purchase", [(item, 10, price)])
    value_moves(move_ids=world.receive(lines, on(2)))
    OrderLine.objects.filter(pk=lines[0].pk).update(shipped=10)
    return ReceiptLine.objects.select_related("item", "order_line").get(order_line=lines[0])


def bill(world: World, line: ReceiptLine, reference: str, *billed: BilledLine) -> BillDraft:
    return BillDraft(world.supplier.pk, reference, on(9), [line.receipt_id], billed)


def test_a_bill_at_the_ordered_price_clears_goods_received(world: World) -> None:
    line = received(world)
    (bill_id,) = bill_receipts(bills=[bill(world, line, "A1")]).require_all().done
    assert (ledger("220202"), ledger("220201")) == ("0.00", "-100.00")
    made = Invoice.objects.get(pk=bill_id)
    assert (made.number, made.state, made.gross_total) == ("BILL2026-000001", "posted", 100)
    assert OpenItem.objects.get(invoice=made).open_amount == -100


def test_the_same_reference_is_billed_once(world: World) -> None:
    line = received(world)
    first = bill_receipts(bills=[bill(world, line, "A1")]).done
    assert bill_receipts(bills=[bill(world, line, "A1")]).done == first
    outcome = bill_receipts(bills=[bill(world, line, "A2")])
    assert outcome.refused[0].code == "nothing_to_invoice"


@pytest.mark.parametrize(
    ("costing", "stock", "sold", "variance"),
    [
        ("average", "61.20", "40.80", "0.00"),
        ("fifo", "61.20", "40.80", "0.00"),
        ("standard", "60.00", "40.00", "2.00"),
    ],
)
def test_a_price_difference_follows_the_goods(
    world: World, costing: str, stock: str, sold: str, variance: str
) -> None:
    line = received(world, costing)
    value_moves(move_ids=world.ship(world.order("sales", [(line.item, 4, 30)]), on(5)))
    charge = BilledLine(line.pk, D(10), D("10.2"))  # 2 % dearer: 2.00 in all, 0.80 of it on what was sold
    bill_receipts(bills=[bill(world, line, "A1", charge)]).require_all()
    assert held(line.item)[1] == stock
    assert (ledger("540101"), ledger("1404"), ledger("220202")) == (sold, variance, "0.00")


@pytest.mark.parametrize(
    ("charge", "cause"), [((11, "10"), "11 charged, 10 handed over"), ((10, "10.3"), "charged at 10.3")]
)
def test_the_three_way_match_names_line_and_cause(world: World, charge: tuple[int, str], cause: str) -> None:
    line = received(world)
    draft = bill(world, line, "A1", BilledLine(line.pk, D(charge[0]), D(charge[1])))
    refusal = bill_receipts(bills=[draft]).refused[0]
    assert line.item.code in refusal.message
    assert cause in refusal.message
    world.company.policy = {"bill_price_tolerance": "0.05", "bill_quantity_tolerance": "0.1"}
    world.company.save()
    forget_policies()
    bill_receipts(bills=[draft]).require_all()
    forget_policies()


def test_partial_bills_clear_exactly_what_was_received(world: World) -> None:
    line = received(world, price="3.333")  # 33.33 for ten
    for number, quantity in enumerate((3, 3, 4)):
        charge = BilledLine(line.pk, D(quantity))
        bill_receipts(bills=[bill(world, line, f"A{number}", charge)]).require_all()
    assert ledger("220202") == "0.00"


def test_one_refusal_does_not_sink_the_batch(world: World) -> None:
    good, bad = received(world), received(world)
    outcome = bill_receipts(
        bills=[bill(world, good, "A1"), bill(world, bad, ""), bill(world, bad, "A3", BilledLine(good.pk))]
    )
    assert len(outcome.done) == 1
    assert {position: each.code for position, each in outcome.refused.items()} == {
        1: "invalid_input",
        2: "bill_not_matching",
    }


def test_goods_sent_back_are_credited(world: World) -> None:
    line = received(world)
    bill_receipts(bills=[bill(world, line, "A1")]).require_all()
    back = world.order("purchase_return", [(line.item, 3, 10, line.order_line)])
    value_moves(move_ids=world.ship(back, on(6)))
    OrderLine.objects.filter(pk=back[0].pk).update(shipped=3)
    draft = CreditDraft(world.supplier.pk, "C1", on(9), [back[0].order_id])
    credit_returns(credits=[draft]).require_all()
    assert (ledger("220202"), ledger("220201")) == ("0.00", "-70.00")
    assert Invoice.objects.get(kind="supplier_credit").number == "SCN2026-000001"


def test_a_bill_in_foreign_money(world: World) -> None:
    world.rate("USD", 7)
    item = world.item()
    lines = world.order("purchase", [(item, 10, 10)], currency="USD")
    value_moves(move_ids=world.receive(lines, on(2)))
    OrderLine.objects.filter(pk=lines[0].pk).update(shipped=10)
    line = ReceiptLine.objects.get(order_line=lines[0])
    bill_receipts(bills=[bill(world, line, "U1")]).require_all()
    assert (ledger("220202"), ledger("220201")) == ("0.00", "-700.00")
    assert ValueEntry.objects.get().value == 700
