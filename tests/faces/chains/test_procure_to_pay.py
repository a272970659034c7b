"""Goods ordered, received, billed and paid, by clicks and keys alone."""

from collections.abc import Callable
from typing import Any

import pytest

from nonet.books.money.models import Invoice, OpenItem
from nonet.books.orders.models import Receipt
from tests.faces.chains.clerk import Clerk
from tests.fixtures import TradingCompany

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def procure_to_pay(clerk: Clerk) -> None:
    """Buy five pieces and pay for them."""
    clerk.link("New purchase order")
    clerk.find("ZHANG")
    clerk.find("TEA")
    clerk.type("5")
    clerk.save_and_confirm()
    clerk.do("Receive")
    clerk.submit()
    clerk.do("Enter bill")
    clerk.fill("party_reference", "FP-1")
    clerk.submit()
    clerk.do("Pay")
    clerk.submit()
    clerk.page.wait_for_url("**/erp/supplierpayment/**")


def test_goods_are_bought_and_paid(work: Callable[[Any], Clerk], shop: TradingCompany) -> None:
    clerk = work(procure_to_pay)
    assert Receipt.everywhere.latest("pk").state == "posted"
    bill = Invoice.everywhere.get(company=shop.company, kind="purchase_bill")
    assert OpenItem.everywhere.get(invoice=bill).open_amount == 0
    assert clerk.clicks <= 9 and clerk.keys <= 16
