"""Several connections at once: valued once, settled once, numbered once, and nobody deadlocks."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from nonet.books.money.models import Account, FiscalPeriod, ItemCost, OpenItem, Settlement, Voucher
from nonet.books.money.services.billing import BillDraft, bill_receipts
from nonet.books.money.services.payments import create_payments, post_payments
from nonet.books.money.services.settling import Pair, settle
from nonet.books.money.services.valuing import value_moves
from nonet.books.money.services.vouchers import ManualLine, number_vouchers, post_manual_entry
from nonet.books.orders.models import OrderLine, ReceiptLine
from nonet.kernel.actor import acting_as_system

from .conftest import assert_proved, forget
from .test_payments import invoiced, paid
from .world import D, World, make_world, on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared() -> Iterator[World]:
    """A committed company that several connections work in."""
    forget()
    built = make_world()
    with acting_as_system(built.company.pk):
        yield built
        assert_proved()
    forget()


def at_once(world: World, works: list[Callable[[], Any]]) -> list[Any]:
    """Do all works at the same moment, each on a connection of its own; raise what any of them raised."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            with acting_as_system(world.company.pk):
                connection.ensure_connection()
                gate.wait(timeout=30)
                return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, work) for work in works]]


def test_moves_valued_by_four_at_once_are_valued_once(shared: World) -> None:
    item = shared.item("fifo")
    moves = shared.receive(shared.order("purchase", [(item, 10, 10)]))
    done = at_once(shared, [lambda: value_moves(move_ids=moves)] * 4)
    assert sorted(done) == [[], [], [], moves]
    assert ItemCost.objects.get(item=item).value == 100


def test_goods_of_the_same_items_in_opposite_order_do_not_deadlock(shared: World) -> None:
    items = [shared.item(each) for each in ("average", "fifo", "average")]
    value_moves(move_ids=shared.receive(shared.order("purchase", [(i, 400, 10) for i in items])))

    def storm(order: list[Any]) -> Callable[[], None]:
        def work() -> None:
            for _ in range(8):
                with transaction.atomic():
                    value_moves(move_ids=shared.ship(shared.order("sales", [(i, 3, 30) for i in order])))

        return work

    at_once(shared, [storm(items), storm(items[::-1])])
    assert set(ItemCost.objects.values_list("quantity", "value")) == {(400 - 48, 4000 - 480)}


def test_one_claim_is_not_paid_twice(shared: World) -> None:
    (invoice,) = invoiced(shared, "100")
    payments = create_payments(payments=[paid(shared, "100")] * 3)
    post_payments(payment_ids=payments).require_all()
    claim = OpenItem.objects.get(invoice=invoice).pk
    counters = list(OpenItem.objects.filter(payment__isnull=False).values_list("pk", flat=True))
    at_once(shared, [lambda c=each: settle(pairs=[Pair(claim, c)]) for each in counters])  # type: ignore[misc]
    assert list(Settlement.objects.values_list("amount", flat=True)) == [100]


def test_receipts_are_billed_once(shared: World) -> None:
    lines = shared.order("purchase", [(shared.item(), 10, 10)])
    value_moves(move_ids=shared.receive(lines, on(2)))
    OrderLine.objects.filter(pk=lines[0].pk).update(shipped=10)
    receipt = ReceiptLine.objects.get(order_line=lines[0]).receipt_id
    bills = [BillDraft(shared.supplier.pk, f"B{n}", on(9), [receipt]) for n in range(3)]
    outcomes = at_once(shared, [lambda b=each: bill_receipts(bills=[b]) for each in bills])  # type: ignore[misc]
    assert sorted(len(each.done) for each in outcomes) == [0, 0, 1]


def test_vouchers_are_numbered_once_while_entries_are_posted(shared: World) -> None:
    code = {each.code: each.pk for each in Account.objects.filter(code__in=["560204", "1002"])}
    period = FiscalPeriod.objects.get(number=3).pk

    def post() -> None:
        for _ in range(10):
            lines = [ManualLine(code["560204"], D(5)), ManualLine(code["1002"], credit=D(5))]
            post_manual_entry(posted_on=on(5), lines=lines, description="storm")

    def number() -> int:
        return sum(number_vouchers(period_id=period) for _ in range(10))

    _, *given = at_once(shared, [post, number, number, number])
    left = number_vouchers(period_id=period)
    assert sum(given) + left == 10
    assert sorted(Voucher.objects.values_list("number", flat=True)) == list(range(1, 11))
