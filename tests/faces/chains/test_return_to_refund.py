"""Goods come back, are credited and the money is paid back, by clicks and keys alone."""

from collections.abc import Callable
from typing import Any

import pytest

from nonet.books.money.models import Invoice, OpenItem, Payment
from nonet.books.orders.models import Order
from tests.faces.chains.clerk import Clerk
from tests.faces.chains.test_order_to_cash import order_to_cash
from tests.fixtures import TradingCompany

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def return_to_refund(clerk: Clerk) -> None:
    """Take back one of two pieces that were paid, and pay its price back."""
    order_to_cash(clerk)
    clerk.start_anew()
    clerk.menu("erp/salesreturn")
    clerk.add()
    clerk.find("SO")
    clerk.line_field("quantity", "1")
    clerk.save()
    clerk.do("Receive")
    clerk.submit()
    clerk.chain("Credit note")
    clerk.do("Pay back")
    clerk.submit()
    clerk.page.wait_for_url("**/erp/customerpayment/**")


def test_what_comes_back_is_refunded(work: Callable[[Any], Clerk], shop: TradingCompany) -> None:
    clerk = work(return_to_refund)
    back = Order.everywhere.get(company=shop.company, kind="sales_return")
    note = Invoice.everywhere.get(kind="credit_note")
    assert note.gross_total == back.gross_total == Order.everywhere.get(kind="sales").gross_total / 2
    assert OpenItem.everywhere.get(invoice=note).open_amount == 0
    assert Payment.everywhere.get(kind="refund_paid").amount == note.gross_total
    assert clerk.clicks <= 10
