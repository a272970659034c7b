"""People and permissions: invited, given roles, let go; nobody gives more than they hold."""

import re

import pytest
from django.test import Client

from nonet.kernel.access import actor_of, expand
from nonet.kernel.actor import acting, acting_as_system
from nonet.kernel.errors import DocumentMissing
from nonet.kernel.models import ApiToken, Company, Membership, Role, SignInEvent, User
from nonet.kernel.roles import (
    BeyondYou,
    OwnerNeeded,
    PermissionChange,
    RoleRow,
    change_permissions,
    grant_roles,
    revoke_roles,
    save_roles,
)
from nonet.kernel.tokens import actor_of_token, issue_token
from nonet.kernel.users import (
    Invitation,
    NotAboveYou,
    dismiss_users,
    former_users,
    grants_of,
    invite_users,
    issue_sign_in_link,
    readmit_users,
)
from tests.faces.signin.conftest import House


def desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def registrar(house: House) -> User:
    """Return somebody who keeps the people of the company, and is no owner."""
    with acting_as_system(house.company.pk):
        save_roles(roles=[RoleRow("registrar", "Registrar", ("kernel.*", "orders.read"))]).require_all()
    return house.member("registrar")


def test_somebody_is_invited_on_the_page_and_comes_in_by_the_link(house: House) -> None:
    client = desk(house.owner)
    typed = {"username": "mei", "full_name": "Han Mei", "mobile": "139 0000 1111", "role": "buyer"}
    page = client.post("/desk/people/", typed, follow=True).content.decode()
    link = re.search(r"http://testserver(/account/welcome/[^\"]+)", page)
    assert link
    assert (
        "welcome" not in client.get(f"/desk/people/{User.objects.get(username='mei').pk}/").content.decode()
    )
    guest = Client(headers={"accept-language": "en"})
    guest.get(link.group(1))
    guest.post("/account/welcome/", {"password1": "teapots-sing-42", "password2": "teapots-sing-42"})
    assert guest.get("/desk/").status_code == 200
    again = client.post("/desk/people/", typed).content.decode()
    assert "mei belongs to another user already" in again and 'value="Han Mei"' in again


def test_roles_are_changed_by_ticks_and_the_last_owner_stays(house: House) -> None:
    client, clerk = desk(house.owner), house.member("clerk")
    client.post(f"/desk/people/{clerk.pk}/", {"act": "roles", "roles": ["buyer", "storekeeper"]})
    with acting(house.boss):
        held = set(Membership.objects.filter(user=clerk).values_list("role__code", flat=True))
    assert held == {"buyer", "storekeeper"}
    page = client.post(f"/desk/people/{house.owner.pk}/", {"act": "roles", "roles": []}, follow=True)
    assert b"without an owner" in page.content
    assert actor_of(house.owner).may("any.thing")  # type: ignore[union-attr]


def test_a_page_tells_what_somebody_may_and_why(house: House) -> None:
    clerk = house.member("clerk")
    house.member("auditor")
    with acting_as_system(house.company.pk):
        grant_roles(user_ids=[clerk.pk], role="auditor")
        told = {each.code: each.roles for each in grants_of(clerk.pk)}
    assert len(told["orders.read"]) == 2 and len(told["kernel.run_checks"]) == 1
    page = desk(house.owner).get(f"/desk/people/{clerk.pk}/").content.decode()
    assert "orders.read" in page


def test_the_matrix_shows_what_would_change_before_it_does(house: House) -> None:
    client = desk(house.owner)
    with acting(house.boss):
        buyer = Role.objects.get(code="buyer")
        ticks = [
            f"{role.pk} {code}"
            for role in Role.objects.exclude(code="owner")
            for code in __import__("nonet.kernel.verbs", fromlist=["VERBS"]).VERBS
            if code in expand(role.verbs) or f"{code.split('.')[0]}.*" in role.verbs
        ]
    ticks.remove(f"{buyer.pk} items.save_items")
    ticks.append(f"{buyer.pk} money.read")
    page = client.post("/desk/permissions/", {"grant": ticks}).content.decode()
    changes = re.findall(r'name="change" value="([^"]+)"', page)
    assert sorted(changes) == [f"+ {buyer.pk} money.read", f"- {buyer.pk} items.save_items"]
    client.post("/desk/permissions/", {"change": changes, "confirm": "1"})
    verbs = expand(Role.everywhere.get(pk=buyer.pk).verbs)
    assert "money.read" in verbs and "items.save_items" not in verbs and "items.*" not in verbs
    assert "items.read" in verbs


def test_a_role_is_made_as_a_copy(house: House) -> None:
    desk(house.owner).post("/desk/permissions/", {"new_role": "Night clerk", "like": "clerk"})
    with acting(house.boss):
        assert Role.objects.get(code="night-clerk").verbs == sorted(Role.objects.get(code="clerk").verbs)


