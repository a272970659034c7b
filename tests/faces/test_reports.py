"""Every report: opened, exported, told to programs, shut to those who may not read it; figures and the way down."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from nonet.books.stock.models import Lot
from nonet.faces.desk.reports import REPORTS
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import User
from nonet.kernel.sql import counting
from tests.faces.conftest import Office
from tests.faces.test_tasks import invoiced

SignIn = Callable[[User], Client]


def filled(office: Office) -> dict[str, Any]:
    """Return what any report may want to know."""
    world = office.world
    with acting_as_system(world.company.pk):
        world.stock("MILK", 6, 7, lot="M1")
    lot = Lot.everywhere.get(code="M1").pk
    return {"account_id": "1122", "party_id": "BOB", "item_id": "TEA", "lot_id": f"@{lot}", "compare": "on"}


def address(code: str) -> str:
    return reverse("admin:report", args=[code])


def test_every_report_opens_and_is_handed_out_as_a_file(office: Office, sign_in: SignIn) -> None:
    invoiced(office)
    client, given = sign_in(office.owner), filled(office)
    empty = []
    for each in REPORTS:
        given["account_id"] = "" if each.code == "bank-book" else "1122"
        page = client.get(address(each.code), {name: text for name, text in given.items() if text})
        made = page.context["made"]
        assert page.status_code == 200 and not made.fact, (each.code, made.fact, made.form.errors)
        empty += [] if made.rows else [each.code]
        for kind in ("csv", "xlsx"):
            file = client.get(
                page.wsgi_request.get_full_path(), {**page.wsgi_request.GET.dict(), "format": kind}
            )
            assert b"".join(file.streaming_content), (each.code, kind)  # type: ignore[attr-defined]
    assert set(empty) <= {
        "bank-book",
        "aged-payables",
        "purchase-analysis",
        "open-purchases",
        "slow-stock",
        "expiring-lots",
    }


def test_reports_are_shut_to_who_may_not_read_them(office: Office, sign_in: SignIn) -> None:
    keeper = sign_in(office.member("storekeeper"))
    for each in REPORTS:
        allowed = each.read in ("stock.read", "orders.read")
        assert keeper.get(address(each.code)).status_code in ((200, 422) if allowed else (404,)), each.code
    index = keeper.get(reverse("admin:reports")).content.decode()
    assert address("stock-movement") in index and address("trial-balance") not in index


def test_a_stranger_sees_figures_of_the_own_company_only(office: Office, sign_in: SignIn) -> None:
    invoiced(office)
    client = sign_in(office.stranger)
    for each in REPORTS:
        page = client.get(address(each.code), filled_for_stranger())
        assert page.status_code in (200, 422), each.code
        text = page.content.decode()
        assert "龙井茶" not in text and "博博" not in text, each.code


def filled_for_stranger() -> dict[str, str]:
    return {"account_id": "1122", "party_id": "BOB", "item_id": "TEA", "lot_id": "@1"}


def test_the_way_down_leads_from_the_trial_balance_to_the_entry(office: Office, sign_in: SignIn) -> None:
    invoiced(office)
    client = sign_in(office.owner)
    trial = client.get(address("trial-balance")).content.decode()
    assert "account-ledger/?account_id=1122" in trial
    ledger = client.get(address("account-ledger"), {"account_id": "1122"})
    assert ledger.context["totals"][4] and reverse("admin:money_entry_changelist") in ledger.content.decode()


def test_stock_received_and_issued_adds_up(office: Office, sign_in: SignIn) -> None:
    invoiced(office)
    page = sign_in(office.owner).get(address("stock-movement"))
    (tea,) = [each for each in page.context["made"].rows if each.code == "TEA"]
    assert (tea.opening, tea.bought, tea.sold, tea.closing) == (0, 100, 2, 98)
    of_site = sign_in(office.owner).get(address("stock-movement"), {"site_id": str(office.world.site())})
    assert [each.closing for each in of_site.context["made"].rows if each.code == "TEA"] == [98]


def test_numbers_of_a_file_are_numbers(office: Office, sign_in: SignIn) -> None:
    file = sign_in(office.owner).get(address("stock-movement"), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active  # type: ignore[attr-defined]
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[1][0] == "TEA" and rows[1][4] == 100


def test_a_filter_that_cannot_be_used_is_told_at_its_field(office: Office, sign_in: SignIn) -> None:
    page = sign_in(office.owner).get(address("party-statement"), {"party_id": "NOBODY"})
    assert page.status_code == 422 and "party_id" in page.context["made"].form.errors


@pytest.mark.parametrize("code", ["trial-balance", "stock-movement", "aged-receivables", "credit-control"])
def test_a_report_needs_few_statements(office: Office, sign_in: SignIn, code: str) -> None:
    client = sign_in(office.owner)
    client.get(address(code))
    with counting() as seen:
        client.get(address(code))
    assert len(seen) <= 9, seen


def test_programs_are_told_the_same(office: Office, call: Any) -> None:
    answer = call("get", "tables/stock-movement", office.token(office.owner))
    assert answer.status_code == 200
    told = answer.json()
    assert told["rows"][0][0] == "TEA" and told["columns"][0]["name"] == "code"
    assert (
        call(
            "get", "tables/stock-movement", office.token(office.member("salesperson"), "money.*")
        ).status_code
        == 403
    )
    assert call("get", "tables/none", office.token(office.owner)).status_code == 404
    assert call("get", "tables/party-statement", office.token(office.owner)).status_code == 422
