"""Two companies with their roles and no more: enough to come in by."""

from dataclasses import dataclass

import pytest

from nonet.kernel.actor import Actor, acting_as_system
from nonet.kernel.models import Company, User
from nonet.kernel.roles import grant_roles, install_roles


@dataclass
class House:
    """A company, its owner, and a stranger who owns another one."""

    company: Company
    other: Company
    owner: User
    stranger: User

    def member(self, role: str) -> User:
        """Return a user of the company with one role."""
        return member(self.company, role, role)

    @property
    def boss(self) -> Actor:
        """Return the owner at work."""
        return Actor(self.company.pk, self.owner.pk, frozenset({"*"}), "desk")


def member(company: Company, name: str, role: str) -> User:
    """Return a user with a role in a company."""
    user, _ = User.objects.get_or_create(username=name)
    with acting_as_system(company.pk):
        grant_roles(user_ids=[user.pk], role=role)
    return user


@pytest.fixture
def house(db: None) -> House:
    company, other = (Company.objects.create(code=code, name=f"{code} Ltd") for code in ("acme", "other"))
    for each in (company, other):
        with acting_as_system(each.pk):
            install_roles()
    return House(company, other, member(company, "owner", "owner"), member(other, "stranger", "owner"))
