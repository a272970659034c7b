"""Tasks in a real browser: how many clicks the usual case takes, what the page adds up and spreads by itself."""

from typing import Any

import pytest

from nonet.books.money.models import OpenItem
from nonet.books.orders.models import Receipt
from tests.faces.conftest import Office
from tests.faces.test_browser import desk, drive, open_page, signed_in
from tests.faces.test_tasks import bought, invoiced

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["desk", "drive"]


class Clicks:
    """Clicks, and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, name: str) -> None:
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()


def test_a_purchase_is_received_by_two_clicks_on_a_phone(drive: Any, live_server: Any, desk: Office) -> None:
    order, session = bought(desk, ("TEA", 10), ("CUP", 4)), signed_in(desk.owner)
    counted: list[int] = []

    def receive(browser: Any) -> None:
        page = open_page(browser, live_server.url, session, viewport=(390, 844), locale="en-GB")
        page.goto(f"{live_server.url}/desk/erp/purchaseorder/{order}/change/")
        clicks = Clicks(page)
        clicks.on("link", "Receive")
        page.locator("[data-totals]").get_by_text("14").wait_for()
        clicks.on("button", "Receive")
        page.wait_for_url("**/desk/orders/receipt/*/change/")
        counted.append(clicks.count)
        page.context.close()

    drive(receive)
    assert counted == [2]
    assert Receipt.everywhere.filter(state="posted", lines__order_line__order=order).exists()


def test_an_amount_spreads_over_what_is_open(drive: Any, live_server: Any, desk: Office) -> None:
    invoice, session = invoiced(desk), signed_in(desk.owner)

    def pay(browser: Any) -> None:
        page = open_page(browser, live_server.url, session, viewport=(1440, 900), locale="en-GB")
        page.goto(f"{live_server.url}/desk/erp/customerpayment/add/?party_id=@{desk.world.party('BOB')}")
        page.get_by_label("Amount").fill("200")
        field = page.locator("td[data-column=pay] input")
        assert field.input_value() == "200"
        field.fill("150")
        assert page.get_by_label("Amount").input_value() == "150"
        page.get_by_role("button", name="Post payment").dblclick()
        page.wait_for_url("**/desk/erp/customerpayment/*/change/")
        page.context.close()

    drive(pay)
    assert OpenItem.everywhere.get(invoice=invoice).open_amount == 76
