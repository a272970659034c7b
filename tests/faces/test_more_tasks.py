"""The office's other tasks through their pages: shipping, counting, adjusting, vouchers, matching, landed costs."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.books.money.models import Account, Entry, EntryLine, FiscalPeriod, LandedCost, OpenItem, Settlement
from nonet.books.orders.models import Delivery, DeliveryLine, Order, Receipt
from nonet.books.stock.models import Adjustment, Balance, Count, CountLine, Lot
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.masters.parties.models import Party
from nonet.systems.erp.services import transfers
from tests.faces.conftest import Office
from tests.faces.test_tasks import invoiced, sent_by
from tests.fixtures import assert_checks_clean

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def clean(office: Office) -> Any:
    """The books are sound when the test ends."""
    yield
    with acting_as_system(office.world.company.pk):
        assert_checks_clean()


def do(client: Client, address: str, **typed: Any) -> Any:
    """Open a task and send it, with what is typed; ``line_`` stands for the first line's prefix."""
    page = client.get(address)
    assert page.status_code == 200, address
    tokens = [each.token for each in page.context["lines"]]
    named = {
        (name.replace("line_", f"l{tokens[0]}-", 1) if name.startswith("line_") else name): value
        for name, value in typed.items()
    }
    answer = client.post(address, sent_by(page, **named))
    if answer.status_code != 302:
        faults = [each.form.errors for each in answer.context["lines"]]
        raise AssertionError((answer.context["head"].errors, faults))
    return answer


def act(model: str, pk: Any, name: str) -> str:
    return reverse(f"admin:{model}_act", args=[pk, name])


def released(office: Office) -> Delivery:
    with acting_as_system(office.world.company.pk):
        reserve_orders(order_ids=office.orders[:1]).require_all()
    return Delivery.everywhere.filter(state="released").latest("pk")


def waiting() -> DeliveryLine:
    """Return the line that still waits to go."""
    return DeliveryLine.everywhere.get(delivery__state="released")


def test_a_delivery_goes_in_part_with_its_waybill_and_is_invoiced_and_paid(
    office: Office, sign_in: SignIn
) -> None:
    client, delivery = sign_in(office.owner), released(office)
    do(client, act("orders_delivery", delivery.pk, "shipform"), waybill_number="SF123", line_quantity="1")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.waybill_number) == ("shipped", "SF123")
    assert waiting().quantity == 1
    answer = client.post(act("orders_delivery", delivery.pk, "invoice"))
    invoice = OpenItem.everywhere.get().invoice
    assert answer["Location"] == reverse("admin:erp_salesinvoice_change", args=[invoice.pk])
    do(client, act("erp_salesinvoice", invoice.pk, "receive"))
    assert not OpenItem.everywhere.exclude(open_amount=0).exists()


def test_a_picked_delivery_is_put_back_before_it_goes_in_part(office: Office, sign_in: SignIn) -> None:
    client, delivery = sign_in(office.member("storekeeper")), released(office)
    client.post(act("orders_delivery", delivery.pk, "pick"))
    do(client, act("orders_delivery", delivery.pk, "shipform"), line_quantity="1.5")
    assert waiting().quantity == Decimal("0.5")


def test_a_count_is_begun_entered_counted_again_and_posted(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.member("storekeeper"))
    do(client, reverse("admin:stock_count_add"), item_ids="TEA")
    count = Count.everywhere.get()
    do(client, act("stock_count", count.pk, "enter"), line_counted_quantity="97")
    page = client.get(act("stock_count", count.pk, "post"))
    assert "180.00" in page.content.decode()
    do(client, act("stock_count", count.pk, "recount"))
    assert CountLine.everywhere.get().counted_quantity is None
    do(client, act("stock_count", count.pk, "enter"), line_counted_quantity="98")
    do(client, act("stock_count", count.pk, "post"))
    count.refresh_from_db()
    assert count.state == "posted"
    with acting_as_system(office.world.company.pk):
        assert office.world.on_hand("TEA")[0] == 98


