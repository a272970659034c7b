"""Nothing that needs approval goes past the gate, whichever way it is tried; what needs none goes on."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from nonet.books.money.models import Invoice
from nonet.books.orders.models import Delivery, Order, OrderLine
from nonet.books.orders.services.confirming import write_confirmed
from nonet.kernel import sql
from nonet.kernel.approvals.errors import ApprovalAsked, ApprovalPending
from nonet.kernel.approvals.models import Request, Task
from nonet.kernel.approvals.services.deciding import approve
from nonet.kernel.approvals.services.ruling import end_rules
from nonet.kernel.notices.models import Notice
from nonet.masters.parties.models import Party
from nonet.masters.parties.services import save_parties
from nonet.systems.erp.services.altering import LineChange
from nonet.systems.erp.services.carrying_through import sell_orders_at_once
from nonet.systems.erp.services.changing import OrderChange, change_purchase_orders
from nonet.systems.erp.services.credit import hold_customers, release_customers
from nonet.systems.erp.services.purchasing import approve_purchase_orders, confirm_purchase_orders
from nonet.systems.erp.services.sales import SalesLine, SalesOrder, confirm_sales_orders, create_sales_orders
from nonet.systems.erp.services.selling_at_once import sell_at_once
from tests.stories import play

from .conftest import Firm

pytestmark = pytest.mark.django_db


def state(order: int) -> str:
    return str(Order.objects.get(pk=order).state)


def raise_quantity(order: int, quantity: int) -> Any:
    line = OrderLine.objects.get(order_id=order)
    change = OrderChange(order, "more", lines=[LineChange(line.pk, quantity=Decimal(quantity))])
    return change_purchase_orders(changes=[change])


def test_a_purchase_over_the_limit_waits_and_the_others_go_on(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"), override("en"):
        small, large = firm.purchase(2), firm.purchase(100)
        outcome = confirm_purchase_orders(order_ids=[small, large])
        assert outcome.done == [small]
        assert isinstance(outcome.refused[large], ApprovalAsked)
        assert "boss" in outcome.refused[large].message
    assert (state(small), state(large)) == ("confirmed", "draft")
    request = firm.request()
    assert (request.state, request.amount, request.facts["shown"]) == (
        "pending",
        Decimal(6780),
        ["龙井茶 250g × 100"],
    )
    assert Notice.objects.get().user_id == firm.id("boss")


def test_asking_again_asks_once(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"):
        order = firm.purchase()
        confirm_purchase_orders(order_ids=[order])
        again = confirm_purchase_orders(order_ids=[order])
    assert isinstance(again.refused[order], ApprovalPending)
    assert Request.objects.count() == 1


def test_approving_does_what_was_asked_for(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"):
        order = firm.purchase()
        confirm_purchase_orders(order_ids=[order])
    with firm.at_work("boss"):
        approve(request_ids=[firm.request().pk]).require_all()
    assert state(order) == "confirmed"
    assert (firm.request().state, firm.request().carried) == ("approved", "done")
    assert list(Notice.objects.filter(read_at=None).values_list("user_id", "kind")) == [
        (firm.id("buyer"), "approvals.approved")
    ]


def test_the_other_verb_of_the_same_effect_is_stopped_too(firm: Firm) -> None:
    firm.rule()
    order = firm.purchase()
    with firm.at_work("boss"):
        assert order in approve_purchase_orders(order_ids=[order]).refused
    assert state(order) == "draft"


def test_the_database_refuses_who_goes_around(firm: Firm) -> None:
    firm.rule()
    order = firm.purchase()
    statement = "UPDATE orders_order SET state = 'confirmed' WHERE company_id = %s AND id = %s"
    ways: list[Any] = [
        lambda: sql.execute(statement, (firm.world.company.pk, order)),
        lambda: write_confirmed([order], "purchase"),
        lambda: Order.objects.filter(pk=order).update(state="confirmed"),
    ]
    for way in ways:
        with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
            way()
    assert state(order) == "draft"


def test_a_trick_with_another_transaction_s_clearance_fails(firm: Firm) -> None:
    firm.rule()
    order = firm.purchase()
    with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
        sql.execute(
            "SELECT set_config('nonet.cleared', %s, true)", (f"1 {firm.world.company.pk} purchase_order ",)
        )
        Order.objects.filter(pk=order).update(state="confirmed")


def test_without_a_rule_nothing_is_stopped(firm: Firm) -> None:
    rule = firm.rule()
    end_rules(rule_ids=[rule])
    with firm.at_work("buyer"):
        order = firm.purchase()
        assert confirm_purchase_orders(order_ids=[order]).done == [order]
    other = firm.purchase()
    write_confirmed([other], "purchase")


def test_what_would_be_refused_anyway_is_not_asked_for(firm: Firm) -> None:
    firm.rule(point="sales_order", amount_above=Decimal(0))
    line = SalesLine(item_id=firm.world.item("TEA"), quantity=Decimal(1000))
    order = SalesOrder(party_id=firm.world.party("ALICE"), site_id=firm.world.site(), lines=[line])
    (taken,) = create_sales_orders(orders=[order]).require_all().done
    refused = confirm_sales_orders(order_ids=[taken]).refused[taken]
    assert refused.code == "credit_exceeded"
    assert Request.objects.count() == 0


def test_a_document_changed_after_approval_needs_it_anew(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"):
        order = firm.purchase()
        confirm_purchase_orders(order_ids=[order])
    first = firm.request()
    raise_quantity(order, 130)
    with firm.at_work("boss"):
        refused = approve(request_ids=[first.pk]).refused[first.pk]
        assert refused.code == "document_changed"
        assert Task.objects.filter(state="open").count() == 1
        approve(request_ids=[first.pk]).require_all()
    assert state(order) == "confirmed"
    assert firm.request().amount == Decimal(8814)


def test_an_approval_does_not_cover_more_than_it_saw(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"):
        order = firm.purchase()
        confirm_purchase_orders(order_ids=[order])
    request = firm.request()
    Request.objects.filter(pk=request.pk).update(state="approved")
    raise_quantity(order, 130)
    with firm.at_work("buyer"):
        assert order in confirm_purchase_orders(order_ids=[order]).refused
    request.refresh_from_db()
    assert request.state == "outdated"
    assert firm.request().pk != request.pk


def test_a_confirmed_order_cannot_grow_past_the_limit(firm: Firm) -> None:
    firm.rule()
    with firm.at_work("buyer"):
        order = firm.purchase(2)
        confirm_purchase_orders(order_ids=[order]).require_all()
        assert raise_quantity(order, 5).done == [order]
        assert isinstance(raise_quantity(order, 200).refused[order], ApprovalAsked)
    assert OrderLine.objects.get(order_id=order).quantity == 5
    with firm.at_work("boss"):
        approve(request_ids=[firm.request().pk]).require_all()
    assert OrderLine.objects.get(order_id=order).quantity == 200
    with firm.at_work("buyer"):
        assert raise_quantity(order, 150).done == [order]
        assert order in raise_quantity(order, 201).refused
    with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
        Order.objects.filter(pk=order).update(gross_total=Decimal(10**6))


def test_releasing_a_customer_is_guarded_however_it_is_done(firm: Firm) -> None:
    firm.rule(point="credit_release", amount_above=None)
    alice = firm.world.party("ALICE")
    hold_customers(party_ids=[alice])
    with firm.at_work("fina"):
        assert alice in release_customers(party_ids=[alice]).refused
        with pytest.raises(IntegrityError, match="approval_needed"), transaction.atomic():
            save_parties(parties=[{"code": "ALICE", "on_hold": False}])
    with firm.at_work("boss"):
        approve(request_ids=[firm.request().pk]).require_all()
    assert Party.objects.get(pk=alice).on_hold is False


def test_statements_do_not_grow_with_the_documents(firm: Firm, count_statements: Any) -> None:
    firm.rule()
    counts = set()
    with firm.at_work("buyer"):
        confirm_purchase_orders(order_ids=[firm.purchase()])
    for number in (1, 20):
        with firm.at_work("buyer"):
            orders = [firm.purchase() for _ in range(number)]
            counts.add(count_statements(lambda orders=orders: confirm_purchase_orders(order_ids=orders)))
    assert len(counts) == 1
    ids = sorted(Request.objects.values_list("pk", flat=True))
    with firm.at_work("boss"):
        one = count_statements(lambda: approve(request_ids=ids[:1]))
        many = count_statements(lambda: approve(request_ids=ids[1:]))
    assert one == many


def test_selling_at_once_is_no_way_around(firm: Firm) -> None:
    firm.world.stock("TEA", 100, 60)
    firm.rule(point="sales_order")
    bob, tea = firm.world.party("BOB"), firm.world.item("TEA")
    sales = [
        SalesOrder(
            party_id=bob,
            site_id=firm.world.site(),
            lines=[SalesLine(item_id=tea, quantity=Decimal(quantity))],
            channel="shop",
            external_number=f"S{quantity}",
        )
        for quantity in (1, 20)
    ]
    outcome = sell_at_once(orders=sales)
    assert len(outcome.done) == 1
    assert {n: error.code for n, error in outcome.refused.items()} == {1: "approval_asked"}
    assert Order.objects.filter(kind="sales").count() == 1
    with firm.at_work("boss"):
        approve(request_ids=[firm.request().pk]).require_all()
    assert Order.objects.filter(kind="sales", state="confirmed").count() == 2


def test_orders_sold_at_once_wait_where_their_invoices_need_approval(firm: Firm) -> None:
    """What is sold is sold, whether the order stood before or not; one that must be approved itself stays a draft."""
    firm.world.stock("TEA", 100, 60)
    firm.rule(point="sales_invoice")
    small, large = (play.take(firm.world, "BOB", [("TEA", count)]) for count in (1, 20))
    outcome = sell_orders_at_once(order_ids=[small, large])
    assert (outcome.done, outcome.refused) == ([small, large], {})
    assert {each: error.code for each, error in outcome.waiting.items()} == {large: "approval_asked"}
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["draft", "posted"]
    firm.rule(point="sales_order")
    third = play.take(firm.world, "BOB", [("TEA", 21)])
    held = sell_orders_at_once(order_ids=[third])
    assert (held.done, held.refused[third].code) == ([], "approval_asked")
    assert Order.objects.get(pk=third).state == "draft"


def test_selling_at_once_stops_each_order_where_its_invoice_needs_approval(firm: Firm) -> None:
    firm.world.stock("TEA", 100, 60)
    firm.rule(point="sales_invoice")
    bob, tea = firm.world.party("BOB"), firm.world.item("TEA")
    sales = [
        SalesOrder(
            party_id=bob,
            site_id=firm.world.site(),
            lines=[SalesLine(item_id=tea, quantity=Decimal(quantity))],
            channel="shop",
            external_number=f"S{quantity}",
        )
        for quantity in (20, 1, 500)
    ]
    outcome = sell_at_once(orders=sales)
    assert len(outcome.done) == 2 and list(outcome.refused) == [2]
    assert {n: error.code for n, error in outcome.waiting.items()} == {0: "approval_asked"}
    assert Delivery.objects.filter(state="shipped").count() == 2
    assert sorted(Invoice.objects.values_list("state", flat=True)) == ["draft", "posted"]
    with firm.at_work("boss"):
        approve(request_ids=[firm.request().pk]).require_all()
    assert Invoice.objects.filter(state="posted", number__gt="").count() == 2
    assert sell_at_once(orders=sales[:2]).done == outcome.done
