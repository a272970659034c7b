"""Documents entered on one page: faults are told at their place, and nobody overwrites another."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.books.orders.models import Order, OrderChange, OrderLine
from nonet.books.orders.services import releasing
from nonet.books.stock.services import reserving
from nonet.books.stock.services.issuing import ship_deliveries
from nonet.books.stock.services.picking import pick_deliveries
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kernel.sql import counting
from tests.faces.conftest import Office

SignIn = Callable[[User], Client]


def form(office: Office, *lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    head = {"party_id": office.world.party("BOB"), "site_id": office.world.site(), **given.pop("head", {})}
    return {"key": given.pop("key", "key-of-the-form"), "head": head, "lines": list(lines), **given}


def send(client: Client, body: Any, model: str = "salesorder", view: str = "save") -> Any:
    return client.post(
        reverse(f"admin:erp_{model}_{view}"), json.dumps(body), content_type="application/json"
    )


def settings(client: Client, address: str) -> Any:
    text = client.get(address).content.decode()
    return json.loads(
        text.partition('<script id="entry-settings" type="application/json">')[2].partition("</script>")[0]
    )


@pytest.fixture
def client(office: Office, sign_in: SignIn) -> Client:
    return sign_in(office.owner)


def saved(answer: Any) -> Order:
    assert answer.status_code == 200, answer.content.decode()
    return Order.everywhere.get(pk=int(answer.json()["address"].split("/")[-3]))


def test_an_order_is_saved_and_confirmed_at_once(office: Office, client: Client) -> None:
    line = {"item_id": office.world.item("TEA"), "quantity": "3"}
    other = {"item_id": office.world.item("CUP"), "quantity": "２", "price": "1,018.5", "discount": "10%"}
    order = saved(send(client, form(office, line, other, confirm=True)))
    assert order.state == "confirmed"
    assert [str(each.net_amount.normalize()) for each in OrderLine.everywhere.filter(order=order)] == [
        "3E+2",
        "1833.3",
    ]


def test_a_form_sent_twice_is_saved_once(office: Office, client: Client) -> None:
    body = form(office, {"item_id": office.world.item("TEA"), "quantity": "1"})
    assert saved(send(client, body)) == saved(send(client, body))
    assert Order.everywhere.filter(created_by=office.owner).count() == 1


def test_faults_are_told_at_their_line_and_field(office: Office, client: Client) -> None:
    tea = office.world.item("TEA")
    answer = send(
        client, form(office, {"item_id": tea}, {"item_id": tea, "quantity": "many"}, head={"due_on": "soon"})
    )
    assert answer.status_code == 422
    told = {(each["line"], each["field"]): each["message"] for each in answer.json()["errors"]}
    assert told[0, "quantity"] == "is missing; fill it in"
    assert "many" in told[1, "quantity"] and "soon" in told[None, "due_on"]


def test_what_the_verb_refuses_is_told_at_its_line(office: Office, client: Client) -> None:
    fit = {"item_id": office.world.item("TEA"), "quantity": "1"}
    answer = send(client, form(office, fit, {**fit, "quantity": "-1"}, {**fit, "unit": "CTN"}))
    told = {(each["line"], each["field"]) for each in answer.json()["errors"]}
    assert told == {(1, "quantity"), (2, "unit")}
    assert not Order.everywhere.filter(created_by=office.owner).exists()


def test_pasted_codes_are_resolved_in_one_quote(office: Office, client: Client) -> None:
    lines = [{"key": str(n), "item_id_text": "TEA" if n else "NONE", "quantity": "2"} for n in range(50)]
    send(client, form(office), view="quote")
    with counting() as statements:
        told = send(client, form(office, *lines), view="quote").json()
    assert told["lines"]["1"]["net"] == "200" and told["lines"]["1"]["values"]["available"]
    assert told["lines"]["0"]["error"]["field"] == "item_id"
    assert len(statements) < 40
    with counting() as fewer:
        send(client, form(office, *lines[:3]), view="quote")
    assert len(fewer) == len(statements)


def test_an_order_is_changed_line_by_line(office: Office, client: Client) -> None:
    order = office.orders[1]
    given = settings(client, reverse("admin:erp_salesorder_edit", args=[order]))
    line = given["document"]["lines"][0]
    body = form(
        office,
        {**line, "quantity": "1"},
        {"item_id": office.world.item("CUP"), "quantity": "4"},
        head=given["document"]["head"],
        id=order,
        base=given["document"],
        reason="customer asked",
    )
    assert saved(send(client, body)).pk == order
    assert [
        int(each.quantity) for each in OrderLine.everywhere.filter(order_id=order).order_by("position")
    ] == [1, 4]
    assert set(OrderChange.everywhere.filter(order_id=order).values_list("reason", flat=True)) == {
        "customer asked"
    }


def test_the_second_to_save_is_told_what_the_first_changed(
    office: Office, client: Client, sign_in: SignIn
) -> None:
    order = office.orders[2]
    address = reverse("admin:erp_salesorder_edit", args=[order])
    first, second = settings(client, address), settings(client, address)
    clerk = sign_in(office.member("clerk"))
    document = first["document"]
    changed = form(
        office, {**document["lines"][0], "quantity": "7"}, head={**document["head"], "note": "urgent"}
    )
    saved(send(clerk, {**changed, "id": order, "base": document, "key": "the-first-key"}))
    mine = form(office, {**document["lines"][0], "quantity": "9"}, head=document["head"])
    answer = send(client, {**mine, "id": order, "base": second["document"], "key": "the-second-key"})
    assert answer.status_code == 409
    conflict = answer.json()["conflict"]
    assert {(each["field"], each["before"], each["theirs"]) for each in conflict["found"]} == {
        ("quantity", "2", "7"),
        ("note", "", "urgent"),
    }
    assert "clerk" in conflict["who"]
    again = send(client, {**mine, "id": order, "base": conflict["now"], "key": "the-third-key"})
    assert saved(again).note == ""
    assert int(OrderLine.everywhere.get(order_id=order).quantity) == 9


def test_others_can_neither_open_nor_save(office: Office, sign_in: SignIn) -> None:
    stranger, auditor = sign_in(office.stranger), sign_in(office.member("auditor"))
    body = form(office, {"item_id": office.world.item("TEA"), "quantity": "1"})
    for each in (stranger, auditor):
        assert each.get(reverse("admin:erp_salesorder_edit", args=[office.orders[2]])).status_code == 404
        assert (
            send(each, {**body, "id": office.orders[2], "base": {"head": {}, "lines": []}}).status_code == 404
        )
    assert send(auditor, body).status_code == 409
    assert send(stranger, body).status_code == 422
    assert not Order.everywhere.filter(created_by__in=[office.stranger]).exists()


def hand_over(office: Office) -> None:
    with acting_as_system(office.world.company.pk):
        reserving.reserve_orders(order_ids=office.orders[:1])
        releasing.release_orders(order_ids=office.orders[:1])
        ids = [each.id for each in sql.rows("SELECT id FROM orders_delivery")]
        pick_deliveries(delivery_ids=ids).require_all()
        ship_deliveries(delivery_ids=ids).require_all()


def test_goods_come_back_from_the_order_they_left_with(office: Office, client: Client) -> None:
    hand_over(office)
    given = settings(client, f"{reverse('admin:erp_salesreturn_add')}?order={office.orders[0]}")
    line = given["document"]["lines"][0]
    assert line["left"] == "2"
    head = {**given["document"]["head"], "reason": "broken"}
    back = {"line_id": line["line_id"], "quantity": "1", "instead_id": office.world.item("CUP")}
    answer = send(client, {"key": "key-of-return", "head": head, "lines": [back]}, "salesreturn")
    returned = saved(answer)
    assert returned.kind == "sales_return" and returned.origin_id == office.orders[0]
    instead = Order.everywhere.get(origin_id=returned.pk)
    assert instead.kind == "sales" and instead.state == "draft"
    too_much = {**back, "quantity": "2"}
    refused = send(client, {"key": "another-key", "head": head, "lines": [too_much]}, "salesreturn")
    assert refused.status_code == 422


def test_a_transfer_is_saved(office: Office, client: Client) -> None:
    line = {"item_id": office.world.item("TEA"), "quantity": "1"}
    same = {"key": "key-of-move", "head": {"site_id": office.world.site(), "to_site_id": office.world.site()}}
    refused = send(client, {**same, "lines": [line]}, "transferorder")
    assert refused.json()["errors"][0]["field"] == "to_site_id"


def test_a_copy_begins_with_the_lines_of_the_other(office: Office, client: Client) -> None:
    given = settings(client, f"{reverse('admin:erp_salesorder_add')}?copy={office.orders[0]}")
    assert given["id"] is None
    assert "line_id" not in given["document"]["lines"][0]
    assert given["document"]["lines"][0]["quantity"] == "2"


@pytest.mark.parametrize("text", ["TEA", "te", "龙井", "lj"])
def test_items_are_found_as_one_types(office: Office, client: Client, text: str) -> None:
    found = client.get("/api/lookups/items", {"q": text, "use": "sale"}).json()
    assert found[0]["code"] == "TEA" and found[0]["facts"]["units"] == ["PCE"]