def test_nobody_gives_more_than_they_hold(house: House, registrar: User) -> None:
    actor = actor_of(registrar)
    assert actor is not None
    with acting(actor):
        clerk = Role.objects.get(code="clerk")
        with pytest.raises(BeyondYou):
            grant_roles(user_ids=[registrar.pk], role="owner")
        refused = change_permissions(
            changes=[PermissionChange(clerk.pk, "money.post_invoices", False)]
        ).refused
        assert isinstance(refused[clerk.pk], BeyondYou)
        refused = save_roles(roles=[RoleRow("mine", "Mine", ("*",))]).refused
        assert isinstance(refused[0], BeyondYou)
        with pytest.raises(NotAboveYou):
            issue_sign_in_link(user_id=house.owner.pk)
        with pytest.raises(BeyondYou):
            issue_token(name="t", scopes=["money.*"], user_id=house.owner.pk)
        assert isinstance(dismiss_users(user_ids=[house.owner.pk]).refused[house.owner.pk], NotAboveYou)
        assert isinstance(invite_users(invitations=[Invitation("x", "owner")]).refused[0], BeyondYou)
    assert not User.objects.filter(username="x").exists()


def test_the_last_owner_neither_goes_nor_is_changed(house: House) -> None:
    with acting(house.boss):
        for work in (
            lambda: dismiss_users(user_ids=[house.owner.pk]),
            lambda: revoke_roles(user_ids=[house.owner.pk], role="owner"),
            lambda: save_roles(roles=[RoleRow("owner", "Owner", ("money.*",))]),
        ):
            with pytest.raises(OwnerNeeded):
                work()
    assert actor_of(house.owner) is not None


def test_users_of_others_are_not_reached_by_their_ids(house: House) -> None:
    with acting(house.boss):
        with pytest.raises(DocumentMissing):
            grant_roles(user_ids=[house.stranger.pk], role="clerk")
        with pytest.raises(DocumentMissing):
            issue_sign_in_link(user_id=house.stranger.pk)
        assert list(dismiss_users(user_ids=[house.stranger.pk]).refused) == [house.stranger.pk]
    assert desk(house.owner).get(f"/desk/people/{house.stranger.pk}/").status_code == 404


def test_who_is_let_go_loses_tokens_and_comes_back_with_a_role(house: House) -> None:
    clerk = house.member("clerk")
    with acting(house.boss):
        secret = issue_token(name="shop", scopes=["orders.read"], user_id=clerk.pk).secret
        assert dismiss_users(user_ids=[clerk.pk]).done == [clerk.pk]
        assert actor_of_token(secret) is None and not ApiToken.objects.exists()
        assert former_users() == [clerk]
        assert readmit_users(user_ids=[clerk.pk], role="buyer").done == [clerk.pk]
    clerk.refresh_from_db()
    assert clerk.is_active and actor_of(clerk).may("erp.create_purchase_orders")  # type: ignore[union-attr]


def test_who_works_elsewhere_too_keeps_the_account(house: House) -> None:
    clerk = house.member("clerk")
    with acting_as_system(house.other.pk):
        grant_roles(user_ids=[clerk.pk], role="clerk")
    with acting(house.boss):
        dismiss_users(user_ids=[clerk.pk])
    clerk.refresh_from_db()
    assert clerk.is_active and actor_of(clerk).company_id == house.other.pk  # type: ignore[union-attr]


def test_a_token_is_issued_shown_once_and_revoked_on_the_page(house: House) -> None:
    client = desk(house.owner)
    page = client.post(
        "/desk/tokens/", {"name": "shop", "scopes": "orders.read", "days": "30"}
    ).content.decode()
    secret = re.search(r'value="(nonet_[^"]+)"', page)
    assert secret and actor_of_token(secret.group(1), "10.1.2.3") is not None
    assert SignInEvent.objects.get(kind="token_seen").address == "10.1.2.3"
    later = client.get("/desk/tokens/").content.decode()
    assert secret.group(1) not in later and "shop" in later
    client.post("/desk/tokens/", {"revoke": str(ApiToken.everywhere.get().pk)})
    assert actor_of_token(secret.group(1)) is None
    assert client.post("/desk/tokens/", {"name": "", "days": "x"}, follow=True).status_code == 200


def test_the_company_chooses_who_needs_a_second_factor(house: House) -> None:
    desk(house.owner).post("/desk/door/", {"roles": ["bookkeeper"]})
    assert Company.objects.get(pk=house.company.pk).policy == {"second_factor_roles": ["bookkeeper"]}
    clerk = house.member("clerk")
    assert desk(clerk).get("/desk/door/").status_code == 404
    assert desk(house.member("auditor")).post("/desk/door/", {"roles": []}).status_code == 302
    assert Company.objects.get(pk=house.company.pk).policy == {"second_factor_roles": ["bookkeeper"]}
