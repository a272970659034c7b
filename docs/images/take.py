"""Take the README's picture of the desk: ``python docs/images/take.py URL USER PASSWORD``, against a served demo."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent


def take(
    url: str, user: str, password: str, path: str, name: str, width: int, height: int, language: str
) -> None:
    """Sign in, open a page and keep its picture as ``name``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        page = context.new_page()
        page.goto(f"{url}/desk/login/")
        page.fill("input[name=login]", user)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.goto(f"{url}{path}", wait_until="networkidle")
        page.wait_for_timeout(1500)  # charts are drawn after the page has come
        page.screenshot(path=HERE / name)
        browser.close()


if __name__ == "__main__":
    take(*sys.argv[1:4], "/desk/", "desk.png", 1440, 900, "zh-CN")
