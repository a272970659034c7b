"""From users to actors: roles, companies, tokens."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from nonet.kernel.access import actor_of, companies_of, declare_permission, expand, narrow
from nonet.kernel.actor import Actor, acting, acting_as_system
from nonet.kernel.errors import InvalidInput, PermissionMissing
from nonet.kernel.models import ApiToken, Company, Membership, Role, User
from nonet.kernel.roles import ROLES, grant_roles, install_roles, revoke_roles
from nonet.kernel.tokens import actor_of_token, issue_token, revoke_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def companies() -> tuple[Company, Company]:
    made = tuple(Company.objects.create(code=code, name=code) for code in ("one", "two"))
    for each in made:
        with acting_as_system(each.pk):
            install_roles()
    return made  # type: ignore[return-value]


@pytest.fixture
def user() -> User:
    return User.objects.create_user("anna", password="x")


def give(user: User, company: Company, role: str) -> None:
    with acting_as_system(company.pk):
        grant_roles(user_ids=[user.pk], role=role)


def test_roles_are_installed_once(companies: Any) -> None:
    with acting_as_system(companies[0].pk):
        assert install_roles() == []
        assert set(Role.objects.values_list("code", flat=True)) == {each.code for each in ROLES}


def test_a_user_without_role_acts_nowhere(user: User, companies: Any) -> None:
    assert actor_of(user) is None
    assert companies_of(user) == []


def test_verbs_come_from_the_roles_of_the_company_at_work(user: User, companies: Any) -> None:
    one, two = companies
    give(user, one, "owner")
    give(user, two, "auditor")
    first, second = actor_of(user, one.pk), actor_of(user, two.pk)
    assert first is not None and second is not None
    assert first.may("money.post_invoices")
    assert not second.may("money.post_invoices")
    assert second.may("money.read")


def test_several_roles_add_up(user: User, companies: Any) -> None:
    give(user, companies[0], "salesperson")
    assert not actor_of(user).may("stock.pick_deliveries")  # type: ignore[union-attr]
    give(user, companies[0], "storekeeper")
    assert actor_of(user).may("stock.pick_deliveries")  # type: ignore[union-attr]


def test_a_company_without_place_is_not_entered(user: User, companies: Any) -> None:
    give(user, companies[0], "clerk")
    actor = actor_of(user, companies[1].pk)
    assert actor is not None and actor.company_id == companies[0].pk


def test_the_home_company_is_taken_first(user: User, companies: Any) -> None:
    for each in companies:
        give(user, each, "clerk")
    user.home_company = companies[1]
    assert actor_of(user).company_id == companies[1].pk  # type: ignore[union-attr]


def test_a_superuser_may_everything_everywhere(companies: Any) -> None:
    root = User.objects.create_superuser("root")
    assert actor_of(root, companies[1].pk).may("any.thing")  # type: ignore[union-attr]
    assert len(companies_of(root)) == Company.objects.count()


def test_a_role_taken_away_is_gone_at_once(user: User, companies: Any) -> None:
    give(user, companies[0], "clerk")
    with acting_as_system(companies[0].pk):
        revoke_roles(user_ids=[user.pk], role="clerk")
    assert actor_of(user) is None


def test_an_unknown_role_is_refused_with_the_known_ones(user: User, companies: Any) -> None:
    with acting_as_system(companies[0].pk), pytest.raises(InvalidInput, match="clerk"):
        grant_roles(user_ids=[user.pk], role="emperor")
    assert not Membership.everywhere.exists()


def test_patterns_expand_over_known_verbs() -> None:
    declare_permission("tests.read", "See tests.")
    declare_permission("tests.write_things", "Write.")
    assert "tests.read" in expand(["*.read"])
    assert expand(["tests.write_*"]) == {"tests.write_things"}
    assert expand(["*", "tests.*"]) == {"*", "tests.*"}


def test_scopes_narrow_and_never_widen() -> None:
    assert narrow(frozenset({"*"}), ["stock.read"]) == {"stock.read"}
    assert narrow(frozenset({"stock.*"}), ["stock.read", "money.read"]) == {"stock.read"}
    assert narrow(frozenset({"stock.read"}), ["*"]) == {"stock.read"}
    assert narrow(frozenset({"stock.read"}), ["money.*"]) == frozenset()


def test_a_token_acts_for_its_user_within_its_scopes(user: User, companies: Any) -> None:
    give(user, companies[0], "clerk")
    clerk = actor_of(user)
    assert clerk is not None
    with acting(clerk), pytest.raises(PermissionMissing):
        issue_token(name="shop", scopes=["orders.read"])
    with acting_as_system(companies[0].pk):
        issued = issue_token(name="shop", scopes=["orders.read", "kernel.*"], user_id=user.pk)
    found = actor_of_token(issued.secret)
    assert found is not None
    assert found[0] == user and found[1].company_id == companies[0].pk
    assert found[1].may("orders.read") and not found[1].may("kernel.unlock_system")
    assert issued.secret not in str(ApiToken.everywhere.values())


@pytest.mark.parametrize("spoilt", ["unknown", "expired", "revoked", "inactive", "roleless"])
def test_a_bad_token_is_nobody(user: User, companies: Any, spoilt: str) -> None:
    give(user, companies[0], "clerk")
    with acting_as_system(companies[0].pk):
        past = timezone.now() - dt.timedelta(days=1) if spoilt == "expired" else None
        issued = issue_token(name="t", scopes=["*"], user_id=user.pk, expires_at=past)
        if spoilt == "revoked":
            assert revoke_tokens(token_ids=[issued.id]).done == [issued.id]
        if spoilt == "roleless":
            revoke_roles(user_ids=[user.pk], role="clerk")
    if spoilt == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    assert actor_of_token("nonet_x" if spoilt == "unknown" else issued.secret) is None


def test_a_token_of_another_company_is_not_revoked(user: User, companies: Any) -> None:
    give(user, companies[0], "clerk")
    with acting_as_system(companies[0].pk):
        issued = issue_token(name="t", scopes=["*"], user_id=user.pk)
    with acting(Actor(companies[1].pk, verbs=frozenset({"*"}))):
        outcome = revoke_tokens(token_ids=[issued.id])
    assert list(outcome.refused) == [issued.id]
    assert actor_of_token(issued.secret) is not None


def test_a_stranger_gets_no_token(user: User, companies: Any) -> None:
    give(user, companies[0], "clerk")
    with acting_as_system(companies[1].pk), pytest.raises(InvalidInput):
        issue_token(name="t", scopes=["*"], user_id=user.pk)
