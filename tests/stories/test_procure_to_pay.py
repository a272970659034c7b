"""The chain from a purchase order to the money paid for it, with every figure worked out by hand."""

from decimal import Decimal as D

from nonet.books.money.services.bill_matching import BilledLine
from nonet.books.money.services.billing import BillDraft, CreditDraft, bill_receipts, credit_returns
from nonet.books.orders.errors import MoreThanOpen
from nonet.books.orders.services.receiving import ReceiptDraft, ReceiptLineDraft
from nonet.books.stock.errors import LotMissing
from nonet.kernel import documents, numbering, sql
from nonet.kernel.actor import Actor, acting
from nonet.kernel.clock import today
from nonet.kernel.models import Company
from nonet.kernel.policy import forget_policies
from nonet.systems.erp.errors import ApprovalMissing, MoreThanSold
from nonet.systems.erp.services.cancelling import cancel_orders
from nonet.systems.erp.services.purchasing import (
    PurchaseLine,
    PurchaseOrder,
    approve_purchase_orders,
    confirm_purchase_orders,
    create_purchase_orders,
    receive_purchases,
)
from nonet.systems.erp.services.returns import Return, ReturnLine, authorise_purchase_returns
from tests.fixtures import TradingCompany
from tests.stories import play


def buy(world: TradingCompany, lines: play.Lines, supplier: str = "ZHANG") -> int:
    """Place and confirm a purchase order at the list prices."""
    wanted = [PurchaseLine(world.item(item), D(str(quantity))) for item, quantity in lines]
    order = PurchaseOrder(world.party(supplier), world.site(), wanted)
    made = create_purchase_orders(orders=[order]).require_all().done
    return confirm_purchase_orders(order_ids=made).require_all().done[0]


def receive(order: int, item: str, quantity: int, **more: str) -> int:
    """Take in a quantity of an order's item; return the receipt."""
    line = ReceiptLineDraft(play.line(order, item).id, D(quantity), **more)  # type: ignore[arg-type]
    return receive_purchases(receipts=[ReceiptDraft([line])]).require_all().done[0]


def receipt_line(receipt: int) -> int:
    found = sql.row("SELECT id FROM orders_receiptline WHERE receipt_id = %s", (receipt,))
    assert found is not None
    return int(found.id)


def test_goods_are_ordered_received_billed_and_paid(trading_company: TradingCompany) -> None:
    """10 tea at 60: 600 net, 78 tax, 678 gross."""
    world = trading_company
    order = buy(world, [("TEA", 10)])
    receipt = receive(order, "TEA", 10)
    assert (world.balance("inventory"), world.balance("goods_received_not_invoiced")) == (D(600), D(-600))
    assert play.progress(order).state == "shipped"
    bill = BillDraft(world.party("ZHANG"), "Z-1", today(), [receipt])
    billed = bill_receipts(bills=[bill]).require_all().done[0]
    assert play.amounts(billed) == (D(600), D(78), D(678))
    assert world.balance("goods_received_not_invoiced") == D(0)
    assert (world.balance("input_tax"), world.balance("payable")) == (D(78), D(-678))
    assert play.progress(order).state == "closed"
    assert bill_receipts(bills=[bill]).done == [billed], "the same bill twice is one bill"
    play.pay(world, "made", "ZHANG", 678)
    assert (world.balance("payable"), world.balance("bank"), world.owed("ZHANG")) == (D(0), D(-678), D(0))
    kinds = {node.type for node in documents.chain("purchase_order", order)[0]}
    assert {"purchase_order", "receipt", "purchase_bill", "payment"} <= kinds


def test_price_difference_follows_the_goods(trading_company: TradingCompany) -> None:
    """6 tea at 60, 2 of them sold, billed at 61: of the 6 more, 4 go to the 4 that are here and 2 to those sold."""
    world = trading_company
    receipt = receive(buy(world, [("TEA", 6)]), "TEA", 6)
    play.ship(play.sell(world, "BOB", [("TEA", 2)]))
    line = BilledLine(receipt_line(receipt), D(6), D(61))
    bill = BillDraft(world.party("ZHANG"), "Z-1", today(), [receipt], [line])
    billed = bill_receipts(bills=[bill]).require_all().done[0]
    assert play.amounts(billed) == (D(366), D("47.58"), D("413.58"))
    assert (world.balance("inventory"), world.balance("cost_of_sales")) == (D(244), D(122))
    assert world.balance("goods_received_not_invoiced") == D(0)


def test_more_than_ordered_is_refused(trading_company: TradingCompany) -> None:
    world = trading_company
    order = buy(world, [("TEA", 10)])
    receive(order, "TEA", 6)
    line = play.line(order, "TEA").id
    outcome = receive_purchases(
        receipts=[ReceiptDraft([ReceiptLineDraft(line, D(5))]), ReceiptDraft([ReceiptLineDraft(line, D(4))])]
    )
    assert isinstance(outcome.refused[0], MoreThanOpen)
    assert len(outcome.done) == 1
    assert world.on_hand("TEA") == (D(10), D(0))


