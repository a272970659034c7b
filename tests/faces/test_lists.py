"""Lists: what they find, count, add up, keep, export and turn; for one company, and only what its user may see."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from nonet.kernel import clock
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kit.views.models import SavedView
from nonet.masters.parties.services import save_parties
from tests.faces.conftest import Office

SignIn = Callable[[User], Client]
ORDERS = "/desk/erp/salesorder/"
PARTIES = "/desk/parties/party/"


@pytest.fixture
def desk(office: Office, sign_in: SignIn) -> Client:
    return sign_in(office.owner)


def day_of(office: Office) -> dt.date:
    with acting_as_system(office.world.company.pk):
        return clock.today()


def ids(answer: Any) -> list[int]:
    return [row["pk"] for row in answer.context["rows"]]


def found(client: Client, address: str, query: str = "") -> list[int]:
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200
    assert not answer.context["refusals"] and not answer.context["asked"].unknown, query
    return ids(answer)


def test_filters_narrow_the_list(office: Office, desk: Client) -> None:
    first, second, third = sorted(office.orders)
    bob, today, total = office.world.party("BOB"), day_of(office), 0
    for query, wanted in {
        "state=draft": [third],
        "state=draft,confirmed&sort=number": [first, second, third],
        "state__exact=draft": [third],
        f"party={bob}&state=confirmed&sort=number": [first, second],
        "party=none": [],
        "ordered_on=today&sort=-number": [third, second, first],
        "ordered_on=last_year": [],
        f"ordered_on_from={today}&ordered_on_until={today}&state=draft": [third],
        "gross_total_from=1&gross_total_until=999999&state=draft": [third],
        "gross_total_from=999999": [],
        "due_on=none&state=draft": [third],
        "q=BOB&state=draft": [third],
    }.items():
        total += 1
        assert found(desk, ORDERS, query) == wanted, query
    assert total == 12


@pytest.mark.parametrize(
    "query", ["state=nowhere", "ordered_on_from=31/02", "gross_total_from=NaN", "party=x"]
)
def test_what_cannot_be_read_is_told_and_finds_nothing(desk: Client, query: str) -> None:
    answer = desk.get(f"{ORDERS}?{query}")
    assert ids(answer) == [] and len(answer.context["refusals"]) >= 1


def test_a_filter_that_is_none_is_told(desk: Client) -> None:
    answer = desk.get(f"{ORDERS}?colour=red")
    assert answer.context["asked"].unknown == ["colour"] and len(ids(answer)) == 3


def test_each_filter_is_a_chip_that_can_be_removed(desk: Client) -> None:
    chips = desk.get(f"{ORDERS}?state=draft&gross_total_from=1").context["chips"]
    assert sorted((str(each.label), each.text) for each, _address in chips) == [
        ("gross total", "≥ 1"),
        ("state", "Draft"),
    ]
    assert [address for each, address in chips if each.text == "Draft"] == ["?gross_total_from=1"]


def test_tabs_count_states_of_what_is_found(office: Office, desk: Client) -> None:
    tabs = desk.get(f"{ORDERS}?state=draft").context["tabs"]
    assert [(each.label, each.count, each.is_here) for each in tabs] == [
        ("All", "", False),
        ("Draft", "1", True),
        ("Confirmed", "2", False),
        ("Cancelled", "0", False),
    ]


def test_totals_are_kept_apart_by_currency(office: Office, desk: Client) -> None:
    answer = desk.get(ORDERS)
    (total,) = answer.context["totals"]
    assert total["currency"] == "CNY"
    shown = {column.name: str(cell) for column, cell in total["cells"]}
    with acting_as_system(office.world.company.pk):
        from nonet.books.orders.models import Order

        whole = sum((each.gross_total for each in Order.objects.filter(kind="sales")), Decimal(0))
    assert f"{whole:,.2f}" in shown["gross_total"] and not shown["number"]


def test_columns_are_chosen_and_remembered(office: Office, desk: Client, sign_in: SignIn) -> None:
    desk.post(
        f"{ORDERS}columns/", {"column": ["gross_total", "external_number", "progress", "no"], "query": ""}
    )
    assert [head["column"].name for head in desk.get(ORDERS).context["heads"]] == [
        "gross_total",
        "external_number",
        "progress",
    ]
    other = sign_in(office.member("clerk"))
    assert other.get(ORDERS).context["heads"][0]["column"].name == "number"
    desk.post(f"{ORDERS}columns/", {"reset": "1"})
    assert desk.get(ORDERS).context["heads"][0]["column"].name == "number"


def test_no_list_offers_a_secret(desk: Client) -> None:
    for name in ("kernel_user", "kernel_apitoken"):
        offered = desk.get(reverse(f"admin:{name}_changelist")).context["asked"].offered
        assert not {"password", "token_hash"} & set(offered)
        assert (
            desk.get(reverse(f"admin:{name}_changelist"), {"columns": "password,token_hash"}).status_code
            == 200
        )


def test_views_are_kept_shared_and_opened_with(office: Office, desk: Client, sign_in: SignIn) -> None:
    body = {"do": "save", "name": "Drafts", "query": "state=draft&columns=number&page=3", "open_with": "on"}
    answer = desk.post(f"{ORDERS}views/", body)
    view = SavedView.everywhere.get(name="Drafts")
    assert answer["Location"] == f"{ORDERS}?view={view.pk}"
    assert QueryDict(view.query).dict() == {"state": "draft", "columns": "number"}
    opened = desk.get(ORDERS, follow=True)
    assert ids(opened) == [max(office.orders)] and len(opened.context["heads"]) == 1
    assert len(found(desk, ORDERS, "view=0")) == 3
    clerk = sign_in(office.member("clerk"))
    assert clerk.get(ORDERS).context["views"] == []
    assert len(found(clerk, ORDERS, f"view={view.pk}")) == 3
    desk.post(f"{ORDERS}views/", {**body, "shared": "on"})
    assert found(clerk, ORDERS, f"view={view.pk}") == [max(office.orders)]
    clerk.post(f"{ORDERS}views/", {"do": "remove", "view": view.pk})
    assert SavedView.everywhere.filter(pk=view.pk).exists()
    stranger = sign_in(office.stranger)
    assert stranger.get(ORDERS).context["views"] == []
    desk.post(f"{ORDERS}views/", {"do": "remove", "view": view.pk})
    assert desk.get(ORDERS).status_code == 200 and not SavedView.everywhere.exists()


def test_views_are_kept_by_programs_too(office: Office, call: Callable[..., Any]) -> None:
    secret = office.token(office.member("salesperson"))
    row = {"list_name": "erp.salesorder", "name": "Mine", "query": "state=draft"}
    answer = call("post", "saved-views", secret, {"rows": [row, {"name": "No list"}]}).json()
    assert [each["position"] for each in answer["done"]] == [0]
    assert [each["position"] for each in answer["refused"]] == [1]
    (told,) = call("get", "saved-views?list_name=erp.salesorder", secret).json()["items"]
    assert (told["name"], told["query"], told["shared"]) == ("Mine", "state=draft", False)
    assert call("get", "saved-views", office.token(office.owner)).json()["items"] == []


def test_all_that_was_found_is_acted_on_at_once(office: Office, desk: Client) -> None:
    answer = desk.post(f"{ORDERS}?q=BOB", {"action": "confirm", "all_found": "1"}, follow=True)
    assert [each.level_tag for each in answer.context["messages"]] == ["success", "error", "error"]
    assert len(found(desk, ORDERS, "state=confirmed")) == 3


def test_rows_of_another_company_are_not_acted_on(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.stranger)
    client.post(ORDERS, {"action": "confirm", "_selected_action": office.orders})
    assert len(found(sign_in(office.owner), ORDERS, "state=draft")) == 1


def csv_of(client: Client, address: str) -> list[str]:
    answer: Any = client.get(address)
    assert answer["Content-Type"].startswith("text/csv")
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_what_is_shown_is_exported(office: Office, desk: Client) -> None:
    lines = csv_of(desk, f"{ORDERS}export/csv/?state=draft&columns=number,progress,party,gross_total")
    assert lines[0] == "number,Progress,party,party: name,gross total"
    assert lines[1].split(",")[1:3] == ["Draft", "BOB"] and len(lines) == 2
    answer: Any = desk.get(f"{ORDERS}export/xlsx/?sort=number")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None and sheet.max_row == 4
    assert desk.get(f"{ORDERS}export/exe/").status_code == 404


def test_an_export_runs_no_formula(office: Office, desk: Client) -> None:
    with acting_as_system(office.world.company.pk):
        save_parties(parties=[{"code": "EVIL", "name": "=cmd|' /C calc'!A0", "is_customer": True}])
    lines = csv_of(desk, f"{PARTIES}export/csv/?q=EVIL&columns=code,name")
    assert lines[1].endswith("'=cmd|' /C calc'!A0")


def test_another_company_sees_exports_none_of_ours(office: Office, sign_in: SignIn) -> None:
    assert len(csv_of(sign_in(office.stranger), f"{ORDERS}export/csv/")) == 1
    assert sign_in(office.member("salesperson")).get("/desk/money/entry/export/csv/").status_code == 403


def test_a_pivot_adds_up_and_leads_to_the_rows_behind(office: Office, desk: Client) -> None:
    month = f"{day_of(office):%Y-%m}"
    answer = desk.get(f"{ORDERS}?show=pivot&by=party&across=ordered_on:month&measure=count&chart=stacked")
    table = answer.context["pivot"]
    assert table.heads == [month]
    (row,) = table.rows
    assert row["cells"][0][0] == "3" and table.totals[0]["total"] == "3"
    assert len(found(desk, ORDERS, urlsplit(row["cells"][0][1]).query)) == 3
    assert answer.context["chart"].labels == [row["name"]]


def test_a_pivot_adds_amounts_of_one_currency_only(office: Office, desk: Client) -> None:
    from nonet.kernel import sql

    sql.execute(
        "UPDATE orders_order SET currency = 'USD' WHERE id = %s AND company_id = %s",
        (max(office.orders), office.world.company.pk),
    )
    table = desk.get(f"{ORDERS}?show=pivot&by=state&measure=sum:gross_total&chart=pie").context["pivot"]
    assert [row["name"] for row in table.rows] == ["Draft · USD", "Confirmed · CNY"]
    assert [each["name"] for each in table.totals] == ["Total · CNY", "Total · USD"]
    assert len(desk.get(ORDERS).context["totals"]) == 2


def test_every_list_can_be_turned(desk: Client, office: Office) -> None:
    from django.contrib import admin

    for each in admin.site._registry.values():
        name = f"admin:{each.opts.app_label}_{each.opts.model_name}_changelist"
        answer = desk.get(reverse(name), {"show": "pivot"})
        assert answer.status_code == 200, name


def test_every_filter_of_every_list_reads_its_own_kind(desk: Client, office: Office) -> None:
    from django.contrib import admin

    values = {"choices": "", "one": "", "range": "1", "reference": "1", "text": "a"}
    for each in admin.site._registry.values():
        address = reverse(f"admin:{each.opts.app_label}_{each.opts.model_name}_changelist")
        query = {}
        for name, one in desk.get(address).context["asked"].filters.items():
            choices = getattr(one, "choices", None) or [(next(iter(getattr(one, "conditions", {"": 0}))), "")]
            is_date = getattr(one, "input_type", "") == "date"
            key = f"{name}_from" if one.kind == "range" and not is_date else name
            query[key] = "this_month" if is_date else values[one.kind] or str(choices[0][0])
        answer = desk.get(address, query)
        assert answer.status_code == 200 and not answer.context["refusals"], (address, query)
