"""A batch too big for one answer: made by a job, waited for, fetched by who may read it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from nonet.kernel.actor import Actor, acting
from nonet.kernel.jobs import enqueue
from nonet.kernel.models import JobRun, User
from nonet.kit.printing.jobs import print_batch
from nonet.systems.erp.services import sales
from tests.faces.conftest import Office, call, office, sign_in
from tests.kit.printing.reading import pages_of

__all__ = ["call", "office", "sign_in"]
SignIn = Callable[[User], Client]


@pytest.fixture
def ids(office: Office) -> list[int]:
    with at_work(office):
        line = sales.SalesLine(item_id=office.world.item("TEA"), quantity=Decimal(1))
        taken = sales.SalesOrder(
            party_id=office.world.party("BOB"), site_id=office.world.site(), lines=[line]
        )
        return sales.create_sales_orders(orders=[taken] * 120).require_all().done


def at_work(office: Office) -> AbstractContextManager[Any]:
    return acting(Actor(office.world.company.pk, office.owner.pk, frozenset({"*"})))


def test_a_batch_is_waited_for_and_fetched(
    office: Office, ids: list[int], sign_in: SignIn, call: Callable[..., Any]
) -> None:
    with at_work(office):
        run = enqueue(print_batch, form="sales-order", ids=ids)
    client, secret = sign_in(office.owner), office.token(office.owner)
    page, file = (reverse(f"admin:{name}", args=[run.pk]) for name in ("print_batch", "print_batch_file"))
    assert client.get(page)["Refresh"]
    assert client.get(file).status_code == call("get", f"print-files/{run.pk}", secret).status_code == 404
    with at_work(office):
        result = print_batch(run, form="sales-order", ids=ids)
    JobRun.everywhere.filter(pk=run.pk).update(state="done", result=result)
    assert file in client.get(page).content.decode()
    assert pages_of(client.get(file).content) == 120
    assert call("get", f"print-files/{run.pk}", secret)["Content-Type"] == "application/pdf"
    assert sign_in(office.stranger).get(file).status_code == 404
