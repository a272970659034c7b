"""Every page of the desk: opened by the owner, shut to strangers, blind to other companies."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nonet.books.orders.models import Order
from nonet.kernel import checks, unlocking
from nonet.kernel.actor import acting_as_system
from nonet.kernel.jobs.running import perform_run
from nonet.kernel.models import JobRun, User
from nonet.kernel.sql import counting
from nonet.kit.proving import NAME, prove_books
from nonet.masters.items.models import Item
from nonet.masters.parties.models import Contact, Party
from nonet.masters.places.models import Place
from tests.faces.conftest import Office

SignIn = Callable[[User], Client]
OWN_PAGES = ("index", "checks", "company", "permissions")


def own_admins() -> list[Any]:
    return [each for each in admin.site._registry.values() if each.model.__module__.startswith("nonet.")]


def page(each: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{each.opts.app_label}_{each.opts.model_name}_{name}", args=args)


def rows(each: Any) -> Any:
    return each.model._base_manager.filter(**getattr(each, "where", {}))


def test_every_list_and_detail_opens_for_the_owner(office: Office, sign_in: SignIn) -> None:
    client, opened = sign_in(office.owner), 0
    for each in own_admins():
        assert client.get(page(each, "changelist")).status_code == 200, each
        assert client.get(page(each, "changelist"), {"q": "x"}).status_code == 200, each
        company = {"company_id": office.world.company.pk} if hasattr(each.model, "company_id") else {}
        found = rows(each).filter(**company).first()
        if found is not None and each.model not in (User,):
            opened += 1
            assert client.get(page(each, "change", found.pk)).status_code == 200, each
            assert client.get(page(each, "history", found.pk)).status_code == 200, each
    assert opened >= 20


@pytest.mark.parametrize("name", OWN_PAGES)
def test_own_pages_open_for_the_owner(office: Office, sign_in: SignIn, name: str) -> None:
    assert sign_in(office.owner).get(reverse(f"admin:{name}")).status_code == 200


def test_no_page_opens_for_anonymous(client: Client, office: Office) -> None:
    for each in own_admins():
        answer = client.get(page(each, "changelist"))
        assert answer.status_code == 302, each
        assert "/login/" in answer["Location"]
    for name in OWN_PAGES:
        assert client.get(reverse(f"admin:{name}")).status_code == 302


def test_nothing_of_another_company_is_found(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.stranger)
    for each in own_admins():
        if not any(field.name == "company" for field in each.opts.fields):
            continue
        found = rows(each).filter(company_id=office.world.company.pk).first()
        if found is None:
            continue
        for name in ("change", "history"):
            assert client.get(page(each, name, found.pk)).status_code == 404, (each, name)


def test_lists_show_rows_of_one_company_only(office: Office, sign_in: SignIn) -> None:
    text = sign_in(office.stranger).get(page_of(Party, "changelist")).content.decode()
    assert "Theirs" in text and "BOB" not in text


def page_of(model: Any, name: str, *args: Any) -> str:
    return page(admin.site._registry[model], name, *args)


def test_who_may_not_read_sees_nothing(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.member("salesperson"))
    assert client.get(page_of(Party, "changelist")).status_code == 200
    assert client.get(reverse("admin:money_entry_changelist")).status_code == 403
    assert client.get(reverse("admin:permissions")).status_code == 404
    menu = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:erp_salesorder_changelist") in menu
    assert reverse("admin:money_entry_changelist") not in menu


def test_the_auditor_sees_all_and_changes_nothing(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.member("auditor"))
    party = Party.everywhere.filter(company=office.world.company).first()
    assert client.get(page_of(Party, "change", party.pk)).status_code == 200
    answer = client.post(page_of(Party, "change", party.pk), {"name": "Hacked"})
    assert answer.status_code == 403
    order = reverse("admin:erp_salesorder_act", args=[office.orders[2], "confirm"])
    assert client.post(order).status_code == 404


def test_a_master_is_saved_by_its_verb_and_its_history_says_who(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    party = Party.everywhere.get(company=office.world.company, code="BOB")
    form = form_of(client, page_of(Party, "change", party.pk))
    answer = client.post(page_of(Party, "change", party.pk), {**form, "name": "上海博博集团"})
    assert answer.status_code == 302, errors_of(answer)
    party.refresh_from_db()
    assert party.name == "上海博博集团"
    text = client.get(page_of(Party, "history", party.pk)).content.decode()
    assert "上海博博商贸有限公司" in text and "Save parties" in text and "owner" in text


def test_lines_of_a_master_are_saved_with_it(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    party = Party.everywhere.get(company=office.world.company, code="BOB")
    form = form_of(client, page_of(Party, "change", party.pk))
    contact = {"contacts-TOTAL_FORMS": "1", "contacts-0-name": "王芳", "contacts-0-phone": "13800138000"}
    answer = client.post(
        page_of(Party, "change", party.pk), {**form, **contact, "contacts-0-party": party.pk}
    )
    assert answer.status_code == 302, errors_of(answer)
    made = Contact.everywhere.get(party=party)
    assert (made.name, made.company_id) == ("王芳", office.world.company.pk)


def test_what_the_verb_refuses_is_told_in_the_form(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    form = form_of(client, page_of(Party, "add"))
    answer = client.post(page_of(Party, "add"), {**form, "code": "NEW", "name": "New", "currency": "XXY"})
    assert answer.status_code == 200
    assert "XXY" in str(errors_of(answer))
    assert not Party.everywhere.filter(code="NEW").exists()


def test_a_master_of_another_company_cannot_be_named(office: Office, sign_in: SignIn) -> None:
    theirs = Item.everywhere.get(code="X1")
    client = sign_in(office.owner)
    kit = Item.everywhere.get(company=office.world.company, code="SET")
    form = form_of(client, page_of(Item, "change", kit.pk))
    answer = client.post(page_of(Item, "change", kit.pk), {**form, "template": theirs.pk})
    assert answer.status_code == 200
    assert "template" in str(errors_of(answer))


def test_a_place_shows_its_capabilities_to_tick(office: Office, sign_in: SignIn) -> None:
    place = Place.everywhere.filter(company=office.world.company, kind="bin").first()
    answer = sign_in(office.owner).get(page_of(Place, "change", place.pk))
    assert answer.content.decode().count('name="capabilities"') == len(Place.Capability.choices)


def test_a_verb_moves_a_document_on(office: Office, sign_in: SignIn) -> None:
    client, order = sign_in(office.owner), office.orders[2]
    answer = client.post(reverse("admin:erp_salesorder_act", args=[order, "confirm"]), follow=True)
    assert answer.status_code == 200
    assert "Confirm: 1 document done." in answer.content.decode()
    again = client.post(reverse("admin:erp_salesorder_act", args=[order, "confirm"]), follow=True)
    assert [each.level_tag for each in again.context["messages"]] == ["error"]


def test_an_action_over_a_list_is_one_call_and_tells_each_refusal(office: Office, sign_in: SignIn) -> None:
    body = {"action": "confirm", "_selected_action": office.orders}
    answer = sign_in(office.owner).post(reverse("admin:erp_salesorder_changelist"), body, follow=True)
    tags = [each.level_tag for each in answer.context["messages"]]
    assert tags == ["success", "error", "error"]


def test_a_verb_is_not_called_by_get(office: Office, sign_in: SignIn) -> None:
    address = reverse("admin:erp_salesorder_act", args=[office.orders[2], "confirm"])
    assert sign_in(office.owner).get(address).status_code == 405


def test_nothing_is_deleted_on_the_desk(office: Office, sign_in: SignIn) -> None:
    party = Party.everywhere.get(company=office.world.company, code="BOB")
    assert sign_in(office.owner).post(page_of(Party, "delete", party.pk), {"post": "yes"}).status_code == 403


def test_a_user_of_two_companies_chooses(office: Office, sign_in: SignIn) -> None:
    from nonet.kernel.models import Company
    from nonet.kernel.roles import grant_roles

    other = Company.objects.get(code="other")
    with acting_as_system(other.pk):
        grant_roles(user_ids=[office.owner.pk], role="auditor")
    client = sign_in(office.owner)
    client.post(reverse("admin:company"), {"company": other.pk})
    assert "Theirs" in client.get(page_of(Party, "changelist")).content.decode()
    assert (
        sign_in(office.stranger)
        .post(reverse("admin:company"), {"company": office.world.company.pk})
        .status_code
        == 404
    )


def test_who_belongs_nowhere_is_told_so(office: Office, sign_in: SignIn) -> None:
    client = sign_in(User.objects.create_user("nobody"))
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("admin:login")).status_code == 403


def test_locked_systems_are_shown_with_their_stage_and_unlocked(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    assert "Stage 2" in client.get(reverse("admin:index")).content.decode()
    address = reverse("admin:system", args=["wms"])
    assert "Locked" in client.get(address).content.decode()
    client.post(address, {"reason": "more than one picker"})
    with acting_as_system(office.world.company.pk):
        unlocking.forget()
        assert unlocking.is_unlocked("wms")


def test_the_language_is_chosen_and_kept(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    client.post(reverse("admin:language"), {"language": "zh-hant", "next": "/desk/"})
    office.owner.refresh_from_db()
    assert office.owner.language == "zh-hant"
    assert client.get("/desk/").headers["Content-Language"] == "zh-hant"


def test_the_checks_page_proves_the_books(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    assert "not been proved yet" in client.get(reverse("admin:checks")).content.decode()
    assert "Waits for a worker" in client.post(reverse("admin:checks"), follow=True).content.decode()
    client.post(reverse("admin:checks"))
    run = JobRun.everywhere.get(name=NAME)  # asked for twice, proved once
    perform_run(prove_books, last_try=True, run_id=run.pk, verbs=["*"], arguments={})
    page = client.get(reverse("admin:checks")).content.decode()
    assert "All statements hold" in page
    assert "owner" in page
    assert client.get(reverse("admin:checks_progress")).headers["HX-Refresh"] == "true"


def test_what_breaks_a_statement_is_named_and_linked(office: Office, sign_in: SignIn) -> None:
    with acting_as_system(office.world.company.pk):
        name = checks.invariants()[0].name
        rows = [{"order_id": str(office.orders[0]), "item_id": str(office.world.item("TEA")), "value": "1"}]
        result = {"results": [{"name": name, "ok": False, "findings": rows}], "broken": 1}
        JobRun.everywhere.create(
            company_id=office.world.company.pk,
            name=NAME,
            state="done",
            result=result,
            finished_at=timezone.now(),
        )
    page = sign_in(office.owner).get(reverse("admin:checks")).content.decode()
    assert "1 statement is broken" in page
    assert f"/desk/erp/salesorder/{office.orders[0]}/change/" in page
    assert "/desk/items/item/" in page


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Return what a form would send when nothing is changed."""
    context = client.get(address).context
    data: dict[str, Any] = {}
    for form in [context["adminform"].form, *(each.formset.management_form for each in inlines(context))]:
        data |= sent(form)
    for inline in inlines(context):
        for form in inline.formset.initial_forms:
            data |= sent(form)
    return data


def inlines(context: Any) -> list[Any]:
    return list(context["inline_admin_formsets"])


def sent(form: Any) -> dict[str, Any]:
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def errors_of(answer: Any) -> Any:
    if answer.context is None:
        return answer
    form = answer.context["adminform"].form
    formsets = [each.formset for each in inlines(answer.context)]
    return form.errors, [(each.errors, each.non_form_errors()) for each in formsets]


@pytest.mark.parametrize(
    "name", ["erp_salesorder", "orders_delivery", "stock_move", "parties_party", "money_openitem"]
)
def test_a_list_needs_no_more_statements_for_more_rows(office: Office, sign_in: SignIn, name: str) -> None:
    client, address = sign_in(office.owner), reverse(f"admin:{name}_changelist")
    client.get(address)
    with counting() as seen:
        client.get(address)
    assert len(seen) <= 12, seen


def test_times_are_told_in_the_companys_zone(office: Office, sign_in: SignIn) -> None:
    order = Order.everywhere.get(pk=office.orders[0])
    shown = order.created_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M")
    page = sign_in(office.owner).get(reverse("admin:erp_salesorder_change", args=[order.pk]))
    assert shown in page.content.decode()
