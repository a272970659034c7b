"""The API: pages of rows, batches, verbs answered by document, refusals as problems."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nonet.faces.api.main import RESOURCES, api
from nonet.kernel.models import IdempotencyKey, User
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Party
from tests.faces.conftest import Office

Call = Callable[..., Any]


@pytest.fixture
def secret(office: Office) -> str:
    return office.token(office.owner)


def test_every_list_and_detail_answers(office: Office, secret: str, call: Call) -> None:
    told = 0
    for each in RESOURCES:
        answer = call("get", each.path, secret)
        assert answer.status_code == 200, (each.path, answer.content)
        for row in answer.json()["items"][:1]:
            told += 1
            detail = call("get", f"{each.path}/{row['id']}", secret)
            assert detail.status_code == 200, (each.path, detail.content)
            assert {lines.name for lines in each.lines} <= detail.json().keys()
            if each.document:
                assert call("get", f"{each.path}/{row['id']}/chain", secret).status_code in (200, 404)
    assert told >= 20


def test_nobody_gets_nothing(office: Office, call: Call) -> None:
    for each in RESOURCES:
        assert call("get", each.path).status_code == 401, each.path
    answer = call("get", "parties", "nonet_wrong")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_nothing_of_another_company_is_told(office: Office, call: Call) -> None:
    theirs = Client()
    theirs.force_login(office.stranger)
    for each in RESOURCES:
        names = {field.name for field in each.model._meta.fields}
        found = each.model._base_manager.filter(**each.where)
        mine = found.filter(company_id=office.world.company.pk).first() if "company" in names else None
        if mine is not None:
            assert theirs.get(f"/api/{each.path}/{mine.pk}").status_code == 404, each.path
    told = theirs.get("/api/parties").json()["items"]
    assert [row["code"] for row in told] == ["X1"]


def test_a_missing_permission_is_named(office: Office, call: Call) -> None:
    auditor = office.token(office.member("auditor"))
    assert call("get", "entries", auditor).status_code == 200
    answer = call("post", "sales-orders/confirm", auditor, {"order_ids": office.orders})
    assert answer.status_code == 403
    assert answer.json()["params"] == {"verb": "erp.confirm_sales_orders"}
    sales = office.token(office.member("salesperson"))
    assert call("get", "entries", sales).status_code == 403


def test_scopes_narrow_a_token(office: Office, call: Call) -> None:
    narrow = office.token(office.owner, "parties.read")
    assert call("get", "parties", narrow).status_code == 200
    assert call("get", "items", narrow).status_code == 403


def test_pages_follow_each_other_without_gap_or_repeat(secret: str, call: Call) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        page = call("get", f"items?limit=3&fields=code{cursor and '&cursor=' + cursor}", secret).json()
        assert all(row.keys() == {"id", "code"} for row in page["items"])
        seen += [row["id"] for row in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_filters_and_search(secret: str, call: Call) -> None:
    assert {row["code"] for row in call("get", "items?kind=service", secret).json()["items"]} == {"FREIGHT"}
    assert {row["code"] for row in call("get", "items?q=龙井", secret).json()["items"]} == {"TEA"}
    assert call("get", "sales-orders?state=draft", secret).json()["items"][0]["state"] == "draft"
    assert call("get", "sales-orders?ordered_on_from=2999-01-01", secret).json()["items"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("fields=nope", "fields"), ("cursor=%21", "cursor"), ("limit=0", "limit"), ("colour=red", "colour")],
)
def test_a_wrong_query_names_the_field(secret: str, call: Call, query: str, field: str) -> None:
    answer = call("get", f"items?{query}", secret)
    assert answer.status_code == 422
    assert [each["field"].split(".")[-1] for each in answer.json()["errors"]] == [field]


def test_rows_are_saved_one_by_one(office: Office, secret: str, call: Call) -> None:
    rows = [
        {"code": "BOB", "name": "Bob"},
        {"code": "NEW", "name": "New", "currency": "XXY"},
        {"code": "N2", "name": "N2"},
    ]
    told = call("post", "parties", secret, {"rows": rows}).json()
    assert [each["position"] for each in told["done"]] == [0, 2]
    assert [(each["position"], each["code"]) for each in told["refused"]] == [(1, "currency_unknown")]
    bob = Party.everywhere.get(company=office.world.company, code="BOB")
    assert bob.name == "Bob"
    assert told["done"][0]["id"] == bob.pk


def test_a_verb_answers_for_each_document(office: Office, secret: str, call: Call) -> None:
    told = call("post", "sales-orders/confirm", secret, {"order_ids": [*office.orders, 999_999_999]}).json()
    assert told["done"] == [office.orders[2]]
    refused = {each["id"]: each for each in told["refused"]}
    assert refused.keys() == {*office.orders[:2], 999_999_999}
    assert all(each["code"] and each["message"] for each in refused.values())


def order_body(office: Office) -> dict[str, Any]:
    line = {"item_id": office.world.item("TEA"), "quantity": "3"}
    order = {"party_id": office.world.party("BOB"), "site_id": office.world.site(), "lines": [line]}
    wrong = {**order, "party_id": 999_999_999}
    return {"orders": [order, wrong]}


def test_an_order_is_taken_with_its_lines(office: Office, secret: str, call: Call) -> None:
    told = call("post", "sales-orders/create", secret, order_body(office)).json()
    assert [each["position"] for each in told["refused"]] == [1]
    detail = call("get", f"sales-orders/{told['done'][0]['id']}", secret).json()
    assert (detail["state"], detail["lines"][0]["item_code"]) == ("draft", "TEA")
    assert detail["lines"][0]["quantity"] == "3.000000"


def test_a_request_with_a_key_is_done_once_and_answered_twice(
    office: Office, secret: str, call: Call
) -> None:
    first = call("post", "sales-orders/create", secret, order_body(office), idempotency_key="k1")
    second = call("post", "sales-orders/create", secret, order_body(office), idempotency_key="k1")
    assert first.json() == second.json()
    assert IdempotencyKey.everywhere.count() == 1
    other = call("post", "sales-orders/confirm", secret, {"order_ids": [1]}, idempotency_key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_kept_answer_is_not_told_to_who_may_not_ask(office: Office, secret: str, call: Call) -> None:
    call("post", "sales-orders/create", secret, order_body(office), idempotency_key="k1")
    auditor = office.token(office.member("auditor"))
    answer = call("post", "sales-orders/create", auditor, order_body(office), idempotency_key="k1")
    assert answer.status_code == 403


def test_a_broken_body_is_a_problem(secret: str, call: Call) -> None:
    wrong = call("post", "sales-orders/create", secret, {"orders": [{"party_id": "x"}], "more": 1})
    assert wrong.status_code == 422
    fields = {each["field"] for each in wrong.json()["errors"]}
    assert any(each.endswith("orders.0.party_id") for each in fields), fields
    assert any(each.endswith("more") for each in fields)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    broken = client.post("/api/parties", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "not_json")


def test_a_session_needs_its_csrf_token(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.owner)
    body = {"rows": [{"code": "N", "name": "N"}]}
    answer = client.post("/api/parties", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    client.get("/desk/")
    token = client.cookies["csrftoken"].value
    answer = client.post(
        "/api/parties", body, content_type="application/json", headers={"x-csrftoken": token}
    )
    assert answer.status_code == 200


def test_a_user_without_a_company_is_told_so(office: Office) -> None:
    client = Client()
    client.force_login(User.objects.create_user("nobody"))
    assert client.get("/api/parties").json()["code"] == "company_not_set"


def test_messages_come_in_the_language_asked_for(office: Office, call: Call) -> None:
    narrow = office.token(office.owner, "parties.read")
    answer = call("get", "items", narrow, accept_language="zh-hans")
    assert "权限" in answer.json()["detail"] or "角色" in answer.json()["detail"]


def test_stock_is_told_by_site_and_by_date(office: Office, secret: str, call: Call) -> None:
    tea, site = office.world.item("TEA"), office.world.site()
    stock = call("get", f"stock?item_id={tea}&site_id={site}", secret).json()["items"]
    assert stock[0]["on_hand"] == "100.000000"
    promise = call("get", f"stock/promise?item_id={tea}&site_id={site}&until=2999-01-01", secret)
    assert promise.status_code == 200 and promise.json()
    early = call("get", f"stock/earliest?item_id={tea}&site_id={site}&quantity=1&until=2999-01-01", secret)
    assert early.json()["on"]
    assert call("get", "stock/at", secret).status_code == 200


def test_the_kernel_tells_of_itself(secret: str, call: Call) -> None:
    assert call("get", "me", secret).json()["user"] == "owner"
    assert {each["code"] for each in call("get", "systems", secret).json()} >= {"erp", "wms", "mes"}
    assert call("get", "flows/order-to-cash", secret).json()["steps"]
    assert call("get", "flows/none", secret).status_code == 404
    assert all(each["ok"] for each in call("post", "checks/run", secret).json())
    assert call("post", "systems/unlock", secret, {"system": "wms"}).status_code == 200
    wrong = call("post", "systems/unlock", secret, {"system": "xyz"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "system")


def test_history_tells_who_changed_what(office: Office, secret: str, call: Call) -> None:
    call("post", "parties", secret, {"rows": [{"code": "BOB", "name": "Bob"}]})
    changes = call("get", f"parties/{office.world.party('BOB')}/history", secret).json()
    assert (changes[0]["verb"], changes[0]["user"], changes[0]["source"]) == (
        "parties.save_parties",
        "owner",
        "api",
    )


def test_a_master_in_use_keeps_what_must_stay(office: Office, secret: str, call: Call) -> None:
    told = call("post", "items", secret, {"rows": [{"code": "TEA", "tracking": "lot"}]}).json()
    assert [each["params"]["field"] for each in told["refused"]] == ["tracking"]
    assert Item.everywhere.get(company=office.world.company, code="TEA").tracking == "none"


def test_the_openapi_document_is_whole() -> None:
    document = json.loads(json.dumps(api.get_openapi_schema()))
    assert document["openapi"].startswith("3.")
    ids = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    assert len(ids) == len(set(ids))
    text = json.dumps(document)
    named = {each.split('"')[0] for each in text.split("#/components/schemas/")[1:]}
    assert named <= document["components"]["schemas"].keys()
    assert "/api/sales-orders/create" in document["paths"]


def test_the_api_page_loads_from_here_only(db: None, client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert client.get("/api/openapi.json").status_code == 200
    assert "http://" not in page and "https://" not in page and "/static/ninja/" in page
