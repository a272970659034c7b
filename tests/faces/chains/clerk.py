"""Somebody at the desk: works a page by what it shows in the language it shows, and counts every click and key."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

WAIT_MS = 20_000


@dataclass
class Clerk:
    """A page of a browser, the address of the desk, and what it took so far."""

    page: Any
    url: str
    language: str
    clicks: int = 0
    keys: int = 0

    def word(self, text: str) -> str:
        """Return a text of the program as this clerk's screen shows it."""
        with override(self.language):
            return gettext(text)

    def begin(self) -> None:
        """Open the home page, where a day begins; it costs nothing."""
        self.page.set_default_timeout(WAIT_MS)
        self.page.goto(f"{self.url}/desk/")

    def start_anew(self) -> None:
        """Go home and count from nothing: what was done so far only prepared the job."""
        self.begin()
        self.clicks = self.keys = 0

    def menu(self, path: str) -> None:
        """Open a list from the sidebar, which a phone hides behind a button."""
        target = self.page.locator(f"a[href='/desk/{path}/']").first
        if not target.is_visible() or not self._on_screen(target):
            self._click(self.page.locator("header [data-menu], header button").first)
        self._click(target)

    def add(self) -> None:
        """Begin a new row from its list."""
        self._click(self.page.locator("a[href$='/add/']").locator("visible=true").first)

    def save(self) -> None:
        """Save what was entered."""
        self._click(self.page.locator("form#entry button[type=submit]").first)
        self.page.wait_for_url("**/change/")

    def line_field(self, name: str, text: str) -> None:
        """Type over a field of the first line."""
        field = (
            self.page.locator(f"tbody [data-name={name}], tbody [name$={name}]").locator("visible=true").first
        )
        self._click(field)
        self.press("Control+a")
        self.type(text)

    def link(self, text: str) -> None:
        """Follow a link by its words."""
        self._click(self.page.get_by_role("link", name=self.word(text), exact=True).first)

    def chain(self, title: str) -> None:
        """Follow the chain of documents to the last one of a kind."""
        column = self.page.locator(".chain-column").filter(
            has=self.page.locator(".chain-title", has_text=re.compile(self.word(title), re.IGNORECASE))
        )
        self._click(column.locator("a.chain-node").last)

    def do(self, text: str) -> None:
        """Press a verb: the next action, or one under More; tasks open a page, other verbs are done at once."""
        target = self.page.locator(".doc-verbs .button", has_text=exactly(self.word(text)))
        if not target.first.is_visible():
            self._click(self.page.locator(".doc-verbs details.more > summary").last)
        self._click(target.locator("visible=true").first)

    def submit(self) -> None:
        """Send the page of a task as it stands."""
        self._click(self.page.locator("form.task button[type=submit]"))

    def save_and_confirm(self) -> None:
        """Save what was entered and confirm it by the same click."""
        self._click(self.page.locator("[data-confirm-too]"))
        self.page.wait_for_url("**/change/")

    def type(self, text: str) -> None:
        """Type where the cursor stands."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def fill(self, name: str, text: str) -> None:
        """Type into a field of a task by its name, where the cursor may stand already."""
        field = self.page.locator(f"form.task [name={name}]")
        if not field.evaluate("field => field === document.activeElement"):
            self._click(field)
        self.type(text)

    def press(self, key: str) -> None:
        """Press one key."""
        self.page.keyboard.press(key)
        self.keys += 1

    def find(self, code: str) -> None:
        """Type a code into the look-up where the cursor stands, and take what is found."""
        self.type(code)
        self.page.locator("#lookup-list [role=option]").first.wait_for()
        self.press("Enter")

    def sees(self, text: str) -> None:
        """Wait until a text stands on the page; fails when it does not come."""
        self.page.get_by_text(text).first.wait_for()

    def _on_screen(self, target: Any) -> bool:
        box = target.bounding_box()
        return bool(box and box["x"] >= 0)

    def _click(self, target: Any) -> None:
        target.click()
        self.clicks += 1
        self.page.wait_for_load_state()


def exactly(text: str) -> re.Pattern[str]:
    """Return a pattern for a text with nothing but space around it."""
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
