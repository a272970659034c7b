"""Orders entered in a real browser by keyboard alone, by two people at once, on a phone, and after a closed window."""

from typing import Any

import pytest

from tests.faces.conftest import Office
from tests.faces.test_browser import SIZES, desk, drive, open_page, signed_in

__all__ = ["desk", "drive"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""
NEW = "/desk/erp/salesorder/add/"


class Typist:
    """Types on a page and counts the keys that are no text."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys, self.letters = page, 0, 0

    def text(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.letters += len(text)

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)
        self.keys += 1


def test_three_lines_confirmed_by_keyboard(drive: Any, live_server: Any, desk: Office, capsys: Any) -> None:
    session = signed_in(desk.owner)

    def type_order(browser: Any) -> Typist:
        page = open_page(browser, live_server.url, session, locale="en-GB")
        page.goto(live_server.url + NEW)
        typist = Typist(page)
        typist.text("BOB")
        typist.key("Enter")
        for code, quantity in (("TEA", "3"), ("qcb", "12"), ("SET", "1")):
            typist.text(code)
            typist.key("Enter")
            typist.text(quantity)
            typist.key("Enter")
        page.get_by_text("CNY 747.60").or_(page.get_by_text("CNY 745.80")).wait_for()
        typist.key("Control+Shift+Enter")
        page.get_by_text("Saved and confirmed.").wait_for()
        page.context.close()
        return typist

    typist = drive(type_order)
    assert typist.keys == 8
    with capsys.disabled():
        print(
            f"\nthree-line sales order, confirmed: {typist.keys} keys beside {typist.letters} letters, 0 clicks"
        )


def test_two_people_change_one_order(drive: Any, live_server: Any, desk: Office) -> None:
    sessions = [signed_in(desk.owner), signed_in(desk.member("clerk"))]
    address = f"{live_server.url}/desk/erp/salesorder/{desk.orders[2]}/edit/"

    def meet(browser: Any) -> list[str]:
        first, second = (open_page(browser, live_server.url, each, locale="en-GB") for each in sessions)
        for page in (first, second):
            page.goto(address)
            page.get_by_text("CNY 226.00").wait_for()
        quantity = "tbody tr:first-child [data-name=quantity]"
        first.fill(quantity, "7")
        first.get_by_role("button", name="Save as draft").click()
        first.get_by_text("Saved.").wait_for()
        second.fill(quantity, "9")
        second.fill("tbody tr:first-child [data-name=price]", "50")
        second.get_by_role("button", name="Save as draft").click()
        dialog = second.get_by_role("dialog")
        dialog.get_by_text("owner").wait_for()
        told = dialog.locator("tbody tr").all_inner_texts()
        dialog.get_by_role("button", name="Save with these choices").click()
        second.get_by_text("Saved.").wait_for()
        told.append(second.locator(".totals").inner_text())
        return told

    changed, totals = drive(meet)
    assert all(each in changed for each in ("Quantity", "2", "7", "9"))
    assert "450.00" in totals


def test_what_was_typed_survives_a_closed_window(drive: Any, live_server: Any, desk: Office) -> None:
    session = signed_in(desk.owner)

    def close_and_come_back(browser: Any) -> str:
        page = open_page(browser, live_server.url, session, locale="en-GB")
        page.goto(live_server.url + NEW)
        typist = Typist(page)
        for text in ("BOB", "TEA", "41"):
            typist.text(text)
            typist.key("Enter")
        page.get_by_text("CNY 4,633.00").wait_for()
        page.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('41'))")
        page.close(run_before_unload=False)
        again = page.context.new_page()
        again.goto(live_server.url + NEW)
        again.get_by_text("What you had typed").wait_for()
        return again.locator("tbody tr:first-child [data-name=quantity]").input_value()

    assert drive(close_and_come_back) == "41"


def test_rows_are_pasted_and_faults_stand_at_their_line(drive: Any, live_server: Any, desk: Office) -> None:
    session = signed_in(desk.owner)
    rows = "\n".join(["TEA\t1"] * 499 + ["NOSUCH\t2"])

    def paste(browser: Any) -> tuple[int, str]:
        page = open_page(browser, live_server.url, session, locale="en-GB", viewport=SIZES["phone"])
        page.goto(live_server.url + NEW)
        Typist(page).text("BOB")
        page.keyboard.press("Enter")
        page.evaluate(PASTE, rows)
        page.get_by_text("CNY 56,387.00").wait_for()
        page.keyboard.press("Control+Enter")
        fault = page.locator("tbody tr:nth-child(500) .fault")
        page.get_by_role("alert").get_by_text("Not saved yet: 1 to correct.").wait_for()
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return beyond, fault.inner_text()

    beyond, fault = drive(paste)
    assert beyond <= 0
    assert "NOSUCH" in fault
