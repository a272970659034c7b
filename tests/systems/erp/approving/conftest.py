"""A trading company with a boss, a finance director, a buyer and a department, in which purchases need approval."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from nonet.kernel.access import actor_of
from nonet.kernel.actor import acting
from nonet.kernel.approvals.models import Request
from nonet.kernel.approvals.services.ruling import RuleDraft, StepDraft, save_rules
from nonet.kernel.models import Role, User
from nonet.kernel.people.services import save_departments, save_posts
from nonet.kernel.roles import grant_roles
from nonet.systems.erp.services.purchasing import PurchaseLine, PurchaseOrder, create_purchase_orders
from tests.fixtures import TradingCompany

ROLES = {"boss": "owner", "fina": "bookkeeper", "buyer": "buyer", "head": "auditor", "clerk": "clerk"}


@dataclass
class Firm:
    """The company, its people by name, and the head of purchasing."""

    world: TradingCompany
    users: dict[str, User] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """Return a user's id."""
        return int(self.users[name].pk)

    def at_work(self, name: str) -> AbstractContextManager[Any]:
        """Let a user work, with what the roles held grant."""
        actor = actor_of(self.users[name], self.world.company.pk)
        assert actor is not None
        return acting(actor)

    def rule(self, *steps: StepDraft, point: str = "purchase_order", **facts: Any) -> int:
        """Make a rule; without steps the boss alone decides."""
        chain = steps or (self.by("boss"),)
        draft = RuleDraft("Rule", point, chain, **{"amount_above": Decimal(1000), **facts})
        return save_rules(rules=[draft]).require_all().done[0]

    def by(self, *names: str, **facts: Any) -> StepDraft:
        """Return a step by users."""
        return StepDraft([{"kind": "user", "id": self.id(each)} for each in names], **facts)

    def role(self, code: str) -> int:
        """Return a role's id."""
        return int(Role.objects.get(code=code).pk)

    def purchase(self, quantity: int = 100, item: str = "TEA") -> int:
        """Draft a purchase order; 100 of TEA cost 6,780 with tax."""
        line = PurchaseLine(item_id=self.world.item(item), quantity=Decimal(quantity))
        order = PurchaseOrder(party_id=self.world.party("ZHANG"), site_id=self.world.site(), lines=[line])
        return create_purchase_orders(orders=[order]).require_all().done[0]

    def request(self) -> Any:
        """Return the newest request."""
        return Request.objects.order_by("-pk").first()


@pytest.fixture
def firm(trading_company: TradingCompany) -> Firm:
    found = Firm(trading_company)
    for name, role in ROLES.items():
        found.users[name] = User.objects.create_user(name)
        grant_roles(user_ids=[found.id(name)], role=role)
    save_departments(departments=[{"code": "BUY", "name": "采购部", "head_id": found.id("head")}])
    from nonet.kernel.people.models import Department

    department = Department.objects.get()
    save_posts(posts=[{"user_id": found.id("buyer"), "department_id": department.pk}])
    return found


@pytest.fixture
def count_statements() -> Callable[[Callable[[], Any]], int]:
    """Return a way to count the statements of a piece of work, savepoints and blocks of numbers left out."""
    from nonet.kernel import sql

    def counted(work: Callable[[], Any]) -> int:
        with sql.counting() as statements:
            work()
        return len([each for each in statements if "SAVEPOINT" not in each and "nextval" not in each])

    return counted
