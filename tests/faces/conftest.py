"""A company with one of everything that pages show, its owner, and a stranger from another company."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from nonet.books.stock.services.picking import pick_deliveries
from nonet.kernel import sql
from nonet.kernel.actor import acting_as_system
from nonet.kernel.models import Company, User
from nonet.kernel.roles import grant_roles
from nonet.kernel.tokens import issue_token
from nonet.masters.items.services import save_items
from nonet.masters.parties.services import save_parties
from nonet.systems.erp.services import sales
from nonet.systems.erp.services.setup import create_company
from tests.fixtures import TradingCompany, build_trading_company


@dataclass
class Office:
    """The trading company at work, its owner and a stranger, with orders at several stages."""

    world: TradingCompany
    owner: User
    stranger: User
    orders: list[int]

    def member(self, role: str) -> User:
        """Return a user of the company with one role."""
        user, _ = User.objects.get_or_create(username=role)
        with acting_as_system(self.world.company.pk):
            grant_roles(user_ids=[user.pk], role=role)
        return user

    def token(self, user: User, *scopes: str) -> str:
        """Return a token of a user."""
        with acting_as_system(self.world.company.pk):
            return issue_token(name="test", scopes=scopes or ("*",), user_id=user.pk).secret


@pytest.fixture
def office(db: None) -> Office:
    return build_office()


def build_office() -> Office:
    """Build it; the test stays at work nowhere."""
    world = build_trading_company()
    owner, stranger = (User.objects.create_user(name, password="x") for name in ("owner", "stranger"))
    other = _other_company()
    for company, user in ((world.company, owner), (other, stranger)):
        with acting_as_system(company.pk):
            grant_roles(user_ids=[user.pk], role="owner")
    with acting_as_system(world.company.pk):
        orders = _trade(world)
    return Office(world, owner, stranger, orders)


def _other_company() -> Company:
    other = create_company(code="other", name="Other Ltd", country="GB", currency="GBP", language="en")
    with acting_as_system(other.pk):
        save_parties(parties=[{"code": "X1", "name": "Theirs", "is_customer": True}])
        save_items(items=[{"code": "X1", "name": "Theirs"}])
    return other


def _trade(world: TradingCompany) -> list[int]:
    world.stock("TEA", 100, 60)
    line = sales.SalesLine(item_id=world.item("TEA"), quantity=Decimal(2))
    taken = [sales.SalesOrder(party_id=world.party("BOB"), site_id=world.site(), lines=[line])] * 3
    orders = sales.create_sales_orders(orders=taken).require_all().done
    sales.confirm_sales_orders(order_ids=orders[:2]).require_all()
    deliveries = sql.rows("SELECT id FROM orders_delivery ORDER BY id")
    pick_deliveries(delivery_ids=[each.id for each in deliveries[:1]])
    return orders


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    """Return a browser in which a user has signed in."""

    def signed(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return signed


@pytest.fixture
def call() -> Callable[..., Any]:
    """Return a way to call the API with a token."""

    def called(method: str, path: str, secret: str = "", body: Any = None, **headers: str) -> Any:
        given = {"accept-language": "en", **{key.replace("_", "-"): text for key, text in headers.items()}}
        if secret:
            given["authorization"] = f"Bearer {secret}"
        send = getattr(Client(headers=given), method)
        return (
            send(f"/api/{path}", body, content_type="application/json")
            if body is not None
            else send(f"/api/{path}")
        )

    return called
