"""Verbs with input: what stands in their forms at first, what they do, what they refuse and keep."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.books.money.models import Invoice, OpenItem, Payment
from nonet.books.money.services.invoicing import invoice_orders, post_invoices
from nonet.books.orders.models import Delivery, OrderLine, Receipt, ReceiptLine
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.kernel.actor import acting, acting_as_system
from nonet.kernel.models import User
from nonet.systems.erp.services import purchasing
from tests.faces.conftest import Office
from tests.fixtures import assert_checks_clean

SignIn = Callable[[User], Client]


def sent_by(page: Any, **typed: Any) -> dict[str, Any]:
    """Return what the form of a page sends: what stands in it, and what is typed over it."""
    filling = page.context["filling"]
    data: dict[str, Any] = {"task_key": page.context["key"], "line": []}
    with acting(page.wsgi_request.actor):
        for form in (filling.head, *(line.form for line in filling.lines)):
            data |= {bound.html_name: shown(bound) for bound in form}
    data["line"] = [line.token for line in filling.lines]
    return {name: value for name, value in {**data, **typed}.items() if value not in (None, False)}


def shown(bound: Any) -> Any:
    return "" if (value := bound.value()) is None else value


def bought(office: Office, *lines: tuple[str, int]) -> int:
    """Return a confirmed purchase order."""
    with acting_as_system(office.world.company.pk):
        drafts = [
            purchasing.PurchaseLine(item_id=office.world.item(code), quantity=Decimal(quantity))
            for code, quantity in lines
        ]
        order = purchasing.PurchaseOrder(
            party_id=office.world.party("ZHANG"), site_id=office.world.site(), lines=drafts
        )
        ids = purchasing.create_purchase_orders(orders=[order]).require_all().done
        purchasing.confirm_purchase_orders(order_ids=ids).require_all()
    return ids[0]


def invoiced(office: Office) -> int:
    """Return the posted invoice of the first order, shipped before."""
    with acting_as_system(office.world.company.pk):
        order = office.orders[:1]
        reserve_orders(order_ids=order).require_all()
        deliveries = list(Delivery.objects.filter(state="released").values_list("pk", flat=True))
        pick_deliveries(delivery_ids=deliveries).require_all()
        ship_deliveries(delivery_ids=deliveries).require_all()
        made = invoice_orders(order_ids=order).require_all().done
        post_invoices(invoice_ids=made).require_all()
    return int(made[0])


@pytest.fixture
def clean(office: Office) -> Any:
    """The books are sound when the test ends."""
    yield
    with acting_as_system(office.world.company.pk):
        assert_checks_clean()


@pytest.mark.usefixtures("clean")
class TestReceiving:
    def test_a_purchase_is_received_as_it_stands(self, office: Office, sign_in: SignIn) -> None:
        client, order = sign_in(office.member("storekeeper")), bought(office, ("TEA", 10), ("CUP", 4))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        answer = client.post(address, sent_by(client.get(address)))
        receipt = Receipt.everywhere.latest("pk")
        assert answer.status_code == 302
        assert answer["Location"] == reverse("admin:orders_receipt_change", args=[receipt.pk])
        lines = ReceiptLine.everywhere.filter(receipt=receipt).order_by("pk")
        assert [each.quantity for each in lines] == [10, 4]

    def test_the_button_of_the_order_opens_the_form(self, office: Office, sign_in: SignIn) -> None:
        client, order = sign_in(office.owner), bought(office, ("TEA", 10))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        assert address in client.get(reverse("admin:erp_purchaseorder_change", args=[order])).content.decode()
        assert client.post(address).status_code == 200
        assert Receipt.everywhere.filter(lines__order_line__order=order).count() == 0

    def test_sent_twice_it_is_done_once(self, office: Office, sign_in: SignIn) -> None:
        client, order = sign_in(office.owner), bought(office, ("TEA", 10))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        data = sent_by(client.get(address))
        first, second = client.post(address, data), client.post(address, data)
        assert first["Location"] == second["Location"]
        assert ReceiptLine.everywhere.filter(order_line__order=order).count() == 1

    def test_a_lot_that_is_missing_is_told_at_its_line_and_what_was_typed_stays(
        self, office: Office, sign_in: SignIn
    ) -> None:
        client, order = sign_in(office.owner), bought(office, ("TEA", 10), ("MILK", 6))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        page = client.get(address)
        tea, milk = (each.token for each in page.context["lines"])
        answer = client.post(address, sent_by(page, note="wet", **{f"l{tea}-quantity": "7"}))
        assert answer.status_code == 409
        assert [bool(each.errors) for each in answer.context["lines"]] == [False, True]
        text = answer.content.decode()
        assert "wet" in text and re.search(rf'name="l{tea}-quantity" value="7"', text)
        again = sent_by(answer, **{f"l{milk}-lot_code": "M1"})
        assert client.post(address, again).status_code == 302

    def test_a_line_is_split_over_two_lots_and_the_rest_given_up(
        self, office: Office, sign_in: SignIn
    ) -> None:
        client, order = sign_in(office.owner), bought(office, ("MILK", 6))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        page = client.get(address)
        token = page.context["lines"][0].token
        typed = {f"l{token}-quantity": "3", f"l{token}-lot_code": "A"}
        typed |= {f"l{token}.1-quantity": "2", f"l{token}.1-lot_code": "B"}
        data = sent_by(page, close_rest="on", line=[token, f"{token}.1"], **typed)
        assert client.post(address, data).status_code == 302
        lines = ReceiptLine.everywhere.filter(order_line__order=order).order_by("pk")
        assert [(each.quantity, each.lot_code) for each in lines] == [(3, "A"), (2, "B")]
        assert OrderLine.everywhere.get(order=order).cancelled == 1

    def test_too_much_is_refused(self, office: Office, sign_in: SignIn) -> None:
        client, order = sign_in(office.owner), bought(office, ("TEA", 10))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        page = client.get(address)
        data = sent_by(page, **{f"l{page.context['lines'][0].token}-quantity": "11"})
        assert client.post(address, data).status_code == 409

    def test_strangers_and_those_without_the_verb_find_nothing(self, office: Office, sign_in: SignIn) -> None:
        order = bought(office, ("TEA", 10))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        for user in (office.stranger, office.member("auditor"), office.member("salesperson")):
            assert sign_in(user).get(address).status_code in (403, 404), user
            assert sign_in(user).post(address, {"task_key": "k"}).status_code in (403, 404), user

    def test_rows_of_other_companies_cannot_be_slipped_in(self, office: Office, sign_in: SignIn) -> None:
        order = bought(office, ("TEA", 10))
        page = sign_in(office.owner).get(reverse("admin:erp_purchaseorder_act", args=[order, "receive"]))
        token = page.context["lines"][0].token
        assert (
            sign_in(office.stranger)
            .post(
                reverse("admin:erp_purchaseorder_act", args=[order, "receive"]),
                {"task_key": "k", "line": [token], f"l{token}-quantity": "1"},
            )
            .status_code
            == 404
        )

    def test_the_bill_is_matched_and_a_price_too_high_is_told(self, office: Office, sign_in: SignIn) -> None:
        client, order = sign_in(office.owner), bought(office, ("TEA", 10))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "receive"])
        client.post(address, sent_by(client.get(address)))
        address = reverse("admin:erp_purchaseorder_act", args=[order, "bill"])
        page = client.get(address)
        token = page.context["lines"][0].token
        dear = sent_by(page, party_reference="B-1", **{f"l{token}-price": "90"})
        refused = client.post(address, dear)
        assert refused.status_code == 409 and "90" in refused.content.decode()
        assert client.post(address, sent_by(refused, **{f"l{token}-price": "60.5"})).status_code == 302
        bill = Invoice.everywhere.get(kind="purchase_bill", party_reference="B-1")
        assert bill.net_total == Decimal(605)


@pytest.mark.usefixtures("clean")
class TestPaying:
    def test_an_invoice_is_paid_as_it_stands(self, office: Office, sign_in: SignIn) -> None:
        client, invoice = sign_in(office.member("bookkeeper")), invoiced(office)
        address = reverse("admin:erp_salesinvoice_act", args=[invoice, "receive"])
        answer = client.post(address, sent_by(client.get(address)))
        assert answer.status_code == 302
        assert OpenItem.everywhere.get(invoice=invoice).open_amount == 0
        payment = Payment.everywhere.latest("pk")
        assert (payment.state, payment.amount) == ("posted", Decimal(226))

    def test_less_is_paid_with_a_discount_and_a_fee(self, office: Office, sign_in: SignIn) -> None:
        client, invoice = sign_in(office.owner), invoiced(office)
        address = reverse("admin:erp_salesinvoice_act", args=[invoice, "receive"])
        page = client.get(address)
        token = page.context["lines"][0].token
        typed = {"amount": "220", "fee": "2", f"l{token}-pay": "220", f"l{token}-let_off": "6"}
        assert client.post(address, sent_by(page, **typed)).status_code == 302
        assert OpenItem.everywhere.get(invoice=invoice).open_amount == 0
        with acting_as_system(office.world.company.pk):
            assert office.world.balance("bank") == Decimal(218)

    def test_more_than_is_open_is_refused(self, office: Office, sign_in: SignIn) -> None:
        client, invoice = sign_in(office.owner), invoiced(office)
        address = reverse("admin:erp_salesinvoice_act", args=[invoice, "receive"])
        page = client.get(address)
        token = page.context["lines"][0].token
        answer = client.post(address, sent_by(page, amount="500", **{f"l{token}-pay": "500"}))
        assert answer.status_code == 409
        assert not Payment.everywhere.exists()

    def test_without_an_invoice_the_amount_is_an_advance(self, office: Office, sign_in: SignIn) -> None:
        client = sign_in(office.owner)
        page = client.get(reverse("admin:erp_customerpayment_add"))
        data = sent_by(page, party_id="ALICE", amount="1,000.50")
        assert client.post(reverse("admin:erp_customerpayment_add"), data).status_code == 302
        assert OpenItem.everywhere.get(party=office.world.party("ALICE")).open_amount == Decimal("-1000.5")

    def test_a_party_that_is_not_known_is_told_at_its_field(self, office: Office, sign_in: SignIn) -> None:
        client = sign_in(office.owner)
        page = client.get(reverse("admin:erp_customerpayment_add"))
        answer = client.post(
            reverse("admin:erp_customerpayment_add"), sent_by(page, party_id="NOBODY", amount="1")
        )
        assert answer.status_code == 422
        assert "party_id" in answer.context["head"].errors
