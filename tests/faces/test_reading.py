"""Every page can be used by those who read by ear or work by keyboard: axe finds no serious fault on any."""

from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from nonet.kernel.models import User
from tests.faces.conftest import Office
from tests.faces.test_browser import SIZES, desk, drive, open_page, signed_in
from tests.faces.test_pages import own_admins, page, rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["desk", "drive"]
SERIOUS = {"serious", "critical"}


def addresses(office: Office) -> list[str]:
    """Return the address of every list, form and own page of the desk, and of one row of each model that has any."""
    found = [reverse("admin:index")]
    for each in own_admins():
        found.append(page(each, "changelist"))
        if hasattr(each, "write_code"):
            found.append(page(each, "add"))
        company = {"company_id": office.world.company.pk} if hasattr(each.model, "company_id") else {}
        kept = rows(each).filter(**company).first()
        if kept is not None and each.model is not User:
            found.append(page(each, "change", kept.pk))
    found += [reverse(f"admin:{url.name}") for url in _own_urls()]
    return list(dict.fromkeys(found))


def _own_urls() -> list[Any]:
    plain = [each for each in admin.site.get_urls() if getattr(each, "name", None)]
    taken = {"logout", "login", "index", "language", "jsi18n", "autocomplete", "view_on_site", "app_list"}
    return [
        each
        for each in plain
        if each.name not in taken and "<" not in str(each.pattern) and "_" not in each.name
    ]


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_no_serious_fault(drive: Any, live_server: Any, desk: Office, size: str) -> None:
    """Lists and the desk's own pages are read at the desktop's width, documents and forms at the phone's."""
    faults: dict[str, set[str]] = {}
    session = signed_in(desk.owner)
    narrow = [each for each in addresses(desk) if each.endswith(("/add/", "/change/"))]
    paths = narrow if size == "phone" else sorted(set(addresses(desk)) - set(narrow))
    drive(partial(_walk, live_server.url, session, paths, SIZES[size], faults))
    assert not faults, "\n".join(f"{fault}: {sorted(where)[:4]}" for fault, where in faults.items())


def _walk(
    url: str, session: str, paths: list[str], size: Any, faults: dict[str, set[str]], browser: Any
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab = open_page(browser, url, session, viewport=size, locale="zh-CN", bypass_csp=True)
    for path in paths:
        answer = tab.goto(f"{url}{path}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for each in Axe().run(tab).response["violations"]:
            if each["impact"] in SERIOUS:
                shown = each["nodes"][0]["html"][:160]
                faults.setdefault(f"{each['id']} {shown}", set()).add(path)
    tab.context.close()
