"""Accounts, roles, rules, rates and the company itself: saved by the same verbs from forms and by programs."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.books.money.models import Account, AccountRole, ExchangeRate, PostingRule
from nonet.kernel.models import Company, User
from tests.faces.conftest import Office
from tests.faces.test_pages import errors_of, form_of, page_of

ROWS = {
    "accounts": {"code": "660299", "name": "杂费", "type": "expense", "is_debit": True},
    "exchange-rates": {"currency": "USD", "on": "2026-11-01", "rate": "7.1"},
    "account-roles": {"role": "bank", "account": "1002", "valid_from": "2031-01-01"},
}


@pytest.fixture
def client(office: Office, sign_in: Callable[[User], Client]) -> Client:
    return sign_in(office.owner)


def add(client: Client, model: Any, **values: Any) -> Any:
    meta = model._meta
    page = reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
    return client.post(page, {**form_of(client, page), **values})


def change(client: Client, instance: Any, **values: Any) -> Any:
    meta = instance._meta
    page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[instance.pk])
    return client.post(page, {**form_of(client, page), **values})


@pytest.mark.parametrize("path", ROWS)
def test_programs_save_them_many_at_once(office: Office, call: Callable[..., Any], path: str) -> None:
    secret = office.token(office.owner)
    rows = {"rows": [ROWS[path], {**ROWS[path], "colour": "red"}]}
    told = call("post", path, secret, rows).json()
    assert (len(told["done"]), [each["position"] for each in told["refused"]]) == (1, [1]), told
    kept = call("get", f"{path}/{told['done'][0]['id']}", secret)
    again = call("post", path, secret, {"rows": [ROWS[path]]}, if_match=kept["ETag"])
    assert again.status_code == 200 and again.json()["done"] == told["done"]
    auditor = office.token(office.member("auditor"))
    assert call("post", path, auditor, {"rows": [ROWS[path]]}).status_code == 403


def test_an_account_is_added_and_renamed_in_its_form(office: Office, client: Client) -> None:
    parent = Account.everywhere.get(company=office.world.company, code="5602")
    values = {"code": "560299", "name": "杂费", "type": "expense", "is_debit": "on", "parent": parent.pk}
    answer = add(client, Account, **values, active="on")
    assert answer.status_code == 302, errors_of(answer)
    made = Account.everywhere.get(company=office.world.company, code="560299")
    assert change(client, made, name="其他").status_code == 302
    made.refresh_from_db()
    assert (made.name, made.parent_id, made.is_leaf) == ("其他", parent.pk, True)
    refused = change(client, made, type="asset")
    assert refused.status_code == 200 and "type" in errors_of(refused)[0]
    text = client.get(page_of(Account, "add"), headers={"Accept-Language": "en"}).content.decode()
    assert '<option value="goods_received">Goods received</option>' in text


def test_a_rate_a_role_and_a_rule_in_their_forms(office: Office, client: Client) -> None:
    company = office.world.company
    assert add(client, ExchangeRate, currency="usd", on="2026-11-01", rate="7.1").status_code == 302
    rate = ExchangeRate.everywhere.get(company=company)
    assert change(client, rate, rate="7.2").status_code == 302
    rate.refresh_from_db()
    assert (rate.currency, str(rate.rate)) == ("USD", "7.20000000")
    bank = Account.everywhere.get(company=company, code="1002")
    answer = add(client, AccountRole, role="bank", account=bank.pk, valid_from="2031-01-01")
    assert answer.status_code == 302, errors_of(answer)
    rule = PostingRule.everywhere.filter(company=company, event="payment_received").first()
    assert rule is not None and change(client, rule, role="cash").status_code == 302
    refused = change(client, rule, is_debit="" if rule.is_debit else "on")
    assert refused.status_code == 200
    rule.refresh_from_db()
    assert rule.role == "cash"


def test_the_company_is_changed_in_its_form_and_by_programs(
    office: Office, client: Client, call: Callable[..., Any]
) -> None:
    answer = change(client, office.world.company, name="新名称")
    assert answer.status_code == 302, errors_of(answer)
    secret = office.token(office.owner)
    assert call("get", "company", secret).json()["name"] == "新名称"
    assert call("post", "company/save", secret, {"timezone": "Europe/London"}).status_code == 200
    refused = call("post", "company/save", secret, {"timezone": "Mars"})
    assert refused.status_code == 422 and "timezone" in json.dumps(refused.json())
    company = Company.objects.get(pk=office.world.company.pk)
    assert (company.name, company.timezone) == ("新名称", "Europe/London")
    auditor = office.token(office.member("auditor"))
    assert call("post", "company/save", auditor, {"name": "X"}).status_code == 403


def test_what_runs_by_itself_is_chosen_on_the_companys_page(office: Office, client: Client) -> None:
    company = office.world.company
    answer = change(
        client,
        company,
        automatic=["invoice", "post"],
        purchase_approval_above="5000",
        bill_price_tolerance="0.03",
    )
    assert answer.status_code == 302, errors_of(answer)
    company.refresh_from_db()
    chosen = {
        name: company.policy[name]
        for name in ("automatic", "purchase_approval_above", "bill_price_tolerance")
    }
    assert chosen == {
        "automatic": ["invoice", "post"],
        "purchase_approval_above": "5000",
        "bill_price_tolerance": "0.03",
    }
    assert change(client, company, purchase_approval_above="").status_code == 302
    company.refresh_from_db()
    assert "purchase_approval_above" not in company.policy
    assert change(client, company, bill_price_tolerance="7").status_code == 200
