"""References in masters' forms: looked up as one types, by keyboard and in lines added; blind to other companies."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nonet.kernel.models import User
from nonet.masters.items.models import Item, ItemCategory, KitComponent
from tests.faces.conftest import Office
from tests.faces.test_browser import desk, drive, open_page, signed_in
from tests.faces.test_pages import form_of, page_of

__all__ = ["desk", "drive"]


def test_a_row_of_another_company_is_not_told_when_it_is_refused(
    office: Office, sign_in: Callable[[User], Client]
) -> None:
    theirs = Item.everywhere.get(code="X1")
    client, kit = sign_in(office.owner), Item.everywhere.get(company=office.world.company, code="SET")
    form = form_of(client, page_of(Item, "change", kit.pk))
    answer = client.post(page_of(Item, "change", kit.pk), {**form, "template": theirs.pk, "name": ""})
    assert answer.status_code == 200
    assert theirs.name not in answer.content.decode()


@pytest.mark.browser
@pytest.mark.slow
def test_references_are_typed_and_saved_by_one_click(drive: Any, live_server: Any, desk: Office) -> None:
    company = desk.world.company
    for code, name in (("green", "绿茶"), ("red", "红茶")):
        ItemCategory.everywhere.create(company=company, code=code, name=name)
    kit, session = Item.everywhere.get(company=company, code="SET"), signed_in(desk.owner)
    before = KitComponent.everywhere.filter(kit=kit).count()
    held = KitComponent.everywhere.filter(kit=kit).values("item")
    added = Item.everywhere.filter(company=company, kind="stock").exclude(pk__in=held).order_by("code").last()
    assert added is not None

    def work(browser: Any) -> None:
        page = open_page(browser, live_server.url, session, viewport=(1440, 900), locale="zh-CN")
        page.goto(f"{live_server.url}{page_of(Item, 'change', kit.pk)}")
        page.locator("#id_category").click()
        assert page.locator(".lookup-list [role=option]").nth(1).inner_text().split() == ["red", "红茶"]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator("#id_category").input_value() == "red 红茶"
        page.locator("#components-group .add-row a, #components-group a.add-row").first.click()
        line = page.locator(f"#id_components-{before}-item")
        line.fill(added.code)
        page.locator(f"#id_components-{before}-quantity").fill("2")
        page.locator("#id_brand").fill("no such brand")
        page.locator("[name=_save]").click()
        page.wait_for_function("document.querySelector('#id_brand').validationMessage")
        page.locator("#id_brand").fill("")
        page.locator("#id_category").fill("green")
        page.locator("[name=_save]").click()
        page.wait_for_url("**/desk/items/item/")
        page.context.close()

    drive(work)
    kit.refresh_from_db()
    assert kit.category is not None and kit.category.code == "green"
    assert KitComponent.everywhere.filter(kit=kit, item=added, quantity=2).exists()
