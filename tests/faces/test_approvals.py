"""Approvals on the desk and in the API: decided in one click, never past the gate, never for strangers."""

from decimal import Decimal
from typing import Any

import pytest

from nonet.books.orders.models import Order
from nonet.kernel.actor import acting_as_system
from nonet.kernel.approvals.models import Request, Rule
from nonet.kernel.approvals.services.ruling import RuleDraft, StepDraft, save_rules
from nonet.kernel.models import User
from tests.faces.conftest import Office

pytestmark = pytest.mark.django_db

CONFIRM = "/desk/erp/salesorder/{}/act/confirm/"


@pytest.fixture
def clerk(office: Office) -> User:
    """A clerk whose sales orders the owner must approve."""
    with acting_as_system(office.world.company.pk):
        step = StepDraft([{"kind": "user", "id": office.owner.pk}])
        save_rules(rules=[RuleDraft("Large sales", "sales_order", [step], amount_above=Decimal(100))])
    return office.member("clerk")


def state(office: Office) -> str:
    return str(Order.everywhere.get(pk=office.orders[2]).state)


def ask(office: Office, clerk: User, sign_in: Any) -> int:
    sign_in(clerk).post(CONFIRM.format(office.orders[2]))
    return int(Request.everywhere.get().pk)


def test_a_clerk_asks_and_the_owner_decides_by_one_click(office: Office, clerk: User, sign_in: Any) -> None:
    request = ask(office, clerk, sign_in)
    assert state(office) == "draft"
    asked = sign_in(clerk).get(f"/desk/erp/salesorder/{office.orders[2]}/change/").content.decode()
    assert "waits for owner" in asked
    desk = sign_in(office.owner)
    inbox = desk.get("/desk/approvals/").content.decode()
    assert "Sales order" in inbox and "龙井茶 250g × 2" in inbox
    answer = desk.post("/desk/approvals/act/", {"one": f"{request}:approve", "next": "/desk/approvals/"})
    assert answer.url == "/desk/approvals/"
    assert state(office) == "confirmed"
    assert "Approved" in desk.get(f"/desk/approvals/{request}/").content.decode()


def test_a_refusal_wants_a_reason(office: Office, clerk: User, sign_in: Any) -> None:
    request, desk = ask(office, clerk, sign_in), sign_in(office.owner)
    desk.post("/desk/approvals/act/", {"one": f"{request}:reject"})
    assert Request.everywhere.get().state == "pending"
    desk.post("/desk/approvals/act/", {"one": f"{request}:reject", f"note_{request}": "太多"})
    assert Request.everywhere.get().state == "rejected"
    assert "太多" in desk.get(f"/desk/approvals/{request}/").content.decode()


def test_strangers_and_bystanders_see_and_do_nothing(office: Office, clerk: User, sign_in: Any) -> None:
    request = ask(office, clerk, sign_in)
    for user in (office.stranger, office.member("buyer")):
        desk = sign_in(user)
        assert desk.get(f"/desk/approvals/{request}/").status_code == 404
        desk.post("/desk/approvals/act/", {"one": f"{request}:approve", "next": "//evil.example"})
    assert sign_in(office.member("buyer")).get("/desk/approvals/rules/").status_code == 404
    assert sign_in(clerk).post("/desk/approvals/rules/new/", {"name": "x"}).status_code == 404
    assert state(office) == "draft"
    with acting_as_system(office.world.company.pk):
        assert Request.objects.get().state == "pending"


def test_a_rule_is_made_read_tried_and_ended(office: Office, sign_in: Any) -> None:
    desk = sign_in(office.owner)
    typed = {
        "name": "Big",
        "point": "sales_order",
        "amount_above": "1,00x",
        "who_0": f"user:{office.owner.pk}",
    }
    page = desk.post("/desk/approvals/rules/new/", typed).content.decode()
    assert "1,00x is no number" in page and 'value="Big"' in page
    assert desk.post("/desk/approvals/rules/new/", {**typed, "amount_above": "1,00"}).status_code == 302
    rule = Rule.everywhere.get()
    assert "Sales orders over ¥100 need owner" in desk.get("/desk/approvals/rules/").content.decode()
    assert desk.get(f"/desk/approvals/rules/{rule.pk}/").status_code == 200
    number = Order.everywhere.get(pk=office.orders[2]).number
    tried = desk.get(f"/desk/approvals/rules/test/?point=sales_order&number={number}").content.decode()
    assert "Needs approval" in tried
    desk.post("/desk/approvals/rules/", {"rule": rule.pk})
    assert Rule.everywhere.get().is_active is False
    desk.post("/desk/approvals/rules/ready/", {"code": "payment"})
    assert Rule.everywhere.filter(point="payment").exists()


def test_somebody_stands_in(office: Office, clerk: User, sign_in: Any) -> None:
    desk = sign_in(office.owner)
    days = {"from_on": "2020-01-01", "until_on": "2999-01-01"}
    page = desk.post(
        "/desk/approvals/delegations/", {**days, "stand_in": office.stranger.pk}
    ).content.decode()
    assert "name a user who has a role" in page
    boss = office.member("bookkeeper")
    assert desk.post("/desk/approvals/delegations/", {**days, "stand_in": boss.pk}).status_code == 302
    request = ask(office, clerk, sign_in)
    sign_in(boss).post("/desk/approvals/act/", {"one": f"{request}:approve"})
    assert state(office) == "confirmed"


def test_programs_ask_and_decide_within_their_scopes(office: Office, clerk: User, call: Any) -> None:
    secret = office.token(clerk)
    body = {"order_ids": [office.orders[2]]}
    refused = call("post", "sales-orders/confirm", secret, body).json()["refused"][0]
    assert refused["code"] == "approval_asked"
    request = int(refused["params"]["request_id"])
    narrow, owner = office.token(office.owner, "orders.read"), office.token(office.owner)
    ids = {"request_ids": [request]}
    assert call("post", "approvals/approve", narrow, ids).status_code == 403
    assert call("post", "approvals/approve", secret, ids).json()["refused"][0]["code"] == "not_your_turn"
    listed = call("get", "approvals", owner).json()["items"]
    assert [each["id"] for each in listed] == [request]
    assert call("get", f"approvals/{request}", owner).json()["tasks"][0]["state"] == "open"
    needed = call("get", f"approvals/needed?point=sales_order&document_id={office.orders[2]}", owner).json()
    assert needed["sentence"].startswith("Sales orders over")
    assert call("post", "approvals/approve", owner, ids).json()["done"] == [request]
    assert state(office) == "confirmed"
