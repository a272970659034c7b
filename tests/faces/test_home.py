"""The shell of the desk: home by role, what waits beside the menu, search over everything that one may see."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from nonet.books.orders.models import Delivery, Order
from nonet.books.orders.services.releasing import release_orders
from nonet.books.stock.services.picking import pick_deliveries
from nonet.books.stock.services.reserving import reserve_orders
from nonet.faces.desk.home.waiting import WAITING
from nonet.faces.finding import find
from nonet.kernel import sql
from nonet.kernel.access import actor_of
from nonet.kernel.actor import acting, acting_as_system
from nonet.kernel.clock import on_day, today
from nonet.kernel.models import User
from nonet.systems.erp.selectors.dues import money_due, receivable_ages
from nonet.systems.erp.selectors.lateness import late_deliveries
from nonet.systems.erp.selectors.pulse import orders_by_stage, sales_by_day, stock_by_category
from tests.faces.conftest import Office

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def forgetful() -> None:
    caches["local"].clear()


@pytest.fixture
def office(office: Office) -> Office:
    """Let two deliveries wait: one to pick, one to ship."""
    with acting_as_system(office.world.company.pk):
        reserve_orders(order_ids=office.orders[:2])
        release_orders(order_ids=office.orders[:2])
        pick_deliveries(delivery_ids=[Delivery.objects.order_by("pk").values_list("pk", flat=True)[0]])
    return office


def page(client: Client, name: str = "index", **query: str) -> str:
    return client.get(reverse(f"admin:{name}"), query).content.decode()


def test_home_shows_what_waits_and_each_number_opens_its_list(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    home = page(client)
    assert "Sales orders to confirm" in home
    assert "Deliveries to ship" in home
    for each in WAITING:
        assert client.get(each.address).status_code == 200


def test_each_role_sees_its_own_work(office: Office, sign_in: SignIn) -> None:
    storekeeper, seller, auditor = (
        page(sign_in(office.member(r))) for r in ("storekeeper", "salesperson", "auditor")
    )
    assert "Deliveries to ship" in storekeeper and "Sales orders to confirm" not in storekeeper
    assert "Sales orders to confirm" in seller and "Money due" not in seller
    assert "Sales orders to confirm" in auditor and "Money due" in auditor
    assert "New sales order" not in auditor


def test_the_menu_is_told_how_much_waits(office: Office, sign_in: SignIn) -> None:
    told = sign_in(office.owner).get(reverse("admin:waiting")).json()["pages"]
    assert told["erp_salesorder"] == {"sum": 1, "count": "1", "late": False}
    assert sign_in(office.stranger).get(reverse("admin:waiting")).json()["pages"] == {}


def test_charts_come_after_the_page_and_only_to_who_may_see_their_books(
    office: Office, sign_in: SignIn
) -> None:
    assert page(sign_in(office.owner), "home_charts").count("data-chart") == 7
    assert page(sign_in(office.member("salesperson")), "home_charts").count("data-chart") == 1


def test_a_company_without_sales_is_told_how_to_begin(office: Office, sign_in: SignIn) -> None:
    assert "Begin here" in page(sign_in(office.stranger))
    assert "Begin here" not in page(sign_in(office.owner))


def test_lateness_counts_days_and_names_who_waits(office: Office) -> None:
    with acting_as_system(office.world.company.pk):
        assert late_deliveries() == []
        with on_day(today() + dt.timedelta(days=3)):
            late = late_deliveries()
        assert [each.days for each in late] == [3, 3]
        assert late[0].party and late[0].party in str(Delivery.objects.get(pk=late[0].id).party)


def test_figures_of_the_home_page_tie_out(office: Office) -> None:
    with acting_as_system(office.world.company.pk):
        assert len(sales_by_day(60)) == 60
        assert sum(orders_by_stage(30).values()) == Order.objects.filter(kind="sales").count()
        value = sql.row(
            "SELECT sum(value) AS v FROM money_itemcost WHERE company_id = %s", (office.world.company.pk,)
        )
        assert value is not None and sum(each.amount for each in stock_by_category()) == value.v
        weeks = money_due()
        assert sum(each.receivable for each in weeks) == sum(receivable_ages())
        assert weeks[-1].cash - weeks[0].cash == sum(
            (w.receivable - w.payable for w in weeks[1:]), Decimal(0)
        )


def found_by(office: Office, user: User, text: str) -> list[tuple[str, str]]:
    actor = actor_of(user, office.world.company.pk)
    assert actor is not None
    with acting(actor):
        return [(each.type, each.number) for each in find(text)]


def test_documents_are_found_by_number_by_its_end_and_by_the_numbers_of_others(office: Office) -> None:
    with acting_as_system(office.world.company.pk):
        order = Order.objects.filter(kind="sales").first()
        delivery = Delivery.objects.order_by("pk").first()
        assert order is not None and delivery is not None
        sql.execute(
            "UPDATE orders_delivery SET waybill_number = 'SF1234567' WHERE company_id = %s AND id = %s",
            (office.world.company.pk, delivery.pk),
        )
    number = order.number
    for text in (number, number.lower(), number[:8], str(int(number[-6:]))):
        assert ("sales_order", number) in found_by(office, office.owner, text), text
    assert found_by(office, office.owner, "SF1234567") == [("delivery", delivery.number)]
    assert found_by(office, office.owner, "  ") == []
    assert found_by(office, office.owner, "'; DROP TABLE x; --%s") == []


def test_masters_are_found_and_rights_and_companies_are_kept(office: Office) -> None:
    assert ("item", "TEA") in found_by(office, office.owner, "tea")
    assert found_by(office, office.owner, "Theirs") == []
    with acting_as_system(office.world.company.pk):
        number = Order.objects.order_by("pk").values_list("number", flat=True)[0]
    assert found_by(office, office.stranger, number) == []


def test_a_search_takes_few_statements(office: Office) -> None:
    with acting_as_system(office.world.company.pk), sql.counting() as counted:
        find("TEA")
    assert len(counted) <= 3


def test_the_palette_knows_pages_and_actions_in_the_users_language(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.owner)
    told: Any = client.get(reverse("admin:palette"), headers={"accept-language": "zh-hans"}).json()["pages"]
    orders = next(each for each in told if each["title"] == "销售订单")
    assert {"xsdd", "sales orders", "销售订单"} <= set(orders["keys"])
    assert any(each["action"] for each in told)
    answer = client.get(reverse("admin:search"), {"q": "TEA"}).json()
    assert answer["groups"][0]["found"][0]["link"].startswith("/desk/items/item/")


def test_nobody_searches_without_signing_in(office: Office) -> None:
    for name in ("search", "palette", "waiting", "home_news", "home_charts"):
        assert Client().get(reverse(f"admin:{name}")).status_code == 302
