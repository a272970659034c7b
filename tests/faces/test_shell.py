"""The shell in a real browser: opened by keyboard, a drawer on the phone, no serious fault for screen readers."""

from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from nonet.books.orders.models import Order
from nonet.kernel.actor import acting_as_system
from tests.faces.conftest import Office
from tests.faces.test_browser import SIZES, desk, drive, open_page, signed_in

__all__ = ["desk", "drive"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("/desk/", "/desk/imports/", "/desk/exports/?list=items", "/desk/checks/", "/desk/systems/wms/")


def test_an_order_is_found_and_opened_by_keys_alone(drive: Any, live_server: Any, desk: Office) -> None:
    with acting_as_system(desk.world.company.pk):
        order = Order.objects.get(pk=desk.orders[0])
    address = f"/desk/erp/salesorder/{order.pk}/change/"

    def work(browser: Any) -> None:
        page = open_page(browser, live_server.url, session, locale="zh-CN")
        page.goto(f"{live_server.url}/desk/")
        page.keyboard.press("Control+k")
        page.keyboard.type("xsdd")
        page.locator("#palette [aria-selected=true]", has_text="销售订单").wait_for()
        page.fill("#palette input", order.number.lower())
        page.locator("#palette [aria-selected=true]", has_text=order.number).wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}")
        page.keyboard.press("Control+k")
        page.fill("#palette input", "")
        page.locator("#palette .palette-row", has_text=order.number).wait_for()
        page.context.close()

    session = signed_in(desk.owner)
    drive(work)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_the_shell_have_no_serious_fault(
    drive: Any, live_server: Any, desk: Office, size: str, scheme: str
) -> None:
    faults: list[str] = []
    drive(partial(_look, live_server.url, signed_in(desk.owner), faults, size, scheme))
    assert faults == []


def _look(url: str, session: str, faults: list[str], size: str, scheme: str, browser: Any) -> None:
    page = open_page(browser, url, session, viewport=SIZES[size], locale="en-GB", color_scheme=scheme)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for address in PAGES:
        page.goto(url + address)
        page.wait_for_load_state("networkidle")
        if size == "phone" and address == PAGES[0]:
            page.click("[data-drawer-toggle]")
            page.locator("#nav-sidebar").get_by_text("Sales orders").wait_for()
            page.keyboard.press("Escape")
        for each in Axe().run(page).response["violations"]:
            if each["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in each["nodes"][:3]]
                faults.append(f"{address} {each['id']}: {nodes}")
    page.context.close()
