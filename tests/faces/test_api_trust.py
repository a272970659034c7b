"""What engineers trust the API for: versions, limits, permissions before anything else, everything reachable."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nonet.faces.api.main import api
from nonet.kernel.verbs import VERBS
from nonet.kit.api import limits
from nonet.masters.parties.models import Party
from tests.faces.conftest import Office

Call = Callable[..., Any]

# Verbs that no program calls by themselves, and why.
BEGINNING = "runs when a company begins"
GRID = "serves the grid of the entry pages; programs create orders and change their lines"
FLOW = "called by other verbs and by flows"
INTERNAL = {
    "erp.apply_standard_tax": BEGINNING,
    "erp.equip_company": BEGINNING,
    "kernel.install_roles": BEGINNING,
    "kernel.renew_roles": "runs when a release is brought in",
    "money.install_chart": BEGINNING,
    "places.create_site": BEGINNING,
    "places.ensure_counterparts": BEGINNING,
    "taxes.install_taxes": BEGINNING,
    "erp.begin_counts": "the book of stock offers the same under /counts",
    "erp.enter_counts": "the book of stock offers the same under /counts",
    "erp.post_counts": "the book of stock offers the same under /counts",
    "erp.change_purchase_orders_whole": GRID,
    "erp.change_sales_orders_whole": GRID,
    "erp.quote_purchase_orders": GRID,
    "erp.quote_sales_orders": GRID,
    "money.value_moves": FLOW,
    "stock.receive_between_sites": "the ERP offers it with the order: erp.receive_transfer_goods",
    "stock.ship_between_sites": "the ERP offers it with the order: erp.dispatch_transfers",
    "approvals.read": "a permission that pages look at",
    "notices.read": "everybody reads their own",
    "remarks.attach_files": "offered as an upload under /remarks",
    "remarks.moderate": "a permission that other verbs look at",
}
RUN_BY = ("tests.",)


@pytest.fixture
def secret(office: Office) -> str:
    return office.token(office.owner)


def bob(office: Office) -> int:
    return office.world.party("BOB")


def rename(call: Call, secret: str, name: str, **more: Any) -> Any:
    version = more.pop("version", None)
    row = {"code": "BOB", "name": name} | ({"version": version} if version is not None else {})
    return call("post", "parties", secret, {"rows": [row]}, **more)


def test_what_was_read_is_not_overwritten_unseen(office: Office, secret: str, call: Call) -> None:
    read = call("get", f"parties/{bob(office)}", secret)
    tag = read["ETag"]
    assert call("get", f"parties/{bob(office)}", secret, if_none_match=tag).status_code == 304
    assert rename(call, secret, "First", if_match=tag).status_code == 200
    late = rename(call, secret, "Second", if_match=tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert late.json()["params"]["who"] == "owner"
    assert Party.everywhere.get(pk=bob(office)).name == "First"
    now = call("get", f"parties/{bob(office)}", secret)["ETag"]
    assert now != tag and rename(call, secret, "Second", if_match=now).status_code == 200


def test_a_row_of_a_batch_carries_its_version(office: Office, secret: str, call: Call) -> None:
    tag = call("get", f"parties/{bob(office)}", secret)["ETag"].strip('"')
    rename(call, secret, "First")
    rows = [
        {"code": "NEW", "name": "New"},
        {"code": "BOB", "name": "Late", "version": tag},
        {"code": "N2", "name": "N"},
    ]
    told = call("post", "parties", secret, {"rows": rows}).json()
    assert [each["position"] for each in told["done"]] == [0, 2]
    assert [(each["position"], each["code"]) for each in told["refused"]] == [(1, "changed_meanwhile")]


def test_a_document_is_moved_on_only_as_it_was_read(office: Office, secret: str, call: Call) -> None:
    order = office.orders[2]
    tag = call("get", f"sales-orders/{order}", secret)["ETag"]
    wrong = call("post", "sales-orders/confirm", secret, {"order_ids": [order]}, if_match='"0"')
    assert wrong.status_code == 412
    both = call("post", "sales-orders/confirm", secret, {"order_ids": office.orders}, if_match=tag)
    assert (both.status_code, both.json()["errors"][0]["field"]) == (422, "If-Match")
    assert call("post", "sales-orders/confirm", secret, {"order_ids": [order]}, if_match=tag).json()[
        "done"
    ] == [order]
    assert call("get", f"sales-orders/{order}", secret)["ETag"] != tag


def test_who_asks_too_often_is_told_when_to_go_on(
    office: Office, secret: str, call: Call, settings: Any
) -> None:
    settings.API_REQUESTS = 2
    first = call("get", "me", secret)
    assert first["RateLimit-Policy"] == '"default";q=2;w=60' and first["RateLimit"].startswith(
        '"default";r=1;t='
    )
    call("get", "me", secret)
    late = call("get", "me", secret)
    assert (late.status_code, late.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(late["Retry-After"]) <= 60
    settings.API_STRANGER_REQUESTS = 1
    assert [call("get", "me").status_code for _ in range(2)] == [401, 429]


def test_a_window_begins_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [limits.count("k", 5).made for _ in range(3)] == [1, 2, 3]
    monkeypatch.setattr(limits, "_COUNT", limits._COUNT.replace("60 s", "0 s"))
    assert [limits.count("k", 5).made for _ in range(2)] == [1, 1]


def test_a_permission_is_asked_for_before_the_body_is_read(office: Office, call: Call) -> None:
    auditor = office.token(office.member("auditor"))
    told = call("post", "sales-orders/create", auditor, {"nonsense": 1})
    assert (told.status_code, told.json()["code"]) == (403, "permission_missing")


def test_the_page_of_the_api_shows_one_subject_at_a_time(office: Office, sign_in: Any) -> None:
    page = sign_in(office.owner).get("/api/docs?subject=Parties")
    assert page.status_code == 200 and b'data-address="?part=Parties"' in page.content
    assert b"<script>" not in page.content and "unsafe" not in page["Content-Security-Policy"].replace(
        "style-src 'self' 'unsafe-inline'", ""
    )
    part = Client().get("/api/docs?part=Parties").json()
    assert "/api/parties" in part["paths"] and "/api/items" not in part["paths"]
    assert "Problem" in part["components"]["schemas"]
    assert len(part["components"]["schemas"]) < len(api.get_openapi_schema()["components"]["schemas"]) / 3
    assert Client().get("/api/docs?part=Nothing").status_code == 404


def test_every_verb_is_offered_or_internal() -> None:
    text = str(api.get_openapi_schema())
    offered = {code for code in VERBS if f"`{code}`" in text}
    missing = sorted(set(VERBS) - offered - set(INTERNAL) - {c for c in VERBS if c.startswith(RUN_BY)})
    assert missing == []