def test_a_blind_sheet_does_not_tell_the_book(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    do(client, reverse("admin:stock_count_add"), item_ids="TEA")
    page = client.get(act("stock_count", Count.everywhere.get().pk, "enter"))
    assert page.context["lines"][0].cells[4][1] == ""


def test_goods_not_in_the_book_are_entered_on_a_new_line(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    do(client, reverse("admin:stock_count_add"), item_ids="TEA")
    address = act("stock_count", Count.everywhere.get().pk, "enter")
    page = client.get(address)
    new = page.context["lines"][-1].token
    typed = {f"l{new}-place_id": "B-01-01", f"l{new}-item_id": "CUP", f"l{new}-counted_quantity": "2"}
    assert client.post(address, sent_by(page, **typed)).status_code == 302
    found = CountLine.everywhere.get(item=office.world.item("CUP"))
    assert (found.book_quantity, found.counted_quantity) == (0, 2)


def test_stock_is_adjusted_moved_blocked_and_scrapped(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.member("storekeeper"))
    address = reverse("admin:stock_adjustment_add")
    page = client.get(address)
    found = {"ln0-item_id": "龙井茶 250g", "ln0-place_id": "B-01-01", "ln0-quantity": "5"}
    typed = {"kind": "found", "site_id": str(office.world.site()), **found}
    assert client.post(address, sent_by(page, **typed)).status_code == 302
    balance = Balance.everywhere.get(item=office.world.item("TEA"), on_hand=100)
    do(client, act("stock_balance", balance.pk, "status"), to_status="damaged", line_quantity="4")
    do(client, act("stock_balance", balance.pk, "lost"), kind="scrap", line_quantity="1")
    assert Adjustment.everywhere.filter(kind__in=["status", "scrap"]).count() == 2


def test_a_recall_blocks_what_is_here(office: Office, sign_in: SignIn) -> None:
    with acting_as_system(office.world.company.pk):
        office.world.stock("MILK", 6, 7, lot="M1")
    lot = Lot.everywhere.get(code="M1")
    do(sign_in(office.owner), act("stock_lot", lot.pk, "recall"), reason="sour")
    assert Balance.everywhere.get(lot=lot, on_hand__gt=0).status == "recalled"


def test_a_voucher_must_balance(office: Office, sign_in: SignIn) -> None:
    client, address = sign_in(office.member("bookkeeper")), reverse("admin:money_entry_add")
    cash = Account.everywhere.get(company=office.world.company, code="1001").code
    cost = Account.everywhere.get(company=office.world.company, names__en="Bank charges").code
    page = client.get(address)
    lines = {"ln0-account_id": cost, "ln0-debit": "12", "ln1-account_id": cash, "ln1-credit": "10"}
    refused = client.post(address, sent_by(page, description="fees", **lines))
    assert refused.status_code == 409 and not Entry.everywhere.filter(event="manual").exists()
    assert client.post(address, sent_by(refused, **{"ln1-credit": "12"})).status_code == 302
    assert EntryLine.everywhere.filter(entry__event="manual").count() == 2


def test_an_advance_is_matched_and_taken_back(office: Office, sign_in: SignIn) -> None:
    client, invoice = sign_in(office.owner), invoiced(office)
    do(
        client,
        f"{reverse('admin:erp_customerpayment_add')}?party_id=@{office.world.party('BOB')}",
        amount="100",
    )
    address = f"{reverse('admin:money_openitem_add')}?party_id=@{office.world.party('BOB')}&side=receivable"
    do(client, address)
    item = OpenItem.everywhere.get(invoice=invoice)
    assert item.open_amount == 126
    do(client, act("money_openitem", item.pk, "unmatch"))
    item.refresh_from_db()
    assert item.open_amount == 226
    assert Settlement.everywhere.count() == 2
    do(client, act("money_openitem", item.pk, "writeoff"), cause="bad_debt")
    item.refresh_from_db()
    assert item.open_amount == 0


def test_a_landed_cost_is_spread_from_its_receipt(office: Office, sign_in: SignIn) -> None:
    receipt = Receipt.everywhere.filter(state="posted").latest("pk")
    page = sign_in(office.owner).get(act("orders_receipt", receipt.pk, "land"))
    assert receipt.number in page.content.decode()
    do(sign_in(office.owner), act("orders_receipt", receipt.pk, "land"), amount="50")
    assert LandedCost.everywhere.get().state == "posted"


def test_a_transfer_is_sent_off_and_received_in_part(office: Office, sign_in: SignIn) -> None:
    client, world = sign_in(office.owner), office.world
    with acting_as_system(world.company.pk):
        line = transfers.TransferLine(world.item("TEA"), Decimal(10))
        order = transfers.TransferOrder(world.site(), world.site("EAST"), [line])
        (made,) = transfers.create_transfer_orders(orders=[order]).require_all().done
        transfers.confirm_transfer_orders(order_ids=[made]).require_all()
    client.post(act("erp_transferorder", made, "dispatch"))
    do(client, act("erp_transferorder", made, "receivepart"), line_quantity="4")
    with acting_as_system(world.company.pk):
        assert world.on_hand("TEA", "EAST")[0] == 4
    do(client, act("erp_transferorder", made, "receivepart"))
    assert Order.everywhere.get(pk=made).closed_at is not None


def test_an_order_beyond_the_credit_is_confirmed_with_a_reason(office: Office, sign_in: SignIn) -> None:
    Party.everywhere.filter(pk=office.world.party("BOB")).update(credit_limit=1)
    order = office.orders[2]
    sales = sign_in(office.member("clerk"))
    sales.post(act("erp_salesorder", order, "confirm"))
    assert Order.everywhere.get(pk=order).state == "draft"
    assert sales.get(act("erp_salesorder", order, "exceed")).status_code == 404
    do(sign_in(office.owner), act("erp_salesorder", order, "exceed"), reason="old friend")
    found = Order.everywhere.get(pk=order)
    assert (found.state, (found.reasons or {}).get("credit")) == ("confirmed", "old friend")


def test_a_month_is_closed_once_nothing_is_left(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.member("bookkeeper"))
    period = (
        FiscalPeriod.everywhere.filter(company=office.world.company, state="open")
        .order_by("starts_on")
        .first()
    )
    assert period is not None
    page = client.get(act("money_fiscalperiod", period.pk, "close"))
    assert len(page.context["lines"]) == 5
    do(client, act("money_fiscalperiod", period.pk, "close"))
    period.refresh_from_db()
    assert period.state == "closed"
