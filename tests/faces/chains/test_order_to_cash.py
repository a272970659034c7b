"""An order taken, delivered, invoiced and paid, by clicks and keys alone."""

from collections.abc import Callable
from typing import Any

import pytest

from nonet.books.money.models import Invoice, OpenItem
from nonet.books.orders.models import Delivery, Order
from tests.faces.chains.clerk import Clerk
from tests.fixtures import TradingCompany

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def order_to_cash(clerk: Clerk) -> None:
    """Sell two pieces and take the money."""
    clerk.link("New sales order")
    clerk.find("BOB")
    clerk.find("TEA")
    clerk.type("2")
    clerk.save_and_confirm()
    clerk.chain("Delivery")
    clerk.do("Pick")
    clerk.do("Ship")
    clerk.chain("Sales invoice")
    clerk.do("Receive payment")
    clerk.submit()
    clerk.page.wait_for_url("**/erp/customerpayment/**")


def test_an_order_becomes_cash(work: Callable[[Any], Clerk], shop: TradingCompany) -> None:
    clerk = work(order_to_cash)
    order = Order.everywhere.get(company=shop.company, kind="sales")
    assert (order.state, order.gross_total) == (
        "confirmed",
        Invoice.everywhere.get(kind="sales_invoice").gross_total,
    )
    assert Delivery.everywhere.get().state == "shipped"
    assert OpenItem.everywhere.get(invoice__kind="sales_invoice").open_amount == 0
    assert clerk.clicks <= 8 and clerk.keys <= 10
