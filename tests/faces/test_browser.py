"""The desk in a real browser, at desktop and phone size: no script fails, nothing hangs over the edge."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from nonet.kernel.models import User
from tests.faces.conftest import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PAGES = {
    "home": "/desk/",
    "orders": "/desk/erp/salesorder/",
    "order": "/desk/erp/salesorder/{order}/change/",
    "history": "/desk/erp/salesorder/{order}/history/",
    "party": "/desk/parties/party/{party}/change/",
    "places": "/desk/places/place/",
    "reports": "/desk/reports/",
    "permissions": "/desk/permissions/",
    "checks": "/desk/checks/",
    "system": "/desk/systems/wms/",
}


@pytest.fixture(scope="module")
def drive() -> Iterator[Callable[[Callable[[Any], None]], None]]:
    """Return a way to work with a browser in a thread of its own: its event loop stays out of the way of Django."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    thread = ThreadPoolExecutor(max_workers=1)
    playwright, browser = thread.submit(_start).result()
    yield lambda work: thread.submit(work, browser).result()
    thread.submit(browser.close).result()
    thread.submit(playwright.stop).result()
    thread.shutdown()


def _start() -> tuple[Any, Any]:
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


def signed_in(user: User) -> str:
    """Return the session of a user who has just signed in."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@pytest.fixture
def desk(transactional_db: None, live_server: Any) -> Office:
    return build_office()


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_look_whole(drive: Any, live_server: Any, desk: Office, size: str, language: str) -> None:
    addresses = {
        name: live_server.url + path.format(order=desk.orders[0], party=desk.world.party("BOB"))
        for name, path in PAGES.items()
    }
    faults: list[str] = []
    drive(partial(walk, live_server.url, signed_in(desk.owner), addresses, faults, size, language))
    assert faults == []


def walk(
    url: str,
    session: str,
    addresses: dict[str, str],
    faults: list[str],
    size: str,
    language: str,
    browser: Any,
) -> None:
    """Open every page; note scripts that fail, answers that are none, strangers asked, and what hangs over the edge."""
    page = open_page(browser, url, session, viewport=SIZES[size], locale=language)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "response", lambda answer: answer.status >= 400 and faults.append(f"{answer.status} {answer.url}")
    )
    own = ("data:", "blob:", url)
    page.on("request", lambda asked: asked.url.startswith(own) or faults.append(asked.url))
    for name, address in addresses.items():
        page.goto(address)
        keep_picture(page, f"{name}-{language}-{size}")
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            faults.append(f"{name} hangs {beyond} px over the edge")
    page.context.close()


def open_page(browser: Any, url: str, session: str, **options: Any) -> Any:
    """Return a page of a browser in which somebody has signed in."""
    if viewport := options.pop("viewport", None):
        options["viewport"] = dict(zip(("width", "height"), viewport, strict=True))
    context = browser.new_context(**options)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return context.new_page()


def test_an_order_is_confirmed_by_one_click(drive: Any, live_server: Any, desk: Office) -> None:
    address = f"{live_server.url}/desk/erp/salesorder/{desk.orders[2]}/change/"

    def confirm(browser: Any) -> None:
        page = open_page(browser, live_server.url, session, locale="en-GB")
        page.goto(address)
        page.get_by_role("button", name="Confirm").click()
        page.get_by_text("Confirm: 1 document done.").wait_for()
        page.locator("[aria-current=step]", has_text="Open").wait_for()
        page.context.close()

    session = signed_in(desk.owner)
    drive(confirm)


def keep_picture(page: Any, name: str) -> None:
    """Keep a picture of the page where ``NONET_PICTURES`` says."""
    if folder := os.environ.get("NONET_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