def test_goods_without_their_lot_leave_nothing_behind(trading_company: TradingCompany) -> None:
    world = trading_company
    order = buy(world, [("MILK", 12)])
    line = ReceiptLineDraft(play.line(order, "MILK").id, D(12))
    outcome = receive_purchases(receipts=[ReceiptDraft([line])])
    assert isinstance(outcome.refused[0], LotMissing)
    receive(order, "MILK", 12, lot_code="L-1")
    assert world.on_hand("MILK") == (D(12), D(0))


def test_rest_of_an_order_is_cancelled(trading_company: TradingCompany) -> None:
    world = trading_company
    order = buy(world, [("TEA", 10)])
    receipt = receive(order, "TEA", 6)
    bill_receipts(bills=[BillDraft(world.party("ZHANG"), "Z-1", today(), [receipt])]).require_all()
    cancel_orders(order_ids=[order], reason="supplier cannot").require_all()
    assert play.progress(order).state == "closed"
    assert world.owed("ZHANG") == D("-406.8")


def test_goods_go_back_to_the_supplier(trading_company: TradingCompany) -> None:
    """Of 10 tea billed at 60, 2 go back: stock 480, and 120 + 15.60 tax is credited."""
    world = trading_company
    order = buy(world, [("TEA", 10)])
    receipt = receive(order, "TEA", 10)
    bill_receipts(bills=[BillDraft(world.party("ZHANG"), "Z-1", today(), [receipt])]).require_all()
    line = play.line(order, "TEA").id
    too_much = authorise_purchase_returns(returns=[Return([ReturnLine(line, D(11))])])
    assert isinstance(too_much.refused[0], MoreThanSold)
    back = (
        authorise_purchase_returns(returns=[Return([ReturnLine(line, D(2))], "stale")]).require_all().done[0]
    )
    play.ship(back)
    assert world.on_hand("TEA") == (D(8), D(0))
    assert world.balance("inventory") == D(480)
    assert play.line(order, "TEA").returned == D(2)
    credit = CreditDraft(world.party("ZHANG"), "ZC-1", today(), [back])
    credited = credit_returns(credits=[credit]).require_all().done[0]
    assert play.amounts(credited) == (D(120), D("15.6"), D("135.6"))
    assert world.balance("goods_received_not_invoiced") == D(0)
    assert world.owed("ZHANG") == D("-542.4")
    assert play.progress(back).state == "closed"


def test_large_orders_need_somebody_who_may_approve(trading_company: TradingCompany) -> None:
    world = trading_company
    Company.objects.filter(pk=world.company.pk).update(policy={"purchase_approval_above": "1000"})
    forget_policies()
    orders = [
        PurchaseOrder(world.party("ZHANG"), world.site(), [PurchaseLine(world.item("TEA"), D(quantity))])
        for quantity in (10, 100)
    ]
    small, large = create_purchase_orders(orders=orders).require_all().done
    with acting(Actor(world.company.pk, verbs=frozenset({"erp.confirm_purchase_orders"}))):
        outcome = confirm_purchase_orders(order_ids=[small, large])
    assert outcome.done == [small]
    assert isinstance(outcome.refused[large], ApprovalMissing)
    assert approve_purchase_orders(order_ids=[large]).done == [large]
    forget_policies()


def test_statements_do_not_grow_with_orders(trading_company: TradingCompany, long_memory: None) -> None:
    world = trading_company

    def run(count: int) -> list[int]:
        numbering.forget_blocks()
        lines = [PurchaseLine(world.item("TEA"), D(1)), PurchaseLine(world.item("CUP"), D(2))]
        orders = [PurchaseOrder(world.party("ZHANG"), world.site(), lines) for _ in range(count)]
        ids: list[int] = []
        seen = [play.statements(lambda: ids.extend(create_purchase_orders(orders=orders).done))]
        seen.append(play.statements(lambda: confirm_purchase_orders(order_ids=ids).require_all()))
        drafts = [
            ReceiptDraft([ReceiptLineDraft(line.id, line.quantity) for line in play.lines_of(each)])
            for each in ids
        ]
        receipts: list[int] = []
        seen.append(
            play.statements(lambda: receipts.extend(receive_purchases(receipts=drafts).require_all().done))
        )
        bills = [BillDraft(world.party("ZHANG"), f"B{each}", today(), [each]) for each in receipts]
        seen.append(play.statements(lambda: bill_receipts(bills=bills).require_all()))
        return seen

    run(1)
    assert run(1) == run(50)
