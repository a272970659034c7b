"""The number of SQL statements does not grow with the documents."""

from collections.abc import Callable

import pytest

from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.books.money.services.payments import receive_payments
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.valuing.landed import LandedCostDraft, create_landed_costs, post_landed_costs
from nonet.books.orders.models import OrderLine, ReceiptLine
from nonet.kernel import sql

from .test_payments import invoiced, paid
from .world import D, World, on


def counted(work: Callable[[], object]) -> int:
    """Return the statements of a piece of work, savepoints and reads that are remembered left out."""
    with sql.counting() as seen:
        work()
    remembered = (
        "SAVEPOINT",
        "RELEASE",
        "FROM kernel_company WHERE",
        "money_postingrule",
        "money_accountrole",
    )
    return sum(not any(each in statement for each in remembered) for statement in seen)


@pytest.mark.parametrize("costing", ["average", "fifo", "standard"])
def test_valuing_one_delivery_or_fifty_takes_the_same_statements(world: World, costing: str) -> None:
    items = [world.item(costing, standard_cost=D(10) if costing == "standard" else None) for _ in range(3)]
    receipts = [world.receive(world.order("purchase", [(each, 500, 10) for each in items])) for _ in range(3)]
    value_moves(move_ids=receipts.pop())
    few = counted(lambda: value_moves(move_ids=receipts[0]))
    assert counted(lambda: value_moves(move_ids=receipts[1])) == few
    orders = [world.order("sales", [(each, 1, 30) for each in items]) for _ in range(51)]
    one = world.ship(orders[0])
    many = world.ship_many(orders[1:])
    single = counted(lambda: value_moves(move_ids=one))
    assert counted(lambda: value_moves(move_ids=many)) == single
    assert single <= (7 if costing == "fifo" else 6)  # one of them tells the database who acts


def test_late_receipts_of_many_items_are_corrected_in_as_many_statements_as_of_one(world: World) -> None:
    def history(count: int) -> list[int]:
        items = [world.item("average") for _ in range(count)]
        value_moves(move_ids=world.receive(world.order("purchase", [(i, 9, 10) for i in items]), on(2)))
        value_moves(move_ids=world.ship(world.order("sales", [(i, 4, 10) for i in items]), on(5)))
        return world.receive(world.order("purchase", [(i, 9, 17) for i in items]), on(1))

    few, many = history(1), history(12)
    assert counted(lambda: value_moves(move_ids=few)) == counted(lambda: value_moves(move_ids=many))


def test_payments_are_taken_and_matched_in_the_same_statements(world: World) -> None:
    first, *others = invoiced(world, *[str(n) for n in range(10, 41)])
    few = counted(lambda: receive_payments(payments=[paid(world, "10", invoice_ids=[first.pk])]))
    many = [paid(world, str(each.gross_total), invoice_ids=[each.pk]) for each in others]
    assert counted(lambda: receive_payments(payments=many)) == few


def test_bills_and_landed_costs_take_the_same_statements(world: World) -> None:
    def receipts(count: int) -> list[int]:
        made = []
        for _ in range(count):
            lines = world.order("purchase", [(world.item("average"), 10, 10)])
            value_moves(move_ids=world.receive(lines, on(2)))
            OrderLine.objects.filter(pk=lines[0].pk).update(shipped=10)
            made.append(ReceiptLine.objects.get(order_line=lines[0]).receipt_id)
        return made

    def bill(ids: list[int]) -> None:
        bills = [BillDraft(world.supplier.pk, f"B{each}", on(9), [each]) for each in ids]
        bill_receipts(bills=bills).require_all()

    def drafts(ids: list[int]) -> list[int]:
        return create_landed_costs(drafts=[LandedCostDraft(D(9), [each], on(9)) for each in ids])

    def land(ids: list[int]) -> None:
        post_landed_costs(landed_cost_ids=ids).require_all()

    one, many = receipts(1), receipts(9)
    assert counted(lambda: bill(one)) == counted(lambda: bill(many))
    few, more = drafts(one), drafts(many)
    assert counted(lambda: land(few)) == counted(lambda: land(more))
